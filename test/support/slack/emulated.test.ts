import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmulatedSlack, type EmulatedSlack } from './emulated.ts';

const redirect = 'https://convener.example/slack/oauth_redirect';
const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'A form' }, blocks: [] };
const errorOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'ok',
    (error: { data: { error: string } }) => error.data.error,
  );

let slack: EmulatedSlack;
beforeAll(async () => {
  slack = await startEmulatedSlack({ redirect });
});
afterAll(() => slack.stop());

test('installing gives a bot token that works', async () => {
  const page = new URL(slack.authorizeUrl);
  const { id: client_id, secret: client_secret } = slack.client;
  const scope = 'chat:write,users:read';
  page.search = new URLSearchParams({ client_id, redirect_uri: redirect, scope, state: 's' }).toString();
  expect((await fetch(page)).status).toBe(200);
  const back = await slack.allow(page, await slack.userId('dana'));
  expect(back.searchParams.get('state')).toBe('s');
  const code = back.searchParams.get('code')!;
  const ask = () =>
    slack.connect('').oauth.v2.access({ client_id, client_secret, redirect_uri: redirect, code });
  const { access_token } = await ask();
  expect(await errorOf(slack.connect(access_token!).auth.test())).toBe('ok');
  expect(await errorOf(ask())).toBe('invalid_code');
});

test('a trigger opens one form, and a racing change is refused', async () => {
  const bot = slack.connect(slack.token);
  const trigger_id = await slack.newTrigger(await slack.userId('dana'));
  const opened = await bot.views.open({ trigger_id, view });
  expect(await errorOf(bot.views.open({ trigger_id, view }))).toBe('exchanged_trigger_id');
  const { id: view_id = '', hash } = opened.view as { id?: string; hash: string };
  await bot.views.update({ view_id, hash, view });
  expect(await errorOf(bot.views.update({ view_id, hash, view }))).toBe('hash_conflict');
});

test('what the manifest asks for suffices to read a private channel, and no more is given', async () => {
  const bot = slack.connect(slack.token);
  const channel = await slack.channelId('task-force');
  expect(await errorOf(bot.conversations.members({ channel }))).toBe('ok');
  await expect(bot.conversations.open({ users: await slack.userId('dana') })).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'im:write' },
  });
});
