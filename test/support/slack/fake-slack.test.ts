import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SCOPES, startFakeSlack, type FakeSlack, type Team, type User } from './fake-slack.ts';

const quiet = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => 'error',
  setName() {},
};
const plain = (text: string) => ({ type: 'plain_text' as const, text });

let slack: FakeSlack;
let team: Team;
let dana: User;
let bot: WebClient;

const connect = (token: string): WebClient =>
  new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 5000,
    logger: quiet as never,
  });
const say = (args: { channel: string; text: string; [more: string]: unknown }) =>
  bot.apiCall('chat.postMessage', args) as ReturnType<WebClient['chat']['postMessage']>;
const errorOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'ok',
    (error: { data?: { error: string }; message: string }) => error.data?.error ?? error.message,
  );

beforeEach(async () => {
  slack = await startFakeSlack();
  team = slack.addTeam();
  dana = slack.addUser(team, 'Dana Reyes');
  bot = connect(slack.install(team).token);
});
afterEach(() => slack.stop());

describe('who may call', () => {
  test('auth.test says the workspace and its scopes', async () => {
    const answer = await bot.auth.test();
    expect(answer).toMatchObject({ team_id: team.id, user_id: team.botUser });
    expect(answer.response_metadata?.scopes).toEqual([...SCOPES]);
  });

  test('scopes are strict, and tokens end', async () => {
    expect(await errorOf(bot.conversations.open({ users: dana.id }))).toBe('missing_scope');
    const small = connect(slack.install(team, ['users:read']).token);
    await expect(small.apiCall('chat.postMessage', { channel: dana.id, text: 'a' })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'chat:write', provided: 'users:read' },
    });
    expect(await errorOf(connect('xoxb-other').auth.test())).toBe('invalid_auth');
    expect(await errorOf(connect('').auth.test())).toBe('not_authed');
    expect(await errorOf(bot.apiCall('no.such'))).toBe('unknown_method');
    slack.revoke(team);
    expect(await errorOf(bot.auth.test())).toBe('token_revoked');
    slack.revoke(team, 'inactive');
    expect(await errorOf(bot.auth.test())).toBe('account_inactive');
  });

  test('OAuth gives a token for a code, once', async () => {
    const { id: client_id, secret: client_secret } = slack.client;
    const redirect_uri = 'https://convener.example/slack/oauth_redirect';
    const page = new URL(slack.authorizeUrl);
    page.search = new URLSearchParams({
      client_id,
      redirect_uri,
      scope: 'commands,chat:write',
      state: 's',
    }).toString();
    const visit = async () =>
      new URL((await fetch(page, { redirect: 'manual' })).headers.get('location')!).searchParams;
    expect((await visit()).get('error')).toBe('access_denied');
    slack.state.consent = { team: team.id, user: dana.id };
    const back = await visit();
    expect(back.get('state')).toBe('s');
    const ask = () =>
      connect('').oauth.v2.access({ client_id, client_secret, redirect_uri, code: back.get('code')! });
    const first = await ask();
    expect(first).toMatchObject({
      team: { id: team.id },
      scope: 'commands,chat:write',
      authed_user: { id: dana.id },
    });
    expect(await errorOf(ask())).toBe('invalid_code');
  });

  test('with rotation a token lives 12 hours and a refresh token once', async () => {
    slack.state.rotation = true;
    const { token, refreshToken } = slack.install(team);
    slack.advance(12 * 3_600_000 + 1);
    expect(await errorOf(connect(token).auth.test())).toBe('token_expired');
    const refresh = () =>
      connect('').oauth.v2.access({
        client_id: slack.client.id,
        client_secret: slack.client.secret,
        grant_type: 'refresh_token',
        refresh_token: refreshToken!,
      });
    const fresh = await refresh();
    expect(await errorOf(connect(fresh.access_token!).auth.test())).toBe('ok');
    expect(await errorOf(refresh())).toBe('invalid_refresh_token');
    expect(slack.state.refreshes).toBe(1);
  });
});

