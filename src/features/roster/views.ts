import type { View } from '../../db/context.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { helloCard } from './cards.ts';
import { firstName } from './model.ts';
import { facilitators, membersById } from './store.ts';

/** Whom people may call: the first facilitator by name who is active, else a co-chair, else the neutral name. */
export async function facilitatorName(ctx: Parameters<View>[0]): Promise<string> {
  return (await facilitators(ctx.tx))[0]?.name ?? ctx.taskForce.neutralName;
}

export const hello: View = async (ctx, id) => {
  const [member] = await membersById(ctx.tx, [id as MemberId]);
  if (member?.state !== 'active') return null;
  const itself = (await facilitators(ctx.tx))[0]?.member === member.id;
  return helloCard(member, ctx.taskForce, itself ? undefined : firstName(await facilitatorName(ctx)));
};
