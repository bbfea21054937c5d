// What Slack's cloud remembers, in memory.
import { isThing, type Thing } from './json.ts';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** Our app's bot there. */
  readonly botUser: string;
  readonly botId: string;
  installed: boolean;
  messagesTab: boolean;
}

export interface User {
  readonly id: string;
  readonly team: string;
  name: string;
  email: string | undefined;
  zone: string;
  restricted: boolean;
  ultraRestricted: boolean;
  bot: boolean;
  deleted: boolean;
}

export interface Channel {
  readonly id: string;
  readonly team: string;
  name: string;
  private: boolean;
  archived: boolean;
  direct: boolean;
  /** Other workspaces it is shared with, and those invited that have not joined yet (Slack Connect). */
  readonly sharedWith: Set<string>;
  readonly pending: Set<string>;
  /** Those it is shared with are workspaces of one organisation. */
  withinOrg?: boolean;
  readonly members: Set<string>;
}

export interface Message {
  readonly ts: string;
  readonly channel: string;
  readonly team: string;
  readonly user: string;
  text: string;
  blocks: readonly unknown[];
  metadata: Thing | undefined;
  /** As they were asked for; undefined means that Slack would show previews. */
  unfurl: { readonly links: unknown; readonly media: unknown };
  edits: number;
  /** Only this person sees it. */
  readonly onlyFor: string | undefined;
}

export interface View {
  readonly id: string;
  readonly team: string;
  /** The workspace whose app opened it. */
  readonly installedTeam: string;
  readonly user: string;
  readonly root: string;
  readonly previous: string | undefined;
  hash: string;
  content: Thing;
  open: boolean;
}

export interface Trigger {
  readonly id: string;
  readonly team: string;
  readonly user: string;
  readonly view: string | undefined;
  readonly expiresAt: number;
  used: boolean;
}

export interface Token {
  readonly token: string;
  readonly team: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number | undefined;
  state: 'good' | 'revoked' | 'inactive';
}

export interface Hook {
  readonly id: string;
  readonly team: string;
  readonly user: string;
  readonly channel: string;
  /** The message that carried the button. */
  readonly message: string | undefined;
  readonly expiresAt: number;
  uses: number;
}

export interface Code {
  /** For a whole organisation. */
  readonly whole?: boolean;
  readonly team: string;
  readonly user: string;
  readonly scopes: readonly string[];
  readonly redirect: string;
  readonly expiresAt: number;
}

export interface State {
  readonly teams: Map<string, Team>;
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
  /** By channel and ts. */
  readonly messages: Map<string, Message>;
  readonly views: Map<string, View>;
  /** Published homes, by team and user. */
  readonly homes: Map<string, View>;
  readonly triggers: Map<string, Trigger>;
  readonly tokens: Map<string, Token>;
  /** Refresh tokens that were not used yet. */
  readonly refreshTokens: Map<string, { readonly team: string; readonly scopes: readonly string[] }>;
  readonly hooks: Map<string, Hook>;
  readonly codes: Map<string, Code>;
  /** Who presses "Allow" on the next install page, or nobody. */
  consent: { readonly team: string; readonly user: string; readonly whole?: boolean } | undefined;
  /** Tokens live 12 hours and are refreshed. */
  rotation: boolean;
  /** How long the next tokens live, in seconds. */
  tokenSeconds: number;
  refreshes: number;
  readonly next: (prefix: string) => string;
  /** Milliseconds, by the cloud's own clock. */
  readonly clock: () => number;
}

export function createState(clock: () => number): State {
  const counts = new Map<string, number>();
  return {
    teams: new Map(),
    users: new Map(),
    channels: new Map(),
    messages: new Map(),
    views: new Map(),
    homes: new Map(),
    triggers: new Map(),
    tokens: new Map(),
    refreshTokens: new Map(),
    hooks: new Map(),
    codes: new Map(),
    consent: undefined,
    rotation: false,
    tokenSeconds: 12 * 3600,
    refreshes: 0,
    clock,
    next: (prefix) => {
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      return `${prefix}${String(count).padStart(9, '0')}`;
    },
  };
}

export const messageKey = (channel: string, ts: string): string => `${channel} ${ts}`;
export const homeKey = (team: string, user: string): string => `${team} ${user}`;

/** Slack names a message by its time; two never share one. */
export function newTs(state: State): string {
  const unique = state.next('').slice(-6);
  return `${Math.floor(state.clock() / 1000)}.${unique}`;
}

export const isIn = (channel: Channel, team: Team): boolean => channel.members.has(team.botUser);
export const teamsOf = (channel: Channel): readonly string[] => [channel.team, ...channel.sharedWith];

/** May the bot of this workspace know that the channel exists? */
export const canSee = (channel: Channel, team: Team): boolean =>
  teamsOf(channel).includes(team.id) && (isIn(channel, team) || (!channel.private && !channel.direct));

/** The person's direct messages with the bot, made when they are first needed. */
export function directWith(state: State, team: Team, user: string): Channel {
  const found = [...state.channels.values()].find(
    (each) => each.direct && each.team === team.id && each.members.has(user) && isIn(each, team),
  );
  if (found) return found;
  const channel: Channel = {
    id: state.next('D'),
    team: team.id,
    name: 'directmessage',
    private: true,
    archived: false,
    direct: true,
    sharedWith: new Set(),
    pending: new Set(),
    members: new Set([user, team.botUser]),
  };
  state.channels.set(channel.id, channel);
  return channel;
}

/** A person whom the bot's workspace can see: its own, or one who shares a channel with it. */
export function visibleUser(state: State, team: Team, id: string): User | undefined {
  const user = state.users.get(id);
  if (!user || user.team === team.id) return user;
  const meets = [...state.channels.values()].some(
    (channel) => channel.members.has(id) && teamsOf(channel).includes(team.id),
  );
  return meets ? user : undefined;
}

/** A message, home or view as Slack sends it to an app. */
export function viewJson(state: State, view: View): Thing {
  const team = state.teams.get(view.installedTeam);
  return {
    id: view.id,
    team_id: view.team,
    ...view.content,
    state: isThing(view.content['state']) ? view.content['state'] : { values: {} },
    hash: view.hash,
    root_view_id: view.root,
    previous_view_id: view.previous ?? null,
    app_id: APP,
    app_installed_team_id: view.installedTeam,
    bot_id: team?.botId ?? '',
  };
}

export function messageJson(state: State, message: Message): Thing {
  const team = state.teams.get(message.team);
  return {
    type: 'message',
    user: message.user,
    bot_id: team?.botId ?? '',
    app_id: APP,
    team: message.team,
    ts: message.ts,
    text: message.text,
    blocks: message.blocks,
    ...(message.metadata ? { metadata: message.metadata } : {}),
    ...(message.edits > 0 ? { edited: { user: message.user, ts: message.ts } } : {}),
  };
}

export const APP = 'A000000001';
