import { and, asc, eq, gt, min, ne } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import { instantAt, localDateOf } from './recurrence.ts';
import { cues } from './table.ts';

/** What nobody sees happen. */
const UNSEEN = 'briefs.end';
/** Whatever people are asked, they are told in their own hours of a day; the cue comes before that day begins for them. */
const TOLD_IN_NOTES: ReadonlySet<string> = new Set([
  'agenda.last-call',
  'confidentiality.ask',
  'meetings.review',
  'polls.remind',
  'report-backs.nag',
]);
const HALF_A_DAY = 12 * 3_600_000;
/** By then the notes of a day are out. */
const TOLD_BY = '10:00';

export interface NextUp {
  readonly what: string;
  readonly at: Date;
  /** Each person's own time on that day. */
  readonly anyTime: boolean;
}

/** What Convener does next, soonest first; of things alike the first. `zone` is the task force's. */
export async function nextUp(
  tx: Tx,
  { now, zone, most }: { readonly now: Date; readonly zone: string; readonly most: number },
): Promise<readonly NextUp[]> {
  const rows = await tx
    .select({ what: cues.what, at: min(cues.dueAt), kind: min(cues.kind) })
    .from(cues)
    .where(and(eq(cues.state, 'planned'), gt(cues.dueAt, now), ne(cues.kind, UNSEEN)))
    .groupBy(cues.what)
    .orderBy(asc(min(cues.dueAt)), asc(cues.what))
    .limit(most);
  const next = rows.flatMap(({ what, at, kind }): NextUp[] => {
    if (!at) return [];
    if (!TOLD_IN_NOTES.has(kind ?? '')) return [{ what, at, anyTime: false }];
    const day = localDateOf(new Date(at.getTime() + HALF_A_DAY), zone);
    return [{ what, at: instantAt(day, TOLD_BY, zone), anyTime: true }];
  });
  return next.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
