import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channel as SlackChannel, Message, User as SlackUser } from '../support/slack/fake-slack.ts';
import * as inSlackCard from '../support/slack/signed.ts';
import type { Channel as TeamsChannel, Posted, User as TeamsUser } from '../support/teams/fake-teams.ts';
import * as inTeamsCard from '../support/teams/signed.ts';
import type { Page, Visitor } from '../support/visitor.ts';
import { setThreeStage, type ThreeStage } from './three-stage.ts';

const TITLE = 'Weekend contact list';
const CORRECTED = 'Weekend contact list: who calls whom';
const AGENDA = 'Agenda, Wed 10 Feb';
const COPY = 'The agenda for Wed 10 Feb is ready.';
const DRAFT = 'Draft agenda, Wed 10 Feb';

// One task force on Slack, on Teams and on the web at once, each person where they like to be. One story, in this order.
describe('one task force on three platforms', () => {
  let stage: ThreeStage;
  let dana: Visitor;
  let teresa: Visitor;
  let danaInSlack: SlackUser;
  let pia: SlackUser;
  let stranger: SlackUser;
  let slackRoom: SlackChannel;
  let danaInTeams: TeamsUser;
  let marisol: TeamsUser;
  let priya: TeamsUser;
  let teamsRoom: TeamsChannel;

  beforeAll(async () => {
    stage = await setThreeStage();
    const { slack, teams, workspace, tenant } = stage;
    const slackUser = (name: string, email: string) => slack.addUser(workspace, name, { email });
    danaInSlack = slackUser('Dana Okafor', 'm01@harbor.example');
    pia = slackUser('Pia Sorensen', 'm20@nfc.example');
    stranger = slackUser('Someone Else', 'someone@elsewhere.example');
    slackRoom = slack.addChannel(workspace, 'task-force', [danaInSlack, pia]);
    const teamsUser = (name: string, email: string) => teams.addUser(tenant, name, { email });
    danaInTeams = teamsUser('Dana Okafor', 'dana@county.example');
    marisol = teamsUser('Marisol Vance', 'm02@lcso.example');
    priya = teamsUser('Priya Raman', 'm03@pepd.example');
    const members = [danaInTeams, marisol, priya];
    const team = teams.addTeam(tenant, 'Larkmoor County', members);
    teamsRoom = teams.addChannel(team, 'Task force', { type: 'private', members, bot: true });
    await stage.inTeams.installed(teamsRoom, { by: marisol });
    dana = await stage.onTheWeb('m01');
    teresa = await stage.onTheWeb('m05');
  });
  afterAll(() => stage.stop());

  const plain = inSlackCard.plainTextOf;
  const drawn = inTeamsCard.plainTextOf;
  const slackHas = (place: SlackUser | SlackChannel, text: string): readonly Message[] =>
    stage.slack.messagesIn(place).filter((message) => plain(message).includes(text));
  const teamsHas = (place: TeamsUser | TeamsChannel, text: string): readonly Posted[] =>
    stage.teams.postsIn(place).filter((posted) => drawn(posted).includes(text));
  const webHas = ({ root }: Page, text: string): number =>
    root.querySelectorAll('article').filter((article) => article.textContent.includes(text)).length;

  /** What this person is told in Slack, alone. */
  async function toldInSlack(user: SlackUser, typed: string): Promise<string> {
    const { slack, inSlack } = stage;
    const before = slack.echoesFor(user).length;
    await inSlack.command(user, slackRoom, typed);
    return plain(await slack.until(() => slack.echoesFor(user)[before]));
  }
  /** The same in Teams: in their own chat, wherever they typed. */
  async function toldInTeams(user: TeamsUser, place: TeamsChannel | 'own chat', typed: string) {
    const { teams, inTeams } = stage;
    const before = teams.of('sendToConversation').length;
    await inTeams.message(user, place === 'own chat' ? teams.install(user) : place, typed);
    return teams.until(() => teams.of('sendToConversation').length > before && teams.postsIn(user).at(-1));
  }
  const codeOf = async (typed: string): Promise<string> =>
    /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec((await dana.command(typed)).text)![0];
  /** What stands in the two channels and on the web's, as far as it names this text. */
  async function standing(text: string) {
    return {
      slack: slackHas(slackRoom, text).length,
      teams: teamsHas(teamsRoom, text).length,
      web: webHas(await teresa.get('/channel'), text),
    };
  }
  async function becomes(text: string, wanted: { slack: number; teams: number; web: number }) {
    const { slack, teams } = stage;
    await slack.until(() => slackHas(slackRoom, text).length === wanted.slack);
    await teams.until(() => teamsHas(teamsRoom, text).length === wanted.teams);
    await expect.poll(() => standing(text)).toEqual(wanted);
  }

  it('is started on the web, and its Teams channel is linked by a code of its facilitator', async () => {
    const { teams, inTeams } = stage;
    expect((await dana.command('start now')).text).toContain('Started.');
    const me = await toldInTeams(danaInTeams, teamsRoom, `link me ${await codeOf('link me')}`);
    expect(drawn(me)).toContain('this account is yours, Dana Okafor');
    const channel = await toldInTeams(danaInTeams, teamsRoom, `link channel ${await codeOf('link channel')}`);
    expect(drawn(channel)).toContain('posts here from now on');
    for (const name of ['Marisol Vance', 'Priya Raman']) {
      const card = await teams.until(() => teamsHas(danaInTeams, `${name} on Teams`)[0]);
      expect((await inTeams.press(danaInTeams, card, `It is ${name}`)).said).toContain('Linked');
    }
    await teams.until(() => teamsHas(danaInTeams, 'Who is this?').length === 0);
  });

  it('then its Slack channel is, and from then on Dana is written to in Slack alone', async () => {
    const { slack, inSlack } = stage;
    expect(await toldInSlack(danaInSlack, `/convener link me ${await codeOf('link me')}`)).toContain(
      'What Larkmoor TF sends you comes here from now on',
    );
    const code = await codeOf('link channel');
    expect(await toldInSlack(danaInSlack, `/convener link channel ${code}`)).toContain('posts here from now');
    const card = await slack.until(() => slackHas(danaInSlack, 'Pia Sorensen on Slack')[0]);
    await inSlack.pressButton(danaInSlack, card, 'It is Pia Sorensen');
    await slack.until(() => slackHas(danaInSlack, 'Who is this?').length === 0);
    expect(teamsHas(danaInTeams, 'Pia Sorensen')).toEqual([]);
  });

  it('a topic proposed in Slack is accepted by a press in Teams, and read on the web', async () => {
    expect(await toldInSlack(pia, `/agenda add ${TITLE} --minutes 6`)).toContain('Saved for Wed 10 Feb');
    const agenda = await toldInTeams(marisol, 'own chat', 'agenda');
    expect(drawn(agenda)).toContain(TITLE);
    expect(drawn(agenda)).toContain('Pia Sorensen');
    const { said } = await stage.inTeams.press(marisol, agenda, 'Accept', TITLE);
    expect(said).toContain('Accepted.');
    // Once: now only a chair could take it out of the accepted ones.
    expect((await stage.inTeams.press(marisol, agenda, 'Accept', TITLE)).said).toContain('accepted already');
    const page = await teresa.get('/agenda');
    expect(page.text).toContain(TITLE);
    expect(page.text).not.toMatch(/Accept\b/);
  });

  it('the draft reaches each chair where they like to be, and nowhere else', async () => {
    const { slack, teams } = stage;
    await stage.goTo('2027-02-04T18:30:00Z');
    await slack.until(() => slackHas(danaInSlack, DRAFT)[0]);
    await teams.until(() => teamsHas(marisol, DRAFT)[0]);
    expect(slackHas(danaInSlack, DRAFT)).toHaveLength(1);
    expect(teamsHas(marisol, DRAFT)).toHaveLength(1);
    expect(teamsHas(danaInTeams, DRAFT)).toEqual([]);
    expect(webHas(await dana.get('/'), DRAFT)).toBe(0);
    expect([...slackHas(pia, DRAFT), ...teamsHas(priya, DRAFT)]).toEqual([]);
    expect(await standing(DRAFT)).toEqual({ slack: 0, teams: 0, web: 0 });
  });

  it('the agenda goes out once in each place, and to nobody twice', async () => {
    const copies = () => [
      ...[danaInSlack, pia].map((user) => slackHas(user, AGENDA).length),
      ...[danaInTeams, marisol, priya].map((user) => teamsHas(user, AGENDA).length),
    ];
    // What Marisol asked for stands there as she was told it.
    const before = copies();
    await stage.goTo('2027-02-08T15:30:00Z');
    await becomes(AGENDA, { slack: 1, teams: 1, web: 1 });
    expect(await standing(TITLE)).toEqual({ slack: 1, teams: 1, web: 1 });
    expect(slackHas(slackRoom, AGENDA)[0]!.text).toBe('Agenda updated');
    expect(inTeamsCard.noticeOf(teamsHas(teamsRoom, AGENDA)[0]!)).toBe('Agenda updated');
    // Who reads it in a channel gets no copy of their own.
    expect(copies()).toEqual(before);
    expect(webHas(await teresa.get('/'), AGENDA)).toBe(0);
  });

  it('a correction changes what stands in all three, and posts nothing', async () => {
    const { slack, teams } = stage;
    const posts = () => [
      slack.of('chat.postMessage').filter(({ args }) => args['channel'] === slackRoom.id).length,
      teams.postsIn(teamsRoom).length,
    ];
    // Call, poll, digest, reminder and agenda: a channel gets its posts one after the other.
    const before = [5, 5];
    await expect.poll(posts).toEqual(before);
    const form = await dana.follow(await dana.get('/agenda'), 'Edit', TITLE);
    expect((await dana.fill(form, { title: CORRECTED })).text).toContain('Saved.');
    await becomes(CORRECTED, { slack: 1, teams: 1, web: 1 });
    expect(posts()).toEqual(before);
    expect(await standing(AGENDA)).toEqual({ slack: 1, teams: 1, web: 1 });
    expect(slackHas(slackRoom, AGENDA)[0]!.text).toBe('Agenda updated');
  });

  it('a stranger in the Slack channel hides the titles there, and nowhere else', async () => {
    const { slack, inSlack } = stage;
    const edits = teamsHas(teamsRoom, AGENDA)[0]!.edits;
    await inSlack.joined(stranger, slackRoom);
    await slack.until(() => slackHas(slackRoom, COPY)[0]);
    const said = slack.messagesIn(slackRoom).map(plain).join('\n');
    expect(said).toContain('Press to open your copy.');
    expect(said).not.toContain('Weekend');
    expect(await standing(CORRECTED)).toEqual({ slack: 0, teams: 1, web: 1 });
    expect(teamsHas(teamsRoom, AGENDA)[0]!.edits).toBe(edits);
    // The one who joined gets nothing by pressing, Pia her own copy.
    const [post] = slackHas(slackRoom, COPY);
    const before = slack.echoesFor(stranger).length;
    await inSlack.pressButton(stranger, post!, 'Open my copy');
    const echo = await slack.until(() => slack.echoesFor(stranger)[before]);
    expect(plain(echo)).not.toContain('Weekend');
    const own = slack.echoesFor(pia).length;
    await inSlack.pressButton(pia, post!, 'Open my copy');
    expect(plain(await slack.until(() => slack.echoesFor(pia)[own]))).toContain(CORRECTED);
    // Dana is told, in Slack alone.
    await slack.until(() => slackHas(danaInSlack, 'Someone Else on Slack')[0]);
    expect(slackHas(danaInSlack, 'Someone in it is not on the roster')).toHaveLength(1);
    expect(teamsHas(danaInTeams, 'Someone Else')).toEqual([]);
  });

  it('once they are gone the titles are back, in the same message', async () => {
    const { slack, inSlack } = stage;
    await inSlack.left(stranger, slackRoom);
    await slack.until(() => slackHas(slackRoom, CORRECTED)[0]);
    await becomes(CORRECTED, { slack: 1, teams: 1, web: 1 });
    expect(slackHas(slackRoom, COPY)).toEqual([]);
  });

  it('a report-back is filed in any of the three, and the agenda says so in all of them', async () => {
    const angela = await stage.onTheWeb('m18');
    const said = (await angela.command('reportback submit t13 on-track The packet is drafted.')).text;
    expect(said).toContain('Thank you. On track, for Wed 10 Feb.');
    await becomes('The packet is drafted.', { slack: 1, teams: 1, web: 1 });
    expect(await toldInSlack(pia, '/reportback submit t04 need-help Five hotels are too many.')).toContain(
      'Thank you. Need help, for Wed 10 Mar.',
    );
    const inOwnChat = await toldInTeams(danaInTeams, 'own chat', 'reportback submit t12 done');
    expect(drawn(inOwnChat)).toContain('The task is finished');
    // What was filed is there whatever door it is looked at from.
    expect((await dana.command('reportback')).text).toContain('need help');
    expect(await toldInSlack(pia, '/reportback')).toContain('need help');
  });
});
