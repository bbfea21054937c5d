import type { Context } from '../../db/context.ts';
import type { Reader } from '../../kernel/access.ts';
import { formButton, press } from '../../kernel/card.ts';
import type { DigestRow } from '../../kernel/feature.ts';
import { rich, sentences, time } from '../../kernel/rich.ts';
import { upcoming } from '../meetings/index.ts';
import { loadAgenda } from './load.ts';
import { freeMinutes, layout } from './model.ts';

/** The next meeting, from its call on: before that it is no news. Titles stand on the agenda alone. */
export async function digestRows(ctx: Context, reader: Reader): Promise<readonly DigestRow[]> {
  if (reader.segments.length === 0) return [];
  const [next] = await upcoming(ctx.tx, ctx.now);
  const loaded = next && (await loadAgenda(ctx, next.id));
  if (!loaded || loaded.begun || loaded.deadlines.callAt > ctx.now) return [];
  const { meeting, deadlines } = loaded;
  const value = { meeting: meeting.id };
  const free = freeMinutes(layout(loaded.state, reader));
  const wanted = loaded.state.phase === 'collecting' && free > 0;
  const text = sentences(
    rich`${time(meeting.startsAt)}${meeting.location === '' ? '' : `, ${meeting.location}`}.`,
    wanted && rich`${free} minutes are free. Topics close ${time(deadlines.topicsCloseAt)}.`,
  );
  const button = wanted
    ? formButton('Add a topic', 'agenda.item', value)
    : press('See the agenda', 'agenda.open', value);
  return [{ part: 'next meeting', text, button }];
}
