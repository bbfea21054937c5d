import type { Database } from '../db/types.ts';
import type { TaskForce } from '../kernel/task-force.ts';
import { nextUp } from '../schedule/next.ts';

const MOST_JUMPS = 12;

/** Moments worth jumping to: the next things Convener will do, each with its name; of things alike the first. */
export async function nextJumps(
  database: Database,
  { id, zone }: Pick<TaskForce, 'id' | 'zone'>,
  now: Date,
): Promise<readonly { label: string; to: Date }[]> {
  const next = await database.transaction(id, (tx) => nextUp(tx, { now, zone, most: MOST_JUMPS }));
  return next.map(({ what, at }) => ({ label: what, to: at }));
}
