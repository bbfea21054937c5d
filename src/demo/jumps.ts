import type { Database } from '../db/types.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import { nextUp } from '../schedule/next.ts';

const MOST_JUMPS = 12;

/** Moments worth jumping to: the next things Convener will do, each with its name; of things alike the first. */
export async function nextJumps(
  database: Database,
  taskForce: TaskForceId,
  now: Date,
): Promise<readonly { label: string; to: Date }[]> {
  const next = await database.transaction(taskForce, (tx) => nextUp(tx, now, MOST_JUMPS));
  return next.map(({ what, at }) => ({ label: what, to: at }));
}
