import { and, eq, gte, lte, notExists, sql } from 'drizzle-orm';
import { prepared } from '../../db/prepared.ts';
import type { Tx } from '../../db/types.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { leaves, members } from './table.ts';

export type LeaveRow = typeof leaves.$inferSelect;

/** Everyone's, past ones too. */
export const allLeaves = (tx: Tx): Promise<readonly LeaveRow[]> => everyLeave(tx, {});

const everyLeave = prepared((tx) => tx.select().from(leaves));

/** The person's leave that is not over on this local date of theirs, soonest first. */
export async function leavesOf(tx: Tx, member: MemberId, date: string): Promise<readonly LeaveRow[]> {
  return tx
    .select()
    .from(leaves)
    .where(and(eq(leaves.member, member), gte(leaves.last, date)))
    .orderBy(leaves.first);
}

const awayOn = (tx: Tx, member: MemberId, date: string) =>
  tx
    .select()
    .from(leaves)
    .where(and(eq(leaves.member, member), lte(leaves.first, date), gte(leaves.last, date)));

/**
 * Who stands in for a person on this local date of theirs: the delegate of their leave, who is here and not away as
 * well. Undefined when they are not away, or nobody stands in; `away` says which.
 */
export async function standInFor(
  tx: Tx,
  member: MemberId,
  date: string,
): Promise<{ readonly away: boolean; readonly delegate: MemberId | undefined }> {
  const rows = await awayOn(tx, member, date);
  for (const { delegate } of rows) {
    if (!delegate) continue;
    const [active] = await tx
      .select({ id: members.id })
      .from(members)
      .where(and(eq(members.id, delegate), eq(members.state, 'active')));
    if (active && (await awayOn(tx, delegate, date)).length === 0) return { away: true, delegate };
  }
  return { away: rows.length > 0, delegate: undefined };
}

/** Who of these is in the task force, and not away on this date. */
export async function presentOn(
  tx: Tx,
  ids: readonly MemberId[],
  date: string,
): Promise<ReadonlySet<MemberId>> {
  const rows = await present(tx, { ids: [...ids], date });
  return new Set(rows.map(({ id }) => id));
}

// With every agenda that is drawn.
const present = prepared((tx) => {
  const date = sql.placeholder('date');
  const away = tx
    .select({ member: leaves.member })
    .from(leaves)
    .where(and(eq(leaves.member, members.id), lte(leaves.first, date), gte(leaves.last, date)));
  const isOne = sql`${members.id} = any(${sql.placeholder('ids')}::text[])`;
  return tx
    .select({ id: members.id })
    .from(members)
    .where(and(isOne, eq(members.state, 'active'), notExists(away)));
});

/** Whose rows are this person's own at this moment: theirs, and those of whoever is away and named them (the table's "own"). */
export async function actsFor(tx: Tx, member: MemberId, now: Date): Promise<ReadonlySet<MemberId>> {
  const rows = await tx
    .select({ member: leaves.member, first: leaves.first, last: leaves.last, zone: members.zone })
    .from(leaves)
    .innerJoin(members, and(eq(members.taskForce, leaves.taskForce), eq(members.id, leaves.member)))
    .where(and(eq(leaves.delegate, member), eq(members.state, 'active')));
  const away = rows.filter(({ first, last, zone }) => {
    const today = localDateOf(now, zone);
    return first <= today && today <= last;
  });
  return new Set([member, ...away.map((row) => row.member)]);
}
