import { text, type Card } from '../../kernel/card.ts';
import { rich, time, type Rich } from '../../kernel/rich.ts';

/** One of the rotating reminders (COPY 5). None of them implies that anything here allows sharing (product rule 6). */
interface Wording {
  /** Before a meeting that starts then. */
  readonly before: (startsAt: Date) => Rich;
  readonly weekly: Rich;
  readonly body: (facilitator: string) => Rich;
}

const WORDINGS: readonly [Wording, ...Wording[]] = [
  {
    before: (startsAt) => rich`Before we start at ${time(startsAt, 'time')}`,
    weekly: rich`A reminder for this week`,
    body: (facilitator) =>
      rich`Talk about patterns, services and next steps, not about people someone could pick out. Nothing about a person goes into chat: no name, age, place or case number. Each of us follows our own law. This reminder gives no one permission to share. Not sure? Call ${facilitator} first.`,
  },
  {
    before: () => rich`A minute before we meet`,
    weekly: rich`A minute for this`,
    body: () =>
      rich`Someone in this room may know the person you are thinking of. Leave out what could point to them. Counts under five can point, too. Keep notes about steps, not people. What your own law does not let you share, do not share here. Nothing we sign changes that.`,
  },
  {
    before: () => rich`Today, as always`,
    weekly: rich`Today, as always`,
    body: () =>
      rich`What is said here about a person stays here, unless the law says you must report it. Please do not type it, record it, or photograph a screen. You may step out at any time and need not say why. Nothing we agreed on lets anyone share more than the law does.`,
  },
];

/** The wording after `last`, so that the same words never come twice running; the first where there was none. */
export const nextWording = (last: number | undefined): number =>
  last === undefined ? 0 : (last + 1) % WORDINGS.length;

/** A reminder; `startsAt` where it comes before a meeting. */
export function reminderCard(wording: number, facilitator: string, startsAt: Date | undefined): Card {
  const { before, weekly, body } = WORDINGS[wording] ?? WORDINGS[0];
  return {
    title: startsAt ? before(startsAt) : weekly,
    notice: startsAt ? 'A short reminder before we meet' : 'A short reminder',
    blocks: [text(body(facilitator))],
  };
}

/** What a promise says when a task force has not written its own (COPY 6). */
export const USUAL_PROMISE =
  'Unless the law says I must, I do not pass on what I hear here about a person. I never type it.';

/** The version of a year's first promise, and the last day on which it counts: the end of January after that year. */
export const firstOfYear = (year: number): { version: string; lastsUntil: string } => ({
  version: `${year}.1`,
  lastsUntil: `${year + 1}-01-31`,
});

/** The version after another: 2027.1, then 2027.2. One that does not count like that begins the year. */
export function versionAfter(last: string | undefined, year: number): string {
  const [, of, number] = /^(\d{4})\.(\d{1,4})$/.exec(last ?? '') ?? [];
  return of === String(year) ? `${of}.${Number(number) + 1}` : firstOfYear(year).version;
}
