import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { thing, words, type Thing } from '../slack/json.ts';
import { CARD_BYTES, CARD_TYPE } from './card-check.ts';
import { credentialsFor } from './credentials.ts';
import {
  startFakeTeams,
  type Channel,
  type FakeTeams,
  type Team,
  type Tenant,
  type User,
} from './fake-teams.ts';

let teams: FakeTeams;
let county: Tenant;
let dana: User;
let sam: User;
let team: Team;
let room: Channel;
let token: string;

async function ask(verb: string, path: string, body?: unknown, bearer = token) {
  const response = await fetch(`${teams.serviceUrl}v3/${path}`, {
    method: verb,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = thing(text ? JSON.parse(text) : {});
  return {
    status: response.status,
    code: words(thing(json['error'])['code']),
    json,
    after: response.headers.get('retry-after'),
  };
}
const at = (place: { id: string }): string => `conversations/${encodeURIComponent(place.id)}`;
const said = (text: string): Thing => ({ type: 'message', text });
const carded = (content: Thing): Thing => ({
  type: 'message',
  attachments: [{ contentType: CARD_TYPE, content }],
});
const card = (text: string, more: Thing = {}): Thing => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'TextBlock', text, wrap: true }],
  ...more,
});

beforeEach(async () => {
  teams = await startFakeTeams();
  county = teams.addTenant();
  dana = teams.addUser(county, 'Dana Reyes');
  sam = teams.addUser(county, 'Sam Okafor');
  team = teams.addTeam(county, 'Task force', [dana, sam]);
  room = teams.addChannel(team, 'Planning');
  const bot = await credentialsFor({ ...teams.keys }).createCredentials(teams.keys.appId);
  token = await bot.getToken();
});
afterEach(() => teams.stop());

describe('messages', () => {
  test('are posted, edited and deleted where they stand', async () => {
    const { status, json } = await ask('POST', `${at(room)}/activities`, carded(card('Agenda')));
    expect(status).toBe(201);
    const path = `${at(room)}/activities/${words(json['id'])}`;
    expect((await ask('PUT', path, carded(card('Agenda, corrected')))).status).toBe(200);
    const [posted] = teams.postsIn(room);
    expect(posted).toMatchObject({ edits: 1, thread: undefined });
    expect(JSON.stringify(posted?.activity)).toContain('corrected');
    expect((await ask('DELETE', path)).status).toBe(200);
    expect(teams.postsIn(room)).toEqual([]);
    expect((await ask('PUT', path, said('too late'))).code).toBe('ActivityNotFoundInConversation');
    expect(teams.calls.map(({ method, outcome }) => `${method} ${outcome}`)).toEqual([
      'sendToConversation ok',
      'updateActivity ok',
      'deleteActivity ok',
      'updateActivity ActivityNotFoundInConversation',
    ]);
    expect(teams.of('updateActivity')[0]).toMatchObject({ where: room.id, token });
  });

  test('stand in a thread, by its conversation or as a reply', async () => {
    await ask('POST', `${at({ id: `${room.id};messageid=77` })}/activities`, said('One'));
    await ask('POST', `${at(room)}/activities/78`, said('Two'));
    expect(teams.postsIn(room).map(({ thread }) => thread)).toEqual(['77', '78']);
  });

  test('reach one person alone where that is asked for', async () => {
    const path = `${at(room)}/activities?isTargetedActivity=true`;
    expect((await ask('POST', path, said('Yours'))).code).toBe('BadArgument');
    expect((await ask('POST', path, { ...said('Yours'), recipient: { id: dana.id } })).status).toBe(201);
    expect(teams.postsIn(room)).toEqual([]);
    expect(teams.onlyFor(dana)).toHaveLength(1);
  });

  test('are refused: without a token, too large, of a newer version, empty, with a mention of nobody', async () => {
    const path = `${at(room)}/activities`;
    expect((await ask('POST', path, said('Hello'), 'stolen')).status).toBe(401);
    expect(
      await ask(
        'POST',
        path,
        carded(card('x'.repeat(9000), { fallbackText: 'y'.repeat(9999), speak: 'z'.repeat(9999) })),
      ),
    ).toMatchObject({
      status: 413,
      code: 'MessageSizeTooBig',
    });
    expect(CARD_BYTES).toBe(28 * 1024);
    expect(await ask('POST', path, said('x'.repeat(52_000)))).toMatchObject({ status: 413 });
    expect(await ask('POST', path, carded(card('New', { version: '1.6' })))).toMatchObject({
      status: 400,
      code: 'BadSyntax',
    });
    expect(await ask('POST', path, { type: 'message' })).toMatchObject({ status: 400, code: 'BadArgument' });
    const mention = { type: 'mention', text: '<at>Dana</at>', mentioned: { id: dana.id } };
    expect(await ask('POST', path, { ...said('Hello'), entities: [mention] })).toMatchObject({ status: 400 });
    expect(teams.postsIn(room)).toEqual([]);
  });

  test('need a conversation that is there, and the bot in it', async () => {
    const code = async (place: { id: string }): Promise<string> => {
      const { status, code } = await ask('POST', `${at(place)}/activities`, said('Hello'));
      return `${status} ${code}`;
    };
    expect(await code({ id: '19:nowhere@thread.tacv2' })).toBe('404 ConversationNotFound');
    const closed = teams.addChannel(team, 'Closed', { type: 'private', members: [dana] });
    expect(await code(closed)).toBe('403 BotNotInConversationRoster');
    closed.bot = true;
    expect(await code(closed)).toBe('201 ');
    team.installed = false;
    expect(await code(closed)).toBe('403 BotNotInConversationRoster');
    const direct = teams.install(dana);
    direct.blocked = 'MessageWritesBlocked';
    expect(await code(direct)).toBe('403 MessageWritesBlocked');
    direct.blocked = 'ConversationBlockedByUser';
    expect(await code(direct)).toBe('403 ConversationBlockedByUser');
  });
});

