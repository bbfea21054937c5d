import type { Context } from '../../db/context.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { allSeries, calendarOf, meetingDays, scheduledFrom } from './store.ts';
import { deadlines } from './timeline.ts';

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
  const calendar = await calendarOf(tx);
  const series = new Map((await allSeries(tx)).map((each) => [each.id, each]));
  const calls = (await scheduledFrom(tx, now)).flatMap((meeting) => {
    const rules = series.get(meeting.series);
    if (!rules) return [];
    const { callAt } = deadlines(meeting.startsAt, meeting.zone, rules.timeline, calendar);
    return callAt > now ? [localDateOf(callAt, zone)] : [];
  });
  return { meetingDays: await meetingDays(tx, zone), calls };
}
