import { and, eq, inArray, like, max, ne, sql } from 'drizzle-orm';
import { heaviestFirst } from '../../asks/keep.ts';
import { asks } from '../../asks/table.ts';
import type { Tx } from '../../db/types.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { messages } from '../../outbox/table.ts';
import { cues } from '../../schedule/table.ts';
import { BRIEF, type Asked } from './model.ts';

const isOpen = eq(asks.state, 'open');

/** What is asked of anyone. */
export const openAsks = (tx: Tx): Promise<readonly Asked[]> =>
  tx
    .select()
    .from(asks)
    .where(isOpen)
    .orderBy(...heaviestFirst);

/** What is asked of this person, the heaviest first. */
export const asksOf = (tx: Tx, member: MemberId): Promise<readonly Asked[]> =>
  tx
    .select()
    .from(asks)
    .where(and(eq(asks.member, member), isOpen))
    .orderBy(...heaviestFirst);

/** The same, locked: who settles one meanwhile waits until it is told, or is seen here. */
export const lockAsksOf = (tx: Tx, member: MemberId): Promise<readonly Asked[]> =>
  tx
    .select()
    .from(asks)
    .where(and(eq(asks.member, member), isOpen))
    .orderBy(...heaviestFirst)
    .for('update');

export async function askOf(tx: Tx, key: string, member: MemberId): Promise<Asked | undefined> {
  const [row] = await tx
    .select()
    .from(asks)
    .where(and(eq(asks.key, key), eq(asks.member, member)));
  return row;
}

/** These stand in the person's n-th brief now. */
export async function markTold(
  tx: Tx,
  member: MemberId,
  brief: number,
  keys: readonly string[],
): Promise<void> {
  await tx
    .update(asks)
    .set({ told: sql`${asks.step}`, brief })
    .where(and(eq(asks.member, member), inArray(asks.key, [...keys])));
}

/** The number of each person's latest brief, also of one that came to nothing: a cue that is settled never comes back. */
export async function lastBriefs(tx: Tx): Promise<ReadonlyMap<MemberId, number>> {
  const told = await tx
    .select({ member: asks.member, n: max(asks.brief) })
    .from(asks)
    .groupBy(asks.member);
  const tried = await tx
    .select({
      member: cues.subject,
      n: sql<number>`max(split_part(${cues.key}, ':', 3)::int)`.mapWith(Number),
    })
    .from(cues)
    .where(and(eq(cues.kind, BRIEF), ne(cues.state, 'planned')))
    .groupBy(cues.subject);
  const last = new Map<MemberId, number>();
  for (const { member, n } of [...told, ...tried])
    last.set(member as MemberId, Math.max(n ?? 0, last.get(member as MemberId) ?? 0));
  return last;
}

/** When each person's hello went out, for those whom Convener greeted itself. */
export async function hellos(tx: Tx): Promise<ReadonlyMap<string, Date>> {
  const rows = await tx
    .select({ key: messages.key, at: messages.createdAt })
    .from(messages)
    .where(like(messages.key, 'hello:%'));
  return new Map(rows.map(({ key, at }) => [key.slice('hello:'.length), at]));
}

/** A message that waits to be sent and stands nowhere yet. What could not be delivered is told of by itself. */
export async function isUnseen(tx: Tx, key: string): Promise<boolean> {
  const rows = await tx
    .select({ state: messages.state, shownAt: messages.shownAt })
    .from(messages)
    .where(eq(messages.key, key));
  return rows.length > 0 && rows.every(({ state, shownAt }) => state === 'live' && shownAt === null);
}
