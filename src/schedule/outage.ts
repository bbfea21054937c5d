import { eq } from 'drizzle-orm';
import { taskForces } from '../db/schema.ts';
import type { Database } from '../db/types.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { Records } from '../kernel/platform.ts';

/** A tick comes every minute, and a restart takes seconds: after so long without one, we were off. */
const OFF_MS = 15 * 60_000;

/** When nothing of Convener ran: from the last tick of any copy to the first one after. */
export interface Outage {
  readonly from: Date;
  readonly to: Date;
}

/** Writes down that there is a tick now. Answers the outage that ends with it; undefined when there was none. */
export async function noteTick(
  records: Pick<Records, 'get' | 'put'>,
  now: Date,
): Promise<Outage | undefined> {
  const last = await records.get('tick', 'last');
  await records.put('tick', 'last', now.toISOString());
  const from = typeof last === 'string' ? new Date(last) : now;
  return now.getTime() - from.getTime() > OFF_MS ? { from, to: now } : undefined;
}

/** Whose facilitators are told of it. */
export async function runningTaskForces(
  database: Pick<Database, 'unscoped'>,
): Promise<readonly TaskForceId[]> {
  const rows = await database.unscoped((tx) =>
    tx.select({ id: taskForces.id }).from(taskForces).where(eq(taskForces.state, 'running')),
  );
  return rows.map(({ id }) => id);
}
