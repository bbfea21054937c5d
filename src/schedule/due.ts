import { randomBytes } from 'node:crypto';
import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import { taskForces } from '../db/schema.ts';
import type { Database, Log, Tx } from '../db/types.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Cue } from '../kernel/feature.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { DueCue } from '../kernel/intent.ts';
import { cues } from './table.ts';

const ROUND = 100;
const ATTEMPTS = 8;
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 600_000;

export interface DueDeps {
  readonly database: Pick<Database, 'transaction' | 'unscoped'>;
  /** Carries out one cue in a transaction of its own, which begins with `claimCue`; throws on a fault. */
  readonly fire: (taskForce: TaskForceId, cue: DueCue) => Promise<void>;
  readonly clock: Clock;
  /** For the pauses after a fault: the demo's clock may stand still. */
  readonly machine: Clock;
  readonly log: Log;
  /** Called after a cue was given up, so that the facilitator is told. */
  readonly onMissed?: (taskForce: TaskForceId) => Promise<void>;
}

export interface Due {
  /** Carries out what is due; answers how many. */
  readonly run: () => Promise<number>;
  /** When the next cue of a running task force is due; undefined when none is planned. */
  readonly next: () => Promise<Date | undefined>;
}

export const TOO_LATE = 'too late to help';

/** Would it help no one any more? */
export const isTooLate = ({ until }: Pick<Cue, 'until'>, now: Date): boolean => now > until;

/**
 * Takes a cue, in the transaction of its effects: one rolled back undoes both. `missed` when it would help no one any
 * more; `gone` when it is settled, dropped, moved to later, or its task force was paused meanwhile.
 */
export async function claimCue(
  tx: Tx,
  taskForce: TaskForceId,
  key: string,
  now: Date,
): Promise<'due' | 'missed' | 'gone'> {
  const it = and(eq(cues.taskForce, taskForce), eq(cues.key, key), eq(cues.state, 'planned'));
  const [cue] = await tx.select({ dueAt: cues.dueAt, until: cues.until }).from(cues).where(it).for('update');
  if (cue === undefined || cue.dueAt > now || (await isPaused(tx, taskForce))) return 'gone';
  const late = isTooLate(cue, now);
  const settled = late
    ? { state: 'missed' as const, reason: TOO_LATE, settledAt: now }
    : { state: 'done' as const, settledAt: now };
  await tx.update(cues).set(settled).where(it);
  return late ? 'missed' : 'due';
}

/** Pause stops everything at once, also what was on its way (product rule 13). */
async function isPaused(tx: Tx, taskForce: TaskForceId): Promise<boolean> {
  const where = and(eq(taskForces.id, taskForce), eq(taskForces.state, 'paused'));
  const rows = await tx.select({ id: taskForces.id }).from(taskForces).where(where);
  return rows.length > 0;
}

/** Carries out due cues, oldest first. Any number of instances may run at once: `claimCue` lets one have each. */
export function createDue(deps: DueDeps): Due {
  const { database, fire, clock, machine, log } = deps;

  async function fireSafely({ taskForce, key, kind, subject }: DueRow): Promise<boolean> {
    try {
      await fire(taskForce, { key, kind, subject });
      return true;
    } catch (error) {
      const reference = randomBytes(4).toString('hex');
      log.error({ taskForce, cue: key, kind, reference, error }, 'a due cue failed');
      const times = { now: clock.now(), machineNow: machine.now() };
      // Rejects if it is the database that is gone: that is no fault of the cue, and ends the run.
      const givenUp = await database.transaction(taskForce, (tx) =>
        recordFault(tx, { taskForce, key, reference }, times),
      );
      if (givenUp) await deps.onMissed?.(taskForce);
      return false;
    }
  }

  return {
    async run() {
      let fired = 0;
      // Onwards from row to row: one that stays due is met once in a run.
      for (let after: DueRow | undefined; ;) {
        const times = { now: clock.now(), machineNow: machine.now() };
        const rows: readonly DueRow[] = await database.unscoped((tx) => selectDue(tx, times, after));
        for (const row of rows) if (await fireSafely(row)) fired += 1;
        if (rows.length < ROUND) return fired;
        after = rows.at(-1);
      }
    },
    next: () => database.unscoped(nextDue),
  };
}

/** The order of `selectDue` among the cues of one task force, for whoever looks ahead without the rows. */
export const inOrder = (a: Pick<Cue, 'dueAt' | 'key'>, b: Pick<Cue, 'dueAt' | 'key'>): number =>
  a.dueAt.getTime() - b.dueAt.getTime() || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

interface DueRow extends DueCue {
  readonly taskForce: TaskForceId;
  readonly dueAt: Date;
}

interface Times {
  readonly now: Date;
  readonly machineNow: Date;
}

/** The next cues that are due, over all running task forces: a walk along the index `cues_due`. */
export function selectDue(tx: Tx, { now, machineNow }: Times, after?: DueRow) {
  const { taskForce, key, kind, subject, dueAt } = cues;
  const position = sql`(${dueAt}, ${key}, ${taskForce})`;
  return tx
    .select({ taskForce, key, kind, subject, dueAt })
    .from(cues)
    .innerJoin(taskForces, eq(taskForces.id, taskForce))
    .where(
      and(
        eq(cues.state, 'planned'),
        lte(dueAt, now),
        eq(taskForces.state, 'running'),
        or(isNull(cues.notBefore), lte(cues.notBefore, machineNow)),
        after &&
          sql`${position} > (${after.dueAt.toISOString()}::timestamptz, ${after.key}, ${after.taskForce})`,
      ),
    )
    .orderBy(asc(dueAt), asc(key), asc(taskForce))
    .limit(ROUND);
}

async function nextDue(tx: Tx): Promise<Date | undefined> {
  const [row] = await tx
    .select({ dueAt: cues.dueAt })
    .from(cues)
    .innerJoin(taskForces, eq(taskForces.id, cues.taskForce))
    .where(and(eq(cues.state, 'planned'), eq(taskForces.state, 'running')))
    .orderBy(asc(cues.dueAt))
    .limit(1);
  return row?.dueAt;
}

/** Puts the cue off, or gives it up after the last attempt. True when it was given up. */
async function recordFault(
  tx: Tx,
  { taskForce, key, reference }: { taskForce: TaskForceId; key: string; reference: string },
  { now, machineNow }: Times,
): Promise<boolean> {
  const it = and(eq(cues.taskForce, taskForce), eq(cues.key, key), eq(cues.state, 'planned'));
  const [cue] = await tx.select({ attempts: cues.attempts }).from(cues).where(it).for('update');
  if (cue === undefined) return false;
  const attempts = cue.attempts + 1;
  const givenUp = attempts >= ATTEMPTS;
  const rest = givenUp
    ? { state: 'missed' as const, settledAt: now, reason: `could not be done, reference ${reference}` }
    : { notBefore: new Date(machineNow.getTime() + pauseAfter(cue.attempts)) };
  await tx
    .update(cues)
    .set({ attempts, ...rest })
    .where(it);
  return givenUp;
}

/** Milliseconds. Anywhere up to the limit, so that cues that failed together do not come back together. */
function pauseAfter(failures: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures);
}
