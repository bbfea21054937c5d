/** How often a series meets. */
export type Unit = 'once' | 'week' | 'month';

const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/**
 * An RFC 5545 rule from the first meeting's day (YYYY-MM-DD): every `every` weeks or months. Months keep the weekday: the
 * 10th of February 2027 gives the second Wednesday. A fifth one does not exist every month, so it means the last.
 */
export function ruleOf(unit: Unit, every: number, date: string): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const weekday = DAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]!;
  const nth = Math.ceil(day / 7);
  const interval = every === 1 ? '' : `INTERVAL=${every};`;
  switch (unit) {
    case 'month':
      return `FREQ=MONTHLY;${interval}BYDAY=${nth === 5 ? -1 : nth}${weekday}`;
    case 'week':
      return `FREQ=WEEKLY;${interval}BYDAY=${weekday}`;
    case 'once':
      return 'FREQ=DAILY;COUNT=1';
    default:
      return unit satisfies never;
  }
}
