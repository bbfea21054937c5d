// What the Bot Connector tells of people and places, and how a bot begins a conversation.
import { isTrue, list, thing, words, type Thing } from '../slack/json.ts';
import { placeOf, post, Refused, type Asked, type Method } from './posting.ts';
import {
  isBotIn,
  membersOf,
  personalOf,
  personalWith,
  threadOf,
  type Channel,
  type Conversation,
  type Personal,
  type State,
  type Team,
  type User,
} from './state.ts';

/** A person as a roster tells of them. */
export function memberJson(user: User): Thing {
  const [given = '', ...family] = user.name.split(' ');
  return {
    id: user.id,
    name: user.name,
    aadObjectId: user.aadObjectId,
    objectId: user.aadObjectId,
    givenName: given,
    surname: family.join(' '),
    ...(user.email === undefined ? {} : { email: user.email, userPrincipalName: user.email }),
    tenantId: user.tenant,
    userRole: user.anonymous ? 'anonymous' : user.guest ? 'guest' : 'user',
  };
}

/** A person goes by the bot's id for them, or by their Entra id. */
const isNamed = (user: User, id: string): boolean => user.id === id || user.aadObjectId === id.toLowerCase();

function page({ state, ids: [id = ''], query }: Asked): Thing {
  const all = membersOf(state, placeOf(state, id));
  const token = query.get('continuationToken') ?? '';
  const from = token === '' ? 0 : Number(Buffer.from(token, 'base64url').toString().replace('from:', ''));
  if (!Number.isInteger(from)) throw new Refused(400, 'BadArgument', 'Invalid continuation token.');
  const end = from + Math.min(Number(query.get('pageSize')) || 200, state.pageSize);
  return {
    members: all.slice(from, end).map(memberJson),
    ...(end < all.length ? { continuationToken: Buffer.from(`from:${end}`).toString('base64url') } : {}),
  };
}

function teamOf({ state, ids: [id = ''] }: Asked): Team {
  const team = state.teams.get(id);
  if (!team || team.deleted) throw new Refused(404, 'ConversationNotFound', 'Team not found.');
  if (!team.installed)
    throw new Refused(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
  return team;
}

const channelsOf = (state: State, team: Team): readonly Channel[] =>
  [...state.conversations.values()].filter(
    (place): place is Channel => place.kind === 'channel' && place.team === team.id && !place.deleted,
  );

/** Do they share a place with the bot, beyond their own chat with it? */
const meets = (state: State, user: User): boolean =>
  [...state.conversations.values()].some(
    (place: Conversation) =>
      place.kind !== 'personal' && isBotIn(state, place) && membersOf(state, place).includes(user),
  );

/** https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages */
function beginWithPerson({ state, body }: Asked): Personal {
  const members = list(body['members']).map(thing);
  const tenant = words(body['tenantId']) || words(thing(thing(body['channelData'])['tenant'])['id']);
  if (members.length !== 1) throw new Refused(400, 'BadArgument', 'Exactly one member is needed.');
  if (tenant === '') throw new Refused(400, 'BadArgument', 'A tenant is needed.');
  const id = words(members[0]?.['id']);
  const user = [...state.users.values()].find((each) => isNamed(each, id));
  // People of a shared channel are written to in the tenant of the channel.
  const reachable = user && (user.tenant === tenant || meets(state, user));
  if (!state.tenants.has(tenant) || !reachable)
    throw new Refused(403, 'BotNotInConversationRoster', 'The bot is not installed for this person.');
  const known = personalOf(state, user);
  if (known?.blocked) throw new Refused(403, known.blocked, 'User blocked the conversation with the bot.');
  // The Entra id works only where the app is installed for the person.
  const installed = known?.bot === true;
  if (!installed && (user.id !== id || !meets(state, user)))
    throw new Refused(403, 'BotNotInConversationRoster', 'The bot is not installed for this person.');
  return personalWith(state, user);
}

function begin(asked: Asked) {
  const { state, body } = asked;
  const channel = words(thing(thing(body['channelData'])['channel'])['id']);
  if (channel !== '') {
    const activity = post({ ...asked, body: thing(body['activity']) }, channel);
    return { id: `${threadOf(channel).conversation};messageid=${activity}`, activityId: activity };
  }
  if (isTrue(body['isGroup']))
    throw new Refused(400, 'BadArgument', 'Bots cannot begin a conversation of several people.');
  const { id } = beginWithPerson(asked);
  if (body['activity'] === undefined) return { id };
  return { id, activityId: post({ state, ids: [], query: asked.query, body: thing(body['activity']) }, id) };
}

export const rosterMethods = {
  createConversation: (asked) => ({ status: 201, body: begin(asked) }),
  getConversationMembers: ({ state, ids: [id = ''] }) => ({
    status: 200,
    body: membersOf(state, placeOf(state, id)).map(memberJson),
  }),
  getConversationPagedMembers: (asked) => ({ status: 200, body: page(asked) }),
  getConversationMember: ({ state, ids: [id = '', member = ''] }) => {
    const found = membersOf(state, placeOf(state, id)).find((user) => isNamed(user, member));
    if (!found) throw new Refused(404, 'MemberNotFoundInConversation', 'Member not found.');
    return { status: 200, body: memberJson(found) };
  },
  /** Teams leaves out the name of General, as it differs by language. */
  fetchChannelList: (asked) => {
    const team = teamOf(asked);
    const told = channelsOf(asked.state, team).map(({ id, name, type }) =>
      id === team.id ? { id, type } : { id, name, type },
    );
    return { status: 200, body: { conversations: told } };
  },
  fetchTeamDetails: (asked) => {
    const { id, name, aadGroupId, tenant, members } = teamOf(asked);
    const channelCount = channelsOf(asked.state, teamOf(asked)).length;
    return {
      status: 200,
      body: { id, name, aadGroupId, tenantId: tenant, channelCount, memberCount: members.size },
    };
  },
} satisfies Readonly<Record<string, Method>>;
