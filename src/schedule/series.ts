import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { addDays, pin, wallDate, wallOf, wallTime } from './local-time.ts';
import type { Rule } from './rrule.ts';

/** A rule with its start and ends. Walls are local times read as UTC milliseconds (see wallOf). */
export interface Series {
  readonly engine: RRuleTemporal;
  readonly tzid: string;
  readonly firstWall: number;
  /** Exclusive ends: on the wall clock (COUNT, a local UNTIL) and as an instant (UNTIL with Z). */
  readonly endWall: number;
  readonly endAt: number;
  readonly exdates: ReadonlySet<string>;
}

export interface Start {
  readonly wall: number;
  readonly tzid: string;
  readonly exdates: readonly string[];
}

export type SeriesProblem = { readonly field: 'rrule' | 'exdates'; readonly message: string };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Series start within these; before 1970 many zones had offsets in odd seconds, and after 2199 nobody plans. */
export const FIRST_WALL = wallOf('1970-01-01', '00:00');
export const LAST_WALL = wallOf('2200-01-01', '00:00');

/** A wall is never further than this from its instant: offsets run from -12 to +14 hours. */
export const REACH = 16 * HOUR;

/** Ten years in one question: far below the engine's caps (10,000 periods, 1,000,000 candidates). */
const WIDEST = 3650 * DAY;

/** Longest silence after DTSTART that is believed; two 29 Februaries on a Monday are 28 years apart. */
const LONGEST_SILENCE_YEARS = 30;

/** The series, or why it would never yield anything: then it would be silent without anyone having meant it. */
export function makeSeries(rule: Rule, { wall, tzid, exdates }: Start): Series | SeriesProblem {
  const engine = engineOf(rule.text, wall);
  const horizon = Math.min(wall + LONGEST_SILENCE_YEARS * 366 * DAY, LAST_WALL);
  if (wallsFrom(engine, wall, horizon).next().done) {
    const message = `The rule gives no date in the ${LONGEST_SILENCE_YEARS} years after the start. Check that its parts fit together.`;
    return { field: 'rrule', message };
  }
  const endAt = rule.until?.kind === 'utc' ? untilMs(rule.until) + 1 : Infinity;
  const endWall = rule.count ? wallAfter(engine, wall, rule.count) : untilWall(rule);
  const series: Series = { engine, tzid, firstWall: wall, endWall, endAt, exdates: new Set(exdates) };
  return emptyProblem(series) ?? series;
}

/**
 * COUNT and UNTIL never reach the engine: it jumps straight to any window of an endless rule, but walks a
 * counted one from DTSTART. Its caps stay as they are: with others it leaves its fast path (50 times slower).
 */
function engineOf(rruleString: string, firstWall: number): RRuleTemporal {
  const dtstart = Temporal.Instant.fromEpochMilliseconds(firstWall).toZonedDateTimeISO('UTC');
  return new RRuleTemporal({ rruleString, dtstart });
}

/** Wall times of the rule with from <= wall < to, ascending; ends and exdates do not count here. */
export function wallsBetween(engine: RRuleTemporal, from: number, to: number): number[] {
  const first = Math.max(from, FIRST_WALL);
  const end = Math.min(to, LAST_WALL);
  const walls: number[] = [];
  for (let start = first; start < end; start += WIDEST) {
    const last = Math.min(start + WIDEST, end) - 1;
    for (const each of engine.between(new Date(start), new Date(last), true))
      walls.push(each.epochMilliseconds);
  }
  return walls;
}

/** The same, one by one, in windows that grow: the first few come cheaply. */
function* wallsFrom(engine: RRuleTemporal, first: number, end: number): Generator<number> {
  let from = first;
  let span = 40 * DAY;
  while (from < end) {
    const to = Math.min(from + span, end);
    yield* wallsBetween(engine, from, to);
    from = to;
    span = Math.min(span * 4, WIDEST);
  }
}

/** Whether an exdate takes the occurrence at `wall` out. */
export function isTakenOut(wall: number, exdates: ReadonlySet<string>): boolean {
  if (exdates.size === 0) return false;
  const date = wallDate(wall);
  return exdates.has(date) || exdates.has(`${date}T${wallTime(wall)}:00`);
}

/** The exclusive end of `count` occurrences. */
function wallAfter(engine: RRuleTemporal, first: number, count: number): number {
  let seen = 0;
  for (const wall of wallsFrom(engine, first, LAST_WALL)) {
    seen += 1;
    if (seen === count) return wall + 1;
  }
  return LAST_WALL;
}

function untilWall({ until }: Rule): number {
  switch (until?.kind) {
    case undefined:
      return LAST_WALL;
    case 'date':
      return wallOf(addDays(until.date, 1), '00:00');
    case 'local':
      return untilMs(until) + 1;
    case 'utc':
      return untilMs(until) + REACH;
    default:
      return until satisfies never;
  }
}

/** UNTIL read as UTC: its instant when written with Z, else its wall time. */
function untilMs({ date, time }: { readonly date: string; readonly time: string }): number {
  return Date.parse(`${date}T${time}Z`);
}

/** Looks for one occurrence that UNTIL and the exdates leave; there are few exdates, so the walk is short. */
function emptyProblem({
  engine,
  tzid,
  firstWall,
  endWall,
  endAt,
  exdates,
}: Series): SeriesProblem | undefined {
  if (endWall <= firstWall || endAt <= pin(firstWall, tzid)) {
    return { field: 'rrule', message: 'UNTIL is before the start. Give a later UNTIL, or leave it out.' };
  }
  let takenOut = false;
  for (const wall of wallsFrom(engine, firstWall, endWall)) {
    if (pin(wall, tzid) >= endAt) continue;
    if (!isTakenOut(wall, exdates)) return undefined;
    takenOut = true;
  }
  return takenOut
    ? { field: 'exdates', message: 'Every date of the rule is taken out. Leave at least one in.' }
    : { field: 'rrule', message: 'UNTIL is before the first date of the rule. Give a later UNTIL.' };
}