describe('messages', () => {
  test('are posted, edited and deleted by the bot that wrote them', async () => {
    const channel = slack.addChannel(team, 'task-force', [dana]);
    const { ts } = await bot.chat['postMessage']({
      channel: channel.id,
      text: 'a',
      unfurl_links: false,
      unfurl_media: false,
    });
    await bot.chat.update({ channel: channel.id, ts: ts!, text: 'b' });
    expect(slack.messagesIn(channel)).toMatchObject([{ text: 'b', edits: 1, unfurl: { links: 'false' } }]);
    const hers = slack.write(channel, dana, 'mine');
    expect(await errorOf(bot.chat.update({ channel: channel.id, ts: hers.ts, text: 'c' }))).toBe(
      'cant_update_message',
    );
    await bot.chat.delete({ channel: channel.id, ts: ts! });
    expect(await errorOf(bot.chat.update({ channel: channel.id, ts: ts!, text: 'c' }))).toBe(
      'message_not_found',
    );
    await say({ channel: dana.id, text: 'Hello' });
    expect(slack.messagesIn(dana)).toMatchObject([{ text: 'Hello' }]);
    await bot.chat.postEphemeral({ channel: channel.id, user: dana.id, text: 'Only you' });
    expect(slack.echoesFor(dana)).toMatchObject([{ text: 'Only you' }]);
    expect(slack.calls.map(({ outcome }) => outcome)).toEqual([
      'ok',
      'ok',
      'cant_update_message',
      'ok',
      'message_not_found',
      'ok',
      'ok',
    ]);
  });

  test('go only where the bot is', async () => {
    const post = (channel: string) => errorOf(say({ channel, text: 'a' }));
    const out = { withBot: false };
    expect(await post(slack.addChannel(team, 'secret', [dana], out).id)).toBe('channel_not_found');
    expect(await post(slack.addChannel(team, 'open', [dana], { ...out, private: false }).id)).toBe(
      'not_in_channel',
    );
    expect(await post(slack.addChannel(team, 'old', [dana], { archived: true }).id)).toBe('is_archived');
    expect(await post('C404')).toBe('channel_not_found');
  });

  test('that break a size are refused with Slack’s words', async () => {
    const blocks = [{ type: 'header' as const, text: plain('x'.repeat(151)) }];
    await expect(say({ channel: dana.id, text: 'a', blocks })).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: {
          messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
    expect(slack.messagesIn(dana)).toEqual([]);
  });

  test('an answer address works five times in half an hour', async () => {
    const channel = slack.addChannel(team, 'task-force', [dana]);
    const answer = (url: string) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"text":"Saved"}',
      }).then((response) => response.status);
    const url = slack.newResponseUrl(team, dana, channel);
    const all: number[] = [];
    for (let count = 0; count < 6; count += 1) all.push(await answer(url));
    expect(all).toEqual([200, 200, 200, 200, 200, 404]);
    expect(slack.echoesFor(dana)).toHaveLength(5);
    const late = slack.newResponseUrl(team, dana, channel);
    slack.advance(1_800_001);
    expect(await answer(late)).toBe(404);
  });
});

describe('forms and homes', () => {
  const view = { type: 'modal' as const, title: plain('A form'), blocks: [] };

  test('a trigger opens one form, within three seconds', async () => {
    const trigger_id = slack.newTrigger(team, dana);
    await bot.views.open({ trigger_id, view });
    expect(slack.openViews(dana)).toHaveLength(1);
    expect(await errorOf(bot.views.open({ trigger_id, view }))).toBe('exchanged_trigger_id');
    const late = slack.newTrigger(team, dana);
    slack.advance(3001);
    expect(await errorOf(bot.views.open({ trigger_id: late, view }))).toBe('expired_trigger_id');
    expect(await errorOf(bot.views.open({ trigger_id: 'other', view }))).toBe('invalid_trigger_id');
    const long = { ...view, title: plain('x'.repeat(25)) };
    expect(await errorOf(bot.views.open({ trigger_id: slack.newTrigger(team, dana), view: long }))).toBe(
      'invalid_arguments',
    );
  });

  test('the second of two racing changes is refused', async () => {
    const opened = await bot.views.open({ trigger_id: slack.newTrigger(team, dana), view });
    const { id: view_id = '', hash } = opened.view as { id?: string; hash: string };
    await bot.views.update({ view_id, hash, view });
    expect(await errorOf(bot.views.update({ view_id, hash, view }))).toBe('hash_conflict');
    await bot.views.publish({ user_id: dana.id, view: { type: 'home', blocks: [] } });
    expect(slack.homeOf(dana)).toBeDefined();
  });
});

