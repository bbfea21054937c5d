import type { ActorContext } from '../../db/context.ts';
import { text, type Block } from '../../kernel/card.ts';
import { bold, plain } from '../../kernel/rich.ts';
import { ownNextMeeting, titleOf } from './cards.ts';
import { offBlocks } from './off.ts';
import { answersFor, upcoming } from './store.ts';

/** The next meeting, and the three answers. */
export async function nextMeetingBlocks(ctx: ActorContext): Promise<readonly Block[]> {
  const [meeting] = await upcoming(ctx.tx, ctx.now);
  const title = [...titleOf(meeting, ctx.now), plain('.')];
  const answer = meeting && (await answersFor(ctx.tx, meeting.id)).get(ctx.actor.member);
  return [
    text([bold(ctx.taskForce.neutralName)]),
    ...offBlocks(ctx.taskForce, ctx.actor.roles),
    text(title),
    ...(meeting ? ownNextMeeting(meeting, answer, ctx.now) : []),
  ];
}
