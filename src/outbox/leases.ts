import { and, eq, gt, isNotNull, sql } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import { lanes, messages } from './table.ts';

/** Ends every lease. Only for whoever knows that no other worker lives: the holder of an embedded database's lock. */
export async function endLeases(tx: Tx): Promise<void> {
  await tx.update(lanes).set({ lease: null, busyUntil: null }).where(isNotNull(lanes.busyUntil));
}

/** Does a message wait in a lane that a worker, alive or dead, still has a lease on? */
export async function waitsForLease(tx: Tx, now: Date): Promise<boolean> {
  const rows = await tx
    .select({ place: lanes.place })
    .from(lanes)
    .innerJoin(
      messages,
      and(
        eq(messages.platform, lanes.platform),
        eq(messages.tenant, lanes.tenant),
        eq(messages.place, lanes.place),
        sql`${messages.wanted} > ${messages.shown} and ${messages.state} <> 'dead'`,
      ),
    )
    .where(gt(lanes.busyUntil, now))
    .limit(1);
  return rows.length > 0;
}
