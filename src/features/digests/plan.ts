import type { Cue } from '../../kernel/feature.ts';
import { instantAt } from '../../schedule/recurrence.ts';
import type { WeeklyRule } from '../../schedule/reminder-rules.ts';
import { daysOf } from '../../schedule/rule-days.ts';
import type { WorkingCalendar } from '../../schedule/working-days.ts';

const DAY = 86_400_000;

/** The digest of the channels; over a day late it is news no longer, and its rows stand in the next one. Pure. */
export function planDigests(
  rule: WeeklyRule,
  home: string,
  calendar: WorkingCalendar,
  from: Date,
  to: Date,
): readonly Cue[] {
  const zone = rule.zone ?? home;
  return daysOf(rule, zone, calendar, from, to).map(({ nominal, date }): Cue => {
    const dueAt = instantAt(date, rule.at, zone);
    return {
      key: `digests.weekly:${nominal}`,
      kind: 'digests.weekly',
      subject: nominal,
      dueAt,
      until: new Date(dueAt.getTime() + DAY),
      what: "The week's digest",
    };
  });
}