describe('people and places', () => {
  const members = (json: Thing): string[] =>
    (json['members'] as Thing[]).map(({ name, tenantId }) => `${words(name)} ${words(tenantId)}`);

  test('rosters come in pages', async () => {
    teams.state.pageSize = 1;
    const first = (await ask('GET', `${at(room)}/pagedmembers?pageSize=500`)).json;
    expect(members(first)).toEqual([`Dana Reyes ${county.id}`]);
    const next = encodeURIComponent(words(first['continuationToken']));
    const second = (await ask('GET', `${at(room)}/pagedmembers?continuationToken=${next}`)).json;
    expect(members(second)).toEqual([`Sam Okafor ${county.id}`]);
    expect(second['continuationToken']).toBeUndefined();
  });

  test('of private and shared channels have their own people, foreign tenants among them', async () => {
    const ngo = teams.addTenant('Safe Harbor');
    const mia = teams.addUser(ngo, 'Mia Chen');
    const guest = teams.addGuest(county, 'Noor Haddad');
    const shared = teams.addChannel(team, 'Partners', {
      type: 'shared',
      members: [dana, mia, guest],
      bot: true,
    });
    const { json } = await ask('GET', `${at(shared)}/pagedmembers`);
    expect(members(json)).toEqual([
      `Dana Reyes ${county.id}`,
      `Mia Chen ${ngo.id}`,
      `Noor Haddad ${county.id}`,
    ]);
    expect((await ask('GET', `${at(shared)}/members/${guest.aadObjectId}`)).json).toMatchObject({
      userRole: 'guest',
    });
    expect(await ask('GET', `${at(shared)}/members/${encodeURIComponent(sam.id)}`)).toMatchObject({
      status: 404,
      code: 'MemberNotFoundInConversation',
    });
    const listed = (await ask('GET', `teams/${encodeURIComponent(team.id)}/conversations`)).json;
    expect(listed['conversations']).toEqual([
      { id: team.id, type: 'standard' },
      { id: room.id, name: 'Planning', type: 'standard' },
      { id: shared.id, name: 'Partners', type: 'shared' },
    ]);
    expect((await ask('GET', `teams/${encodeURIComponent(team.id)}`)).json).toMatchObject({
      name: 'Task force',
    });
  });

  test('a first message needs someone who shares a place with the bot, or has it', async () => {
    const begin = (id: string, tenantId = county.id) =>
      ask('POST', 'conversations', { isGroup: false, members: [{ id }], tenantId });
    const known = await begin(dana.id);
    expect(known.status).toBe(201);
    expect(await begin(dana.id)).toMatchObject({ json: { id: known.json['id'] } });
    // The Entra id will do only where the app is installed.
    expect(await begin(dana.aadObjectId)).toMatchObject({ status: 201 });
    expect(await begin(sam.aadObjectId)).toMatchObject({ status: 403, code: 'BotNotInConversationRoster' });
    const stranger = teams.addUser(county, 'Pat Lund');
    expect(await begin(stranger.id)).toMatchObject({ status: 403 });
    expect(await begin(dana.id, '')).toMatchObject({ status: 400, code: 'BadArgument' });
    await ask('POST', `${at({ id: words(known.json['id']) })}/activities`, said('Hello'));
    expect(teams.postsIn(dana)).toHaveLength(1);
    teams.install(dana).blocked = 'MessageWritesBlocked';
    expect(await begin(dana.id)).toMatchObject({ code: 'MessageWritesBlocked' });
  });
});

