import { roomInChannels } from '../../asks/unasked.ts';
import type { Context } from '../../db/context.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { meetingDays, scheduledFrom } from './store.ts';
import { withDeadlines } from './with-deadlines.ts';

/** When the calls for topics to come go out. */
export const callsToCome = async ({ tx, now }: Pick<Context, 'tx' | 'now'>): Promise<readonly Date[]> =>
  (await withDeadlines(tx, await scheduledFrom(tx, now)))
    .map(({ deadlines: { callAt } }) => callAt)
    .filter((at) => at > now);

/**
 * Today, a local date of the task force's, if its channels may get one more new post on it and still have room for
 * those that `toCome` (product rule 8).
 */
export async function todayInChannels(
  { tx, taskForce: { zone }, now }: Pick<Context, 'tx' | 'taskForce' | 'now'>,
  toCome: readonly Date[],
): Promise<string | undefined> {
  const today = localDateOf(now, zone);
  const days = toCome.map((at) => localDateOf(at, zone));
  const room = await roomInChannels(tx, today, { meetingDays: await meetingDays(tx, zone), toCome: days });
  return room ? today : undefined;
}
