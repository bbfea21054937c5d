import { and, eq, gt, isNotNull, or } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import type { Place } from '../kernel/platform.ts';
import { again, atOnce } from './change.ts';
import { messages } from './table.ts';

/**
 * Who can read a place changed: whatever stands there, or is about to, is rendered anew. `revive`: what could not be
 * delivered there and is no older goes out now. Answers how many.
 */
export async function refreshPlace(tx: Tx, at: Place, machineNow: Date, revive?: Date): Promise<number> {
  // A dead one that was delivered before stands there with what it said then.
  const may = revive ? or(isNotNull(messages.ref), gt(messages.createdAt, revive)) : isNotNull(messages.ref);
  const bumped = await tx
    .update(messages)
    .set({ ...again, state: 'live', notBefore: atOnce(machineNow) })
    .where(
      and(
        eq(messages.platform, at.platform),
        eq(messages.tenant, at.tenant),
        eq(messages.place, at.place),
        or(eq(messages.state, 'live'), and(eq(messages.state, 'dead'), may)),
      ),
    )
    .returning({ id: messages.id });
  return bumped.length;
}
