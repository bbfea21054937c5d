import type { ActorContext } from '../../db/context.ts';
import { answered, cardReply, changed, noteReply, type Outcome } from '../../kernel/outcome.ts';
import { rich } from '../../kernel/rich.ts';
import { upcoming } from '../meetings/index.ts';
import { hashOfToken, newToken } from '../roster/index.ts';
import { calendarCard, startCard } from './cards.ts';
import { dropLink, linkOf, saveLink } from './store.ts';

/** How many of the next meetings have a file of their own on the card. */
const FILES = 3;

/** `me calendar`: what this is, before an address is made. */
export async function showCalendar(ctx: ActorContext): Promise<Outcome> {
  const link = await linkOf(ctx.tx, ctx.actor.member);
  return answered(cardReply(startCard(link?.madeAt)));
}

/** Makes the address of their calendar; it is shown once, and an earlier one stops working. */
export async function makeCalendar(ctx: ActorContext): Promise<Outcome> {
  const { taskForce, actor, now } = ctx;
  const token = newToken();
  await saveLink(ctx.tx, {
    hash: hashOfToken(token),
    taskForce: taskForce.id,
    member: actor.member,
    madeAt: now,
  });
  const next = (await upcoming(ctx.tx, now)).slice(0, FILES);
  return changed({
    reply: cardReply(calendarCard(`${ctx.publicUrl}/calendar/${token}`, next)),
    changes: [{ action: 'make calendar link', subject: actor.member }],
    effects: [],
  });
}

export async function endCalendar(ctx: ActorContext): Promise<Outcome> {
  const was = await dropLink(ctx.tx, ctx.actor.member);
  if (!was) return answered(noteReply(rich`You have no calendar link now.`));
  return changed({
    reply: noteReply(
      rich`The link no longer works. What a calendar has copied may stay there until you take it out.`,
    ),
    changes: [{ action: 'end calendar link', subject: ctx.actor.member }],
    effects: [],
  });
}
