import { and, asc, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import { prepared } from '../db/prepared.ts';
import type { Tx } from '../db/types.ts';
import type { MemberId, TaskForceId } from '../kernel/ids.ts';
import {
  refresh,
  type AskEffect,
  type AskingEffect,
  type MessageEffect,
  type ViewRef,
} from '../kernel/outcome.ts';
import { asks } from './table.ts';

/** The message of a person's n-th brief. */
export const briefKey = (member: MemberId, brief: number): string => `brief:${member}:${brief}`;

/** The heaviest first. */
export const heaviestFirst = [desc(asks.weight), asc(asks.untilAt), asc(asks.key)] as const;

const inBrief = prepared((tx) =>
  tx
    .select()
    .from(asks)
    .where(and(eq(asks.member, sql.placeholder('member')), eq(asks.brief, sql.placeholder('brief'))))
    .orderBy(...heaviestFirst),
);

/** What stands in a person's n-th brief, settled or not. */
export const asksIn = (
  tx: Tx,
  member: MemberId,
  brief: number,
): Promise<readonly (typeof asks.$inferSelect)[]> => inBrief(tx, { member, brief });

/** What stands in the message of a brief, the heaviest first; nothing for any other message. */
export async function toldIn(tx: Tx, key: string): Promise<readonly ViewRef[]> {
  const [, member, brief] = /^brief:(.+):(\d{1,9})$/.exec(key) ?? [];
  if (member === undefined) return [];
  return (await asksIn(tx, member as MemberId, Number(brief))).map(({ view }) => view);
}

const touched = { member: asks.member, brief: asks.brief };

export interface Kept {
  /** The briefs that say it differently now. */
  readonly briefs: readonly MessageEffect[];
  /** Something is asked otherwise than before, so a person's next brief may be another. */
  readonly differs: boolean;
}

/** Writes what is asked and what is settled, in the transaction of the change. */
export async function keepAsks(
  tx: Tx,
  taskForce: TaskForceId,
  effects: readonly AskingEffect[],
): Promise<Kept> {
  const briefs = new Set<string>();
  let differs = false;
  for (const effect of effects) {
    const touched = await keepOne(tx, taskForce, effect);
    differs ||= touched.length > 0;
    for (const { member, brief } of touched) if (brief !== null) briefs.add(briefKey(member, brief));
  }
  return { briefs: [...briefs].map(refresh), differs };
}

/** The briefs in which this is asked, brought up to date: it reads differently now. */
export async function refreshAsked(tx: Tx, key: string): Promise<readonly MessageEffect[]> {
  const told = await tx
    .select(touched)
    .from(asks)
    .where(and(eq(asks.key, key), eq(asks.state, 'open')));
  return told.flatMap(({ member, brief }) => (brief === null ? [] : [refresh(briefKey(member, brief))]));
}

function keepOne(tx: Tx, taskForce: TaskForceId, effect: AskingEffect) {
  switch (effect.kind) {
    case 'ask':
      return askFor(tx, taskForce, effect);
    case 'settle':
      return settleAsk(tx, taskForce, effect);
    case 'until':
      return askUntil(tx, taskForce, effect);
    default:
      return effect satisfies never;
  }
}

/** Who answered is not asked again under the same key. One that ended without an answer may be asked again. */
function askFor(tx: Tx, taskForce: TaskForceId, effect: AskEffect) {
  const { key, member, view, weight } = effect;
  const asked = { view, weight, fromAt: effect.from, untilAt: effect.until };
  return tx
    .insert(asks)
    .values({ taskForce, key, member, ...asked })
    .onConflictDoUpdate({
      target: [asks.taskForce, asks.key, asks.member],
      set: { ...asked, state: 'open', step: sql`${asks.step} + 1` },
      setWhere: inArray(asks.state, ['open', 'ended']),
    })
    .returning(touched);
}

function settleAsk(
  tx: Tx,
  taskForce: TaskForceId,
  { key, how, member }: Extract<AskingEffect, { kind: 'settle' }>,
) {
  return settled(tx, { taskForce, key, how, member: member ?? null });
}

const whose = sql`${sql.placeholder('member')}::text`;
const settled = prepared((tx) =>
  tx
    .update(asks)
    .set({ state: sql`${sql.placeholder('how')}` })
    .where(
      and(
        eq(asks.taskForce, sql.placeholder('taskForce')),
        eq(asks.key, sql.placeholder('key')),
        eq(asks.state, 'open'),
        sql`(${whose} is null or ${asks.member} = ${whose})`,
      ),
    )
    .returning(touched),
);

/** What would begin after the new end is not asked any more. */
function askUntil(tx: Tx, taskForce: TaskForceId, { key, until }: Extract<AskingEffect, { kind: 'until' }>) {
  const inTime = sql`${asks.fromAt} < ${until.toISOString()}::timestamptz`;
  return tx
    .update(asks)
    .set({
      untilAt: sql`case when ${inTime} then ${until.toISOString()}::timestamptz else ${asks.untilAt} end`,
      state: sql`case when ${inTime} then ${asks.state} else 'ended' end`,
    })
    .where(
      and(eq(asks.taskForce, taskForce), eq(asks.key, key), eq(asks.state, 'open'), ne(asks.untilAt, until)),
    )
    .returning(touched);
}
