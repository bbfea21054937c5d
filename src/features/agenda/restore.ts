import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { grantOf, isChair } from '../../kernel/access.ts';
import { answered, noteReply, type Outcome } from '../../kernel/outcome.ts';
import { rich } from '../../kernel/rich.ts';
import { arranged, closedNow } from './arrange.ts';
import { isStopped } from './guarded.ts';
import { lockLoaded } from './load.ts';
import type { Item } from './model.ts';
import { isOwn } from './own.ts';
import { goneItem, overNow } from './show.ts';
import { itemById, updateItem } from './store.ts';
import type { ItemState } from './table.ts';

/** What was taken out, and as what it comes back. Signed like every button: nobody makes one up. */
export const withdrawn = z.object({
  item: z.string(),
  was: z.enum(['suggested', 'proposed', 'accepted']),
});

/**
 * As what it comes back. An old button outlives edits and the chairs' decisions: so what a guest wrote waits for a
 * chair again, and so does what the guard stops by now.
 */
function stateOf(ctx: ActorContext, item: Item, was: z.output<typeof withdrawn>['was']): ItemState {
  const suggests = grantOf('propose', ctx.actor.roles) === 'open, as a suggestion';
  const stopped = item.kind !== 'case' && isStopped(item);
  return suggests || stopped ? 'suggested' : was;
}

/** Puts a topic back as it was: by whoever may take it out now. */
export async function restoreItem(
  ctx: ActorContext,
  { item: id, was }: z.output<typeof withdrawn>,
): Promise<Outcome> {
  const known = await itemById(ctx.tx, id);
  const chair = isChair(ctx.actor.roles);
  if (!known || !ctx.actor.segments.includes(known.segment)) return answered(goneItem);
  if (!chair && !(await isOwn(ctx, known))) return answered(goneItem);
  const loaded = await lockLoaded(ctx, known.meeting);
  if (!loaded) return answered(goneItem);
  if (loaded.over) return answered(overNow);
  if (!chair && loaded.state.phase !== 'collecting') return answered(closedNow);
  const item = await itemById(ctx.tx, id);
  // Its words are gone.
  if (item?.hidden === 'removed') return answered(goneItem);
  if (item?.state !== 'withdrawn') return answered(noteReply(rich`It is on the agenda already.`));
  const state = stateOf(ctx, item, was);
  await updateItem(ctx.tx, item.id, { state });
  return arranged(ctx, loaded, state === 'suggested' ? 'It is back, and waits for a chair.' : 'It is back.', {
    action: 'restore item',
    subject: id,
    detail: { meeting: loaded.meeting.id },
  });
}
