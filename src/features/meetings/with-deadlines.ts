import type { Tx } from '../../db/types.ts';
import type { Meeting } from './model.ts';
import { allSeries, calendarOf } from './store.ts';
import { deadlines, type Deadlines } from './timeline.ts';

/** Each meeting with when the steps of its agenda fall, as its series says. */
export async function withDeadlines(
  tx: Tx,
  meetings: readonly Meeting[],
): Promise<readonly { readonly meeting: Meeting; readonly deadlines: Deadlines }[]> {
  const calendar = await calendarOf(tx);
  const series = new Map((await allSeries(tx)).map((each) => [each.id, each]));
  return meetings.flatMap((meeting) => {
    const rules = series.get(meeting.series);
    return rules
      ? [{ meeting, deadlines: deadlines(meeting.startsAt, meeting.zone, rules.timeline, calendar) }]
      : [];
  });
}
