import type { ActorContext } from '../../db/context.ts';
import { check, type Verdict } from '../../guard/index.ts';
import { isChair } from '../../kernel/access.ts';
import type { Card } from '../../kernel/card.ts';
import { upcoming } from '../meetings/index.ts';
import { chairBeside, facilitatorName, facilitators, firstName } from '../roster/index.ts';
import { guardCard } from './cards.ts';
import type { Item } from './model.ts';

export type Blocked = Extract<Verdict, { state: 'blocked' }>;

/** Why a text was not saved, for its writer alone; it repeats none of the words. */
export async function refusal(
  ctx: ActorContext,
  verdict: Blocked,
  { meeting, inForm }: { meeting: string | undefined; inForm: boolean },
): Promise<Card> {
  const mayHoldCase = ctx.actor.segments.includes('closed');
  return guardCard([...new Set(verdict.hits.map((hit) => hit.words))], {
    caseMeeting: mayHoldCase ? (meeting ?? (await upcoming(ctx.tx, ctx.now))[0]?.id) : undefined,
    call: await whomToCall(ctx),
    inForm,
    chairMayDeclare: isChair(ctx.actor.roles) && verdict.hits.every((hit) => hit.overridable),
  });
}

/** The facilitator with the number people call; for that one themselves another chair, whose number we do not know. */
async function whomToCall(ctx: ActorContext): Promise<string | undefined> {
  const { tx, actor, taskForce } = ctx;
  if ((await facilitators(tx))[0]?.member === actor.member) {
    const other = await chairBeside(tx, actor.member);
    return other && firstName(other.name);
  }
  const name = firstName(await facilitatorName(ctx));
  return taskForce.contactPhone ? `${name}, ${taskForce.contactPhone}` : name;
}

/** Does the guard, as it is now, stop this topic? */
export const isStopped = ({ title, declared }: Item): boolean =>
  check(title, { declaredPublic: declared }).state === 'blocked';
