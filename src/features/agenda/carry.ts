import type { Context } from '../../db/context.ts';
import type { ItemId } from '../../kernel/ids.ts';
import type { DueCue } from '../../kernel/intent.ts';
import { answered, changed, none, type Change, type Outcome } from '../../kernel/outcome.ts';
import { upcoming } from '../meetings/index.ts';
import { loadAgenda } from './load.ts';
import { overflow, placeFirst } from './model.ts';
import { insertItem, itemsOf, lockAgenda, saveOrder, updateItem } from './store.ts';
import { touch } from './touch.ts';

/** After a meeting, what stood under "If time allows" comes first next time (product rule 12). */
export async function carryOver(ctx: Context, cue: DueCue): Promise<Outcome> {
  const loaded = await loadAgenda(ctx, cue.subject);
  const later =
    loaded &&
    (await upcoming(ctx.tx, ctx.now)).filter((meeting) => meeting.startsAt > loaded.meeting.startsAt);
  const next = later?.[0];
  if (!loaded || !next) return answered(none);
  const left = overflow(loaded.state.items, loaded.state.length);
  const items = loaded.state.items.filter((item) => left.has(item.id));
  if (items.length === 0) return answered(none);
  await lockAgenda(ctx.tx, ctx.taskForce.id, next.id);
  const waiting = await itemsOf(ctx.tx, next.id);
  const changes: Change[] = [];
  const moved: string[] = [];
  for (const item of items) {
    const id = ctx.newId() as ItemId;
    await insertItem(ctx.tx, { ...item, id, meeting: next.id, state: 'accepted', carriedOver: true });
    await updateItem(ctx.tx, item.id, { state: 'carried' });
    changes.push({ action: 'carry item over', subject: item.id, detail: { to: next.id, as: id } });
    moved.push(id);
  }
  await saveOrder(ctx.tx, placeFirst(waiting, moved));
  return changed({ reply: none, changes, effects: [...touch(loaded.meeting.id), ...touch(next.id)] });
}
