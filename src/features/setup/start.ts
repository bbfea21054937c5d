import { eq } from 'drizzle-orm';
import type { ActorContext } from '../../db/context.ts';
import { taskForces } from '../../db/schema.ts';
import type { Tx } from '../../db/types.ts';
import type { TaskForceId } from '../../kernel/ids.ts';
import { answered, changed, noteReply, type Outcome } from '../../kernel/outcome.ts';
import { rich, sentences, typed } from '../../kernel/rich.ts';
import { closeBy } from '../agenda/index.ts';
import { livePlaces } from '../roster/index.ts';

/** Start counts from now: nothing older is caught up (product rule 13). */
export async function setRunning(tx: Tx, taskForce: TaskForceId, startedAt: Date): Promise<void> {
  await tx
    .update(taskForces)
    .set({ state: 'running', startedAt, planStale: true })
    .where(eq(taskForces.id, taskForce));
}

export async function start(ctx: ActorContext): Promise<Outcome> {
  if (ctx.taskForce.state !== 'setup')
    return answered(noteReply(rich`Convener is running already. ${typed('agenda')} shows what comes next.`));
  await setRunning(ctx.tx, ctx.taskForce.id, ctx.now);
  return changed({
    reply: noteReply(
      sentences(
        rich`Started. From now on Convener asks for topics and sends the agenda on time. What was due before now stays unsent.`,
        await closeBy(ctx),
      ),
    ),
    changes: [{ action: 'start', subject: ctx.taskForce.id }],
    replan: true,
    // Until now nobody was told what the channels show, nor asked who is in them.
    look: await livePlaces(ctx.tx),
  });
}
