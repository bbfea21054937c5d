import { addDays, instantAt } from '../../schedule/recurrence.ts';
import type { WeeklyRule } from '../../schedule/reminder-rules.ts';
import { daysOf } from '../../schedule/rule-days.ts';
import type { WorkingCalendar } from '../../schedule/working-days.ts';
import type { Cue } from '../../kernel/feature.ts';
import type { MeetingId } from '../../kernel/ids.ts';

const DAY = 86_400_000;

export interface ToPlan {
  readonly zone: string;
  readonly calendar: WorkingCalendar;
  readonly weekly: WeeklyRule;
  readonly minutesBefore: number;
  readonly meetings: readonly { readonly id: MeetingId; readonly startsAt: Date; readonly endsAt: Date }[];
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
  const before = what.meetings.map(({ id, startsAt, endsAt }): Cue => ({
    key: `confidentiality.meeting:${id}`,
    kind: 'confidentiality.meeting',
    subject: id,
    dueAt: new Date(startsAt.getTime() - what.minutesBefore * 60_000),
    until: endsAt,
    what: 'A reminder before the meeting',
  }));
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
