import { and, eq, gt, isNotNull, lte, or, sql } from 'drizzle-orm';
import { taskForces } from '../db/schema.ts';
import type { Tx } from '../db/types.ts';
import { inItsLane } from './lanes.ts';
import { lanes, messages } from './table.ts';

/** Ends every lease. Only for whoever knows that no other worker lives: the holder of an embedded database's lock. */
export async function endLeases(tx: Tx): Promise<void> {
  await tx.update(lanes).set({ lease: null, busyUntil: null }).where(isNotNull(lanes.busyUntil));
}

/** Does a message wait that another worker, alive or dead, has a lease on, or that is paced to go within `withinMs`? */
export async function waitsSoon(tx: Tx, now: Date, withinMs: number): Promise<boolean> {
  const soon = new Date(now.getTime() + withinMs);
  const rows = await tx
    .select({ place: lanes.place })
    .from(lanes)
    .innerJoin(
      messages,
      and(inItsLane, sql`${messages.wanted} > ${messages.shown} and ${messages.state} <> 'dead'`),
    )
    .innerJoin(taskForces, and(eq(taskForces.id, messages.taskForce), eq(taskForces.state, 'running')))
    .where(
      and(
        lte(messages.notBefore, soon),
        or(gt(lanes.busyUntil, now), and(gt(lanes.notBefore, now), lte(lanes.notBefore, soon))),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
