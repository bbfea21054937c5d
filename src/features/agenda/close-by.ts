import type { Context } from '../../db/context.ts';
import { rich, time, typed, type Rich } from '../../kernel/rich.ts';
import { upcoming, type Deadlines } from '../meetings/index.ts';
import { loadAgenda } from './load.ts';

/** What no longer happens by itself before a meeting that is near when Convener starts; undefined when all does. Pure. */
export function closeByText(deadlines: Deadlines, now: Date): Rich | undefined {
  const { callAt, topicsCloseAt, draftAt, publishAt } = deadlines;
  if (now < callAt) return undefined;
  if (now < topicsCloseAt)
    return rich`This meeting is close: no call for topics goes out for it. Topics close ${time(topicsCloseAt)}.`;
  const draft = now < draftAt ? rich`the draft comes ${time(draftAt)}` : rich`no draft comes`;
  const closed = rich`This meeting is close: topics are closed for members, ${draft},`;
  return now < publishAt
    ? rich`${closed} the agenda goes out ${time(publishAt)}. You can add topics or hold it.`
    : rich`${closed} and the agenda does not go out by itself. You can add topics, then send it: ${typed('agenda publish')}.`;
}

/** The same for the next meeting, as it is if Convener starts now. */
export async function closeBy(ctx: Context): Promise<Rich | undefined> {
  const [next] = await upcoming(ctx.tx, ctx.now);
  const loaded = next && (await loadAgenda(ctx, next.id));
  if (!loaded || loaded.begun || loaded.agenda.phase === 'published') return undefined;
  return closeByText(loaded.deadlines, ctx.now);
}
