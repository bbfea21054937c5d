// Everyone votes at the same moment, by signed requests over HTTP. `npm run soak:polls` does it with 300 people.
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ballots, feedbackAnswers, feedbackGivers } from '../../src/features/polls/table.ts';
import type { PollId } from '../../src/kernel/ids.ts';
import { inputsOf, type Filled } from '../support/slack/fill-in.ts';
import type { Message, User as SlackUser, View } from '../support/slack/fake-slack.ts';
import * as slackSide from '../support/slack/signed.ts';
import type { Posted } from '../support/teams/fake-teams.ts';
import * as teamsSide from '../support/teams/signed.ts';
import { setVotingStage, type Voter, type VotingStage } from './voting-stage.ts';

const PEOPLE = Number(process.env['SOAK_PEOPLE'] ?? 30);
const PACE_MS = 3000;
const NAMED = 'Joint training day';
const OPTIONS = ['Tue 2 Mar', 'Thu 4 Mar', 'Fri 5 Mar'];
const FEEDBACK: Filled = { q1: '5', q2: '4', q3: '0', q4: '1', q5: 'Keep it short.' };

type Both = { readonly slack: Message; readonly teams: Posted };

const byMember = (a: { member: string }, b: { member: string }): number => (a.member < b.member ? -1 : 1);

/** The smallest time between two of them, in ms. */
const closest = (times: readonly number[]): number =>
  Math.min(Number.POSITIVE_INFINITY, ...times.slice(1).map((at, index) => at - times[index]!));

