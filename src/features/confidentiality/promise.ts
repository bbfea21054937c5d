import type { Context } from '../../db/context.ts';
import { stored } from '../../guard/index.ts';
import type { Person } from '../../kernel/access.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { people } from '../roster/index.ts';
import {
  acknowledgementsOf,
  insertPromise,
  newestPromise,
  type Acknowledgement,
  type Promised,
} from './store.ts';
import { firstOfYear, USUAL_PROMISE, versionAfter } from './texts.ts';

export const promiseKey = (version: string): string => `promise:${version}`;

const yearOf = (date: string): number => Number(date.slice(0, 4));

/** The promise in force. The first of a task force, and the next one after it ran out, is written when it is needed. */
export async function currentPromise(ctx: Context): Promise<Promised> {
  const { tx, taskForce, now } = ctx;
  const today = localDateOf(now, taskForce.zone);
  const newest = await newestPromise(tx);
  if (newest && today <= newest.lastsUntil) return newest;
  const row: Promised = {
    taskForce: taskForce.id,
    version: versionAfter(newest?.version, yearOf(today)),
    text: newest?.text ?? stored(USUAL_PROMISE),
    lastsUntil: firstOfYear(yearOf(today)).lastsUntil,
    issuedAt: now,
  };
  await insertPromise(tx, row);
  return row;
}

/** Who may be in the members' or the closed part: guests are not asked. */
export const isAsked = ({ roles, segments }: Person): boolean =>
  roles.some((role) => role !== 'guest') && segments.some((segment) => segment !== 'open');

export const holds = (said: Acknowledgement | undefined, today: string): boolean =>
  said?.state === 'acknowledged' && (said.until === null || today <= said.until);

export interface Standing {
  readonly promise: Promised;
  /** Everyone who is asked for it, with what they said. */
  readonly rows: readonly {
    readonly person: Person;
    readonly said: Acknowledgement | undefined;
    readonly holds: boolean;
  }[];
}

/** How the promise stands with everyone who is asked for it. */
export async function standingOf(ctx: Context): Promise<Standing> {
  const promise = await currentPromise(ctx);
  const today = localDateOf(ctx.now, ctx.taskForce.zone);
  const said = await acknowledgementsOf(ctx.tx, promise.version);
  const rows = (await people(ctx.tx)).filter(isAsked).map((person) => {
    const theirs = said.get(person.member);
    return { person, said: theirs, holds: holds(theirs, today) };
  });
  return { promise, rows };
}

/** Of those who may be in the closed part: who has not acknowledged yet. It does not open while one of them is present. */
export async function unpromised(ctx: Context): Promise<readonly MemberId[]> {
  const { rows } = await standingOf(ctx);
  return rows
    .filter(({ person, holds: done }) => !done && person.segments.includes('closed'))
    .map(({ person }) => person.member);
}
