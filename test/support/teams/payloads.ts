// What Teams sends to a bot, in its shapes:
// https://learn.microsoft.com/en-us/microsoftteams/platform/bots/build-conversational-capability and, for what happens to
// teams and channels, https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
import type { Thing } from '../slack/json.ts';
import type { Channel, Conversation, State, Team, User } from './state.ts';

export interface Scene {
  readonly state: State;
  readonly serviceUrl: string;
  readonly place: Conversation;
  readonly user: User | undefined;
  /** The message of the channel below which it happens. */
  readonly thread?: string | undefined;
}

const fromJson = (user: User): Thing => ({ id: user.id, name: user.name, aadObjectId: user.aadObjectId });
export const botJson = ({ bot }: State): Thing => ({ id: bot.id, name: bot.name });

function conversationJson({ place, thread }: Scene): Thing {
  const base = { conversationType: place.kind, tenantId: place.tenant };
  switch (place.kind) {
    case 'personal':
      return { ...base, id: place.id };
    case 'groupChat':
      return { ...base, isGroup: true, id: place.id, ...(place.name ? { name: place.name } : {}) };
    case 'channel':
      return { ...base, isGroup: true, id: thread ? `${place.id};messageid=${thread}` : place.id };
    default:
      return place satisfies never;
  }
}

const teamJson = ({ id, name, aadGroupId }: Team): Thing => ({ id, name, aadGroupId });
/** General comes without a name. */
const channelJson = ({ id, name, team, type }: Channel): Thing => ({
  id,
  ...(id === team ? {} : { name }),
  type,
});

function channelData({ state, place }: Scene): Thing {
  const tenant = { tenant: { id: place.tenant } };
  if (place.kind !== 'channel') return tenant;
  const { id, name } = state.teams.get(place.team)!;
  return {
    ...tenant,
    teamsChannelId: place.id,
    teamsTeamId: id,
    channel: channelJson(place),
    team: { id, name },
  };
}

function base(scene: Scene, id: string): Thing {
  const { state, user, serviceUrl } = scene;
  const at = new Date(state.clock()).toISOString();
  const zone = user?.zone ?? 'UTC';
  return {
    id,
    timestamp: at,
    localTimestamp: at,
    localTimezone: zone,
    channelId: 'msteams',
    serviceUrl,
    ...(user ? { from: fromJson(user) } : {}),
    conversation: conversationJson(scene),
    recipient: botJson(state),
    channelData: channelData(scene),
    locale: 'en-US',
    entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: zone }],
  };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Something typed, with the bot's name before it where others are; the page's own copy comes along as Teams has it. */
export function messagePayload(scene: Scene, id: string, typed: string, mention: boolean): Thing {
  const { bot } = scene.state;
  const name = `<at>${bot.name}</at>`;
  const text = mention ? `${name} ${typed}` : typed;
  const whole = base(scene, id);
  const html = `<div><div>${mention ? `<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">${bot.name}</span>&nbsp;` : ''}${escaped(typed)}</div></div>`;
  return {
    ...whole,
    type: 'message',
    text,
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: html }],
    entities: [
      ...(mention ? [{ type: 'mention', text: name, mentioned: botJson(scene.state) }] : []),
      ...(whole['entities'] as readonly Thing[]),
    ],
  };
}

/** An Action.Submit in a message arrives as a message with a value and without words. */
export const valuePayload = (scene: Scene, id: string, value: Thing, replyToId: string): Thing => {
  const whole = base(scene, id);
  const source = { source: { name: 'message' }, legacy: { replyToId } };
  return {
    ...whole,
    type: 'message',
    value,
    replyToId,
    channelData: { ...(whole['channelData'] as Thing), ...source },
  };
};

export function invokePayload(
  scene: Scene,
  id: string,
  name: string,
  value: Thing,
  replyToId: string | undefined,
): Thing {
  const whole = base(scene, id);
  const source = { source: { name: 'message' }, legacy: { replyToId } };
  return {
    ...whole,
    type: 'invoke',
    name,
    value,
    ...(replyToId === undefined
      ? {}
      : { replyToId, channelData: { ...(whole['channelData'] as Thing), ...source } }),
  };
}

export const executeValue = (action: Thing, inputs: Thing): Thing => ({
  action: {
    type: 'Action.Execute',
    ...(typeof action['id'] === 'string' ? { id: action['id'] } : {}),
    ...(typeof action['title'] === 'string' ? { title: action['title'] } : {}),
    verb: action['verb'],
    data: { ...(action['data'] as Thing), ...inputs },
  },
  trigger: 'manual',
});
/** What a button carried, `msteams` and all, with what was filled in. */
export const dialogValue = (data: Thing, inputs: Thing): Thing => ({
  data: { ...data, ...inputs },
  context: { theme: 'default' },
});

export function installPayload(scene: Scene, id: string, action: string): Thing {
  const whole = base(scene, id);
  const { place, state } = scene;
  const data = whole['channelData'] as Thing;
  return {
    ...whole,
    type: 'installationUpdate',
    action,
    channelData: {
      ...data,
      ...(place.kind === 'channel' ? { team: teamJson(state.teams.get(place.team)!) } : {}),
      settings: { selectedChannel: { id: place.id } },
      source: { name: 'message' },
    },
  };
}

export interface Happened {
  readonly eventType?: string;
  readonly added?: readonly Thing[];
  readonly removed?: readonly Thing[];
  readonly channel?: Channel;
  readonly more?: Thing;
}

/** In a team it is told in General; the channel that it is about stands in `channelData`. */
export function updatePayload(scene: Scene, id: string, happened: Happened): Thing {
  const { state, place } = scene;
  const { eventType, added, removed, channel, more = {} } = happened;
  const team = place.kind === 'channel' ? { team: teamJson(state.teams.get(place.team)!) } : {};
  return {
    ...base(scene, id),
    type: 'conversationUpdate',
    ...(added ? { membersAdded: added } : {}),
    ...(removed ? { membersRemoved: removed } : {}),
    channelData: {
      tenant: { id: place.tenant },
      ...team,
      ...(channel ? { channel: channelJson(channel) } : {}),
      ...(eventType ? { eventType } : {}),
      ...more,
    },
  };
}
export const memberIds = (users: readonly User[]): readonly Thing[] =>
  users.map(({ id, aadObjectId }) => ({ id, aadObjectId }));
