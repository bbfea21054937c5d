// The adapter against the stand-in that refuses what Teams refuses, with real signatures and bought tokens.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLOUDS, createTeamsPlatform, type TeamsDeps } from '../../../adapters/teams/index.ts';
import type { TaskForceId } from '../../../src/kernel/ids.ts';
import type { News, Place, Platform, Showing } from '../../../src/kernel/platform.ts';
import { rich } from '../../../src/kernel/rich.ts';
import { credentialsFor } from '../../support/teams/credentials.ts';
import {
  startFakeTeams,
  type Channel,
  type FakeTeams,
  type Team,
  type Tenant,
  type User,
} from '../../support/teams/fake-teams.ts';
import { createSender, FORGERIES, noticeOf, plainTextOf, type Sender } from '../../support/teams/signed.ts';
import { AGENDA, CALL, TOPIC } from '../web/cards.ts';
import { createFakeHost, createFakeRecords, PEOPLE, wordsFor, type FakeHost } from '../web/fake-host.ts';

let teams: FakeTeams;
let tenant: Tenant;
let dana: User;
let pia: User;
let team: Team;
let room: Channel;
let host: FakeHost;
let platform: Platform;
let server: Server;
let sender: Sender;
let news: (readonly [string | undefined, News])[];

beforeEach(async () => {
  teams = await startFakeTeams();
  tenant = teams.addTenant();
  dana = teams.addUser(tenant, 'Dana Okafor');
  pia = teams.addUser(tenant, 'Pia Sorensen');
  team = teams.addTeam(tenant, 'Task force', [dana, pia]);
  room = teams.addChannel(team, 'Planning', { type: 'private', members: [dana, pia], bot: true });
  host = createFakeHost();
  news = [];
  host.news = async ({ place }, told) => void news.push([place, told]);
  const records = createFakeRecords(() => new Date());
  records.list = async (kind, prefix) =>
    [...records.rows]
      .filter(([id]) => id.startsWith(`${kind} ${prefix}`))
      .map(([id, { value }]) => ({ key: id.slice(kind.length + 1), value }));
  const { keys, cloud } = teams;
  const credentials = credentialsFor({ ...keys }) as unknown as NonNullable<TeamsDeps['credentials']>;
  platform = createTeamsPlatform(
    {
      publicUrl: 'https://convener.example',
      appId: keys.appId,
      appPassword: keys.appPassword,
      appTenant: keys.appTenant,
      tenants: [tenant.id],
      cloud: { ...CLOUDS.public, ...cloud },
      insecureLocal: false,
    },
    { records, credentials, log: { info: () => {}, warn: () => {}, error: () => {} } },
  );
  await platform.start(host);
  server = createServer((request, response) => platform.routes[0]!.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sender = createSender(teams, `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`);
});
afterEach(async () => {
  await platform.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await teams.stop();
});

const at = (place: string): Place => ({ platform: 'teams', tenant: tenant.id, place });
const roomPlace = () => at(`channel:${room.id}`);
const showing = (card = AGENDA, previous?: string): Showing => ({
  taskForce: 'lctf' as TaskForceId,
  key: 'agenda:1',
  card,
  words: wordsFor(PEOPLE),
  signal: AbortSignal.timeout(20_000),
  ...(previous === undefined ? {} : { previous }),
});
const refOf = (sent: { state: string; ref?: string }): string => sent.ref ?? '';

describe('with a stand-in as strict as Teams', () => {
  it.each(FORGERIES)('a request with a wrong token (%s) is answered 401 and does nothing', async (forge) => {
    const chat = teams.install(dana);
    const heard = await sender.message(dana, chat, 'help', { forge });
    expect([heard.status, heard.text]).toEqual([401, 'Who are you?\n']);
    expect(host.handled).toEqual([]);
    expect(teams.calls).toEqual([]);
  });

  it('five minutes of difference between clocks are no forgery', async () => {
    const chat = teams.install(dana);
    expect((await sender.message(dana, chat, 'help', { ageSeconds: 240 })).status).toBe(200);
    expect((await sender.message(dana, chat, 'help', { ageSeconds: -240 })).status).toBe(200);
  });

  it('a tenant that is not on the list gets nothing', async () => {
    const chat = teams.install(dana);
    const heard = await sender.message(dana, chat, 'help', {
      tenant: '99999999-9999-4999-8999-999999999999',
    });
    expect(heard.status).toBe(403);
    expect(host.handled).toEqual([]);
  });

  it('a message is posted, edited in place and removed', async () => {
    await sender.installed(room, { by: dana });
    const sent = await platform.show(roomPlace(), showing());
    expect(sent.state).toBe('shown');
    const [posted] = teams.postsIn(room);
    expect(noticeOf(posted!)).toBe('Agenda updated');
    expect(plainTextOf(posted!)).toContain('M1 Transport gap · 15 min');
    await platform.show(roomPlace(), showing(CALL, refOf(sent)));
    expect(teams.postsIn(room)).toHaveLength(1);
    expect(plainTextOf(posted!)).toContain('What should we talk about');
    expect(await platform.remove(roomPlace(), refOf(sent))).toMatchObject({ state: 'shown' });
    expect(teams.postsIn(room)).toEqual([]);
    // Gone is gone.
    expect(await platform.show(roomPlace(), showing(CALL, refOf(sent)))).toEqual({ state: 'gone' });
  });

  it('a press is answered for the one who pressed, and an old client presses all the same', async () => {
    await sender.installed(room, { by: dana });
    await platform.show(roomPlace(), showing());
    const [posted] = teams.postsIn(room);
    host.answer = () => ({ kind: 'note', text: rich`You are coming.` });
    expect((await sender.press(pia, posted!, 'I will be there')).said).toBe('You are coming.');
    host.answer = () => ({ kind: 'card', card: CALL });
    const answered = await sender.press(pia, posted!, 'Accept');
    expect(plainTextOf(answered.card!)).toContain('One line is enough.');
    expect(plainTextOf(posted!)).toContain('Transport gap');
    await sender.press(dana, posted!, 'I will be there', undefined, { old: true });
    expect(host.handled.map(({ intent }) => intent)).toEqual([
      { kind: 'press', token: 'token-yes' },
      { kind: 'press', token: 'token-accept-m1' },
      { kind: 'press', token: 'token-yes' },
    ]);
  });

  it('a form opens in a dialog, comes back with what needs a change, and closes', async () => {
    await sender.installed(room, { by: dana });
    await platform.show(roomPlace(), showing(CALL));
    const [posted] = teams.postsIn(room);
    host.answer = () => ({ kind: 'form', form: TOPIC });
    const opened = await sender.press(dana, posted!, 'Add a topic');
    expect(opened.dialog!.title).toBe('Add a topic');
    host.answer = (intent) => ({
      kind: 'invalid',
      form: TOPIC,
      errors: { title: 'Please say more.' },
      values: intent.kind === 'submit' ? intent.values : {},
    });
    const typed = { title: 'Budget', minutes: '10', tags: ['courts'] };
    const wrong = await sender.submit(dana, opened.dialog!, typed);
    expect(host.handled.at(-1)!.intent).toEqual({ kind: 'submit', token: 'token-context', values: typed });
    expect(plainTextOf(wrong.dialog!)).toContain('Your topic: Please say more.');
    host.answer = () => ({ kind: 'none' });
    const done = await sender.submit(dana, wrong.dialog!, {});
    expect([done.status, done.dialog, done.said]).toEqual([200, undefined, undefined]);
    expect(host.handled.at(-1)!.intent).toEqual({ kind: 'submit', token: 'token-context', values: typed });
  });

  it('a mention in a channel is answered in the own chat, and says nothing where others read', async () => {
    await sender.installed(room, { by: dana });
    host.answer = () => ({ kind: 'note', text: rich`Only for you.` });
    await sender.message(dana, room, 'agenda add Budget');
    const [told] = await teams.until(() =>
      teams.postsIn(dana).length > 0 ? teams.postsIn(dana) : undefined,
    );
    expect(plainTextOf(told!)).toBe('Only for you.');
    expect(noticeOf(told!)).toBe('An answer for you');
    expect(teams.postsIn(room)).toEqual([]);
  });

  it('knows who is in private, shared and standard channels', async () => {
    await sender.installed(room, { by: dana });
    const other = teams.addUser(tenant, 'Adele Pruitt');
    await sender.joined(other, room);
    expect(news.at(-1)).toEqual([`channel:${room.id}`, { kind: 'readers' }]);
    const accounts = [dana, pia, other].map(({ aadObjectId }) => aadObjectId);
    expect(await platform.audience(roomPlace())).toEqual({
      state: 'known',
      accounts,
      label: 'Task force, Planning',
    });
    const elsewhere = teams.addUser(teams.addTenant('River County'), 'Eve Stone');
    const shared = teams.addChannel(team, 'Region', {
      type: 'shared',
      members: [dana, elsewhere],
      bot: true,
    });
    await sender.installed(shared, { by: dana });
    expect(await platform.audience(at(`channel:${shared.id}`))).toMatchObject({
      accounts: [dana.aadObjectId, `${elsewhere.tenant}:${elsewhere.aadObjectId}`],
    });
    host.answer = () => ({ kind: 'none' });
    await sender.message(elsewhere, shared, 'help');
    expect(host.handled.at(-1)!.envelope.account).toBe(`${elsewhere.tenant}:${elsewhere.aadObjectId}`);
    const general = teams.general(team);
    await sender.installed(general, { by: dana });
    expect(await platform.audience(at(`channel:${general.id}`))).toMatchObject({
      accounts: [dana.aadObjectId, pia.aadObjectId],
    });
  });

  it('a roster of many pages is read to its end', async () => {
    teams.state.pageSize = 2;
    const many = Array.from({ length: 7 }, (_, index) => teams.addUser(tenant, `Person ${index}`));
    const wide = teams.addChannel(team, 'Wide', { type: 'private', members: many, bot: true });
    await sender.installed(wide, { by: many[0]! });
    expect(await platform.audience(at(`channel:${wide.id}`))).toMatchObject({ accounts: { length: 7 } });
  });

  it('someone who blocked us is told to the core once', async () => {
    const chat = teams.install(dana);
    host.answer = () => ({ kind: 'none' });
    await sender.message(dana, chat, 'help');
    chat.blocked = 'MessageWritesBlocked';
    const place = at(`direct:${dana.aadObjectId}`);
    expect(await platform.show(place, showing())).toEqual({ state: 'dead', reason: 'MessageWritesBlocked' });
    expect(await platform.show(place, showing())).toEqual({ state: 'dead', reason: 'blocked' });
    expect(news).toEqual([[place.place, { kind: 'lost', why: 'blocked' }]]);
  });

  it('a connection that breaks may have brought the message: it is counted, not forgotten', async () => {
    await sender.installed(room, { by: dana });
    teams.fail('sendToConversation', { kind: 'drop', effect: true });
    expect(await platform.show(roomPlace(), showing())).toMatchObject({ state: 'unknown' });
    expect(teams.postsIn(room)).toHaveLength(1);
    teams.fail('sendToConversation', { kind: 'status', status: 429, retryAfter: 3 });
    expect(await platform.show(roomPlace(), showing())).toMatchObject({ state: 'retry', afterMs: 3000 });
    expect(teams.of('sendToConversation')).toHaveLength(2);
  });

  it('an answer whose connection was cut is said once more, on a new one; not a third time', async () => {
    const chat = teams.install(dana);
    host.answer = () => ({ kind: 'note', text: rich`Held.` });
    teams.fail('sendToConversation', { kind: 'drop' });
    await sender.message(dana, chat, 'agenda hold');
    const [said] = await teams.until(() =>
      teams.postsIn(dana).length > 0 ? teams.postsIn(dana) : undefined,
    );
    expect(plainTextOf(said!)).toBe('Held.');
    teams.fail('sendToConversation', { kind: 'drop' }, { times: 3 });
    await sender.message(dana, chat, 'agenda release');
    await platform.stop();
    expect(teams.of('sendToConversation').map(({ outcome }) => outcome)).toEqual([
      'drop',
      'ok',
      'drop',
      'drop',
    ]);
  });

  it('without a token nothing is asked, and the doctor says why', async () => {
    await sender.installed(room, { by: dana });
    teams.keys.appPassword = 'a new one';
    expect(await platform.show(roomPlace(), showing())).toMatchObject({ state: 'retry' });
    expect(teams.calls).toEqual([]);
    const wrong = (await platform.doctor()).filter(({ ok }) => !ok);
    expect(wrong.map(({ what }) => what)).toContain("Teams: the app's secret");
  });
});
