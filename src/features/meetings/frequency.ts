import type { Context } from '../../db/context.ts';
import { rich, time, type Rich } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';
import { past, upcoming } from './store.ts';

/** A new group meets at least monthly for its first six months (product row 5). */
const NEW_FOR_MONTHS = 6;
const LONGEST_GAP_DAYS = 35;
const DAY = 86_400_000;

/** The day from which it is new; null where nobody said. */
export const newFrom = ({ newSince, formed }: Pick<TaskForce, 'newSince' | 'formed'>): string | null =>
  newSince ?? formed;

/** The first day (YYYY-MM-DD) on which a group is no longer new. */
export function newUntil(formed: string): string {
  const [year = 0, month = 1, day = 1] = formed.split('-').map(Number);
  // Of a month that is shorter, its last day.
  const last = new Date(Date.UTC(year, month + NEW_FOR_MONTHS, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + NEW_FOR_MONTHS, Math.min(day, last))).toISOString().slice(0, 10);
}

export interface Gap {
  readonly from: Date;
  readonly to: Date;
  readonly days: number;
}

/** The first gap between meetings (soonest first) that is too long for a group that is new when it begins. Pure. */
export function longGap(starts: readonly Date[], formed: string): Gap | undefined {
  const end = Date.parse(`${newUntil(formed)}T00:00:00Z`);
  for (const [index, from] of starts.entries()) {
    const to = starts[index + 1];
    const days = to ? Math.round((to.getTime() - from.getTime()) / DAY) : 0;
    if (to && from.getTime() < end && days > LONGEST_GAP_DAYS) return { from, to, days };
  }
  return undefined;
}

/** A word to whoever plans such a gap; nothing stands in their way. */
export async function gapText({ tx, taskForce, now }: Context): Promise<Rich | undefined> {
  const since = newFrom(taskForce);
  if (since === null) return undefined;
  const starts = [...(await past(tx, now, 1)), ...(await upcoming(tx, now))].map(({ startsAt }) => startsAt);
  const gap = longGap(starts, since);
  return (
    gap &&
    rich`A new group does best to meet at least monthly for its first six months: from ${time(gap.from, 'date')} to ${time(gap.to, 'date')} are ${gap.days} days.`
  );
}
