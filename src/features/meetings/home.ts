import type { ActorContext } from '../../db/context.ts';
import type { Block } from '../../kernel/card.ts';
import { text } from '../../kernel/card.ts';
import { bold, plain, rich } from '../../kernel/rich.ts';
import { nextMeetingCard } from './cards.ts';
import { answersFor, upcoming } from './store.ts';

/** The next meeting, and the three answers. */
export async function nextMeetingBlocks(ctx: ActorContext): Promise<readonly Block[]> {
  const [meeting] = await upcoming(ctx.tx, ctx.now);
  if (!meeting) return [text(rich`No meeting is planned yet.`)];
  const answer = (await answersFor(ctx.tx, meeting.id)).get(ctx.actor.member);
  const { title, blocks } = nextMeetingCard(meeting, answer);
  return [text([bold(ctx.taskForce.neutralName)]), text([...title, plain('.')]), ...blocks];
}
