import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { thing, words, type Thing } from '../slack/json.ts';
import { CARD_TYPE } from './card-check.ts';
import { credentialsFor } from './credentials.ts';
import { startFakeTeams, type Channel, type FakeTeams, type Team, type User } from './fake-teams.ts';
import { judge } from './judge.ts';
import {
  buttonsOf,
  createSender,
  FORGERIES,
  fillIn,
  livePartsOf,
  noticeOf,
  plainTextOf,
  seenBy,
  type Sender,
} from './signed.ts';

const card = (...body: Thing[]): Thing => ({ type: 'AdaptiveCard', version: '1.5', body });
const text = (words: string): Thing => ({ type: 'TextBlock', text: words, wrap: true });
const set = (...actions: Thing[]): Thing => ({ type: 'ActionSet', actions });
const submit = (title: string, data: Thing = {}): Thing => ({ type: 'Action.Submit', title, data });
const vote = (choice: string): Thing => ({
  type: 'Action.Execute',
  title: choice,
  verb: 'press',
  data: { vote: choice },
  fallback: submit(choice, { vote: choice }),
});
const form = card(
  { type: 'Input.Text', id: 'f.title', label: 'Topic', isRequired: true, maxLength: 20 },
  { type: 'Input.Number', id: 'f.minutes', label: 'Minutes', min: 5, max: 60, value: 10 },
  {
    type: 'Input.ChoiceSet',
    id: 'm.who',
    label: 'For whom',
    isMultiSelect: true,
    choices: [
      { title: 'Chairs \\(all\\)', value: 'c' },
      { title: 'Members', value: 'm' },
    ],
  },
  set({ ...submit('Look first', { look: true }), associatedInputs: 'none' }, submit('Save', { t: 'token' })),
);
const agenda = card(
  text('**Agenda** \\*draft\\* [page](https://a.example)'),
  set(vote('Yes'), vote('No'), { type: 'Action.OpenUrl', title: 'Page', url: 'https://a.example' }),
  text('Budget'),
  set(submit('Add', { msteams: { type: 'task/fetch' } })),
);
const attached = (content: Thing): Thing => ({ contentType: CARD_TYPE, content });

let teams: FakeTeams;
let team: Team;
let room: Channel;
let dana: User;
let sam: User;
let server: Server;
let seen: Thing[];
let sender: Sender;

const dialog = (content: Thing): Thing => ({
  task: { type: 'continue', value: { title: 'Add a topic', card: attached(content) } },
});
const words200 = (value: string): Thing => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.activity.message',
  value,
});

/** A bot of a few lines: posts a card, answers votes by a card or words, and shows a form. */
async function answer(activity: Thing): Promise<Thing | undefined> {
  const value = thing(activity['value']);
  const data = thing(value['data']);
  switch (activity['name'] ?? activity['type']) {
    case 'message': {
      if (words(activity['text']) === '') return undefined;
      const bot = await credentialsFor({ ...teams.keys }).createCredentials(teams.keys.appId);
      const where = encodeURIComponent(words(thing(activity['conversation'])['id']));
      const url = `${words(activity['serviceUrl'])}v3/conversations/${where}/activities`;
      const message = { type: 'message', summary: 'The agenda', attachments: [attached(agenda)] };
      const headers = { authorization: `Bearer ${await bot.getToken()}` };
      await fetch(url, { method: 'POST', headers, body: JSON.stringify(message) });
      return undefined;
    }
    case 'adaptiveCard/action': {
      const choice = words(thing(thing(value['action'])['data'])['vote']);
      return choice === 'Yes'
        ? { statusCode: 200, type: CARD_TYPE, value: card(text('You said yes')) }
        : words200('You said no');
    }
    case 'task/fetch':
      return dialog(form);
    case 'task/submit':
      if (data['look'] === true) return { task: { type: 'message', value: 'Nothing yet' } };
      return words(data['f.title']).length < 3
        ? dialog(card(text('A word more, please'), ...(form['body'] as Thing[])))
        : undefined;
    default:
      return undefined;
  }
}

