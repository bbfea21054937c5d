import { describe, expect, it } from 'vitest';
import { TENANT_PACE_MS } from '../../../adapters/teams/limits.ts';
import { createPace } from '../../../adapters/teams/pace.ts';
import { readRef, writeRef } from '../../../adapters/teams/ref.ts';
import { sentFrom } from '../../../adapters/teams/trouble.ts';
import { Unanswered, type Sent } from '../../../src/kernel/platform.ts';
import type { TeamsFault } from '../../support/teams/fake-teams.ts';
import { AGENDA } from '../web/cards.ts';
import { stageForEach } from './stage.ts';

const stage = stageForEach();
const direct = (account: string) => stage.at(`direct:${account}`);
const learn = () => stage.sender.installed(stage.room, { by: stage.dana });
const said = (more: Omit<TeamsFault & { kind: 'status' }, 'kind'>): TeamsFault => ({
  kind: 'status',
  ...more,
});
const refOf = (sent: Sent): string => (sent.state === 'shown' ? sent.ref : sent.state);

describe('messages', () => {
  it('are a card and its notice: a text would stand on lock screens', async () => {
    await learn();
    await stage.show(stage.inRoom());
    const { activity } = stage.teams.postsIn(stage.room)[0]!;
    expect(activity).toMatchObject({
      type: 'message',
      summary: 'Agenda updated',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { version: '1.5' } }],
    });
    expect(activity).not.toHaveProperty('text');
  });

  it('that are gone are gone', async () => {
    await learn();
    const ref = refOf(await stage.show(stage.inRoom()));
    await stage.platform.remove(stage.inRoom(), ref);
    expect(await stage.show(stage.inRoom(), AGENDA, ref)).toEqual({ state: 'gone' });
  });

  it('reach a person who wrote to us, where they wrote', async () => {
    await stage.sender.message(stage.dana, stage.chat, 'help');
    const sent = await stage.show(direct(stage.dana.aadObjectId));
    expect(refOf(sent)).toMatch(new RegExp(`^${stage.chat.id} \\d+$`));
    expect(stage.teams.of('createConversation')).toEqual([]);
  });

  it('reach a person who was only seen in a channel, in a chat of their own', async () => {
    await learn();
    await stage.show(direct(stage.pia.aadObjectId));
    await stage.show(direct(stage.pia.aadObjectId));
    expect(stage.teams.postsIn(stage.pia)).toHaveLength(2);
    expect(stage.teams.of('createConversation')).toMatchObject([
      { body: { members: [{ id: stage.pia.id }], channelData: { tenant: { id: stage.tenant.id } } } },
    ]);
  });

  it('are not sent where we never were', async () => {
    const elsewhere = direct(`bbbbbbbb-2222-4222-8222-222222222222:${stage.pia.aadObjectId}`);
    expect(await stage.show(stage.inRoom())).toEqual({ state: 'dead', reason: 'not_installed' });
    expect(await stage.show(elsewhere)).toEqual({ state: 'dead', reason: 'not_added' });
    expect(stage.teams.calls).toEqual([]);
  });

  it.each<[number, Sent, { code?: string; retryAfter?: number }]>([
    [412, { state: 'retry', reason: 'PreconditionFailed', afterMs: 1000 }, {}],
    [429, { state: 'retry', reason: 'Throttled', afterMs: 7000 }, { code: 'Throttled', retryAfter: 7 }],
    [429, { state: 'retry', reason: 'TooManyRequests', afterMs: 30_000 }, {}],
    [500, { state: 'unknown', reason: 'ServiceError', silent: true }, {}],
    [504, { state: 'unknown', reason: 'GatewayTimeout', silent: true }, {}],
    [401, { state: 'retry', reason: 'Denied', afterMs: 30_000 }, { code: 'Denied' }],
    [400, { state: 'dead', reason: 'BadSyntax' }, { code: 'BadSyntax' }],
    [413, { state: 'dead', reason: 'MessageSizeTooBig' }, { code: 'MessageSizeTooBig' }],
  ])('that meet a %i are asked for once, and end as %o', async (status, sent, more) => {
    await learn();
    stage.teams.fail('sendToConversation', said({ status, ...more }));
    expect(await stage.show(stage.inRoom())).toEqual(sent);
    expect(stage.teams.of('sendToConversation')).toHaveLength(1);
  });

  it.each<[number, Sent]>([
    [502, { state: 'retry', reason: 'BadGateway', silent: true }],
    [504, { state: 'retry', reason: 'GatewayTimeout', silent: true }],
    [404, { state: 'gone' }],
  ])('that are edited and meet a %i end as %o: to edit again repeats nothing', async (status, sent) => {
    await learn();
    const ref = refOf(await stage.show(stage.inRoom()));
    stage.teams.fail('updateActivity', said({ status }));
    expect(await stage.show(stage.inRoom(), AGENDA, ref)).toEqual(sent);
  });

  it('whose refusal has no code have its number', () => {
    expect(sentFrom({ statusCode: 502 }, 'post')).toEqual({
      state: 'unknown',
      reason: 'http_502',
      silent: true,
    });
    expect(sentFrom({ statusCode: 502 }, 'edit')).toEqual({
      state: 'retry',
      reason: 'http_502',
      silent: true,
    });
    expect(sentFrom({ statusCode: 403 }, 'post')).toEqual({ state: 'dead', reason: 'http_403' });
  });

  it.each([
    [403, 'MessageWritesBlocked', 'blocked'],
    [403, 'BotNotInConversationRoster', 'removed'],
    [404, 'BotNotInConversationRoster', 'removed'],
    [404, 'ConversationNotFound', 'deleted'],
  ])('after a %i %s nothing is sent any more, and the core is told once', async (status, code, why) => {
    await stage.sender.message(stage.dana, stage.chat, 'help');
    const place = direct(stage.dana.aadObjectId);
    stage.teams.fail('sendToConversation', said({ status, code }));
    expect(await stage.show(place)).toEqual({ state: 'dead', reason: code });
    expect(await stage.show(place)).toEqual({ state: 'dead', reason: why });
    expect(stage.teams.of('sendToConversation')).toHaveLength(1);
    expect(stage.news).toEqual([[place.place, { kind: 'lost', why }]]);
  });

  it('go on being sent to a place where an administrator disabled us for a while', async () => {
    await learn();
    const code = 'BotDisabledByAdmin';
    stage.teams.fail('sendToConversation', said({ status: 403, code }));
    expect(await stage.show(stage.inRoom())).toEqual({ state: 'dead', reason: code });
    expect(await stage.show(stage.inRoom())).toMatchObject({ state: 'shown' });
    expect(stage.news.at(-1)).not.toMatchObject([stage.inRoom().place, { kind: 'lost' }]);
  });

  it('never carry a token of ours to a service that is on no list', async () => {
    await learn();
    const { tenant, room, records } = stage;
    const record = records.rows.get(`conversation ${tenant.id} channel:${room.id}`)!;
    record.value = { ...(record.value as object), serviceUrl: 'https://evil.example/' };
    const other = stage.another();
    const words = { names: new Map(), zone: 'UTC', home: 'UTC' };
    const signal = AbortSignal.timeout(20_000);
    const showing = { taskForce: 'lctf' as never, key: 'k', card: AGENDA, words, signal };
    expect(await other.show(stage.inRoom(), showing)).toEqual({ state: 'dead', reason: 'untrusted_service' });
  });

  it('end when they are told to', async () => {
    await learn();
    const words = { names: new Map(), zone: 'UTC', home: 'UTC' };
    const showing = {
      taskForce: 'lctf' as never,
      key: 'k',
      card: AGENDA,
      words,
      signal: AbortSignal.abort(),
    };
    const sent = await stage.platform.show(stage.inRoom(), showing);
    expect(['retry', 'unknown']).toContain(sent.state);
    expect(stage.teams.postsIn(stage.room)).toEqual([]);
  });

  it('keep a gap between two to one tenant', async () => {
    let at = 0;
    const pace = createPace(() => at, 50);
    const signal = AbortSignal.timeout(1000);
    await pace.turn('a', signal);
    await pace.turn('b', signal);
    const second = pace.turn('a', AbortSignal.abort());
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    at = 200;
    await pace.turn('a', AbortSignal.abort());
  });

  it('keep that gap in one tenant, wherever they go', async () => {
    await learn();
    await stage.show(direct(stage.pia.aadObjectId));
    const began = performance.now();
    const places = Array.from({ length: 5 }, () => [stage.inRoom(), direct(stage.pia.aadObjectId)]).flat();
    await Promise.all(places.map((place) => stage.show(place)));
    // A timer may be a hair early.
    expect(performance.now() - began).toBeGreaterThan(9 * TENANT_PACE_MS - 20);
  });

  it.each(['', 'one', 'a b c', '19:room@thread.tacv2 '])('"%s" names none', (ref) => {
    expect(readRef(ref)).toBeUndefined();
  });

  it('are named by conversation and activity', () => {
    const ref = { conversation: '19:room@thread.tacv2;messageid=1', activity: '1700' };
    expect(readRef(writeRef(ref))).toEqual(ref);
  });
});

