import { and, asc, eq, gt, min, ne } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import { cues } from './table.ts';

/** What nobody sees happen. */
const UNSEEN = 'briefs.end';

export interface NextUp {
  readonly what: string;
  readonly at: Date;
}

/** What Convener does next, soonest first; of things alike the first. */
export async function nextUp(tx: Tx, now: Date, most: number): Promise<readonly NextUp[]> {
  const rows = await tx
    .select({ what: cues.what, at: min(cues.dueAt) })
    .from(cues)
    .where(and(eq(cues.state, 'planned'), gt(cues.dueAt, now), ne(cues.kind, UNSEEN)))
    .groupBy(cues.what)
    .orderBy(asc(min(cues.dueAt)), asc(cues.what))
    .limit(most);
  return rows.flatMap(({ what, at }) => (at ? [{ what, at }] : []));
}
