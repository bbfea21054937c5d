// The people and places of a fake Teams, for tests to make.
import {
  personalWith,
  type Channel,
  type ChannelType,
  type GroupChat,
  type Personal,
  type State,
  type Team,
  type Tenant,
  type User,
} from './state.ts';

export interface Made {
  addTenant(name?: string, id?: string): Tenant;
  addUser(tenant: Tenant, name: string, more?: Partial<Pick<User, 'email' | 'zone'>>): User;
  /** Someone from elsewhere with a guest's account in this tenant. */
  addGuest(tenant: Tenant, name: string): User;
  /** A team with the bot in it, and its General channel. */
  addTeam(tenant: Tenant, name: string, members: readonly User[]): Team;
  general(team: Team): Channel;
  /** A private or shared channel has its own members, and the bot only when it is added to it. */
  addChannel(team: Team, name: string, more?: ChannelMore): Channel;
  addGroupChat(tenant: Tenant, members: readonly User[], name?: string): GroupChat;
  /** The person's chat with the bot: with the app installed for them. */
  install(user: User): Personal;
}

interface ChannelMore {
  readonly type?: ChannelType;
  readonly members?: readonly User[];
  readonly bot?: boolean;
}

const uuid = (kind: string, count: number): string =>
  `${kind.padStart(8, '0')}-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
const ids = (users: readonly User[]): Set<string> => new Set(users.map(({ id }) => id));

export function createMade(state: State): Made {
  function person(tenant: Tenant, name: string, guest: boolean, more: Partial<User> = {}): User {
    const count = state.count();
    const user: User = {
      id: `29:${Buffer.from(`person ${count} for the bot`).toString('base64url')}`,
      aadObjectId: uuid('da7a', count),
      tenant: tenant.id,
      guest,
      name,
      email: `${name.toLowerCase().replaceAll(/\W+/g, '.')}@tenant.example`,
      zone: 'America/Chicago',
      ...more,
    };
    state.users.set(user.id, user);
    return user;
  }
  function channel(team: Team, id: string, name: string, more: ChannelMore): Channel {
    const { type = 'standard', members = [], bot = type === 'standard' } = more;
    const made: Channel = {
      kind: 'channel',
      id,
      tenant: team.tenant,
      team: team.id,
      type,
      name,
      bot,
      deleted: false,
      members: ids(members),
      sharedWith: new Set(),
    };
    state.conversations.set(id, made);
    return made;
  }

  return {
    addTenant: (name = 'Harbor County', id = uuid('7e4a47', state.count())) => {
      const tenant = { id, name };
      state.tenants.set(id, tenant);
      return tenant;
    },
    addUser: (tenant, name, more) => person(tenant, name, false, more),
    addGuest: (tenant, name) => person(tenant, name, true),
    addTeam: (tenant, name, members) => {
      const count = state.count();
      const team: Team = {
        id: `19:team${count}@thread.tacv2`,
        tenant: tenant.id,
        aadGroupId: uuid('96009', count),
        name,
        installed: true,
        archived: false,
        deleted: false,
        members: ids(members),
      };
      state.teams.set(team.id, team);
      channel(team, team.id, 'General', {});
      return team;
    },
    general: (team) => state.conversations.get(team.id) as Channel,
    addChannel: (team, name, more = {}) =>
      channel(team, `19:channel${state.count()}@thread.tacv2`, name, more),
    addGroupChat: (tenant, members, name) => {
      const chat: GroupChat = {
        kind: 'groupChat',
        id: `19:chat${state.count()}@thread.v2`,
        tenant: tenant.id,
        name,
        bot: true,
        deleted: false,
        members: ids(members),
      };
      state.conversations.set(chat.id, chat);
      return chat;
    },
    install: (user) => {
      const chat = personalWith(state, user);
      chat.blocked = undefined;
      return chat;
    },
  };
}
