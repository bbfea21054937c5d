// What Teams remembers, in memory.
import type { Thing } from '../slack/json.ts';

export interface Tenant {
  readonly id: string;
  readonly name: string;
}

export interface User {
  /** What this bot knows the person by: "29:...". */
  readonly id: string;
  /** In the tenant below: a guest has another one at home. */
  readonly aadObjectId: string;
  /** Whose roster the person stands in; for people met in a shared channel, their home. */
  readonly tenant: string;
  readonly guest: boolean;
  /** Came into a meeting without an account. */
  readonly anonymous?: boolean;
  name: string;
  email: string | undefined;
  zone: string;
}

export type ChannelType = 'standard' | 'private' | 'shared';

export interface Team {
  readonly id: string;
  readonly tenant: string;
  readonly aadGroupId: string;
  name: string;
  installed: boolean;
  archived: boolean;
  deleted: boolean;
  readonly members: Set<string>;
}

interface Place {
  readonly id: string;
  readonly tenant: string;
  /** Whether our bot is in it. In a team it must be installed there as well. */
  bot: boolean;
  deleted: boolean;
}
export interface Channel extends Place {
  readonly kind: 'channel';
  readonly team: string;
  readonly type: ChannelType;
  name: string;
  /** Of private and shared channels; a standard one has its team's. */
  readonly members: Set<string>;
  /** Teams, and so tenants, that it is shared with. */
  readonly sharedWith: Set<string>;
}
export interface GroupChat extends Place {
  readonly kind: 'groupChat';
  name: string | undefined;
  readonly members: Set<string>;
}
/** One person's chat with the bot. */
export interface Personal extends Place {
  readonly kind: 'personal';
  readonly user: string;
  /** How Teams says that the person wants nothing from us. */
  blocked: 'MessageWritesBlocked' | 'ConversationBlockedByUser' | undefined;
}
export type Conversation = Channel | GroupChat | Personal;

/** What the bot posted. */
export interface Posted {
  readonly id: string;
  readonly conversation: string;
  /** The message of the channel below which it stands. */
  readonly thread: string | undefined;
  activity: Thing;
  edits: number;
  deleted: boolean;
  /** Only this person sees it (targeted messages). */
  readonly onlyFor: string | undefined;
  /** What a person got in its place after a press; an edit takes it back. */
  readonly instead: Map<string, Thing>;
}

export interface State {
  readonly tenants: Map<string, Tenant>;
  readonly users: Map<string, User>;
  readonly teams: Map<string, Team>;
  readonly conversations: Map<string, Conversation>;
  /** By conversation and activity. */
  readonly posts: Map<string, Posted>;
  readonly bot: { readonly id: string; readonly name: string };
  /** A roster page holds as many at most. */
  pageSize: number;
  readonly count: () => number;
  /** Milliseconds, by Teams' own clock. */
  readonly clock: () => number;
}

export function createState(appId: string, clock: () => number): State {
  let counted = 0;
  return {
    tenants: new Map(),
    users: new Map(),
    teams: new Map(),
    conversations: new Map(),
    posts: new Map(),
    bot: { id: `28:${appId}`, name: 'Convener' },
    pageSize: 500,
    count: () => (counted += 1),
    clock,
  };
}

export const postKey = (conversation: string, id: string): string => `${conversation} ${id}`;

/** Teams names a message by the millisecond it was written in; two never share one. */
export const newActivityId = (state: State): string => String(1_700_000_000_000 + state.count());

/** Conversations of a thread end in the message that it began with. */
export function threadOf(id: string): { readonly conversation: string; readonly thread: string | undefined } {
  const [conversation = '', thread] = id.split(';messageid=', 2);
  return { conversation, thread };
}

export function isBotIn(state: State, place: Conversation): boolean {
  if (place.deleted || !place.bot) return false;
  if (place.kind !== 'channel') return true;
  const team = state.teams.get(place.team)!;
  return team.installed && !team.deleted;
}

export function membersOf(state: State, place: Conversation): readonly User[] {
  const ids =
    place.kind === 'personal'
      ? [place.user]
      : place.kind === 'channel' && place.type === 'standard'
        ? state.teams.get(place.team)!.members
        : place.members;
  return [...ids].map((id) => state.users.get(id)!);
}

export const personalOf = (state: State, user: User): Personal | undefined =>
  [...state.conversations.values()].find(
    (place): place is Personal => place.kind === 'personal' && place.user === user.id,
  );

/** The person's chat with the bot, made when it is first needed. */
export function personalWith(state: State, user: User): Personal {
  const known = personalOf(state, user);
  if (known) {
    known.bot = true;
    return known;
  }
  const made: Personal = {
    kind: 'personal',
    id: `a:1personal${state.count()}`,
    tenant: user.tenant,
    user: user.id,
    bot: true,
    deleted: false,
    blocked: undefined,
  };
  state.conversations.set(made.id, made);
  return made;
}
