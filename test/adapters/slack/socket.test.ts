import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSlackPlatform } from '../../../adapters/slack/index.ts';
import type { Platform } from '../../../src/kernel/platform.ts';
import { rich } from '../../../src/kernel/rich.ts';
import { createVault } from '../../../src/vault.ts';
import { startFakeSlack, type FakeSlack } from '../../support/slack/fake-slack.ts';
import { createSender, overSocket, plainTextOf, topForm } from '../../support/slack/signed.ts';
import { TOPIC } from '../web/cards.ts';
import { createFakeHost, createFakeRecords } from '../web/fake-host.ts';

let slack: FakeSlack;
let platform: Platform;
beforeEach(async () => {
  slack = await startFakeSlack();
});
afterEach(async () => {
  await platform.stop();
  await slack.stop();
});

it('works over a line that we open ourselves, without a signing secret', async () => {
  const team = slack.addTeam();
  const dana = slack.addUser(team, 'Dana Okafor');
  const room = slack.addChannel(team, 'task-force', [dana]);
  const { apiUrl, authorizeUrl, appToken } = slack;
  const botToken = slack.install(team).token;
  const silent = (): void => {};
  platform = createSlackPlatform(
    { publicUrl: 'http://localhost:3000', apiUrl, authorizeUrl, appToken, botToken },
    {
      records: createFakeRecords(() => new Date()),
      vault: createVault(['a secret of the tests that is long enough']),
      log: { info: silent, warn: silent, error: silent },
    },
  );
  const host = createFakeHost();
  host.answer = (intent) =>
    intent.kind === 'press' || intent.kind === 'command'
      ? { kind: 'note', text: rich`Saved.` }
      : intent.kind === 'submit'
        ? { kind: 'none' }
        : { kind: 'form', form: TOPIC };
  host.opensForm = (text) => text === 'agenda add';
  await platform.start(host);
  await expect.poll(() => slack.socket.connections()).toBe(1);
  const sender = createSender(slack, overSocket(slack.socket));
  await sender.command(dana, room, '/agenda add Budget');
  expect(slack.echoesFor(dana).map(plainTextOf)).toEqual(['Saved.']);
  host.answer = (intent) => (intent.kind === 'submit' ? { kind: 'none' } : { kind: 'form', form: TOPIC });
  await sender.command(dana, room, '/agenda add');
  const view = await slack.until(() => {
    const found = topForm(slack, dana);
    return plainTextOf(found).includes('Your topic') && found;
  });
  await sender.submit(dana, view, { title: 'Budget' });
  expect(slack.openViews(dana)).toEqual([]);
  expect(host.handled.at(-1)!.intent).toMatchObject({ kind: 'submit', values: { title: 'Budget' } });
  // Refused while it reconnects, it goes on trying, and takes nothing down with it.
  slack.fail('apps.connections.open', { kind: 'error', error: 'invalid_auth' });
  slack.fail('apps.connections.open', { kind: 'status', status: 503 });
  slack.socket.cut();
  await expect.poll(() => slack.of('apps.connections.open').length, { timeout: 20_000 }).toBe(4);
  await expect.poll(() => slack.socket.connections(), { timeout: 20_000 }).toBe(1);
  slack.socket.refresh();
  await expect.poll(() => slack.of('apps.connections.open').length, { timeout: 20_000 }).toBe(5);
  await expect.poll(() => slack.socket.connections(), { timeout: 20_000 }).toBe(1);
}, 60_000);
