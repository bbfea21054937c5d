import { hasRoom } from './budget.ts';
import { dateOf, nextPermitted, type PersonCalendar } from './permitted.ts';

/** Someone who may be asked something, with what was sent to them unasked. */
export interface Askable {
  readonly calendar: PersonCalendar;
  readonly lessMail: boolean;
  /** Local dates of theirs on which they got a message that nobody asked for. */
  readonly sent: readonly string[];
  /** Nothing is asked before: the hello comes first, on a day of its own. */
  readonly notBefore?: Date;
}

export interface Window {
  readonly from: Date;
  readonly until: Date;
}

export interface Brief<A extends Window> {
  readonly at: Date;
  readonly asks: readonly A[];
}

const latest = (a: Date, b: Date | undefined): Date => (b && b > a ? b : a);

/** When they may next be told something that is asked in this window; undefined when never. */
export const nextTold = (person: Askable, { from, until }: Window): Date | undefined =>
  nextPermitted(latest(from, person.notBefore), until, person.calendar, (date) =>
    hasRoom(date, person.sent, person.lessMail),
  );

/**
 * When this may be told, seen from `now`. What was possible before and did not happen keeps its time while now is a
 * moment for it, so that its cue need not move.
 */
function momentFor(person: Askable, window: Window, now: Date): Date | undefined {
  const at = nextTold(person, window);
  if (!at || at >= now) return at;
  const later = nextTold(person, { from: now, until: window.until });
  return later && later > now ? later : later && at;
}

/**
 * The person's next brief: at the earliest moment that is allowed for any of what is asked of them and not told yet. It
 * takes along all that begins on that local day or before and has not ended. Undefined when nothing can be told.
 */
export function briefAt<A extends Window>(
  person: Askable,
  untold: readonly A[],
  now: Date,
): Brief<A> | undefined {
  const open = untold.filter(({ until }) => until > now);
  const moments = open.flatMap((each) => momentFor(person, each, now) ?? []);
  const [at] = moments.toSorted((a, b) => a.getTime() - b.getTime());
  if (!at) return undefined;
  const moment = latest(at, now);
  const date = dateOf(moment, person.calendar);
  const asks = open.filter(({ from, until }) => until > moment && dateOf(from, person.calendar) <= date);
  return { at, asks };
}

/** What a brief tells of at this very moment; empty when this is none for it. */
export function toldNow<A extends Window>(person: Askable, untold: readonly A[], now: Date): readonly A[] {
  const brief = briefAt(person, untold, now);
  return brief && brief.at <= now ? brief.asks : [];
}

/** Why something was never told of: they were away all the time; their notes were used up; or we did not get to it. */
export function whyUntold(person: Askable, window: Window): 'away' | 'budget' | 'late' {
  if (!nextPermitted(latest(window.from, person.notBefore), window.until, person.calendar)) return 'away';
  return nextTold(person, window) ? 'late' : 'budget';
}
