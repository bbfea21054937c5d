import { and, asc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { taskForces } from '../db/schema.ts';
import type { Database, Log, Tx } from '../db/types.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Cue } from '../kernel/feature.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import { diffPlan } from './plan-diff.ts';
import { listPlanned, listSettled, savePlan } from './store.ts';

export { diffPlan, type PlanDiff } from './plan-diff.ts';

export type TaskForceRow = typeof taskForces.$inferSelect;

/** Since when things are planned, and up to where they have been. */
export type PlannedSpan = Pick<TaskForceRow, 'startedAt' | 'plannedTo'>;

export interface PlannerDeps {
  readonly database: Pick<Database, 'transaction' | 'unscoped'>;
  /** All that should happen in a task force in [from, to), read in `tx`. */
  readonly plan: (tx: Tx, taskForce: TaskForceRow, from: Date, to: Date) => Promise<readonly Cue[]>;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a cue was recorded as missed, so that the facilitator is told. */
  readonly onMissed?: (taskForce: TaskForceId) => Promise<void>;
}

const DAY = 86_400_000;
const BEHIND = 45 * DAY;
const AHEAD = 62 * DAY;
// A day less: the end of the plan moves once a day, not once a minute.
const ENOUGH = 61 * DAY;
const ROUND = 100;

/** Says that what is planned may differ now. The planner waits for the caller's commit, and plans after it. */
export async function markStale(tx: Tx, taskForce: TaskForceId): Promise<void> {
  // Also where the mark stands already: a planner at work would take it away without having seen our change.
  await tx.update(taskForces).set({ planStale: true }).where(eq(taskForces.id, taskForce));
}

export interface Planner {
  readonly run: () => Promise<number>;
}

/**
 * Keeps the rows of the next 62 days equal to what the features plan. `run` answers how many task forces it planned;
 * one that fails is logged and tried again at the next run. Any number of instances may run at once.
 */
export function createPlanner(deps: PlannerDeps): Planner {
  const { database, clock, log } = deps;

  async function planSafely(taskForce: TaskForceId): Promise<boolean> {
    try {
      const done = await database.transaction(taskForce, (tx) => planOne(tx, taskForce, deps));
      if (done === 'missed') await deps.onMissed?.(taskForce);
      return done !== 'skipped';
    } catch (error) {
      log.error({ taskForce, error }, 'planning failed');
      // Rejects if it is the database that is gone: then the others need not be tried.
      await database.unscoped(async () => {});
      return false;
    }
  }

  return {
    async run() {
      let planned = 0;
      // From id to id: one that stays marked is met once in a run.
      for (let after = ''; ;) {
        const ids = await database.unscoped((tx) => selectWaiting(tx, clock.now(), after));
        for (const { id } of ids) if (await planSafely(id)) planned += 1;
        if (ids.length < ROUND) return planned;
        after = ids.at(-1)?.id ?? after;
      }
    },
  };
}

/** The plan reaches far enough from here. */
export const reaches = (plannedTo: Date | null, now: Date): boolean =>
  plannedTo !== null && plannedTo.getTime() >= now.getTime() + ENOUGH;

const waiting = (now: Date) =>
  and(
    inArray(taskForces.state, ['running', 'paused']),
    or(
      taskForces.planStale,
      isNull(taskForces.plannedTo),
      lt(taskForces.plannedTo, new Date(now.getTime() + ENOUGH)),
    ),
  );

// As a text of its own it does not tempt the database to walk along the ids in their order: all of them, with nothing to do.
const id = sql<TaskForceId>`${taskForces.id} || ''`;

/** The next task forces to plan, over all of them: found by what they wait for. */
export const selectWaiting = (tx: Tx, now: Date, after: string) =>
  tx
    .select({ id })
    .from(taskForces)
    .where(and(waiting(now), sql`${id} > ${after}`))
    .orderBy(asc(id))
    .limit(ROUND);

async function planOne(
  tx: Tx,
  id: TaskForceId,
  { plan, clock }: PlannerDeps,
): Promise<'planned' | 'missed' | 'skipped'> {
  const now = clock.now();
  const [taskForce] = await tx
    .select()
    .from(taskForces)
    .where(and(eq(taskForces.id, id), waiting(now)))
    .for('update', { skipLocked: true });
  // Another instance has it, or had it since the list was read.
  if (taskForce === undefined) return 'skipped';
  const planned = await listPlanned(tx, id);
  const { start, from, to } = windowOf(taskForce, planned, now);
  // Start counts from now: nothing older is caught up (product rule 13).
  const wanted = (await plan(tx, taskForce, from, to)).filter((cue) => cue.dueAt >= start && cue.dueAt < to);
  const settled = await listSettled(
    tx,
    id,
    wanted.map((cue) => cue.key),
  );
  const diff = diffPlan({ planned, settled, wanted, from }, now);
  const whole = await savePlan(tx, { taskForce: id, now }, diff);
  await tx.update(taskForces).set({ planStale: !whole, plannedTo: to }).where(eq(taskForces.id, id));
  return diff.missed.length > 0 ? 'missed' : 'planned';
}

/**
 * Wide enough for every row that is planned since Start, however long we were away or paused and whichever way the
 * clock went.
 */
export function windowOf({ startedAt, plannedTo }: PlannedSpan, planned: readonly Cue[], now: Date) {
  const start = startedAt ?? now;
  const oldest = planned.reduce((least, row) => Math.min(least, row.dueAt.getTime()), now.getTime() - BEHIND);
  const from = new Date(Math.max(start.getTime(), oldest));
  const to = new Date(Math.max(now.getTime() + AHEAD, plannedTo?.getTime() ?? 0));
  return { start, from, to };
}
