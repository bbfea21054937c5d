import type { Context } from '../../db/context.ts';
import type { ItemId, MeetingId } from '../../kernel/ids.ts';
import type { DueCue } from '../../kernel/intent.ts';
import { answered, changed, none, type Change, type Effect, type Outcome } from '../../kernel/outcome.ts';
import { upcoming, type Meeting } from '../meetings/index.ts';
import { loadAgenda, type Loaded } from './load.ts';
import { overflow, placeFirst, placeNew, type Item } from './model.ts';
import { repeatStanding } from './standing.ts';
import { insertItem, itemsOf, lockAgenda, moveItem, saveOrder, updateItem } from './store.ts';
import { tellFate, touch } from './touch.ts';

/** What stood under "If time allows" comes first next time (product rule 12). */
async function carryLeft(ctx: Context, items: readonly Item[], next: Meeting): Promise<readonly Change[]> {
  const waiting = await itemsOf(ctx.tx, next.id);
  const changes: Change[] = [];
  const moved: string[] = [];
  for (const item of items) {
    const id = ctx.newId() as ItemId;
    const timesCarried = item.timesCarried + 1;
    const there = { meeting: next.id, state: 'accepted', carriedOver: true, timesCarried } as const;
    await insertItem(ctx.tx, { ...item, id, ...there });
    await updateItem(ctx.tx, item.id, { state: 'carried' });
    changes.push({ action: 'carry item over', subject: item.id, detail: { to: next.id, as: id } });
    moved.push(id);
  }
  await saveOrder(ctx.tx, placeFirst(waiting, moved));
  return changes;
}

/** What no chair looked at was never on the agenda: it moves itself, and goes on waiting. */
export async function moveWaiting(
  ctx: Context,
  items: readonly Item[],
  next: MeetingId,
): Promise<readonly Change[]> {
  for (const item of items) {
    const order = placeNew(await itemsOf(ctx.tx, next), item.id);
    await moveItem(ctx.tx, item.id, next);
    await saveOrder(ctx.tx, order);
  }
  return items.map(({ id }) => ({ action: 'move suggestion', subject: id, detail: { to: next } }));
}

async function nextAfter(ctx: Context, { meeting }: Loaded): Promise<Meeting | undefined> {
  return (await upcoming(ctx.tx, ctx.now)).find((each) => each.startsAt > meeting.startsAt);
}

/** After a meeting: what had no place moves on, its writers are told, and nothing about the meeting is asked any more. */
export async function carryOver(ctx: Context, cue: DueCue): Promise<Outcome> {
  const loaded = await loadAgenda(ctx, cue.subject);
  if (!loaded) return answered(none);
  const { items, length } = loaded.state;
  const over = overflow(items, length);
  const left = items.filter((item) => over.has(item.id));
  const waiting = items.filter((item) => item.state === 'suggested');
  const next = await nextAfter(ctx, loaded);
  const changes: Change[] = [];
  const effects: Effect[] = [];
  const repeated = await repeatStanding(ctx, loaded.meeting, items);
  if (repeated) {
    changes.push(...repeated.changes);
    effects.push(...(await touch(ctx, repeated.next.id)));
  }
  if (next && left.length + waiting.length > 0) {
    await lockAgenda(ctx.tx, ctx.taskForce.id, next.id);
    changes.push(...(await carryLeft(ctx, left, next)), ...(await moveWaiting(ctx, waiting, next.id)));
    effects.push(...left.filter((item) => item.kind === 'case').flatMap(tellFate));
    effects.push(...(await touch(ctx, next.id)));
  }
  const told = waiting.flatMap(tellFate);
  return changed({
    reply: none,
    changes,
    effects: [...(await touch(ctx, loaded.meeting.id)), ...effects, ...told],
  });
}
