import { and, eq, lt, sql } from 'drizzle-orm';
import type { TaskForceId } from '../kernel/ids.ts';
import type { Envelope } from '../kernel/intent.ts';
import { inbox } from './schema.ts';
import { prepared } from './prepared.ts';
import type { Tx } from './types.ts';

/** How long a delivery is remembered. Slack and Teams stop repeating one after some minutes. */
const KEPT_MS = 48 * 3_600_000;

/** Takes a delivery for this transaction, or says that it had its effect already. A rollback gives it back as well. */
export async function takeDelivery(
  tx: Tx,
  { platform, tenant, deliveryId, receivedAt }: Envelope,
  taskForce: TaskForceId,
): Promise<'repeat' | { giveBack(): Promise<void> }> {
  const at = receivedAt.toISOString();
  const taken = await take(tx, { platform, tenant, deliveryId, taskForce, at });
  if (taken.length === 0) return 'repeat';
  return {
    giveBack: async () => {
      await tx
        .delete(inbox)
        .where(and(eq(inbox.platform, platform), eq(inbox.tenant, tenant), eq(inbox.deliveryId, deliveryId)));
    },
  };
}

const take = prepared((tx) =>
  tx
    .insert(inbox)
    .values({
      platform: sql.placeholder('platform'),
      tenant: sql.placeholder('tenant'),
      deliveryId: sql.placeholder('deliveryId'),
      taskForce: sql.placeholder('taskForce'),
      receivedAt: sql`${sql.placeholder('at')}::timestamptz`,
    })
    .onConflictDoNothing()
    .returning({ id: inbox.deliveryId }),
);

export async function forgetDeliveries(tx: Tx, now: Date): Promise<void> {
  await tx.delete(inbox).where(lt(inbox.receivedAt, new Date(now.getTime() - KEPT_MS)));
}
