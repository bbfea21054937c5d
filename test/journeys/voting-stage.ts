// One task force, half of it in a Slack channel and half in a Teams channel, ready to vote.
import { setTimeout as pause } from 'node:timers/promises';
import { accounts, channels } from '../../src/features/roster/index.ts';
import { saveImport, type ImportedTaskForce } from '../../src/features/setup/index.ts';
import { readSample } from '../../src/demo/begin.ts';
import type { Engine } from '../../src/db/types.ts';
import type { MemberId, TaskForceId } from '../../src/kernel/ids.ts';
import type {
  Channel as SlackChannel,
  Message,
  User as SlackUser,
  View,
} from '../support/slack/fake-slack.ts';
import { inputsOf, type Filled } from '../support/slack/fill-in.ts';
import * as slackSide from '../support/slack/signed.ts';
import type { Posted, User as TeamsUser } from '../support/teams/fake-teams.ts';
import * as teamsSide from '../support/teams/signed.ts';
import type { Answered } from '../support/teams/signed.ts';
import { setThreeStage, type ThreeStage } from './three-stage.ts';

type ImportedMember = ImportedTaskForce['members'][number];

export interface Voter {
  readonly member: MemberId;
  /** Where they vote. */
  readonly slack?: SlackUser;
  readonly teams?: TeamsUser;
}

const A_MOMENT_MS = 1000;
const OTHER = 'other' as TaskForceId;
const FACILITATOR = 'm01' as MemberId;

const votersOf = (count: number): readonly MemberId[] =>
  Array.from({ length: count }, (_, index) => `v${String(index + 1).padStart(3, '0')}` as MemberId);

/** So many members, each of the sample's own kind: they read and vote on everything. */
const peopled = (pattern: ImportedMember, ids: readonly MemberId[]): readonly ImportedMember[] =>
  ids.map((id) => ({ ...pattern, id, name: `Person ${id}` as ImportedMember['name'], email: null }));

/** Links people and rooms as if by codes: that linking works is other tests' to show. */
async function link(
  { database }: ThreeStage,
  taskForce: TaskForceId,
  at: { readonly platform: string; readonly tenant: string },
  { people, room }: { people: readonly (readonly [MemberId, string])[]; room?: string },
): Promise<void> {
  await database.transaction(taskForce, async (tx) => {
    const rows = people.map(([member, account]) => ({ ...at, taskForce, member, account }));
    await tx.insert(accounts).values(rows);
    if (room) await tx.insert(channels).values({ ...at, taskForce, place: `channel:${room}` });
  });
}

export type VotingStage = Awaited<ReturnType<typeof setVotingStage>>;

