import { and, desc, eq, gt, inArray, isNotNull, or } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { ViewRef } from '../kernel/outcome.ts';
import type { MessageRef, Place } from '../kernel/platform.ts';
import { messages, type MessageState } from './table.ts';

const MOST = 100;

/** A message that stands in a place, as delivered. */
export interface StandingRow {
  readonly id: string;
  readonly key: string;
  readonly taskForce: TaskForceId;
  readonly ref: MessageRef;
  readonly view: ViewRef;
  readonly shownAt: Date;
  readonly editedAt: Date | null;
}

/** The delivered messages of a place, newest first, at most 100. */
export async function standingIn(tx: Tx, taskForce: TaskForceId, place: Place): Promise<StandingRow[]> {
  const { id, key, view, ref, shownAt, editedAt } = messages;
  const rows = await tx
    .select({ id, key, taskForce: messages.taskForce, view, ref, shownAt, editedAt })
    .from(messages)
    .where(
      and(
        eq(messages.taskForce, taskForce),
        eq(messages.platform, place.platform),
        eq(messages.tenant, place.tenant),
        eq(messages.place, place.place),
        eq(messages.state, 'live'),
        isNotNull(ref),
      ),
    )
    .orderBy(desc(shownAt), desc(id))
    .limit(MOST);
  return rows.flatMap((row) =>
    row.ref === null || row.shownAt === null ? [] : [{ ...row, ref: row.ref, shownAt: row.shownAt }],
  );
}

/** How many messages of these keys stand somewhere now. */
export const countStanding = (tx: Tx, taskForce: TaskForceId, keys: readonly string[]): Promise<number> =>
  tx.$count(
    messages,
    and(
      eq(messages.taskForce, taskForce),
      inArray(messages.key, [...keys]),
      eq(messages.state, 'live'),
      isNotNull(messages.ref),
    ),
  );

/** A message with trouble: given up, not to be taken down, or perhaps sent twice. */
export interface Failure {
  readonly id: string;
  readonly key: string;
  readonly place: Place;
  readonly state: MessageState;
  /** A code; null for one that may only have been repeated. */
  readonly reason: string | null;
  readonly possibleRepeats: number;
  readonly createdAt: Date;
}

/** What a facilitator should know about, newest first, at most 100. */
export async function failuresOf(tx: Tx, taskForce: TaskForceId): Promise<Failure[]> {
  const { id, key, state, reason, possibleRepeats, createdAt, platform, tenant, place } = messages;
  const trouble = or(eq(state, 'dead'), and(eq(state, 'removed'), isNotNull(reason)), gt(possibleRepeats, 0));
  const rows = await tx
    .select({ id, key, state, reason, possibleRepeats, createdAt, platform, tenant, place })
    .from(messages)
    .where(and(eq(messages.taskForce, taskForce), trouble))
    .orderBy(desc(createdAt), desc(id))
    .limit(MOST);
  return rows.map(({ platform, tenant, place, ...row }) => ({ ...row, place: { platform, tenant, place } }));
}