describe(`${PEOPLE} people vote at once, on Slack and on Teams`, () => {
  let stage: VotingStage;
  let named: Both;
  let feedback: Both;
  let ids: Readonly<Record<'named' | 'feedback', PollId>>;
  let began = 0;

  beforeAll(async () => {
    stage = await setVotingStage(PEOPLE, PEOPLE > 50 ? 'postgres' : 'pglite');
    const { told, dana, posts } = stage;
    await told(dana, `/convener poll new date ${NAMED} --options "${OPTIONS.join('; ')}"`);
    await told(dana, '/convener poll new feedback');
    named = await posts(NAMED);
    feedback = await posts('How was');
    const listed = await told(dana, '/convener poll');
    const idOf = (title: string): PollId => new RegExp(`(p\\d+)\\s+${title}`).exec(listed)![1] as PollId;
    ids = { named: idOf(NAMED), feedback: idOf('How was') };
  });
  afterAll(() => stage.stop());

  const vote = ({ slack, teams }: Voter, post: Both, button: string, fields: Filled): Promise<string> =>
    slack
      ? stage.voteInSlack(slack, post.slack, button, fields)
      : stage.voteInTeams(teams!, post.teams, button, fields);
  const choiceOf = (index: number): number => index % OPTIONS.length;
  const kept = () =>
    stage.database.transaction(stage.taskForce, async (tx) => ({
      ballots: await tx.select().from(ballots).where(eq(ballots.poll, ids.named)),
      givers: (await tx.select().from(feedbackGivers).where(eq(feedbackGivers.poll, ids.feedback))).map(
        ({ member }) => member,
      ),
      scores: await tx
        .select()
        .from(feedbackAnswers)
        .where(and(eq(feedbackAnswers.poll, ids.feedback), eq(feedbackAnswers.question, 1))),
    }));
  const editTimes = () => ({
    slack: stage.slack
      .of('chat.update')
      .filter(({ args, at }) => args['ts'] === named.slack.ts && at >= began)
      .map(({ at }) => at),
    teams: stage.teams
      .of('updateActivity')
      .filter((call) => call.ids[1] === named.teams.id && call.at >= began)
      .map(({ at }) => at),
  });

  it('stores every ballot once', async () => {
    const { voters } = stage;
    began = Date.now();
    const said = await Promise.all(
      voters.map(async (voter, index) => ({
        named: await vote(voter, named, 'Answer', { q1: [String(choiceOf(index))] }),
        feedback: await vote(voter, feedback, 'Start', FEEDBACK),
      })),
    );
    said.forEach((each, index) => {
      expect(each.named).toContain(`Saved: ${OPTIONS[choiceOf(index)]}`);
      expect(each.feedback).toContain('Thank you.');
    });
    const { ballots: stored, givers, scores } = await kept();
    const wanted = voters.map(({ member }, index) => [member, { '1': [choiceOf(index)] }]);
    expect(Object.fromEntries(stored.map(({ member, choices }) => [member, choices]))).toEqual(
      Object.fromEntries(wanted),
    );
    expect(stored).toHaveLength(PEOPLE);
    expect(givers.toSorted()).toEqual(voters.map(({ member }) => member));
    expect(scores).toHaveLength(PEOPLE);
  }, 600_000);

  it('the cards show it exactly in the end, edited once in three seconds at most', async () => {
    const { slack, teams } = stage;
    const lines = OPTIONS.map((option, value) => {
      const count = stage.voters.filter((_, index) => choiceOf(index) === value).length;
      return new RegExp(`${option}: [█░]+ ${count}\\b`);
    });
    const shows = (text: string): boolean =>
      lines.every((line) => line.test(text)) && text.includes(`${PEOPLE} people have answered.`);
    await slack.until(() => shows(slackSide.plainTextOf(named.slack)));
    await teams.until(() => shows(teamsSide.plainTextOf(named.teams)));
    for (const times of Object.values(editTimes())) {
      expect(times.length).toBeGreaterThan(0);
      // Measured where they arrive: on the way one may be a little slower than the next.
      expect(closest(times)).toBeGreaterThan(PACE_MS - 250);
    }
  }, 60_000);

  const one = (): Voter => stage.voters[0]!;
  /** A form of the first voter's on Slack, open and not sent. */
  const openForm = async (button: string, post: Message): Promise<View> => {
    const { slack, inSlack } = stage;
    await inSlack.pressButton(one().slack!, post, button);
    return slack.until(() => slack.openViews(one().slack!).find((each) => inputsOf(each).length > 0));
  };
  const choice = async (member: string) =>
    (await kept()).ballots.filter((each) => each.member === member).map(({ choices }) => choices['1']);
  /** What someone is told who gets no form. */
  async function turnedAway(user: SlackUser, post: Message, button: string): Promise<string> {
    const { slack, inSlack } = stage;
    const before = slack.echoesFor(user).length;
    await inSlack.pressButton(user, post, button);
    const view = (): View | undefined => slack.openViews(user).at(-1);
    const told = await slack.until(() => slack.echoesFor(user)[before] ?? view());
    return slackSide.plainTextOf(told);
  }

  it('counts once what is sent twice, delivered again, or comes from another account of theirs', async () => {
    const { inSlack, inTeams, voteInTeams, slack } = stage;
    const [first, second] = stage.voters as [Voter, Voter];
    // Pressed twice: one form, sent two times at once.
    const form = await openForm('Answer', named.slack);
    const both = await Promise.all([
      inSlack.submit(first.slack!, form, { q1: ['1'] }),
      inSlack.submit(first.slack!, form, { q1: ['1'] }),
    ]);
    await slack.until(() => /Saved: Thu 4 Mar|We have that already/.test(slackSide.plainTextOf(form)));
    form.open = false;
    expect(await choice(first.member)).toEqual([[1]]);
    // Another account of the same person changes the one ballot; the old deliveries, sent again, change nothing.
    const own = await stage.addAccount(first.member);
    expect(await voteInTeams(own, named.teams, 'Answer', { q1: ['2'] })).toContain('Saved: Fri 5 Mar');
    for (const heard of both) expect((await inSlack.again(heard)).status).toBe(200);
    expect(await choice(first.member)).toEqual([[2]]);
    // The same on Teams.
    const { dialog } = await inTeams.press(second.teams!, named.teams, 'Answer');
    const sent = await inTeams.submit(second.teams!, dialog!, { q1: ['0'] });
    expect(await voteInTeams(second.teams!, named.teams, 'Answer', { q1: ['2'] })).toContain('Saved');
    expect((await inTeams.again(sent)).status).toBe(200);
    expect(await choice(second.member)).toEqual([[2]]);
    // Feedback is given once.
    const again = await voteInTeams(own, feedback.teams, 'Start', FEEDBACK);
    expect(again).toContain('We have your answers already.');
    const { ballots: stored, givers, scores } = await kept();
    expect([stored.length, givers.length, scores.length]).toEqual([PEOPLE, PEOPLE, PEOPLE]);
  });

  it('takes nothing from strangers, people of another task force, or forgers', async () => {
    const { slack, workspace, inSlack, inTeams } = stage;
    const before = await kept();
    const stranger = slack.addUser(workspace, 'Someone Else');
    const neighbour = await stage.addNeighbour();
    for (const user of [stranger, neighbour])
      for (const [post, button] of [
        [named.slack, 'Answer'],
        [feedback.slack, 'Start'],
      ] as const)
        expect(await turnedAway(user, post, button)).not.toMatch(/Saved|Thank you|Tue 2 Mar/);
    // The form of someone else, sent as their own.
    for (const user of [stranger, neighbour]) {
      const theirs = await openForm('Answer', named.slack);
      await inSlack.submit(user, theirs, { q1: ['0'] });
      theirs.open = false;
    }
    const form = await openForm('Answer', named.slack);
    const voter = one().slack!;
    expect((await inSlack.submit(voter, form, { q1: ['0'] }, { forge: true })).status).toBe(401);
    expect((await inSlack.submit(voter, form, { q1: ['0'] }, { ageSeconds: 600 })).status).toBe(401);
    const { teams: presser } = stage.voters[1]!;
    const forged = await inTeams.press(presser!, named.teams, 'Answer', undefined, { forge: 'signature' });
    expect(forged.status).toBeGreaterThanOrEqual(401);
    form.open = false;
    expect(await kept()).toEqual(before);
  });

  it('takes nothing after the close, not even a form that was open before', async () => {
    const { slack, inSlack, inTeams, told, dana, voters } = stage;
    const before = await kept();
    const form = await openForm('Answer', named.slack);
    const { dialog } = await inTeams.press(voters[1]!.teams!, named.teams, 'Answer');
    for (const id of Object.values(ids)) await told(dana, `/convener poll close ${id}`);
    await inSlack.submit(one().slack!, form, { q1: ['0'] });
    await slack.until(() => slackSide.plainTextOf(form).includes('That poll has closed.'));
    form.open = false;
    const late = await inTeams.submit(voters[1]!.teams!, dialog!, { q1: ['0'] });
    expect(late.text).toContain('That poll has closed.');
    const after = await kept();
    expect(after.ballots.toSorted(byMember)).toEqual(before.ballots.toSorted(byMember));
    expect(after.scores).toHaveLength(PEOPLE);
  });
});