/** `count` people can vote, and only they are in the channels, besides the facilitator in Slack's. Started. */
export async function setVotingStage(count: number, engine: Engine) {
  const ids = votersOf(count);
  const stage = await setThreeStage({
    engine,
    // Polls of the sample would take the channels' room.
    change: (sample) => ({
      ...sample,
      polls: [],
      attendance: [],
      members: [
        ...sample.members,
        ...peopled(
          sample.members.find(({ id }) => id === 'm03')!,
          ids,
        ),
      ],
    }),
  });
  const { slack, teams, workspace, tenant, taskForce, inSlack, inTeams } = stage;
  const voters = ids.map((member, index): Voter =>
    index % 2 === 0
      ? { member, slack: slack.addUser(workspace, `Person ${member}`) }
      : { member, teams: teams.addUser(tenant, `Person ${member}`) },
  );
  const inSlackRoom = voters.flatMap((voter) => voter.slack ?? []);
  const inTeamsRoom = voters.flatMap((voter) => voter.teams ?? []);
  const dana = slack.addUser(workspace, 'Dana Okafor');
  const slackRoom = slack.addChannel(workspace, 'task-force', [dana, ...inSlackRoom]);
  const team = teams.addTeam(tenant, 'Larkmoor County', inTeamsRoom);
  const teamsRoom = teams.addChannel(team, 'Task force', {
    type: 'private',
    members: inTeamsRoom,
    bot: true,
  });
  await inTeams.installed(teamsRoom, { by: inTeamsRoom[0]! });
  const here = { platform: 'slack', tenant: workspace.id };
  const there = { platform: 'teams', tenant: tenant.id };
  await link(stage, taskForce, here, {
    people: [
      [FACILITATOR, dana.id],
      ...voters.flatMap((voter): [MemberId, string][] =>
        voter.slack ? [[voter.member, voter.slack.id]] : [],
      ),
    ],
    room: slackRoom.id,
  });
  await link(stage, taskForce, there, {
    people: voters.flatMap((voter): [MemberId, string][] =>
      voter.teams ? [[voter.member, voter.teams.aadObjectId]] : [],
    ),
    room: teamsRoom.id,
  });

  const plain = slackSide.plainTextOf;
  async function told(user: SlackUser, typed: string, room: SlackChannel = slackRoom): Promise<string> {
    const before = slack.echoesFor(user).length;
    await inSlack.command(user, room, typed);
    return plain(await slack.until(() => slack.echoesFor(user)[before]));
  }
  if (!(await told(dana, '/convener start now')).includes('Started')) throw new Error('it did not start');

  /** Where so many press at once that Slack's three seconds are over, a person is sent a button, and presses that. */
  async function ballotOf(user: SlackUser, on: Message, button: string): Promise<View> {
    const before = slack.echoesFor(user).length;
    await inSlack.pressButton(user, on, button);
    const got = await slack.until(
      () => slack.openViews(user).find((each) => inputsOf(each).length > 0) ?? slack.echoesFor(user)[before],
    );
    return 'content' in got ? got : ballotOf(user, got, slackSide.buttonsOf(got)[0]!.label);
  }

  const isLate = (said: string): boolean => said.includes('Still working');
  const toldIn = ({ dialog, said }: Pick<Answered, 'dialog' | 'said'>): string =>
    dialog ? teamsSide.plainTextOf(dialog) : (said ?? '');

  /** Does it again where it is told to: so many at one instant may be more than can be answered in time. */
  async function again(act: () => Promise<Answered>): Promise<Answered> {
    const answer = await act();
    if (!toldIn(answer).includes('Please try again in a moment.')) return answer;
    await pause(A_MOMENT_MS);
    return again(act);
  }

  /** The same in Teams: where it takes long, what comes of it follows in the person's own chat. */
  async function voteInTeams(user: TeamsUser, on: Posted, button: string, fields: Filled): Promise<string> {
    const before = teams.postsIn(user).length;
    const follows = () => teams.until(() => teams.postsIn(user)[before]);
    const pressed = await again(() => inTeams.press(user, on, button));
    if (!pressed.dialog) {
      if (!isLate(toldIn(pressed))) return toldIn(pressed);
      const posted = await follows();
      const [opens] = teamsSide.buttonsOf(posted);
      return opens ? voteInTeams(user, posted, opens.label, fields) : teamsSide.plainTextOf(posted);
    }
    const { dialog } = pressed;
    const told = toldIn(await again(() => inTeams.submit(user, dialog, fields)));
    return isLate(told) ? teamsSide.plainTextOf(await follows()) : told;
  }

  return {
    ...stage,
    voters,
    dana,
    slackRoom,
    teamsRoom,
    told,
    /** The poll's post in each channel. */
    posts: async (title: string): Promise<{ readonly slack: Message; readonly teams: Posted }> => ({
      slack: await slack.until(() => slack.messagesIn(slackRoom).find((each) => plain(each).includes(title))),
      teams: await teams.until(() =>
        teams.postsIn(teamsRoom).find((each) => teamsSide.plainTextOf(each).includes(title)),
      ),
    }),
    /** Opens the ballot by a press, and sends it; what the person is told in the end. */
    voteInSlack: async (user: SlackUser, post: Message, button: string, fields: Filled): Promise<string> => {
      const view = await ballotOf(user, post, button);
      const { errors } = await inSlack.submit(user, view, fields);
      if (Object.keys(errors).length > 0) throw new Error(JSON.stringify(errors));
      await slack.until(() => inputsOf(view).length === 0 && !plain(view).includes('Still working'));
      view.open = false;
      return plain(view);
    },
    voteInTeams,
    /** Someone of another task force, in the same workspace. */
    addNeighbour: async (): Promise<SlackUser> => {
      const { file, demoNow } = await readSample();
      const user = slack.addUser(workspace, 'Neighbour');
      const named = { ...file, taskForce: { ...file.taskForce, id: OTHER } };
      await stage.database.transaction(OTHER, (tx) => saveImport(tx, named, demoNow));
      await link(stage, OTHER, here, { people: [['m03' as MemberId, user.id]] });
      return user;
    },
    /** The same person on Teams, too. */
    addAccount: async (member: MemberId): Promise<TeamsUser> => {
      const user = teams.addUser(tenant, `Person ${member} at another agency`);
      await link(stage, taskForce, there, { people: [[member, user.aadObjectId]] });
      return user;
    },
  };
}
