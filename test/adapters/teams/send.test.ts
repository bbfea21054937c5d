import { describe, expect, it } from 'vitest';
import { createPace } from '../../../adapters/teams/pace.ts';
import { readRef, writeRef } from '../../../adapters/teams/ref.ts';
import type { TaskForceId } from '../../../src/kernel/ids.ts';
import { Unanswered, type Place, type Showing } from '../../../src/kernel/platform.ts';
import { AGENDA } from '../web/cards.ts';
import { PEOPLE, wordsFor } from '../web/fake-host.ts';
import {
  DANA,
  inChat,
  inRoom,
  mention,
  OTHER,
  person,
  PIA,
  ROOM,
  stageForEach,
  TEAM,
  TENANT,
} from './stage.ts';

const stage = stageForEach();
const room: Place = { platform: 'teams', tenant: TENANT, place: `channel:${ROOM}` };
const direct = (account: string): Place => ({
  platform: 'teams',
  tenant: TENANT,
  place: `direct:${account}`,
});
const showing = (previous?: string): Showing => ({
  taskForce: 'lctf' as TaskForceId,
  key: 'agenda:1',
  card: AGENDA,
  words: wordsFor(PEOPLE),
  signal: AbortSignal.timeout(20_000),
  ...(previous === undefined ? {} : { previous }),
});
const show = (place: Place, previous?: string) => stage.platform.show(place, showing(previous));
const learn = () => stage.send(inRoom(stage.cloud, { type: 'installationUpdate', action: 'add' }));

