import { and, eq, inArray, isNotNull, ne, or, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { prepared } from '../db/prepared.ts';
import type { Tx } from '../db/types.ts';
import type { MessageEffect } from '../kernel/outcome.ts';
import { again, atOnce, since, type EnqueueContext } from './change.ts';
import { show, type Show } from './show.ts';
import { messages } from './table.ts';

/**
 * Writes what must be shown or taken down, in the transaction of the change itself. Answers whether something waits to
 * be sent. Effects of one outcome reach a place in their order. Before Start nothing is shown, nor caught up later.
 */
export async function enqueue(
  tx: Tx,
  context: EnqueueContext,
  effects: readonly MessageEffect[],
): Promise<boolean> {
  let waits = 0;
  for (const run of runsOf(effects, context.machineNow)) waits += await write(tx, context, run);
  return waits > 0;
}

type Run =
  | { readonly kind: 'show'; readonly shows: Show[] }
  | { readonly kind: 'refresh'; readonly keys: string[]; readonly urgent: boolean }
  | { readonly kind: 'remove'; readonly keys: string[] };

/** Neighbours of one kind go into one statement; more would change their order. */
function runsOf(effects: readonly MessageEffect[], machineNow: Date): readonly Run[] {
  const runs: Run[] = [];
  for (const [index, effect] of effects.entries()) {
    const last = runs.at(-1);
    if (effect.kind === 'show') {
      // Lanes send what has waited longest: a millisecond between effects keeps them in order.
      const notBefore = new Date(machineNow.getTime() - (effects.length - 1 - index));
      if (last?.kind === 'show') last.shows.push({ ...effect, notBefore });
      else runs.push({ kind: 'show', shows: [{ ...effect, notBefore }] });
    } else if (effect.kind === 'refresh') {
      const urgent = effect.urgent ?? false;
      if (last?.kind === 'refresh' && last.urgent === urgent) last.keys.push(effect.key);
      else runs.push({ kind: 'refresh', keys: [effect.key], urgent });
    } else if (last?.kind === 'remove') last.keys.push(effect.key);
    else runs.push({ kind: 'remove', keys: [effect.key] });
  }
  return runs;
}

async function write(tx: Tx, context: EnqueueContext, run: Run): Promise<number> {
  switch (run.kind) {
    case 'show':
      return context.taskForce.state === 'setup' ? 0 : show(tx, context, run.shows);
    case 'refresh':
      return refresh(tx, context, run);
    case 'remove':
      return remove(tx, context, run.keys);
    default:
      return run satisfies never;
  }
}

// The database's own order of texts may be a language's.
const byBytes = (column: PgColumn) => sql`${column} collate "C"`;

/** The messages of these keys, locked in the same order as by show. */
const ofKeys = (tx: Tx, { taskForce }: EnqueueContext, keys: readonly string[]) =>
  locked(tx, { taskForce: taskForce.id, keys: [...new Set(keys)] });

const locked = prepared((tx) =>
  tx
    .select({ id: messages.id })
    .from(messages)
    .where(
      and(
        eq(messages.taskForce, sql.placeholder('taskForce')),
        sql`${messages.key} = any(${sql.placeholder('keys')})`,
        ne(messages.state, 'removed'),
      ),
    )
    .orderBy(...[messages.key, messages.platform, messages.tenant, messages.place].map(byBytes))
    .for('update'),
);

async function refresh(
  tx: Tx,
  context: EnqueueContext,
  { keys, urgent }: Extract<Run, { kind: 'refresh' }>,
): Promise<number> {
  const ids = (await ofKeys(tx, context, keys)).map((row) => row.id);
  if (ids.length === 0) return 0;
  const bumped = await bump(tx, { ids, urgent, at: context.machineNow.toISOString() });
  return bumped.length;
}

const at = sql`${sql.placeholder('at')}::timestamptz`;
const urgently = sql`${sql.placeholder('urgent')}::boolean`;
const bump = prepared((tx) =>
  tx
    .update(messages)
    .set({
      ...again,
      state: 'live',
      urgent: sql`${messages.urgent} or ${urgently}`,
      notBefore: sql`case when ${urgently} then ${atOnce(at)} else ${since(at)} end`,
    })
    .where(
      and(
        sql`${messages.id} = any(${sql.placeholder('ids')}::uuid[])`,
        // A dead one that was delivered before stands there with what it said then, perhaps a text that was hidden since.
        or(eq(messages.state, 'live'), isNotNull(messages.ref)),
      ),
    )
    .returning({ id: messages.id }),
);

async function remove(tx: Tx, context: EnqueueContext, keys: readonly string[]): Promise<number> {
  const ids = (await ofKeys(tx, context, keys)).map((row) => row.id);
  if (ids.length === 0) return 0;
  const removed = await tx
    .update(messages)
    .set({ ...again, state: 'removed', notBefore: context.machineNow })
    .where(inArray(messages.id, ids))
    .returning({ id: messages.id });
  return removed.length;
}
