import { and, eq, isNotNull, or } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import type { Place } from '../kernel/platform.ts';
import { again, since } from './change.ts';
import { messages } from './table.ts';

/** Who can read a place changed: whatever stands there, or is about to, is rendered anew. Answers how many. */
export async function refreshPlace(tx: Tx, at: Place, machineNow: Date): Promise<number> {
  const bumped = await tx
    .update(messages)
    .set({ ...again, state: 'live', notBefore: since(machineNow) })
    .where(
      and(
        eq(messages.platform, at.platform),
        eq(messages.tenant, at.tenant),
        eq(messages.place, at.place),
        // A dead one that was delivered before stands there with what it said then.
        or(eq(messages.state, 'live'), and(eq(messages.state, 'dead'), isNotNull(messages.ref))),
      ),
    )
    .returning({ id: messages.id });
  return bumped.length;
}
