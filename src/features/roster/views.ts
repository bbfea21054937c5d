import type { View } from '../../db/context.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { helloCard } from './cards.ts';
import { firstName } from './model.ts';
import { membersById, people } from './store.ts';

/** The facilitator people may call: the first by name who is active; the neutral name where there is none. */
export async function facilitatorName(ctx: Parameters<View>[0]): Promise<string> {
  return (
    (await people(ctx.tx)).find((person) => person.roles.includes('facilitator'))?.name ??
    ctx.taskForce.neutralName
  );
}

export const hello: View = async (ctx, id) => {
  const [member] = await membersById(ctx.tx, [id as MemberId]);
  return member?.state === 'active'
    ? helloCard(member, ctx.taskForce, firstName(await facilitatorName(ctx)))
    : null;
};
