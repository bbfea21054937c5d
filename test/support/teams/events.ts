// What happens to conversations, teams and channels, as Teams tells the app of it; the fake's state changes with it.
import type { Heard } from '../slack/deliver.ts';
import type { Deliver, How } from './deliver.ts';
import type { FakeTeams } from './fake-teams.ts';
import { botJson, installPayload, memberIds, updatePayload, type Happened } from './payloads.ts';
import {
  membersOf,
  newActivityId,
  type Channel,
  type Conversation,
  type GroupChat,
  type State,
  type Team,
  type User,
} from './state.ts';

const CHANNEL_EVENTS = {
  channelCreated: () => {},
  channelRenamed: () => {},
  channelDeleted: (channel: Channel) => void (channel.deleted = true),
  channelRestored: (channel: Channel) => void (channel.deleted = false),
} as const;
const TEAM_EVENTS = {
  teamRenamed: () => {},
  teamArchived: (team: Team) => void (team.archived = true),
  teamUnarchived: (team: Team) => void (team.archived = false),
  teamDeleted: (team: Team) => void (team.deleted = true),
  teamHardDeleted: (team: Team) => void (team.deleted = true),
  teamRestored: (team: Team) => void (team.deleted = false),
} as const;

export type ChannelEvent = keyof typeof CHANNEL_EVENTS;
export type TeamEvent = keyof typeof TEAM_EVENTS;
/** Who did it; nobody given, someone who is in there. */
type Done = How & { readonly by?: User };

export interface Events {
  /** The app comes: into a personal chat, a group chat, a whole team (by its General channel or any standard one), or a
   * private or shared channel. */
  installed(place: Conversation, how?: Done): Promise<Heard>;
  uninstalled(place: Conversation, how?: Done): Promise<Heard>;
  joined(user: User, place: Channel | GroupChat, how?: Done): Promise<Heard>;
  left(user: User, place: Channel | GroupChat, how?: Done): Promise<Heard>;
  channelEvent(channel: Channel, event: ChannelEvent, how?: Done): Promise<Heard>;
  teamEvent(team: Team, event: TeamEvent, how?: Done): Promise<Heard>;
  /** Shared with a team of another tenant. */
  shared(channel: Channel, withTeam: Team, how?: Done): Promise<Heard>;
  unshared(channel: Channel, withTeam: Team, how?: Done): Promise<Heard>;
}

const ownMembers = (place: Channel | GroupChat): boolean =>
  place.kind === 'channel' && place.type !== 'standard';

export function createEvents(teams: FakeTeams, deliver: Deliver): Events {
  const { state, serviceUrl } = teams;
  const byOf = (place: Conversation, { by }: Done): User | undefined => by ?? membersOf(state, place)[0];
  const scene = (place: Conversation, how: Done) => ({ state, serviceUrl, place, user: byOf(place, how) });
  const update = (place: Conversation, happened: Happened, how: Done): Promise<Heard> =>
    deliver(updatePayload(scene(place, how), how.id ?? newActivityId(state), happened), how);

  function letIn(place: Conversation, here: boolean): void {
    if (place.kind === 'channel' && place.type === 'standard') state.teams.get(place.team)!.installed = here;
    else place.bot = here;
  }
  /** Teams tells of it twice: as a member that comes or goes, and as an installation. */
  async function install(place: Conversation, here: boolean, how: Done): Promise<Heard> {
    letIn(place, here);
    const bot = [botJson(state)];
    const eventType = place.kind === 'channel' ? (here ? 'teamMemberAdded' : 'teamMemberRemoved') : undefined;
    const { id: _, ...first } = how;
    await update(
      place,
      { ...(here ? { added: bot } : { removed: bot }), ...(eventType ? { eventType } : {}) },
      first,
    );
    const id = how.id ?? newActivityId(state);
    return deliver(installPayload(scene(place, how), id, here ? 'add' : 'remove'), how);
  }

  function memberEvent(place: Channel | GroupChat, way: 'Added' | 'Removed', user: User): Happened {
    const who = way === 'Added' ? { added: memberIds([user]) } : { removed: memberIds([user]) };
    if (place.kind === 'groupChat') return who;
    return ownMembers(place)
      ? { ...who, eventType: `channelMember${way}`, channel: place }
      : { ...who, eventType: `teamMember${way}` };
  }
  const membersIn = (place: Channel | GroupChat): Set<string> =>
    place.kind === 'channel' && place.type === 'standard'
      ? state.teams.get(place.team)!.members
      : place.members;
  /** What concerns a team's members is told in General, what concerns a channel's own in that channel. */
  const toldIn = (place: Channel | GroupChat): Conversation =>
    place.kind === 'channel' && !ownMembers(place) ? general(state, place.team) : place;

  return {
    installed: (place, how = {}) => install(place, true, how),
    uninstalled: (place, how = {}) => install(place, false, how),
    joined: (user, place, how = {}) => {
      membersIn(place).add(user.id);
      return update(toldIn(place), memberEvent(place, 'Added', user), how);
    },
    left: (user, place, how = {}) => {
      membersIn(place).delete(user.id);
      return update(toldIn(place), memberEvent(place, 'Removed', user), how);
    },
    channelEvent: (channel, eventType, how = {}) => {
      CHANNEL_EVENTS[eventType](channel);
      return update(general(state, channel.team), { eventType, channel }, how);
    },
    teamEvent: (team, eventType, how = {}) => {
      TEAM_EVENTS[eventType](team);
      return update(general(state, team.id), { eventType }, how);
    },
    shared: (channel, withTeam, how = {}) => {
      channel.sharedWith.add(withTeam.id);
      return update(channel, sharing(channel, withTeam, 'channelShared'), how);
    },
    unshared: (channel, withTeam, how = {}) => {
      channel.sharedWith.delete(withTeam.id);
      for (const id of withTeam.members) channel.members.delete(id);
      return update(channel, sharing(channel, withTeam, 'channelUnshared'), how);
    },
  };
}

const general = (state: State, team: string): Channel => state.conversations.get(team) as Channel;

/** https://learn.microsoft.com/en-us/microsoftteams/platform/build-apps-for-shared-private-channels */
function sharing(channel: Channel, team: Team, eventType: string): Happened {
  const told = { id: team.id, name: team.name, aadGroupId: team.aadGroupId, tenantId: team.tenant };
  const more = eventType === 'channelShared' ? { sharedWithTeams: [told] } : { unsharedFromTeams: [told] };
  return { eventType, channel, more };
}
