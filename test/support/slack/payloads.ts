// What Slack sends to an app, in its shapes: https://docs.slack.dev/reference/interaction-payloads
import {
  APP,
  messageJson,
  viewJson,
  type Channel,
  type Message,
  type State,
  type Team,
  type User,
  type View,
} from './cloud-state.ts';
import type { Thing } from './json.ts';
import type { Pressable } from './reading.ts';

const VERIFICATION = 'legacy-verification-token';
const nameOf = (user: User): string => user.name.toLowerCase().replaceAll(/\W+/g, '.');
const teamJson = (team: Team): Thing => ({ id: team.id, domain: team.domain });
const userJson = (user: User): Thing => ({
  id: user.id,
  username: nameOf(user),
  name: nameOf(user),
  team_id: user.team,
});

export interface Commanded {
  readonly team: Team;
  readonly user: User;
  readonly channel: Channel;
  readonly command: string;
  readonly text: string;
  readonly trigger: string;
  readonly responseUrl: string;
}
export const commandPayload = (it: Commanded): Readonly<Record<string, string>> => ({
  token: VERIFICATION,
  team_id: it.team.id,
  team_domain: it.team.domain,
  channel_id: it.channel.id,
  channel_name: it.channel.direct ? 'directmessage' : it.channel.private ? 'privategroup' : it.channel.name,
  user_id: it.user.id,
  user_name: nameOf(it.user),
  command: it.command,
  text: it.text,
  api_app_id: APP,
  is_enterprise_install: 'false',
  response_url: it.responseUrl,
  trigger_id: it.trigger,
});

export interface Pressed {
  readonly state: State;
  readonly team: Team;
  readonly user: User;
  readonly on: { readonly channel: Channel; readonly message: Message; readonly responseUrl: string } | View;
  readonly button: Pressable;
  readonly trigger: string;
  readonly actionTs: string;
  readonly values: Thing;
}
export function pressPayload({ state, team, user, on, button, trigger, actionTs, values }: Pressed): Thing {
  const action = {
    action_id: button.actionId,
    block_id: button.blockId,
    text: { type: 'plain_text', text: button.label, emoji: true },
    ...(button.value === undefined ? {} : { value: button.value }),
    ...(button.url === undefined ? {} : { url: button.url }),
    type: button.type,
    action_ts: actionTs,
  };
  const base = {
    type: 'block_actions',
    user: userJson(user),
    api_app_id: APP,
    token: VERIFICATION,
    trigger_id: trigger,
    team: teamJson(team),
    enterprise: null,
    is_enterprise_install: false,
    actions: [action],
  };
  if ('content' in on)
    return {
      ...base,
      container: { type: 'view', view_id: on.id },
      view: { ...viewJson(state, on), state: { values } },
    };
  const { channel, message, responseUrl } = on;
  return {
    ...base,
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.onlyFor !== undefined,
    },
    channel: { id: channel.id, name: channel.direct ? 'directmessage' : channel.name },
    ...(message.onlyFor === undefined ? { message: messageJson(state, message) } : {}),
    state: { values },
    response_url: responseUrl,
  };
}

/** `team` is the person's own workspace; the app's stands in `view.app_installed_team_id` (Slack Connect). */
export const submitPayload = (
  state: State,
  user: User,
  view: View,
  values: Thing,
  trigger: string,
): Thing => ({
  type: 'view_submission',
  team: teamJson(state.teams.get(user.team)!),
  user: userJson(user),
  api_app_id: APP,
  token: VERIFICATION,
  trigger_id: trigger,
  view: { ...viewJson(state, view), state: { values } },
  response_urls: [],
  is_enterprise_install: false,
  enterprise: null,
});

export const closePayload = (state: State, user: User, view: View, cleared: boolean): Thing => ({
  type: 'view_closed',
  team: teamJson(state.teams.get(user.team)!),
  user: userJson(user),
  api_app_id: APP,
  token: VERIFICATION,
  view: viewJson(state, view),
  is_cleared: cleared,
  is_enterprise_install: false,
  enterprise: null,
});

export const eventPayload = (state: State, team: Team, event: Thing, id: string, shared: boolean): Thing => ({
  token: VERIFICATION,
  team_id: team.id,
  context_team_id: team.id,
  context_enterprise_id: null,
  api_app_id: APP,
  event,
  type: 'event_callback',
  event_id: id,
  event_time: Math.floor(state.clock() / 1000),
  authorizations: [
    {
      enterprise_id: null,
      team_id: team.id,
      user_id: team.botUser,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  is_ext_shared_channel: shared,
  event_context: `4-${id}`,
});
