import { isLocalDate, isLocalDateTime, isTimeZone, pin, wallDate, wallOf, wallTime } from './local-time.ts';
import { readRule } from './rrule.ts';
import { FIRST_WALL, isTakenOut, LAST_WALL, makeSeries, REACH, type Series, wallsBetween } from './series.ts';

export {
  addDays,
  instantAt,
  isLocalDate,
  isLocalTime,
  isTimeZone,
  localDateOf,
  localTimeOf,
  spelledZone,
} from './local-time.ts';

/** A series of local times, as in RFC 5545: computed on the wall clock, then pinned to `tzid`. */
export interface Recurrence {
  /** The value of an RRULE alone: FREQ=MONTHLY;BYDAY=2WE. An UNTIL without Z is local time. */
  readonly rrule: string;
  /**
   * Local, YYYY-MM-DDTHH:MM:00, 1970 to 2199. Gives the rule its first moment, its time of day and its rhythm;
   * it is an occurrence itself only if the rule says so.
   */
  readonly dtstart: string;
  readonly tzid: string;
  /** Local dates (take out the whole day) or local date-times (take out that one). They still use up COUNT. */
  readonly exdates?: readonly string[];
}

export type RecurrenceProblem = {
  readonly field: 'rrule' | 'dtstart' | 'tzid' | 'exdates';
  readonly message: string;
};

/**
 * `localDate` and `localTime` are what the rule says, and so a stable name for the occurrence; after a gap the
 * clock shows another time at `at`.
 */
export interface Occurrence {
  readonly localDate: string;
  readonly localTime: string;
  readonly at: Date;
}

type Compiled = { readonly series: Series } | { readonly problems: RecurrenceProblem[] };

const MOST_EXDATES = 500;
const MOST_COMPILED = 500;

const compiledByKey = new Map<string, Compiled>();

/** What is wrong with `r`, in plain sentences that repeat no input; empty when it can be used. */
export function recurrenceProblems(r: Recurrence): RecurrenceProblem[] {
  const compiled = compile(r);
  return 'problems' in compiled ? compiled.problems : [];
}

/**
 * Occurrences with `from` <= `at` < `to`, ascending, none from the year 2200 on. A time the clocks skip runs
 * once, right after the gap; a time they show twice runs once, the first time; two local times that fall on one
 * instant (possible only around a gap) are one occurrence. RangeError when `r` has problems or a date is invalid.
 */
export function occurrences(r: Recurrence, from: Date, to: Date): Occurrence[] {
  const compiled = compile(r);
  if ('problems' in compiled) throw new RangeError(compiled.problems.map((each) => each.message).join(' '));
  const { series } = compiled;
  const start = from.getTime();
  const end = Math.min(to.getTime(), series.endAt);
  if (Number.isNaN(start) || Number.isNaN(end)) throw new RangeError('Not a valid instant.');
  const pinned = wallsAround(series, start, end)
    .map((wall) => ({ wall, at: pin(wall, series.tzid) }))
    .filter(({ at }) => at >= start && at < end)
    .sort((a, b) => a.at - b.at || a.wall - b.wall);
  // Of two walls on one instant the later is what the clock really shows.
  return pinned
    .filter(({ at }, index) => at !== pinned[index + 1]?.at)
    .map(({ wall, at }) => ({ localDate: wallDate(wall), localTime: wallTime(wall), at: new Date(at) }));
}

function wallsAround({ engine, exdates, firstWall, endWall }: Series, start: number, end: number): number[] {
  if (start >= end) return [];
  const walls = wallsBetween(engine, Math.max(start - REACH, firstWall), Math.min(end + REACH, endWall));
  return walls.filter((wall) => !isTakenOut(wall, exdates));
}

/** Parsing costs far more than a query, and the planner asks for the same few series again and again. */
function compile(r: Recurrence): Compiled {
  const key = JSON.stringify([r.rrule, r.dtstart, r.tzid, r.exdates]);
  const known = compiledByKey.get(key);
  const compiled = known ?? compileAnew(r);
  if ('problems' in compiled) return compiled;
  // Set again, last: so the first key is always the one not used for longest.
  compiledByKey.delete(key);
  compiledByKey.set(key, compiled);
  const [oldest] = compiledByKey.keys();
  if (compiledByKey.size > MOST_COMPILED && oldest !== undefined) compiledByKey.delete(oldest);
  return compiled;
}

function compileAnew(r: Recurrence): Compiled {
  const read = readRule(r.rrule);
  const problems = [startProblem(r), zoneProblem(r), exdatesProblem(r)].filter((each) => each !== undefined);
  if ('problems' in read) {
    const inRule = read.problems.map((message) => ({ field: 'rrule' as const, message }));
    return { problems: [...inRule, ...problems] };
  }
  if (problems.length > 0) return { problems };
  const wall = wallOf(r.dtstart.slice(0, 10), r.dtstart.slice(11, 16));
  const made = makeSeries(read.rule, { wall, tzid: r.tzid, exdates: r.exdates ?? [] });
  return 'field' in made ? { problems: [made] } : { series: made };
}

function startProblem({ dtstart }: Recurrence): RecurrenceProblem | undefined {
  const field = 'dtstart';
  if (!isLocalDateTime(dtstart) || !dtstart.endsWith(':00')) {
    return { field, message: 'The start must be a real day and time, to the minute: 2027-02-10T10:00:00.' };
  }
  if (dtstart >= wallDate(FIRST_WALL) && dtstart < wallDate(LAST_WALL)) return undefined;
  return { field, message: 'The start must be between the years 1970 and 2199.' };
}

function zoneProblem({ tzid }: Recurrence): RecurrenceProblem | undefined {
  if (isTimeZone(tzid)) return undefined;
  return { field: 'tzid', message: 'The time zone is not known. Use a place such as America/New_York.' };
}

function exdatesProblem({ exdates = [] }: Recurrence): RecurrenceProblem | undefined {
  const field = 'exdates';
  if (exdates.length > MOST_EXDATES) {
    return { field, message: `At most ${MOST_EXDATES} dates can be taken out of a series.` };
  }
  if (exdates.every((each) => isLocalDate(each) || isLocalDateTime(each))) return undefined;
  return { field, message: 'A date to take out must be a real day: 2027-02-10, or 2027-02-10T10:00:00.' };
}
