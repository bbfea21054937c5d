import { and, eq, lt, sql } from 'drizzle-orm';
import type { TaskForceId } from '../kernel/ids.ts';
import type { Envelope } from '../kernel/intent.ts';
import { constraintOf } from './errors.ts';
import { later } from './later.ts';
import { inbox } from './schema.ts';
import { prepared } from './prepared.ts';
import type { Tx } from './types.ts';

/** How long a delivery is remembered. Slack and Teams stop repeating one after some minutes. */
const KEPT_MS = 48 * 3_600_000;

const ONCE = 'inbox_platform_tenant_delivery_id_pk';

/** Did this transaction fail because its delivery had its effect already? */
export const isRepeat = (error: unknown): boolean => constraintOf(error) === ONCE;

/** Takes a delivery for this transaction, which fails if it had its effect already. A rollback gives it back as well. */
export async function takeDelivery(
  tx: Tx,
  { platform, tenant, deliveryId, receivedAt }: Envelope,
  taskForce: TaskForceId,
): Promise<{ giveBack(): Promise<void> }> {
  const at = receivedAt.toISOString();
  // Whatever follows a repeat fails with it, and is undone: nothing needs to wait for the answer.
  await later(tx, take(tx, { platform, tenant, deliveryId, taskForce, at }));
  return {
    giveBack: async () => {
      await tx
        .delete(inbox)
        .where(and(eq(inbox.platform, platform), eq(inbox.tenant, tenant), eq(inbox.deliveryId, deliveryId)));
    },
  };
}

const take = prepared((tx) =>
  tx.insert(inbox).values({
    platform: sql.placeholder('platform'),
    tenant: sql.placeholder('tenant'),
    deliveryId: sql.placeholder('deliveryId'),
    taskForce: sql.placeholder('taskForce'),
    receivedAt: sql`${sql.placeholder('at')}::timestamptz`,
  }),
);

export async function forgetDeliveries(tx: Tx, now: Date): Promise<void> {
  await tx.delete(inbox).where(lt(inbox.receivedAt, new Date(now.getTime() - KEPT_MS)));
}
