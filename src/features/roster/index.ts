// Who is in the task force: agencies, people, their accounts and roles; the hello; personal links.
import { z } from 'zod';
import type { Feature } from '../../db/context.ts';
import { press } from '../../kernel/feature.ts';
import { rosterCommands } from './commands.ts';
import { planHellos } from './plan.ts';
import { ungreeted } from './store.ts';
import { fine, hello } from './usecases.ts';
import * as views from './views.ts';

export { accounts, agencies, channels, invites, members, subcommittees, type Hours } from './table.ts';
export { DEFAULT_HOURS, firstName } from './model.ts';
export { placesOf } from './places.ts';
export {
  dropInvite,
  findInvite,
  forgetInvites,
  findMember,
  names,
  people,
  peopleByAccounts,
  personById,
  sessionsSince,
  taskForceOfChannel,
  taskForcesOf,
} from './store.ts';
export { greetFirst, hashOfToken, makeInvite } from './usecases.ts';
export { facilitatorName } from './views.ts';

export const roster: Feature = {
  name: 'roster',
  commands: rosterCommands,
  presses: { 'roster.fine': press({ access: 'own profile', reads: true, value: z.object({}), run: fine }) },
  views: { 'roster.hello': views.hello },
  plan: async (ctx) =>
    ctx.taskForce.startedAt ? planHellos(await ungreeted(ctx.tx), ctx.taskForce.startedAt) : [],
  due: { 'roster.hello': hello },
};
