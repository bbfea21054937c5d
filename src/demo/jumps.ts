import { and, asc, eq, gt } from 'drizzle-orm';
import type { Database } from '../db/types.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import { cues } from '../schedule/table.ts';

const MOST = 4;

/** Moments worth jumping to: the next things Convener will do, each with its name. */
export async function nextJumps(
  database: Database,
  taskForce: TaskForceId,
  now: Date,
): Promise<readonly { label: string; to: Date }[]> {
  const rows = await database.transaction(taskForce, (tx) =>
    tx
      .select({ label: cues.what, to: cues.dueAt })
      .from(cues)
      .where(and(eq(cues.state, 'planned'), gt(cues.dueAt, now)))
      .orderBy(asc(cues.dueAt))
      .limit(2 * MOST),
  );
  const isSame = (a: (typeof rows)[number], b: (typeof rows)[number]): boolean =>
    a.label === b.label && a.to.getTime() === b.to.getTime();
  // Two things that happen at one moment under one name are one place to go to.
  return rows.filter((row, at) => rows.findIndex((each) => isSame(each, row)) === at).slice(0, MOST);
}
