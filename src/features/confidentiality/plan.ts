import { addDays, instantAt } from '../../schedule/recurrence.ts';
import type { WeeklyRule } from '../../schedule/reminder-rules.ts';
import { daysOf } from '../../schedule/rule-days.ts';
import type { WorkingCalendar } from '../../schedule/working-days.ts';
import type { Cue } from '../../kernel/feature.ts';
import type { MeetingId } from '../../kernel/ids.ts';

const DAY = 86_400_000;
/** A reminder that is no older than this is still in mind: a meeting that moved by a little has no second one. */
const FRESH_MS = 3_600_000;

export interface ToPlan {
  readonly zone: string;
  readonly calendar: WorkingCalendar;
  readonly weekly: WeeklyRule;
  readonly minutesBefore: number;
  readonly meetings: readonly ToRemind[];
}

interface ToRemind {
  readonly id: MeetingId;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** When reminders for it were sent: for where it was then. */
  readonly sent: readonly Date[];
}

/** The same step of the same meeting, for the first time or again: "m1", "m1:2". */
export const againKey = (id: string, before: number): string => (before === 0 ? id : `${id}:${before + 1}`);

function cueBefore({ id, startsAt, endsAt, sent }: ToRemind, minutesBefore: number): Cue {
  const dueAt = new Date(startsAt.getTime() - minutesBefore * 60_000);
  // It moved after its reminder: that one was about another time.
  const outdated = sent.filter((at) => dueAt.getTime() - at.getTime() > FRESH_MS).length;
  return {
    key: `confidentiality.meeting:${againKey(id, outdated)}`,
    kind: 'confidentiality.meeting',
    subject: id,
    dueAt,
    until: endsAt,
    what: 'A reminder before the meeting',
  };
}

/** The weekly reminder, and one before each meeting, which helps until the meeting ends. Pure. */
export function planReminders(what: ToPlan, from: Date, to: Date): readonly Cue[] {
  const zone = what.weekly.zone ?? what.zone;
  const weekly = daysOf(what.weekly, zone, what.calendar, from, to).map(({ nominal, date }): Cue => {
    const dueAt = instantAt(date, what.weekly.at, zone);
    return {
      key: `confidentiality.weekly:${nominal}`,
      kind: 'confidentiality.weekly',
      subject: nominal,
      dueAt,
      until: new Date(dueAt.getTime() + DAY),
      what: 'A reminder of confidentiality',
    };
  });
  const before = what.meetings.map((meeting) => cueBefore(meeting, what.minutesBefore));
  return [...weekly, ...before];
}

/** The rounds in which people are asked for their promise; who is asked, the round itself finds out. Pure. */
export function planRounds(
  rule: WeeklyRule,
  zone: string,
  calendar: WorkingCalendar,
  from: Date,
  to: Date,
): readonly Cue[] {
  return daysOf(rule, zone, calendar, from, to).map(({ nominal, date }): Cue => {
    // As the day begins furthest east: everyone's own time of day is still to come.
    const dueAt = new Date(instantAt(date, '00:00', zone).getTime() - DAY / 2);
    return {
      key: `confidentiality.ask:${nominal}`,
      kind: 'confidentiality.ask',
      subject: date,
      dueAt,
      until: instantAt(addDays(date, 1), '00:00', zone),
      what: 'Who has not read our promise is asked',
    };
  });
}
