import { addDays, weekdayOf } from './local-time.ts';
import { localDateOf } from './recurrence.ts';
import type { WeeklyRule } from './reminder-rules.ts';
import { nextWorkingDay, previousWorkingDay, type WorkingCalendar } from './working-days.ts';

const DAY = 86_400_000;
/** How far a holiday can move a reminder from its own day. */
const REACH = 14 * DAY;

/** A day of a weekly rule: `nominal` as the rule has it, which names it for good; `date` where holidays moved it. */
export interface RuleDay {
  readonly nominal: string;
  readonly date: string;
}

/** The days of a weekly rule that may matter in [from, to), each once; of two that holidays moved to one day, the first. */
export function daysOf(
  { days, holidays }: Pick<WeeklyRule, 'days' | 'holidays'>,
  zone: string,
  calendar: WorkingCalendar,
  from: Date,
  to: Date,
): readonly RuleDay[] {
  const last = localDateOf(new Date(to.getTime() + REACH), zone);
  const found = new Map<string, RuleDay>();
  for (
    let nominal = localDateOf(new Date(from.getTime() - REACH), zone);
    nominal <= last;
    nominal = addDays(nominal, 1)
  ) {
    if (!days.includes(weekdayOf(nominal))) continue;
    const date =
      holidays === 'stay'
        ? nominal
        : holidays === 'next'
          ? nextWorkingDay(nominal, calendar)
          : previousWorkingDay(nominal, calendar);
    if (!found.has(date)) found.set(date, { nominal, date });
  }
  return [...found.values()];
}
