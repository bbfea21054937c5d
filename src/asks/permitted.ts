import { addDays, instantAt, localDateOf } from '../schedule/recurrence.ts';
import { nextWorkingDay, nextWorkingMoment, previousWorkingDay } from '../schedule/working-days.ts';

/** When a person may be asked something (product rule 8): on their working days, in their hours, on their own clock. */
export interface PersonCalendar {
  readonly zone: string;
  /** HH:MM; `from` after `to` crosses midnight. */
  readonly hours: { readonly from: string; readonly to: string };
  /** Local dates on which nobody of their agency is asked: everyone's holidays, and their agency's. */
  readonly holidays: ReadonlySet<string>;
  /** Local dates of theirs, both included. */
  readonly leaves: readonly Leave[];
}

export interface Leave {
  readonly first: string;
  readonly last: string;
}

/** Is the person away on this local date of theirs? */
export const isAway = ({ leaves }: Pick<PersonCalendar, 'leaves'>, date: string): boolean =>
  leaves.some(({ first, last }) => first <= date && date <= last);

/** The person's local date at an instant. */
export const dateOf = (at: Date, { zone }: Pick<PersonCalendar, 'zone'>): string => localDateOf(at, zone);

/** When a local date of the person's begins: the time of cues that ask them for something. */
export const dayStart = (date: string, { zone }: Pick<PersonCalendar, 'zone'>): Date =>
  instantAt(date, '00:00', zone);

/**
 * When the cue of an ask fires: as its day begins, so that all that is asked of a person in a day is known before its
 * brief goes out. On the day of Start, at Start: nothing older is caught up.
 */
export function cueFor(from: Date, calendar: Pick<PersonCalendar, 'zone'>, startedAt: Date | null): Date {
  const day = dayStart(dateOf(from, calendar), calendar);
  return startedAt && day < startedAt && startedAt <= from ? startedAt : day;
}

/** The instant of a time of day (HH:MM) on a local date of the person's. */
export const momentOn = (date: string, time: string, { zone }: Pick<PersonCalendar, 'zone'>): Date =>
  instantAt(date, time, zone);

/** `date` itself if the person works then, else the working day before or after it. Leave does not count: it only delays. */
export function workingDayAt(
  date: string,
  which: 'next' | 'previous' | 'stay',
  { holidays }: Pick<PersonCalendar, 'holidays'>,
): string {
  if (which === 'stay') return date;
  return which === 'next' ? nextWorkingDay(date, { holidays }) : previousWorkingDay(date, { holidays });
}

/** So many days before a date, on a working day of the person's: "7 days before" a holiday is the working day before it. */
export const daysBefore = (date: string, days: number, calendar: Pick<PersonCalendar, 'holidays'>): string =>
  workingDayAt(addDays(date, -days), 'previous', calendar);

/**
 * The first instant in [at, until) at which the person may be asked something: `at` itself if it is one. Undefined
 * when there is none. `allows` may refuse further days (budgets).
 */
export function nextPermitted(
  at: Date,
  until: Date,
  calendar: PersonCalendar,
  allows: (date: string) => boolean = () => true,
): Date | undefined {
  const { zone, hours } = calendar;
  // Only the days around the window: a year of leave must not look like a calendar without working days.
  const last = addDays(localDateOf(until, zone), 1);
  const off = new Set<string>();
  for (let date = addDays(localDateOf(at, zone), -1); date <= last; date = addDays(date, 1))
    if (calendar.holidays.has(date) || isAway(calendar, date)) off.add(date);
  const working = { tzid: zone, ...hours, daysOff: off };
  for (let from = at; from < until;) {
    const found = nextWorkingMoment(from, working);
    if (found >= until) return undefined;
    const date = localDateOf(found, zone);
    // Hours that cross midnight reach into a day on which they may be away.
    if (!off.has(date) && allows(date)) return found;
    from = instantAt(addDays(date, 1), '00:00', zone);
  }
  return undefined;
}
