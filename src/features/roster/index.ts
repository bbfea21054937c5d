// Who is in the task force: agencies, people, their accounts and roles; the hello; personal links.
import { z } from 'zod';
import type { Feature } from '../../db/context.ts';
import { form, press } from '../../kernel/feature.ts';
import { dropLeave, openLeave, submitLeave } from './away.ts';
import { rosterCommands } from './commands.ts';
import { planHellos } from './plan.ts';
import { ungreeted } from './store.ts';
import { fine, hello, useHere } from './usecases.ts';
import { openAdd, openMatch, submitAdd, submitMatch } from './add.ts';
import { channelView } from './channel-card.ts';
import { openMe, showMyData, submitMe } from './me.ts';
import { accountValue, matchAll, matchTo, matchView, notOneOfUs } from './match.ts';
import * as views from './views.ts';

export {
  accounts,
  agencies,
  channels,
  invites,
  leaves,
  members,
  subcommittees,
  type Hours,
} from './table.ts';
export { DEFAULT_HOURS, firstName } from './model.ts';
export { findCode, forgetCodes, type LinkCode } from './codes.ts';
export { linkMe, oldCode, platformName } from './link.ts';
export { endAccess, isLastFacilitator } from './gone.ts';
export { actsFor, allLeaves, leavesOf, presentOn, standInFor, type LeaveRow } from './leave.ts';
export { contactsOf, mayBeAsked, namedContacts, type AgencyContact } from './contacts.ts';
export { agenciesByName, insertAgencies, insertMembers, lockRoster } from './insert.ts';
export { lostWords } from './channel-card.ts';
export { personOptions } from './person-options.ts';
export { placeNames } from './place-names.ts';
export {
  channelsOn,
  assumeReaders,
  inNoChannel,
  knownReader,
  linkedChannels,
  markLost,
  moveChannel,
  placesOf,
} from './places.ts';
export {
  channelCards,
  channelKey,
  placeId,
  placeOfId,
  readersIn,
  unmetOf,
  type PlaceReaders,
} from './readers.ts';
export { dropGone, meet, nameOf, type AccountAt } from './strangers.ts';
export {
  activeMembers,
  membersById,
  callerOf,
  chairBeside,
  facilitators,
  dropInvite,
  findInvite,
  forgetInvites,
  livePlaces,
  findMember,
  names,
  people,
  peopleByAccounts,
  personById,
  taskForceOfChannel,
  taskForcesIn,
  taskForcesOf,
  tenantOfChannel,
  WEB,
} from './store.ts';
export { greetFirst, hashOfToken, makeInvite, newToken } from './usecases.ts';
export { toFacilitators } from './tell.ts';
export { facilitatorName } from './views.ts';

export const roster: Feature = {
  name: 'roster',
  commands: rosterCommands,
  presses: {
    'roster.fine': press({ access: 'own profile', reads: true, value: z.object({}), run: fine }),
    'roster.use': press({ access: 'own profile', value: accountValue, run: useHere }),
    'roster.match': press({
      access: 'run roster',
      value: accountValue.extend({ member: z.string() }),
      run: (ctx, { member, ...at }) => matchTo(ctx, at, member),
    }),
    'roster.match-all': press({
      access: 'run roster',
      value: z.object({ accounts: z.string() }),
      run: matchAll,
    }),
    'roster.data': press({ access: 'own profile', reads: true, value: z.object({}), run: showMyData }),
    'roster.no-leave': press({
      access: 'own profile',
      value: z.object({ first: z.string() }),
      run: dropLeave,
    }),
    'roster.refuse': press({ access: 'run roster', value: accountValue, run: notOneOfUs }),
  },
  forms: {
    'roster.match': form({
      access: 'run roster',
      context: accountValue,
      open: openMatch,
      submit: submitMatch,
    }),
    'roster.me': form({
      access: 'own profile',
      context: z.object({}),
      open: openMe,
      submit: (ctx, _, values) => submitMe(ctx, values),
    }),
    'roster.leave': form({
      access: 'own profile',
      context: z.object({}),
      open: openLeave,
      submit: (ctx, _, values) => submitLeave(ctx, values),
    }),
    'roster.add': form({ access: 'run roster', context: accountValue, open: openAdd, submit: submitAdd }),
  },
  views: { 'roster.hello': views.hello, 'roster.match': matchView, 'roster.channel': channelView },
  plan: async (ctx) =>
    ctx.taskForce.startedAt ? planHellos(await ungreeted(ctx.tx), ctx.taskForce.startedAt) : [],
  due: { 'roster.hello': hello },
};