beforeEach(async () => {
  teams = await startFakeTeams();
  const county = teams.addTenant();
  dana = teams.addUser(county, 'Dana Reyes');
  sam = teams.addUser(county, 'Sam Okafor');
  team = teams.addTeam(county, 'Task force', [dana, sam]);
  room = teams.addChannel(team, 'Planning');
  seen = [];
  server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
      const activity = thing(JSON.parse(Buffer.concat(parts).toString()));
      const said = await judge(teams.keys, request.headers.authorization, words(activity['serviceUrl']));
      if (said !== 'good') return void response.writeHead(401).end();
      seen.push(activity);
      const body = await answer(activity);
      return void response.writeHead(200).end(body === undefined ? '' : JSON.stringify(body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  sender = createSender(teams, `http://127.0.0.1:${port}/api/messages`);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await teams.stop();
});

describe('what people do', () => {
  test('is told as Teams tells it: in a channel, a group chat and a personal chat', async () => {
    const chat = teams.addGroupChat(teams.state.tenants.get(team.tenant)!, [dana, sam], 'Chairs');
    await sender.message(dana, room, 'agenda');
    await sender.message(dana, chat, 'agenda');
    await sender.message(dana, teams.install(dana), 'agenda <b>');
    expect(seen.map((each) => each['text'])).toEqual([
      '<at>Convener</at> agenda',
      '<at>Convener</at> agenda',
      'agenda <b>',
    ]);
    const [inRoom, inChat, direct] = seen.map((each) => thing(each['conversation']));
    expect(inRoom).toMatchObject({ conversationType: 'channel', isGroup: true, tenantId: team.tenant });
    expect(inRoom?.['id']).toBe(`${room.id};messageid=${words(seen[0]?.['id'])}`);
    expect(inChat).toMatchObject({ conversationType: 'groupChat', id: chat.id, name: 'Chairs' });
    expect(direct).toMatchObject({ conversationType: 'personal' });
    expect(seen[0]).toMatchObject({
      channelId: 'msteams',
      serviceUrl: teams.serviceUrl,
      from: { id: dana.id, aadObjectId: dana.aadObjectId },
      recipient: { id: `28:${teams.keys.appId}` },
      channelData: {
        tenant: { id: team.tenant },
        team: { id: team.id, name: 'Task force' },
        channel: { id: room.id, name: 'Planning' },
      },
    });
  });

  test('a press replaces the card for the presser alone, or is answered by words', async () => {
    await sender.message(dana, room, 'agenda');
    const [posted] = teams.postsIn(room);
    expect(noticeOf(posted!)).toBe('The agenda');
    expect(plainTextOf(posted!)).toBe('Agenda *draft* page\n[Yes] [No] [Page]\nBudget\n[Add]');
    expect(livePartsOf(posted!)).toEqual(['[page](https://a.example)', 'https://a.example']);
    expect(buttonsOf(posted!).map(({ label, type }) => `${label} ${type}`)).toEqual([
      'Yes Action.Execute',
      'No Action.Execute',
      'Page Action.OpenUrl',
      'Add Action.Submit',
    ]);
    expect(await sender.press(sam, posted!, 'No')).toMatchObject({ said: 'You said no', card: undefined });
    await sender.press(dana, posted!, 'Yes');
    expect(plainTextOf(seenBy(posted!, dana))).toBe('You said yes');
    expect(plainTextOf(seenBy(posted!, sam))).toContain('Agenda');
    expect(seen.at(-1)).toMatchObject({
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: posted!.id,
      value: { action: { type: 'Action.Execute', verb: 'press', data: { vote: 'Yes' } }, trigger: 'manual' },
    });
    await expect(sender.press(dana, posted!, 'No')).rejects.toThrow('no button "No"');
    await expect(sender.press(sam, posted!, 'Page')).rejects.toThrow('tells the bot nothing');
    await sender.press(sam, posted!, 'No', undefined, { old: true });
    expect(seen.at(-1)).toMatchObject({ type: 'message', value: { vote: 'No' }, replyToId: posted!.id });
    expect(seen.at(-1)).not.toHaveProperty('text');
  });

  test('a dialog opens, says what is missing, takes what is typed and closes', async () => {
    await sender.message(dana, room, 'agenda');
    const [posted] = teams.postsIn(room);
    const opened = (await sender.press(dana, posted!, 'Add', 'Budget')).dialog!;
    expect(seen.at(-1)).toMatchObject({
      name: 'task/fetch',
      value: { data: { msteams: { type: 'task/fetch' } }, context: { theme: 'default' } },
    });
    expect(plainTextOf(opened)).toBe(
      'Add a topic\nTopic:\nMinutes: 10\nFor whom: (Chairs (all) / Members)\n[Look first] [Save]',
    );
    expect((await sender.submit(dana, opened, {}, { label: 'Look first' })).said).toBe('Nothing yet');
    const again = (await sender.submit(dana, opened, { title: 'a' })).dialog!;
    expect(plainTextOf(again)).toContain('A word more, please');
    const closed = await sender.submit(dana, again, { Topic: 'Budget', who: ['Chairs (all)', 'm'] });
    expect(closed).toMatchObject({ status: 200, dialog: undefined, said: undefined });
    expect(seen.at(-1)).toMatchObject({
      name: 'task/submit',
      value: { data: { t: 'token', 'f.title': 'Budget', 'f.minutes': 10, 'm.who': 'c,m' } },
    });
  });

  test('Teams stops what a form does not take, unless it is forced', () => {
    expect(() => fillIn(form, {})).toThrow('Teams asks for "Topic" first');
    expect(() => fillIn(form, { title: 'x'.repeat(21) })).toThrow('takes 20 characters');
    expect(() => fillIn(form, { title: 'abc', minutes: '90' })).toThrow('takes 5 to 60');
    expect(() => fillIn(form, { title: 'abc', who: 'All' })).toThrow('no choice "All", only Chairs (all)');
    expect(() => fillIn(form, { title: 'abc', other: 'x' })).toThrow('no field other, only f.title');
    expect(fillIn(form, { minutes: '90' }, { force: true })).toEqual({ 'f.title': '', 'f.minutes': 90 });
  });
});

describe('what happens to teams and channels', () => {
  const told = (each: Thing | undefined) => {
    const { eventType, channel, team } = thing(each?.['channelData']);
    return [each?.['type'], each?.['action'] ?? eventType, thing(channel)['id'], thing(team)['id']];
  };

  test('the app comes and goes', async () => {
    await sender.installed(teams.general(team));
    expect(seen.map(told)).toEqual([
      ['conversationUpdate', 'teamMemberAdded', undefined, team.id],
      ['installationUpdate', 'add', team.id, team.id],
    ]);
    expect(seen[0]?.['membersAdded']).toEqual([{ id: `28:${teams.keys.appId}`, name: 'Convener' }]);
    await sender.uninstalled(teams.general(team));
    expect(team.installed).toBe(false);
    expect(seen.at(-1)).toMatchObject({ type: 'installationUpdate', action: 'remove' });
    const direct = teams.install(dana);
    await sender.uninstalled(direct);
    expect(direct.bot).toBe(false);
    expect(seen.at(-1)).toMatchObject({ from: { id: dana.id }, conversation: { id: direct.id } });
  });

  test('people come and go', async () => {
    const noor = teams.addUser(teams.state.tenants.get(team.tenant)!, 'Noor Haddad');
    const closed = teams.addChannel(team, 'Closed', { type: 'private', members: [dana], bot: true });
    await sender.joined(noor, room);
    await sender.joined(noor, closed);
    await sender.left(noor, closed, { by: dana });
    expect(seen.map(told)).toEqual([
      ['conversationUpdate', 'teamMemberAdded', undefined, team.id],
      ['conversationUpdate', 'channelMemberAdded', closed.id, team.id],
      ['conversationUpdate', 'channelMemberRemoved', closed.id, team.id],
    ]);
    expect(seen[2]?.['membersRemoved']).toEqual([{ id: noor.id, aadObjectId: noor.aadObjectId }]);
    expect([team.members.has(noor.id), closed.members.has(noor.id)]).toEqual([true, false]);
  });

  test('channels and teams are renamed, archived, deleted, restored and shared', async () => {
    await sender.channelEvent(room, 'channelDeleted');
    expect(room.deleted).toBe(true);
    await sender.channelEvent(room, 'channelRestored');
    await sender.teamEvent(team, 'teamRenamed');
    await sender.teamEvent(team, 'teamArchived');
    expect([room.deleted, team.archived]).toEqual([false, true]);
    const ngo = teams.addTenant('Safe Harbor');
    const theirs = teams.addTeam(ngo, 'Advocates', []);
    await sender.shared(room, theirs);
    expect(thing(seen.at(-1)?.['channelData'])['sharedWithTeams']).toMatchObject([{ tenantId: ngo.id }]);
    expect(seen.map(told)).toEqual([
      ['conversationUpdate', 'channelDeleted', room.id, team.id],
      ['conversationUpdate', 'channelRestored', room.id, team.id],
      ['conversationUpdate', 'teamRenamed', undefined, team.id],
      ['conversationUpdate', 'teamArchived', undefined, team.id],
      ['conversationUpdate', 'channelShared', room.id, team.id],
    ]);
  });
});

describe('what is wrong on purpose', () => {
  test.each(FORGERIES)('a forged request: %s', async (forge) => {
    expect((await sender.message(dana, room, 'agenda', { forge })).status).toBe(401);
    expect(seen).toEqual([]);
  });

  test('the same bytes again, another tenant, another service, another id, no mention', async () => {
    const first = await sender.message(dana, room, 'agenda', { id: '7', mention: false });
    await sender.again(first);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[0]).toMatchObject({ id: '7', text: 'agenda' });
    await sender.message(dana, room, 'agenda', { tenant: 'another-tenant' });
    expect(seen[2]).toMatchObject({
      conversation: { tenantId: 'another-tenant' },
      channelData: { tenant: { id: 'another-tenant' } },
    });
    await sender.raw({ type: 'message', text: '' }, { serviceUrl: 'https://evil.example/' });
    expect(seen[3]).toEqual({ type: 'message', text: '', serviceUrl: 'https://evil.example/' });
    const nowhere = (activity: Thing): Thing => ({ ...activity, serviceUrl: undefined });
    expect((await sender.message(dana, room, 'agenda', { change: nowhere })).status).toBe(401);
  });
});
