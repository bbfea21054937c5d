import type { HowOften } from './founding-form.ts';

const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/**
 * An RFC 5545 rule from the first meeting's day (YYYY-MM-DD). Monthly keeps the weekday: the 10th of February 2027 gives
 * the second Wednesday. A fifth one does not exist every month, so it means the last.
 */
export function ruleFor(repeats: HowOften, date: string): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const weekday = DAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]!;
  const nth = Math.ceil(day / 7);
  switch (repeats) {
    case 'monthly':
      return `FREQ=MONTHLY;BYDAY=${nth === 5 ? -1 : nth}${weekday}`;
    case 'two-weekly':
      return `FREQ=WEEKLY;INTERVAL=2;BYDAY=${weekday}`;
    case 'weekly':
      return `FREQ=WEEKLY;BYDAY=${weekday}`;
    case 'once':
      return 'FREQ=DAILY;COUNT=1';
    default:
      return repeats satisfies never;
  }
}
