import { dateOf, dayStart } from '../../asks/permitted.ts';
import type { Askable, Window } from '../../asks/brief.ts';
import type { asks } from '../../asks/table.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { addDays } from '../../schedule/recurrence.ts';
import type { AskedPerson } from '../meetings/index.ts';

export type Asked = typeof asks.$inferSelect;

/** The kind of the cue that tells a brief. */
export const BRIEF = 'briefs.brief';

/** An ask with its window, as the decisions take it. */
export type WindowedAsk = Window & { readonly ask: Asked };

export const windowed = (ask: Asked): WindowedAsk => ({ ask, from: ask.fromAt, until: ask.untilAt });

export const isUntold = ({ told, step }: Asked): boolean => told < step;

/** The view of a brief: whose, and which. */
export const briefId = (member: MemberId, brief: number): string => `${member}:${brief}`;

export interface BriefOf {
  readonly member: MemberId;
  readonly brief: number;
}

export function briefOfId(id: string): BriefOf | undefined {
  const [, member, brief] = /^(.+):(\d{1,9})$/.exec(id) ?? [];
  return member === undefined ? undefined : { member: member as MemberId, brief: Number(brief) };
}

/** Whoever had no hello yet is asked nothing, and on the day of the hello neither: it asks for nothing. Pure. */
export function askableOf(
  person: AskedPerson,
  sent: readonly string[],
  helloAt: Date | undefined,
): Askable | undefined {
  if (!person.greeted) return undefined;
  const base = { calendar: person, lessMail: person.lessMail, sent };
  return helloAt ? { ...base, notBefore: dayStart(addDays(dateOf(helloAt, person), 1), person) } : base;
}
