import { eq, sql } from 'drizzle-orm';
import type { Tx } from './db/types.ts';
import type { Cue } from './kernel/feature.ts';
import type { TaskForceId } from './kernel/ids.ts';
import { inOrder, isTooLate, TOO_LATE } from './schedule/due.ts';
import { diffPlan, windowOf, type PlannedSpan } from './schedule/planner.ts';
import { listPlanned } from './schedule/store.ts';
import { cues } from './schedule/table.ts';

type Plan = (from: Date, to: Date) => Promise<readonly Cue[]>;

/** What is planned, followed in memory: the rows of a running task force are not locked by looking ahead. */
export interface VirtualCues {
  /** Makes what is planned equal to the plan, as the planner does; answers whether something was missed by that. */
  replan(span: PlannedSpan, now: Date, plan: Plan): Promise<boolean>;
  /** When the next one is due. */
  next(): Date | undefined;
  /** Takes all that are due, in the order of `selectDue`: each is done from here on, or missed, as `claimCue` says. */
  take(now: Date): Promise<readonly { readonly cue: Cue; readonly missed: boolean }[]>;
}

interface Settled {
  readonly cue: Cue;
  /** Why, if it was. */
  readonly missed?: string;
}

/** Begins with the rows as they are in `tx`. */
export async function virtualCues(tx: Tx, taskForce: TaskForceId): Promise<VirtualCues> {
  const rows = await tx.select({ key: cues.key, state: cues.state }).from(cues);
  const settled = new Set(rows.filter(({ state }) => state !== 'planned').map(({ key }) => key));
  let planned = new Map((await listPlanned(tx, taskForce)).map((cue) => [cue.key, cue]));

  async function write(settles: readonly Settled[], now: Date): Promise<void> {
    if (settles.length === 0) return;
    for (const { cue } of settles) {
      planned.delete(cue.key);
      settled.add(cue.key);
    }
    await tx
      .insert(cues)
      .values(
        settles.map(({ cue, missed }) => ({
          taskForce,
          ...cue,
          state: missed === undefined ? ('done' as const) : ('missed' as const),
          settledAt: now,
          reason: missed ?? null,
        })),
      )
      .onConflictDoUpdate({
        target: [cues.taskForce, cues.key],
        set: {
          state: sql`excluded.state`,
          settledAt: sql`excluded.settled_at`,
          reason: sql`excluded.reason`,
        },

        setWhere: eq(cues.state, 'planned'),
      });
  }

  return {
    async replan(span, now, plan) {
      const before = [...planned.values()];
      const { start, from, to } = windowOf(span, before, now);
      const wanted = (await plan(from, to)).filter((cue) => cue.dueAt >= start && cue.dueAt < to);
      const diff = diffPlan({ planned: before, settled, wanted, from }, now);
      await write(
        diff.missed.map((cue) => ({ cue, missed: 'moved' })),
        now,
      );
      const gone = new Set(diff.drop);
      planned = new Map(
        [...before, ...diff.add, ...diff.change]
          .filter(({ key }) => !gone.has(key) && !settled.has(key))
          .map((cue) => [cue.key, cue]),
      );
      return diff.missed.length > 0;
    },
    next() {
      const [first] = [...planned.values()].toSorted(inOrder);
      return first?.dueAt;
    },
    async take(now) {
      const due = [...planned.values()].filter(({ dueAt }) => dueAt <= now).toSorted(inOrder);
      const settles = due.map((cue) => (isTooLate(cue, now) ? { cue, missed: TOO_LATE } : { cue }));
      await write(settles, now);
      return settles.map((each) => ({ cue: each.cue, missed: 'missed' in each }));
    },
  };
}
