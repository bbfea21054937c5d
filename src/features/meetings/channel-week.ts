import type { Context } from '../../db/context.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { meetingDays, scheduledFrom } from './store.ts';
import { withDeadlines } from './with-deadlines.ts';

/** What the budget of the channels must know of meetings: their days, and the days of calls for topics to come. */
export interface ChannelDays {
  readonly meetingDays: ReadonlySet<string>;
  /** Calls are planned first: whatever else is posted leaves room for them (product rule 8). */
  readonly calls: readonly string[];
}

/** Local dates of the task force's. */
export async function channelDays({
  tx,
  taskForce: { zone },
  now,
}: Pick<Context, 'tx' | 'taskForce' | 'now'>): Promise<ChannelDays> {
  const planned = await withDeadlines(tx, await scheduledFrom(tx, now));
  const calls = planned.flatMap(({ deadlines: { callAt } }) =>
    callAt > now ? [localDateOf(callAt, zone)] : [],
  );
  return { meetingDays: await meetingDays(tx, zone), calls };
}
