import type { ActorContext } from '../../db/context.ts';
import type { Verdict } from '../../guard/index.ts';
import type { Card } from '../../kernel/card.ts';
import { upcoming } from '../meetings/index.ts';
import { facilitatorName, firstName } from '../roster/index.ts';
import { guardCard } from './cards.ts';

export type Blocked = Extract<Verdict, { state: 'blocked' }>;

/** Why a text was not saved, for its writer alone; it repeats none of the words. */
export async function refusal(
  ctx: ActorContext,
  verdict: Blocked,
  meeting: string | undefined,
): Promise<Card> {
  const kinds = [...new Set(verdict.hits.map((hit) => hit.words))];
  const facilitator = firstName(await facilitatorName(ctx));
  const target = ctx.actor.segments.includes('closed')
    ? (meeting ?? (await upcoming(ctx.tx, ctx.now))[0]?.id)
    : undefined;
  return guardCard(kinds, { caseMeeting: target, facilitator, phone: ctx.taskForce.contactPhone });
}
