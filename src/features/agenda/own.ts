import type { ActorContext } from '../../db/context.ts';
import { actsFor } from '../roster/index.ts';
import type { Item } from './model.ts';

/** Is this topic this person's own: theirs, or of someone who is away and named them to stand in (the table's "own")? */
export async function isOwn(
  { tx, actor, now }: Pick<ActorContext, 'tx' | 'actor' | 'now'>,
  { owner }: Pick<Item, 'owner'>,
): Promise<boolean> {
  if (owner === null || owner === actor.member) return owner !== null;
  return (await actsFor(tx, actor.member, now)).has(owner);
}
