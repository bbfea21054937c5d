import { z } from 'zod';
import {
  instantAt,
  isLocalDate,
  isLocalTime,
  isTimeZone,
  recurrenceProblems,
} from '../../../schedule/recurrence.ts';
import { DEFAULT_TIMELINE } from '../../meetings/index.ts';
import {
  date,
  id,
  issue,
  list,
  MOST_NAME,
  MOST_TITLE,
  ref,
  SEGMENTS,
  text,
  time,
  unkept,
  whole,
  zone,
} from './fields.ts';

// When the task force meets, and about what.

const MOST_MINUTES = 480;

const timeline = z.strictObject({
  callDaysBefore: whole(1, 42).default(DEFAULT_TIMELINE.callDaysBefore),
  callAt: time.default(DEFAULT_TIMELINE.callAt),
  topicsCloseWorkingDaysBefore: whole(0, 20).default(DEFAULT_TIMELINE.topicsCloseWorkingDaysBefore),
  topicsCloseAt: time.default(DEFAULT_TIMELINE.topicsCloseAt),
  draftWorkingDaysBefore: whole(0, 20).default(DEFAULT_TIMELINE.draftWorkingDaysBefore),
  draftAt: time.default(DEFAULT_TIMELINE.draftAt),
  publishHoursBefore: whole(0, 14 * 24).default(DEFAULT_TIMELINE.publishHoursBefore),
  lastCallDaysBefore: whole(0, 42).optional(),
  lastCallAt: time.optional(),
  confidentialityMinutesBefore: whole(0, 1440).optional(),
  feedbackPollMinutesAfter: whole(0, 1440).optional(),
  minutesDueDaysAfter: whole(0, 60).optional(),
});

export const series = z
  .strictObject({
    id,
    name: text(MOST_NAME),
    // The three are judged together, by the rules of RFC 5545.
    rrule: z.string(),
    dtstart: z.string(),
    tzid: z.string(),
    durationMinutes: whole(1, MOST_MINUTES),
    start: time.optional(),
    end: time.optional(),
    timezone: zone.optional(),
    facilitatorRotation: list(ref, 500).default([]),
    noteTakerRotation: list(ref, 500).default([]),
    location: text(MOST_NAME).optional(),
    agendaTimeline: timeline.optional(),
    channel: z.strictObject({ slack: unkept.optional(), teams: unkept.optional() }).optional(),
    newTaskForceRule: z
      .strictObject({
        atLeast: unkept.optional(),
        untilMonths: whole(0, 60).optional(),
        since: date.optional(),
      })
      .optional(),
  })
  .superRefine(({ rrule, dtstart, tzid, ...also }, ctx) => {
    const problems = recurrenceProblems({ rrule, dtstart, tzid });
    for (const { field, message } of problems) issue(ctx, field, message);
    if (problems.length > 0) return;
    // The same things said again, in the words of a calendar: they must agree.
    const { timezone = tzid, start = dtstart.slice(11, 16), end, durationMinutes } = also;
    if (timezone !== tzid) issue(ctx, 'timezone', 'must be the same as tzid.');
    if (start !== dtstart.slice(11, 16)) issue(ctx, 'start', 'must be the time of day in dtstart.');
    else if (end && minutesBetween(start, end) !== durationMinutes) {
      issue(ctx, 'end', 'must be durationMinutes after start.');
    }
  });

const minutesBetween = (from: string, to: string): number =>
  (Date.parse(`1970-01-01T${to}:00Z`) - Date.parse(`1970-01-01T${from}:00Z`)) / 60_000;

export const meeting = z
  .strictObject({
    id,
    seriesId: ref,
    date,
    startLocal: time,
    endLocal: time,
    timezone: zone,
    state: z.enum(['scheduled', 'solicitation-open', 'closed']),
    facilitator: ref.nullish(),
    noteTaker: ref.nullish(),
    location: text(MOST_NAME).optional(),
    actualStart: time.nullish(),
    actualEnd: time.nullish(),
    attendance: list(
      z.strictObject({ memberId: ref, mode: z.enum(['present', 'remote', 'regrets', 'absent']) }),
    ).optional(),
    note: unkept.optional(),
  })
  .superRefine(({ date, startLocal, endLocal, timezone }, ctx) => {
    if (!isLocalDate(date) || !isLocalTime(startLocal) || !isLocalTime(endLocal) || !isTimeZone(timezone))
      return;
    if (startLocal >= endLocal) issue(ctx, 'endLocal', 'must be after startLocal, on the same day.');
    else if (instantAt(date, startLocal, timezone) >= instantAt(date, endLocal, timezone)) {
      issue(ctx, 'endLocal', 'the clocks change during this meeting, and leave no time for it.');
    }
  });

export const item = z
  .strictObject({
    id,
    meetingId: ref,
    position: whole(1, 10_000),
    title: text(MOST_TITLE),
    minutes: whole(0, MOST_MINUTES).nullish(),
    kind: z.enum([
      'standing',
      'report',
      'training',
      'discussion',
      'decision',
      'information',
      'closed',
      'ritual',
      'report-back',
    ]),
    segment: z.enum(SEGMENTS),
    owner: ref.nullish(),
    status: z.enum(['proposed', 'accepted', 'done', 'carried-over', 'carried']),
    source: unkept.optional(),
    taskId: ref.nullish(),
    carriedFrom: ref.nullish(),
    carriedTo: ref.nullish(),
    carryCount: whole(0, 1000).optional(),
    trainingId: ref.nullish(),
    actualMinutes: whole(0, 1440).nullish(),
    outcome: unkept.optional(),
    decisionNote: unkept.optional(),
    chatPolicy: unkept.optional(),
  })
  .superRefine(({ kind, segment }, ctx) => {
    const closed = segment === 'closed' || segment === 'case';
    if (kind === 'closed' && !closed) issue(ctx, 'segment', 'a closed item belongs in the closed segment.');
  });

export const holiday = z.strictObject({ date, name: text(MOST_NAME), scope: ref.nullish() });