describe('who is in a place', () => {
  const audience = (place = stage.inRoom()) => stage.platform.audience(place);
  const ids = (...users: readonly { aadObjectId: string }[]) => users.map(({ aadObjectId }) => aadObjectId);

  it('is read from all pages of the roster of a private channel', async () => {
    stage.teams.state.pageSize = 2;
    const many = Array.from({ length: 5 }, (_, index) =>
      stage.teams.addUser(stage.tenant, `Person ${index}`),
    );
    for (const { id } of many) stage.room.members.add(id);
    await learn();
    expect(await audience()).toEqual({
      state: 'known',
      accounts: ids(stage.dana, stage.pia, ...many),
      label: 'Task force, Planning',
    });
  });

  it('is the whole team for a standard channel', async () => {
    const other = stage.teams.addUser(stage.tenant, 'Adele Pruitt');
    stage.team.members.add(other.id);
    const general = stage.teams.general(stage.team);
    await stage.sender.installed(general, { by: stage.dana });
    expect(await audience(stage.at(`channel:${general.id}`))).toMatchObject({
      accounts: ids(stage.dana, stage.pia, other),
    });
  });

  it('names people from elsewhere with their tenant, and those without an id as nobody', async () => {
    const { teams, team, dana } = stage;
    const eve = teams.addUser(teams.addTenant('River County'), 'Eve Stone');
    const phone = teams.addUser(stage.tenant, 'Phone');
    teams.state.users.set(phone.id, { ...phone, aadObjectId: '', tenant: '' });
    const shared = teams.addChannel(team, 'Region', {
      type: 'shared',
      members: [dana, eve, phone],
      bot: true,
    });
    await stage.sender.installed(shared, { by: dana });
    expect(await audience(stage.at(`channel:${shared.id}`))).toMatchObject({
      accounts: [dana.aadObjectId, `${eve.tenant}:${eve.aadObjectId}`, `unknown:${phone.id}`],
    });
  });

  it('is unsure where we may not look, and an error where nobody answers', async () => {
    expect(await audience()).toEqual({ state: 'unsure', why: 'hidden' });
    await learn();
    stage.teams.fail('getConversationPagedMembers', said({ status: 500 }));
    await expect(audience()).rejects.toThrow(new Unanswered('ServiceError'));
    stage.room.bot = false;
    expect(await audience()).toMatchObject({ state: 'unsure', why: 'hidden' });
    expect(stage.news.at(-1)).toEqual([stage.inRoom().place, { kind: 'lost', why: 'removed' }]);
  });
});

