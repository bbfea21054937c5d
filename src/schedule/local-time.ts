import { Temporal } from 'temporal-polyfill';

const DAY = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):[0-5]\d$/;

const BLOCK = 16 * DAY;
const MOST_BLOCKS = 10_000;
const MOST_DATES = 10_000;

const steadyOffsets = new Map<string, number>();
const knownZones = new Set<string>();
const knownDates = new Set<string>();

/**
 * Whether `tzid` is a place in the IANA time zone database ("America/New_York") or UTC. Short names such as
 * EST and offsets such as +05:00 are refused: they keep one offset all year, which is seldom what is meant.
 */
export function isTimeZone(tzid: string): boolean {
  if (knownZones.has(tzid)) return true;
  if (tzid !== 'UTC' && !/^[A-Za-z]+(\/[A-Za-z0-9_+-]+)+$/.test(tzid)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(tzid);
  } catch {
    return false;
  }
  // Spellings differ in case, so the set could grow with what people type.
  if (knownZones.size < 1000) knownZones.add(tzid);
  return true;
}

/** Whether `s` is a day that exists, as YYYY-MM-DD. */
export function isLocalDate(s: string): boolean {
  // A plan asks of the same hundred days, thousands of times.
  if (knownDates.has(s)) return true;
  const real = DATE.test(s) && wallDate(Date.parse(`${s}T00:00:00Z`)) === s;
  if (real && knownDates.size >= MOST_DATES) knownDates.clear();
  if (real) knownDates.add(s);
  return real;
}

/** Whether `s` is a time of day, HH:MM from 00:00 to 23:59. */
export function isLocalTime(s: string): boolean {
  return TIME.test(s);
}

/** Whether `s` is a day and time that exist, as YYYY-MM-DDTHH:MM:SS, without a zone. */
export function isLocalDateTime(s: string): boolean {
  const [, date = '', time = ''] = DATE_TIME.exec(s) ?? [];
  return isLocalDate(date) && isLocalTime(time);
}

/** The instant `at` as the clock of `tzid` shows it; RangeError for an unknown zone or an invalid date. */
function zoned(at: Date, tzid: string): Temporal.ZonedDateTime {
  if (!isTimeZone(tzid)) throw new RangeError('Unknown time zone.');
  if (Number.isNaN(at.getTime())) throw new RangeError('Not a valid instant.');
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(tzid);
}

/** As calendars spell it: people type "america/chicago", for which a calendar has no rules. */
export function spelledZone(tzid: string): string {
  const canonical = new Intl.DateTimeFormat('en', { timeZone: tzid }).resolvedOptions().timeZone;
  const same = canonical.toLowerCase() === tzid.toLowerCase();
  // Another name for it is kept, when it is written as a name.
  return same || /(?:^|\/)[a-z]/.test(tzid) ? canonical : tzid;
}

/** Milliseconds since 1970 of a wall time read as if it were UTC: the form in which rules are computed. */
export function wallOf(localDate: string, localTime: string): number {
  if (!isLocalDate(localDate)) throw new RangeError('A date must be a real day, written YYYY-MM-DD.');
  if (!isLocalTime(localTime)) throw new RangeError('A time must be written HH:MM.');
  return Date.parse(`${localDate}T${localTime}:00Z`);
}

/** The instant (ms) at which the clock of `tzid` shows `wall`; `disambiguation` as in Temporal. */
export function pin(
  wall: number,
  tzid: string,
  disambiguation: 'compatible' | 'earlier' | 'later' = 'compatible',
): number {
  const offset = steadyOffset(wall, tzid);
  return Number.isNaN(offset) ? resolve(wall, tzid, disambiguation).epochMilliseconds : wall - offset;
}

function resolve(
  wall: number,
  tzid: string,
  disambiguation: 'compatible' | 'earlier' | 'later',
): Temporal.ZonedDateTime {
  const plain = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
  return plain.toZonedDateTime(tzid, { disambiguation });
}

/** The zone's offset (ms) when no clock change is anywhere near `wall`, else NaN; a look-up costs 5 µs, this 0.1. */
function steadyOffset(wall: number, tzid: string): number {
  const block = Math.floor(wall / BLOCK);
  const key = `${tzid} ${block}`;
  const known = steadyOffsets.get(key);
  if (known !== undefined) return known;
  const before = resolve(block * BLOCK - DAY, tzid, 'earlier');
  const after = resolve((block + 1) * BLOCK + DAY, tzid, 'later');
  const next = before.getTimeZoneTransition('next');
  const steady = !next || next.epochMilliseconds > after.epochMilliseconds;
  const offset = steady ? before.offsetNanoseconds / 1_000_000 : Number.NaN;
  if (steadyOffsets.size >= MOST_BLOCKS) steadyOffsets.clear();
  steadyOffsets.set(key, offset);
  return offset;
}

/**
 * The instant at which it is `localTime` on `localDate` in `tzid`. RFC 5545 3.3.5: a time the clocks skip uses
 * the offset before the gap (02:30 runs at 03:30), a time they show twice means the first.
 * RangeError for a date, time or zone that does not exist.
 */
export function instantAt(localDate: string, localTime: string, tzid: string): Date {
  const wall = wallOf(localDate, localTime);
  if (!isTimeZone(tzid)) throw new RangeError('Unknown time zone.');
  return new Date(pin(wall, tzid));
}

/** The date (YYYY-MM-DD) in `tzid` at `at`. RangeError for an unknown zone. */
export function localDateOf(at: Date, tzid: string): string {
  return zoned(at, tzid).toPlainDate().toString();
}

/** The time of day (HH:MM, seconds cut off) in `tzid` at `at`. RangeError for an unknown zone. */
export function localTimeOf(at: Date, tzid: string): string {
  return zoned(at, tzid).toPlainTime().toString().slice(0, 5);
}

/** The date `days` whole days after `localDate` (before it when negative). RangeError outside the years 0 to 9999. */
export function addDays(localDate: string, days: number): string {
  if (!Number.isInteger(days)) throw new RangeError('Days must be a whole number.');
  const moved = wallDate(wallOf(localDate, '00:00') + days * DAY);
  if (!isLocalDate(moved)) throw new RangeError('A date must stay within the years 0 to 9999.');
  return moved;
}

/** ISO weekday of a date: 1 Monday to 7 Sunday. */
export function weekdayOf(localDate: string): number {
  return new Date(wallOf(localDate, '00:00')).getUTCDay() || 7;
}

/** `wall` (see wallOf) as YYYY-MM-DD; empty when it is no date. */
export function wallDate(wall: number): string {
  return Math.abs(wall) <= 8.64e15 ? (new Date(wall).toISOString().split('T')[0] ?? '') : '';
}

/** `wall` (see wallOf) as HH:MM. */
export function wallTime(wall: number): string {
  return new Date(wall).toISOString().slice(-13, -8);
}

/**
 * Instants (ms) at which the clock of `tzid` jumps or begins a day, on `localDate` and at the start of the day
 * after: between two of them it runs evenly.
 */
export function dayEdges(localDate: string, tzid: string): number[] {
  const start = Temporal.PlainDate.from(localDate).toZonedDateTime(tzid);
  const end = Temporal.PlainDate.from(addDays(localDate, 1)).toZonedDateTime(tzid);
  const edges = [start.epochMilliseconds, end.epochMilliseconds];
  if (start.offsetNanoseconds === end.offsetNanoseconds) return edges;
  const jump = start.getTimeZoneTransition('next');
  return jump ? [...edges, jump.epochMilliseconds] : edges;
}