describe('trouble on order', () => {
  const post = () => ask('POST', `${at(room)}/activities`, said('Hello'));

  test.each([412, 429, 502, 504])('%i', async (status) => {
    teams.fail('sendToConversation', { kind: 'status', status, retryAfter: 7 });
    expect(await post()).toMatchObject({ status, after: '7' });
    expect(teams.postsIn(room)).toEqual([]);
    expect(await post()).toMatchObject({ status: 201 });
  });

  test('with and without effect: an error, a broken connection, no answer', async () => {
    teams.fail('sendToConversation', { kind: 'status', status: 502, effect: true });
    expect(await post()).toMatchObject({ status: 502, code: 'BadGateway' });
    expect(teams.postsIn(room)).toHaveLength(1);
    teams.fail('sendToConversation', { kind: 'drop', effect: true });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(teams.postsIn(room)).toHaveLength(2);
    teams.fail('sendToConversation', { kind: 'drop' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(teams.postsIn(room)).toHaveLength(2);
    const hang = teams.fail('sendToConversation', { kind: 'hang' });
    const waiting = post();
    await hang.met;
    expect(teams.postsIn(room)).toHaveLength(2);
    hang.release();
    expect(await waiting).toMatchObject({ status: 201 });
  });

  test('is waited for, not slept through', async () => {
    const standing = teams.until(() => teams.postsIn(room)[0]);
    const late = teams.fail('sendToConversation', { kind: 'hang' });
    const waiting = post();
    await late.met;
    late.release();
    expect(await standing).toMatchObject({ conversation: room.id });
    await waiting;
  });

  test('one of Teams own codes, in one place only', async () => {
    teams.fail(
      'sendToConversation',
      { kind: 'status', status: 403, code: 'BotDisabledByAdmin' },
      { when: ({ where }) => where === team.id },
    );
    expect(await post()).toMatchObject({ status: 201 });
    expect(await ask('POST', `${at(team)}/activities`, said('Hello'))).toMatchObject({
      status: 403,
      code: 'BotDisabledByAdmin',
    });
  });
});

test('with rates, the eighth message of a second is too fast', async () => {
  const fast = await startFakeTeams({ rates: true, now: () => 1_800_000_000_000 });
  const dear = fast.addTeam(fast.addTenant(), 'Fast', []);
  const bot = await credentialsFor({ ...fast.keys }).createCredentials(fast.keys.appId);
  const headers = { authorization: `Bearer ${await bot.getToken()}` };
  const statuses: number[] = [];
  const send = async (): Promise<void> => {
    const url = `${fast.serviceUrl}v3/${at(dear)}/activities`;
    const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(said('Hello')) });
    statuses.push(status);
  };
  for (let count = 0; count < 8; count += 1) await send();
  fast.advance(2000);
  await send();
  expect(statuses).toEqual([201, 201, 201, 201, 201, 201, 201, 429, 201]);
  await fast.stop();
});
