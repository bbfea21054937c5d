import type { ActorContext, Context } from '../../db/context.ts';
import { grantOf, readerOf } from '../../kernel/access.ts';
import { buttons, formButton, list, note, press, type Block } from '../../kernel/card.ts';
import { show, toChannels, type Effect } from '../../kernel/outcome.ts';
import { plain, rich, time } from '../../kernel/rich.ts';
import { upcoming } from '../meetings/index.ts';
import { loadAgenda } from './load.ts';
import { allRows, layout } from './model.ts';

/** My topics for the next meeting, and the way to add one. */
export async function myTopics(ctx: ActorContext): Promise<readonly Block[]> {
  const [next] = await upcoming(ctx.tx, ctx.now);
  const loaded = next && (await loadAgenda(ctx, next.id));
  if (!loaded) return [];
  const mine = allRows(layout(loaded.state, readerOf(ctx.actor))).filter(
    ({ item }) => item.owner === ctx.actor.member,
  );
  const meeting = { meeting: loaded.meeting.id };
  const open = loaded.state.phase === 'collecting' && grantOf('propose', ctx.actor.roles) !== undefined;
  const rows = mine.map(({ label, item }) => ({ label, text: [plain(item.title)] }));
  return [
    ...(rows.length > 0 ? [list(rows, rich`Your topics`)] : []),
    ...(open ? [note(rich`Topics close ${time(loaded.deadlines.topicsCloseAt)}.`)] : []),
    buttons(
      ...(open ? [formButton('Add a topic', 'agenda.item', meeting, 'main')] : []),
      press('See the agenda', 'agenda.open', meeting),
    ),
  ];
}

/** What a channel that was just linked should show: the call while it is out, and an agenda that is. */
export async function standingNow(ctx: Context): Promise<readonly Effect[]> {
  const effects: Effect[] = [];
  for (const { id } of await upcoming(ctx.tx, ctx.now)) {
    const loaded = await loadAgenda(ctx, id);
    if (!loaded) continue;
    const { phase } = loaded.state;
    if (phase === 'published') effects.push(show(`agenda:${id}`, toChannels, { name: 'agenda.post', id }));
    if (phase === 'collecting' && loaded.deadlines.callAt <= ctx.now)
      effects.push(show(`call:${id}`, toChannels, { name: 'agenda.call', id }));
  }
  return effects;
}
