import { and, eq } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import type { Place } from '../kernel/platform.ts';
import { lanes, messages } from './table.ts';

/** A place has another name now: what stands there, or is about to, goes with it. */
export async function movePlace(tx: Tx, from: Place, to: string, machineNow: Date): Promise<void> {
  const { platform, tenant, place } = from;
  await tx.insert(lanes).values({ platform, tenant, place: to, notBefore: machineNow }).onConflictDoNothing();
  await tx
    .update(messages)
    .set({ place: to })
    .where(and(eq(messages.platform, platform), eq(messages.tenant, tenant), eq(messages.place, place)));
}
