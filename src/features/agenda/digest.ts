import type { Context } from '../../db/context.ts';
import { howMany } from '../../kernel/how-many.ts';
import { isChair, type Reader } from '../../kernel/access.ts';
import { formButton, press } from '../../kernel/card.ts';
import type { DigestRow } from '../../kernel/feature.ts';
import { rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { upcoming } from '../meetings/index.ts';
import { sumText } from './facts.ts';
import { loadAgenda, type Loaded } from './load.ts';
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
  return [...needsRows(loaded, reader), { part: 'next meeting', text, button }];
}

/** For the chairs: what waits for one of them, and what becomes of it if nobody acts (product rule 12). */
function needsRows({ state, agenda, meeting, deadlines }: Loaded, reader: Reader): readonly DigestRow[] {
  if (!isChair(reader.person?.roles ?? [])) return [];
  const of = (wanted: string): number => state.items.filter((item) => item.state === wanted).length;
  const [proposed, suggested] = [of('proposed'), of('suggested')];
  const all = layout(state, reader);
  const collecting = state.phase === 'collecting';
  const said: readonly (Rich | false)[] = [
    proposed > 0 &&
      collecting &&
      rich`${howMany(proposed, 'topic is', 'topics are')} proposed. Unless you say no, they are in when topics close, ${time(deadlines.topicsCloseAt)}.`,
    suggested > 0 && rich`${howMany(suggested, 'topic waits', 'topics wait')} for your yes.`,
    collecting && freeMinutes(all) < 0 && sumText({ layout: all }),
    agenda.held && rich`The agenda is on hold. It does not go out until you let it.`,
  ];
  const button = press('See the agenda', 'agenda.open', { meeting: meeting.id });
  return said.flatMap((text) => (text ? [{ part: 'needs you' as const, text, button }] : []));
}