describe('people and channels', () => {
  test('members come in pages, and strangers are thin', async () => {
    const other = slack.addTeam('Northgate');
    const pia = slack.addUser(other, 'Pia Holm');
    const many = Array.from({ length: 250 }, (_, at) => slack.addUser(team, `Person ${at}`));
    const channel = slack.addChannel(team, 'shared', [...many, pia]);
    slack.share(channel, other, 'pending');
    const info = async () => (await bot.conversations.info({ channel: channel.id })).channel;
    expect(await info()).toMatchObject({
      is_private: true,
      is_ext_shared: false,
      is_pending_ext_shared: true,
    });
    slack.share(channel, other);
    expect(await info()).toMatchObject({ is_ext_shared: true, is_pending_ext_shared: false });
    const members: string[] = [];
    for await (const some of bot.paginate('conversations.members', { channel: channel.id, limit: 100 }))
      members.push(...(some as unknown as { members: string[] }).members);
    expect(members).toHaveLength(252);
    const { user } = await bot.users.info({ user: pia.id });
    expect(user).toMatchObject({ team_id: other.id, is_stranger: true });
    expect(user?.profile?.email).toBeUndefined();
    expect(await errorOf(bot.users.info({ user: slack.addUser(other, 'Unseen').id }))).toBe('user_not_found');
    const withEmail = connect(slack.install(team, ['users:read', 'users:read.email']).token);
    const guest = slack.addUser(team, 'Gus Lind', { restricted: true });
    expect((await withEmail.users.info({ user: guest.id })).user).toMatchObject({
      is_restricted: true,
      profile: { email: 'gus.lind@larkmoor-county.example' },
    });
  });
});

describe('trouble', () => {
  const post = () => errorOf(say({ channel: dana.id, text: 'a' }));

  test('comes as ordered', async () => {
    slack.fail('chat.postMessage', { kind: 'rate', retryAfter: 7 });
    await expect(say({ channel: dana.id, text: 'a' })).rejects.toMatchObject({
      retryAfter: 7,
    });
    slack.fail('chat.postMessage', { kind: 'status', status: 503 });
    expect(await post()).toContain('503');
    slack.fail('chat.postMessage', { kind: 'error', error: 'fatal_error' });
    expect(await post()).toBe('fatal_error');
    expect(slack.messagesIn(dana)).toEqual([]);
    slack.fail('chat.postMessage', { kind: 'drop', effect: true });
    expect(await post()).toContain('fetch failed');
    expect(slack.messagesIn(dana)).toHaveLength(1);
    slack.fail('chat.postMessage', { kind: 'slow', ms: 20 });
    expect(await post()).toBe('ok');
  });

  test('a call hangs until it is released', async () => {
    const trouble = slack.fail('chat.postMessage', { kind: 'hang' });
    const asked = post();
    await trouble.met;
    expect(slack.messagesIn(dana)).toEqual([]);
    trouble.release();
    expect(await asked).toBe('ok');
    expect(slack.messagesIn(dana)).toHaveLength(1);
  });

  test('the clock of the cloud can be wrong', async () => {
    slack.skew(-600_000);
    const { headers } = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST' });
    expect(Math.round((Date.parse(headers.get('date')!) - Date.now()) / 60_000)).toBe(-10);
  });
});