describe('messages', () => {
  it('are posted, edited and removed', async () => {
    await learn();
    const posted = await show(room);
    const ref = `${ROOM} msg-1`;
    expect(posted).toEqual({ state: 'shown', ref });
    expect(await show(room, ref)).toEqual({ state: 'shown', ref });
    expect(await stage.platform.remove(room, ref)).toEqual({ state: 'shown', ref });
    expect(stage.posts().map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST /v3/conversations/${ROOM}/activities`,
      `PUT /v3/conversations/${ROOM}/activities/msg-1`,
      `DELETE /v3/conversations/${ROOM}/activities/msg-1`,
    ]);
    const [first] = stage.posts();
    expect(first!.authorization).toBe('Bearer ours');
    expect(first!.body).toMatchObject({
      type: 'message',
      summary: 'Agenda updated',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { version: '1.5' } }],
    });
    // It would stand on lock screens.
    expect(first!.body).not.toHaveProperty('text');
  });

  it('reach a person who wrote to us, where they wrote', async () => {
    await stage.send(inChat(stage.cloud, { text: 'help' }));
    expect(await show(direct(DANA))).toEqual({ state: 'shown', ref: 'a:dana-chat msg-1' });
  });

  it('reach a person who was only seen in a channel, in a chat of their own', async () => {
    await learn();
    expect(await show(direct(PIA))).toEqual({ state: 'shown', ref: 'a:chat-1 msg-2' });
    expect(stage.posts()[0]!.body).toMatchObject({
      members: [{ id: '29:pia' }],
      channelData: { tenant: { id: TENANT } },
    });
    expect(await show(direct(PIA))).toEqual({ state: 'shown', ref: 'a:chat-1 msg-3' });
  });

  it('are not sent where we never were', async () => {
    expect(await show(room)).toEqual({ state: 'dead', reason: 'not_installed' });
    expect(await show(direct(`${OTHER}:${PIA}`))).toEqual({ state: 'dead', reason: 'not_installed' });
    expect(stage.posts()).toEqual([]);
  });

  it.each([
    [412, { state: 'retry', reason: 'PreconditionFailed', afterMs: 1000 }, 'PreconditionFailed', {}],
    [429, { state: 'retry', reason: 'Throttled', afterMs: 7000 }, 'Throttled', { 'retry-after': '7' }],
    [429, { state: 'retry', reason: 'http_429', afterMs: 30_000 }, undefined, {}],
    [500, { state: 'unknown', reason: 'ServiceError', silent: true }, 'ServiceError', {}],
    [502, { state: 'unknown', reason: 'http_502', silent: true }, undefined, {}],
    [504, { state: 'unknown', reason: 'http_504', silent: true }, undefined, {}],
    [401, { state: 'retry', reason: 'http_401', afterMs: 30_000 }, undefined, {}],
    [400, { state: 'dead', reason: 'BadSyntax' }, 'BadSyntax', {}],
    [413, { state: 'dead', reason: 'MessageSizeTooBig' }, 'MessageSizeTooBig', {}],
  ] as const)('that meet a %i are asked for once, and end as %o', async (status, sent, code, headers) => {
    await learn();
    const body = code === undefined ? {} : { error: { code, message: 'words of the service' } };
    stage.cloud.next.push({ status, body, headers });
    expect(await show(room)).toEqual(sent);
    expect(stage.posts()).toHaveLength(1);
  });

  it.each([
    [502, { state: 'retry', reason: 'http_502', silent: true }],
    [504, { state: 'retry', reason: 'http_504', silent: true }],
    [404, { state: 'gone' }],
  ] as const)(
    'that are edited and meet a %i end as %o: to edit again repeats nothing',
    async (status, sent) => {
      await learn();
      stage.cloud.next.push({ status, body: {} });
      expect(await show(room, `${ROOM} msg-9`)).toEqual(sent);
    },
  );

  it.each([
    [403, 'MessageWritesBlocked', 'blocked'],
    [403, 'BotNotInConversationRoster', 'removed'],
    [404, 'BotNotInConversationRoster', 'removed'],
    [404, 'ConversationNotFound', 'deleted'],
  ])('after a %i %s nothing is sent any more, and the core is told once', async (status, code, why) => {
    await stage.send(inChat(stage.cloud, { text: 'help' }));
    stage.cloud.next.push({ status, body: { error: { code, message: 'x' } } });
    expect(await show(direct(DANA))).toEqual({ state: 'dead', reason: code });
    expect(await show(direct(DANA))).toEqual({ state: 'dead', reason: why });
    expect(stage.posts()).toHaveLength(1);
    expect(stage.news).toEqual([[`direct:${DANA}`, { kind: 'lost', why }]]);
  });

  it('never carry a token of ours to a service that is on no list', async () => {
    await learn();
    const key = `conversation ${TENANT} channel:${ROOM}`;
    const record = stage.records.rows.get(key)!;
    record.value = { ...(record.value as object), serviceUrl: 'https://evil.example/' };
    const other = stage.make();
    expect(await other.show(room, showing())).toEqual({ state: 'dead', reason: 'untrusted_service' });
  });

  it('end when they are told to', async () => {
    await learn();
    const signal = AbortSignal.abort();
    const sent = await stage.platform.show(room, { ...showing(), signal });
    expect(['retry', 'unknown']).toContain(sent.state);
    expect(stage.posts()).toEqual([]);
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

  it.each(['', 'one', 'a b c', `${ROOM} `])('"%s" names none', (ref) => {
    expect(readRef(ref)).toBeUndefined();
  });

  it('are named by conversation and activity', () => {
    const ref = { conversation: `${ROOM};messageid=1`, activity: '1700' };
    expect(readRef(writeRef(ref))).toEqual(ref);
  });
});

describe('who is in a place', () => {
  const audience = (place: Place = room) => stage.platform.audience(place);
  const inChannel = (type: string | undefined) => ({
    tenant: { id: TENANT },
    team: { id: TEAM, name: 'Task force' },
    channel: { id: ROOM, name: 'Planning', ...(type ? { type } : {}) },
  });

  it('is read from all pages of the roster of a private channel', async () => {
    await learn();
    expect(await audience()).toEqual({
      state: 'known',
      accounts: [DANA, PIA],
      label: 'Task force, Planning',
    });
  });

  it('is the whole team for a standard channel', async () => {
    stage.cloud.rosters.set(TEAM, [
      person('29:dana', 'Dana', DANA),
      person('29:x', 'X', 'xxxx-x'),
      person('29:y', 'Y', 'yyyy-y'),
    ]);
    await stage.send(
      inRoom(stage.cloud, { type: 'installationUpdate', action: 'add', channelData: inChannel('standard') }),
    );
    expect(await audience()).toMatchObject({ accounts: [DANA, 'xxxx-x', 'yyyy-y', PIA] });
  });

  it('names people from elsewhere with their tenant, and those without an id as nobody', async () => {
    await stage.send(inRoom(stage.cloud, { ...mention('help'), channelData: inChannel('shared') }));
    stage.cloud.rosters.set(ROOM, [
      person('29:dana', 'Dana', DANA.toUpperCase()),
      person('29:eve', 'Eve', PIA, { tenantId: OTHER }),
      { id: '29:anonymous', name: 'Phone' },
    ]);
    expect(await audience()).toMatchObject({ accounts: [DANA, `${OTHER}:${PIA}`, 'unknown:29:anonymous'] });
  });

  it('is unsure where we may not look, and an error where nobody answers', async () => {
    expect(await audience()).toEqual({ state: 'unsure', why: 'hidden' });
    await learn();
    stage.cloud.next.push({ status: 500, body: {} });
    await expect(audience()).rejects.toThrow(new Unanswered('http_500'));
    stage.cloud.next.push({ status: 403, body: { error: { code: 'BotNotInConversationRoster' } } });
    expect(await audience()).toMatchObject({ state: 'unsure', why: 'hidden' });
    expect(stage.news.at(-1)).toEqual([`channel:${ROOM}`, { kind: 'lost', why: 'removed' }]);
  });

  it('is the person alone in a chat of their own', async () => {
    expect(await audience(direct(DANA))).toEqual({ state: 'known', accounts: [DANA] });
  });
});

describe('who an account is', () => {
  it('is asked where they were seen', async () => {
    await stage.send(inRoom(stage.cloud, mention('help')));
    expect(await stage.platform.profile(TENANT, DANA)).toEqual({
      name: 'Dana Okafor',
      email: 'dana@tf.example',
      zone: 'America/Chicago',
      full: true,
    });
  });

  it('is looked for where they might be', async () => {
    await learn();
    expect(await stage.platform.profile(TENANT, PIA)).toMatchObject({ name: 'Pia Sorensen', full: true });
    expect(await stage.platform.profile(TENANT, 'nobody')).toBeUndefined();
  });

  it.each([
    [{ userRole: 'guest' }],
    [{ userRole: 'anonymous' }],
    [{ userPrincipalName: 'pia_x.example#EXT#@tf.example' }],
  ])('is no full member as %o', async (more) => {
    await learn();
    stage.cloud.rosters.set(ROOM, [person('29:pia', 'Pia', PIA, more)]);
    expect(await stage.platform.profile(TENANT, PIA)).toMatchObject({ full: false });
  });

  it('is no full member from elsewhere', async () => {
    await learn();
    stage.cloud.rosters.set(ROOM, [person('29:pia', 'Pia', PIA, { tenantId: OTHER })]);
    expect(await stage.platform.profile(TENANT, PIA)).toBeUndefined();
    expect(await stage.platform.profile(TENANT, `${OTHER}:${PIA}`)).toMatchObject({ full: false });
  });
});
