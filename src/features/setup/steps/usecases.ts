import type { ActorContext } from '../../../db/context.ts';
import { grantOf, isChair } from '../../../kernel/access.ts';
import type { Block } from '../../../kernel/card.ts';
import { answered, cardReply, changed, noteReply, type Outcome } from '../../../kernel/outcome.ts';
import { rich } from '../../../kernel/rich.ts';
import { stepsBlocks } from './cards.ts';
import { loadSteps, settleStep } from './load.ts';
import type { StepName } from './model.ts';

const NOTHING_LEFT = rich`The first steps are done. Nothing is left to set up.`;

/** For chairs, first on their page; nothing for others, and once all is done. */
export async function firstSteps(ctx: ActorContext): Promise<readonly Block[]> {
  if (!isChair(ctx.actor.roles)) return [];
  const mayWord = grantOf('edit confidentiality', ctx.actor.roles) === 'yes';
  return stepsBlocks(await loadSteps(ctx), { mayWord });
}

/** `steps`: the same by itself. */
export async function showSteps(ctx: ActorContext): Promise<Outcome> {
  const blocks = await firstSteps(ctx);
  if (blocks.length === 0) return answered(noteReply(NOTHING_LEFT));
  return answered(cardReply({ title: rich`Setting up`, notice: 'Setting up', blocks }));
}

/** A chair says that a step is done, or not needed. */
export async function settleByHand(ctx: ActorContext, { step }: { step: StepName }): Promise<Outcome> {
  const fresh = await settleStep(ctx.tx, ctx.taskForce.id, step);
  const { left } = await loadSteps(ctx);
  const reply = noteReply(
    left.length === 0
      ? NOTHING_LEFT
      : rich`Noted. ${left.length === 1 ? 'One step is left.' : `${left.length} steps are left.`}`,
  );
  return fresh ? changed({ reply, changes: [{ action: 'settle step', subject: step }] }) : answered(reply);
}
