import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import type { Cue } from '../kernel/feature.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { PlanDiff } from './plan-diff.ts';
import { cues } from './table.ts';

// Twelve parameters a row; a statement takes 65,535.
const BATCH = 1000;

function batches<T>(list: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / BATCH) }, (_, at) =>
    list.slice(at * BATCH, (at + 1) * BATCH),
  );
}

const waitsIn = (taskForce: TaskForceId) => and(eq(cues.taskForce, taskForce), eq(cues.state, 'planned'));

/** What waits, as it was planned. */
export function listPlanned(tx: Tx, taskForce: TaskForceId): Promise<Cue[]> {
  const { key, kind, subject, what, dueAt, until } = cues;
  return tx.select({ key, kind, subject, what, dueAt, until }).from(cues).where(waitsIn(taskForce));
}

/**
 * Which of these keys were done or missed. Asked after `listPlanned`: a cue settled in between is then in both, and
 * one in neither was never planned.
 */
export async function listSettled(
  tx: Tx,
  taskForce: TaskForceId,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const settled = new Set<string>();
  for (const batch of batches(keys)) {
    const where = and(
      eq(cues.taskForce, taskForce),
      inArray(cues.key, [...batch]),
      ne(cues.state, 'planned'),
    );
    for (const row of await tx.select({ key: cues.key }).from(cues).where(where)) settled.add(row.key);
  }
  return settled;
}

/**
 * Writes the difference. False when a cue to be changed was being carried out at this moment: it was left alone, and
 * the task force must be planned once more.
 */
export async function savePlan(
  tx: Tx,
  { taskForce, now }: { taskForce: TaskForceId; now: Date },
  diff: PlanDiff,
): Promise<boolean> {
  const touched = [...diff.change, ...diff.missed].map((cue) => cue.key).concat(diff.drop);
  const free = await lockPlanned(tx, taskForce, touched);
  const isFree = (cue: Cue): boolean => free.has(cue.key);
  const waits = [...diff.add, ...diff.change.filter(isFree)].map((cue) => rowOf(taskForce, cue));
  const missed = diff.missed
    .filter(isFree)
    .map((cue) => ({ ...rowOf(taskForce, cue), state: 'missed' as const, settledAt: now, reason: 'moved' }));
  for (const batch of batches([...waits, ...missed])) await upsert(tx, batch);
  for (const batch of batches(diff.drop.filter((key) => free.has(key)))) {
    await tx.delete(cues).where(and(waitsIn(taskForce), inArray(cues.key, [...batch])));
  }
  return free.size === touched.length;
}

/**
 * Who carries out a cue holds its row and may then wait for the task force's, to mark it; we hold the task force's. So
 * we never wait for a cue.
 */
async function lockPlanned(
  tx: Tx,
  taskForce: TaskForceId,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const free = new Set<string>();
  for (const batch of batches(keys)) {
    const rows = await tx
      .select({ key: cues.key })
      .from(cues)
      .where(and(waitsIn(taskForce), inArray(cues.key, [...batch])))
      .for('update', { skipLocked: true });
    for (const row of rows) free.add(row.key);
  }
  return free;
}

type NewCue = typeof cues.$inferInsert;

const rowOf = (taskForce: TaskForceId, { key, kind, subject, what, dueAt, until }: Cue) => ({
  taskForce,
  key,
  kind,
  subject,
  what,
  dueAt,
  until,
});

/** A changed cue starts anew: earlier failures were another time's. */
async function upsert(tx: Tx, rows: readonly NewCue[]): Promise<void> {
  await tx
    .insert(cues)
    .values([...rows])
    .onConflictDoUpdate({
      target: [cues.taskForce, cues.key],
      set: {
        kind: sql`excluded.kind`,
        subject: sql`excluded.subject`,
        what: sql`excluded.what`,
        dueAt: sql`excluded.due_at`,
        until: sql`excluded.until`,
        state: sql`excluded.state`,
        settledAt: sql`excluded.settled_at`,
        reason: sql`excluded.reason`,
        attempts: 0,
        notBefore: null,
      },
      setWhere: eq(cues.state, 'planned'),
    });
}