describe('who an account is', () => {
  const profile = (account: string) => stage.platform.profile(stage.tenant.id, account);

  it('is asked where they were seen', async () => {
    await stage.sender.message(stage.dana, stage.room, 'help');
    expect(await profile(stage.dana.aadObjectId)).toEqual({
      name: 'Dana Okafor',
      email: 'dana.okafor@tenant.example',
      zone: 'America/Chicago',
      full: true,
    });
  });

  it('is looked for where they might be', async () => {
    await learn();
    expect(await profile(stage.pia.aadObjectId)).toMatchObject({ name: 'Pia Sorensen', full: true });
    expect(await profile('nobody')).toBeUndefined();
  });

  it.each<[string, object]>([
    ['a guest', { guest: true }],
    ['someone without an account', { anonymous: true }],
    ['a guest by their address', { email: 'pia_x.example#EXT#@tf.example' }],
    ['a guest by their address in small letters', { email: 'pia_x.example#ext#@tf.example' }],
  ])('is no full member as %s', async (_, more) => {
    stage.teams.state.users.set(stage.pia.id, { ...stage.pia, ...more });
    await learn();
    expect(await profile(stage.pia.aadObjectId)).toMatchObject({ full: false });
  });

  it('is no full member from elsewhere', async () => {
    const { teams, pia } = stage;
    const { id: other } = teams.addTenant('River County');
    teams.state.users.set(pia.id, { ...pia, tenant: other });
    await learn();
    expect(await profile(pia.aadObjectId)).toBeUndefined();
    expect(await profile(`${other}:${pia.aadObjectId}`)).toMatchObject({ full: false });
  });
});
