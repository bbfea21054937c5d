import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { isChair } from '../../kernel/access.ts';
import { answered, noteReply, type Outcome } from '../../kernel/outcome.ts';
import { rich } from '../../kernel/rich.ts';
import { arranged, closedNow } from './arrange.ts';
import { loadAgenda } from './load.ts';
import { goneItem, overNow } from './show.ts';
import { itemById, lockAgenda, updateItem } from './store.ts';

/** What was taken out, and as what it comes back. Signed like every button: nobody makes one up. */
export const withdrawn = z.object({
  item: z.string(),
  was: z.enum(['suggested', 'proposed', 'accepted']),
});

/** Puts a topic back as it was: by whoever may take it out now. */
export async function restoreItem(
  ctx: ActorContext,
  { item: id, was }: z.output<typeof withdrawn>,
): Promise<Outcome> {
  const known = await itemById(ctx.tx, id);
  const chair = isChair(ctx.actor.roles);
  if (!known || !ctx.actor.segments.includes(known.segment)) return answered(goneItem);
  if (!chair && known.owner !== ctx.actor.member) return answered(goneItem);
  await lockAgenda(ctx.tx, ctx.taskForce.id, known.meeting);
  const loaded = await loadAgenda(ctx, known.meeting);
  if (!loaded) return answered(goneItem);
  if (loaded.over) return answered(overNow);
  if (!chair && loaded.state.phase !== 'collecting') return answered(closedNow);
  if ((await itemById(ctx.tx, id))?.state !== 'withdrawn')
    return answered(noteReply(rich`It is on the agenda already.`));
  await updateItem(ctx.tx, known.id, { state: was });
  return arranged(ctx, loaded, 'It is back.', {
    action: 'restore item',
    subject: id,
    detail: { meeting: loaded.meeting.id },
  });
}
