import {
  addDays,
  dayEdges,
  isLocalTime,
  localDateOf,
  localTimeOf,
  pin,
  wallOf,
  weekdayOf,
} from './local-time.ts';

export interface WorkingCalendar {
  /** Local dates, YYYY-MM-DD. */
  readonly holidays: ReadonlySet<string>;
  /** ISO weekdays, 1 Monday to 7 Sunday; Monday to Friday when left out. */
  readonly days?: ReadonlySet<number>;
}

/**
 * Working hours on the wall clock of `tzid`: from <= time < to on a working day. `from` after `to` crosses
 * midnight, and the hours after it belong to the day they began on; `to` 00:00 is the end of the day; `from`
 * equal to `to` is the whole day.
 */
export interface WorkingHours {
  readonly tzid: string;
  readonly from: string;
  readonly to: string;
  /** ISO weekdays, 1 Monday to 7 Sunday; Monday to Friday when left out. */
  readonly days?: ReadonlySet<number>;
  /** Local dates, YYYY-MM-DD. */
  readonly daysOff?: ReadonlySet<string>;
}

const WEEKDAYS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5]);
const NO_DAYS: ReadonlySet<string> = new Set();

/** How far a working day is looked for: more than a year without one is a mistake in the calendar. */
const FURTHEST = 400;
const MOST_WORKING_DAYS = 1000;

/** Whether `date` (YYYY-MM-DD) is one of the calendar's weekdays and no holiday. RangeError for no real day. */
export function isWorkingDay(date: string, cal: WorkingCalendar): boolean {
  return (cal.days ?? WEEKDAYS).has(weekdayOf(date)) && !cal.holidays.has(date);
}

/**
 * The n-th working day before `date`, which itself does not count: four before Wed 2027-02-10 is Thu 2027-02-04.
 * With n = 0 as previousWorkingDay. RangeError if n is not a whole number from 0 to 1000, or no day works.
 */
export function workingDaysBefore(date: string, n: number, cal: WorkingCalendar): string {
  if (!Number.isInteger(n) || n < 0 || n > MOST_WORKING_DAYS) {
    throw new RangeError(`Working days must be a whole number from 0 to ${MOST_WORKING_DAYS}.`);
  }
  if (n === 0) return previousWorkingDay(date, cal);
  let day = date;
  for (let left = n; left > 0; left -= 1) day = previousWorkingDay(addDays(day, -1), cal);
  return day;
}

/** `date` itself if it works, else the last working day before it. RangeError if there is none in 400 days. */
export function previousWorkingDay(date: string, cal: WorkingCalendar): string {
  return nearestWorkingDay(date, -1, cal);
}

/** `date` itself if it works, else the next working day. RangeError if there is none in 400 days. */
export function nextWorkingDay(date: string, cal: WorkingCalendar): string {
  return nearestWorkingDay(date, 1, cal);
}

function nearestWorkingDay(date: string, step: 1 | -1, cal: WorkingCalendar): string {
  let day = date;
  for (let tried = 0; tried <= FURTHEST; tried += 1, day = addDays(day, step)) {
    if (isWorkingDay(day, cal)) return day;
  }
  throw new RangeError(`No working day within ${FURTHEST} days. Check the weekdays and days off.`);
}

/**
 * `at` itself if it is inside the working hours, else the first instant that is. What the wall clock shows
 * decides, so an hour that comes twice is judged the same both times. RangeError for an unknown zone, a time
 * that is not HH:MM, or no working moment in 400 days.
 */
export function nextWorkingMoment(at: Date, hours: WorkingHours): Date {
  if (!isLocalTime(hours.from) || !isLocalTime(hours.to)) {
    throw new RangeError('Working hours must be times of day, HH:MM.');
  }
  if (isInside(at, hours)) return at;
  let day = localDateOf(at, hours.tzid);
  for (let tried = 0; tried <= FURTHEST; tried += 1, day = addDays(day, 1)) {
    const opening = openings(day, hours).find((each) => each > at && isInside(each, hours));
    if (opening) return opening;
  }
  throw new RangeError(`No working hours within ${FURTHEST} days. Check the weekdays and days off.`);
}

function isInside(at: Date, hours: WorkingHours): boolean {
  const { tzid, from, to, days = WEEKDAYS, daysOff = NO_DAYS } = hours;
  const date = localDateOf(at, tzid);
  const time = localTimeOf(at, tzid);
  const works = (day: string) => isWorkingDay(day, { days, holidays: daysOff });
  if (from === to) return works(date);
  if (from < to) return from <= time && time < to && works(date);
  return time >= from ? works(date) : time < to && works(addDays(date, -1));
}

/** All instants of `day` at which working hours can begin, ascending: `from` (twice in an overlap), day edges, jumps. */
function openings(day: string, { tzid, from }: WorkingHours): Date[] {
  const wall = wallOf(day, from);
  const instants = [...dayEdges(day, tzid), pin(wall, tzid, 'earlier'), pin(wall, tzid, 'later')];
  return instants.sort((a, b) => a - b).map((each) => new Date(each));
}
