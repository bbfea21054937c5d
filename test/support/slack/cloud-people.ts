import { type Thing, words } from './json.ts';
import {
  APP,
  canSee,
  directWith,
  isIn,
  teamsOf,
  visibleUser,
  type Channel,
  type User,
} from './cloud-state.ts';
import { channelOf, needScope, page, Refused, type Asked, type Method } from './cloud-method.ts';

function channelJson({ team }: Asked, channel: Channel): Thing {
  const shared = channel.sharedWith.size > 0;
  if (channel.direct)
    return { id: channel.id, is_im: true, user: [...channel.members].find((id) => id !== team.botUser) };
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.private,
    is_group: channel.private,
    is_im: false,
    is_mpim: false,
    is_private: channel.private,
    is_archived: channel.archived,
    is_member: isIn(channel, team),
    is_shared: shared,
    is_ext_shared: shared && channel.withinOrg !== true,
    is_org_shared: shared && channel.withinOrg === true,
    is_pending_ext_shared: channel.pending.size > 0,
    pending_shared: [...channel.pending],
    context_team_id: team.id,
    conversation_host_id: channel.team,
    shared_team_ids: [...teamsOf(channel)],
  };
}

function userJson(asked: Asked, user: User): Thing {
  const stranger = user.team !== asked.team.id;
  const withEmail = !stranger && user.email !== undefined && asked.token.scopes.includes('users:read.email');
  return {
    id: user.id,
    team_id: user.team,
    name: user.name.toLowerCase().replaceAll(/\W+/g, '.'),
    deleted: user.deleted,
    real_name: user.name,
    profile: {
      real_name: user.name,
      display_name: '',
      team: user.team,
      ...(withEmail ? { email: user.email } : {}),
    },
    is_bot: user.bot,
    is_app_user: false,
    ...(stranger ? { is_stranger: true } : {}),
    ...(user.deleted ? {} : { tz: user.zone, tz_label: user.zone }),
    ...(stranger || user.deleted
      ? {}
      : {
          is_admin: false,
          is_owner: false,
          is_restricted: user.restricted || user.ultraRestricted,
          is_ultra_restricted: user.ultraRestricted,
        }),
  };
}

function needRead(asked: Asked, channel: Channel): void {
  if (channel.direct) needScope(asked, 'im:read');
  else needScope(asked, channel.private ? 'groups:read' : 'channels:read');
}

function readable(asked: Asked): Channel {
  const channel = channelOf(asked);
  needRead(asked, channel);
  return channel;
}

export const peopleMethods: Readonly<Record<string, Method>> = {
  'auth.test': ({ team, state }) => ({
    url: `https://${team.domain}.slack.example/`,
    team: team.name,
    user: 'convener',
    team_id: team.id,
    user_id: team.botUser,
    bot_id: team.botId,
    is_enterprise_install: false,
    ...(state.rotation ? { expires_in: 43_200 } : {}),
  }),
  'auth.revoke': ({ token }) => {
    token.state = 'revoked';
    return { revoked: true };
  },
  'team.info': (asked) => {
    needScope(asked, 'team:read');
    return { team: { id: asked.team.id, name: asked.team.name, domain: asked.team.domain } };
  },
  'bots.info': (asked) => {
    needScope(asked, 'users:read');
    const { team } = asked;
    return { bot: { id: team.botId, app_id: APP, user_id: team.botUser, name: 'convener', deleted: false } };
  },
  'conversations.info': (asked) => ({ channel: channelJson(asked, readable(asked)) }),
  'conversations.members': (asked) => {
    const { some, next } = page([...readable(asked).members], asked.args, 1000);
    return { members: some, response_metadata: { next_cursor: next } };
  },
  'conversations.list': (asked) => {
    needScope(asked, 'channels:read', 'groups:read');
    const all = [...asked.state.channels.values()].filter(
      (channel) => !channel.direct && canSee(channel, asked.team),
    );
    const { some, next } = page(all, asked.args, 1000);
    return {
      channels: some.map((channel) => channelJson(asked, channel)),
      response_metadata: { next_cursor: next },
    };
  },
  'conversations.open': (asked) => {
    needScope(asked, 'im:write');
    const user = visibleUser(asked.state, asked.team, words(asked.args['users']));
    if (!user) throw new Refused('user_not_found');
    if (user.deleted) throw new Refused('user_disabled');
    return { channel: { id: directWith(asked.state, asked.team, user.id).id } };
  },
  'users.info': (asked) => {
    needScope(asked, 'users:read');
    const user = visibleUser(asked.state, asked.team, words(asked.args['user']));
    if (!user) throw new Refused('user_not_found');
    return { user: userJson(asked, user) };
  },
  'users.list': (asked) => {
    needScope(asked, 'users:read');
    const all = [...asked.state.users.values()].filter(({ team }) => team === asked.team.id);
    const { some, next } = page(all, asked.args, 1000);
    return { members: some.map((user) => userJson(asked, user)), response_metadata: { next_cursor: next } };
  },
};
