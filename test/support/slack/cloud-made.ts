// Makes the workspaces, people and channels that a test needs.
import { newRefreshToken, newToken } from './cloud-oauth.ts';
import {
  newTs,
  messageKey,
  type Channel,
  type Message,
  type State,
  type Team,
  type User,
} from './cloud-state.ts';

/** What the manifest asks for. */
export const SCOPES = [
  'app_mentions:read',
  'channels:read',
  'chat:write',
  'commands',
  'groups:read',
  'users:read',
] as const;

export interface Made {
  /** A workspace where our app is not installed yet. */
  addTeam(name?: string): Team;
  /** Installs the app by hand: the token, and with rotation the refresh token. */
  install(team: Team, scopes?: readonly string[]): { token: string; refreshToken: string | undefined };
  addUser(team: Team, name: string, more?: Partial<Omit<User, 'id' | 'team' | 'name'>>): User;
  addChannel(
    team: Team,
    name: string,
    members?: readonly User[],
    more?: Partial<Pick<Channel, 'private' | 'archived'>> & { withBot?: boolean },
  ): Channel;
  /** Slack Connect: another workspace is in the channel, or invited to it. */
  share(channel: Channel, team: Team, state?: 'joined' | 'pending'): void;
  /** Something a person wrote. */
  write(channel: Channel, user: User, text: string): Message;
  /** Ends every token of the workspace: `inactive` is an uninstall. */
  revoke(team: Team, why?: 'revoked' | 'inactive'): void;
}

export function createMade(state: State): Made {
  function addUser(team: Team, name: string, more: Partial<User> = {}): User {
    const user: User = {
      id: state.next('U'),
      team: team.id,
      name,
      email: `${name.toLowerCase().replaceAll(/\W+/g, '.')}@${team.domain}.example`,
      zone: 'America/Chicago',
      restricted: false,
      ultraRestricted: false,
      bot: false,
      deleted: false,
      ...more,
    };
    state.users.set(user.id, user);
    return user;
  }
  return {
    addTeam: (name = 'Larkmoor County') => {
      const id = state.next('T');
      const domain = name.toLowerCase().replaceAll(/\W+/g, '-');
      const botUser = state.next('U');
      const team: Team = {
        id,
        name,
        domain,
        botUser,
        botId: state.next('B'),
        installed: false,
        messagesTab: true,
      };
      state.teams.set(id, team);
      addUser(team, 'Convener', { id: botUser, bot: true, email: undefined });
      return team;
    },
    install: (team, scopes = SCOPES) => {
      team.installed = true;
      const refreshToken = state.rotation ? newRefreshToken(state, team.id, scopes) : undefined;
      return { token: newToken(state, team.id, scopes).token, refreshToken };
    },
    addUser,
    addChannel: (team, name, members = [], { withBot = true, ...more } = {}) => {
      const channel: Channel = {
        id: state.next('C'),
        team: team.id,
        name,
        private: true,
        archived: false,
        direct: false,
        sharedWith: new Set(),
        pending: new Set(),
        members: new Set([...members.map(({ id }) => id), ...(withBot ? [team.botUser] : [])]),
        ...more,
      };
      state.channels.set(channel.id, channel);
      return channel;
    },
    share: (channel, team, how = 'joined') => {
      channel.pending.delete(team.id);
      if (how === 'joined') channel.sharedWith.add(team.id);
      else channel.pending.add(team.id);
    },
    write: (channel, user, text) => {
      const message: Message = {
        ts: newTs(state),
        channel: channel.id,
        team: user.team,
        user: user.id,
        text,
        blocks: [],
        metadata: undefined,
        unfurl: { links: undefined, media: undefined },
        edits: 0,
        onlyFor: undefined,
      };
      state.messages.set(messageKey(channel.id, message.ts), message);
      return message;
    },
    revoke: (team, why = 'revoked') => {
      if (why === 'inactive') team.installed = false;
      for (const token of state.tokens.values()) if (token.team === team.id) token.state = why;
    },
  };
}
