import { and, asc, eq, gt, min, ne } from 'drizzle-orm';
import type { Database } from '../db/types.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import { cues } from '../schedule/table.ts';

const MOST_JUMPS = 12;

/** Moments worth jumping to: the next things Convener will do, each with its name; of things alike the first. */
export async function nextJumps(
  database: Database,
  taskForce: TaskForceId,
  now: Date,
): Promise<readonly { label: string; to: Date }[]> {
  const rows = await database.transaction(taskForce, (tx) =>
    tx
      .select({ label: cues.what, to: min(cues.dueAt) })
      .from(cues)
      .where(and(eq(cues.state, 'planned'), gt(cues.dueAt, now), ne(cues.kind, 'briefs.end')))
      .groupBy(cues.what)
      .orderBy(asc(min(cues.dueAt)))
      .limit(MOST_JUMPS),
  );
  return rows.flatMap(({ label, to }) => (to ? [{ label, to }] : []));
}
