import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import type { Place } from '../kernel/platform.ts';
import { messages } from './table.ts';

/** What is to be shown in a place, and stands nowhere in it: it waits to be sent, or had nothing to show so far. */
export type Unsent = Pick<typeof messages.$inferSelect, 'key' | 'view' | 'urgent'>;

/**
 * Takes what stands in none of these places out of them, to be shown elsewhere. What is under way, or may have arrived,
 * stays where it is.
 */
export async function takeUnsent(tx: Tx, places: readonly Place[]): Promise<readonly Unsent[]> {
  if (places.length === 0) return [];
  const { id, key, view, urgent, platform, tenant, place } = messages;
  const there = places.map((at) =>
    and(eq(platform, at.platform), eq(tenant, at.tenant), eq(place, at.place)),
  );
  const rows = await tx
    .select({ id, key, view, urgent })
    .from(messages)
    .where(and(or(...there), eq(messages.state, 'live'), isNull(messages.ref), eq(messages.inFlight, false)))
    // In the order of all who lock several (see show).
    .orderBy(...[key, platform, tenant, place].map((column) => asc(sql`${column} collate "C"`)))
    .for('update');
  if (rows.length === 0) return [];
  await tx.delete(messages).where(
    inArray(
      id,
      rows.map((row) => row.id),
    ),
  );
  return rows.map((row) => ({ key: row.key, view: row.view, urgent: row.urgent }));
}
