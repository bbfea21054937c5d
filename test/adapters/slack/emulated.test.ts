import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSlackPlatform } from '../../../adapters/slack/index.ts';
import type { Platform } from '../../../src/kernel/platform.ts';
import { channelPlace, directPlace } from '../../../src/kernel/platform.ts';
import { createVault } from '../../../src/vault.ts';
import { startEmulatedSlack, type EmulatedSlack } from '../../support/slack/emulated.ts';
import { AGENDA, CALL } from '../web/cards.ts';
import { createFakeHost, createFakeRecords, PEOPLE, wordsFor } from '../web/fake-host.ts';

// Slack as others understand it, with exactly the scopes of our manifest.
let slack: EmulatedSlack;
let platform: Platform;
beforeEach(async () => {
  slack = await startEmulatedSlack({ redirect: 'https://convener.example/slack/oauth_redirect' });
  const silent = (): void => {};
  const { apiUrl, authorizeUrl, token: botToken } = slack;
  platform = createSlackPlatform(
    { publicUrl: 'https://convener.example', signingSecret: 'secret', apiUrl, authorizeUrl, botToken },
    {
      records: createFakeRecords(() => new Date()),
      vault: createVault(['a secret of the tests that is long enough']),
      log: { info: silent, warn: silent, error: silent },
    },
  );
  await platform.start(createFakeHost());
});
afterEach(async () => {
  await platform.stop();
  await slack.stop();
});

it('posts, changes and removes, and knows people, with the scopes of the manifest', async () => {
  const { team_id: tenant = '' } = await slack.connect(slack.token).auth.test();
  const dana = await slack.userId('dana');
  const at = (place: string) => ({ platform: 'slack', tenant, place });
  const showing = {
    taskForce: 'lctf' as never,
    key: 'k',
    card: CALL,
    words: wordsFor(PEOPLE),
    signal: new AbortController().signal,
  };
  const room = at(channelPlace(await slack.channelId('task-force')));
  for (const place of [room, at(directPlace(dana))]) {
    const sent = await platform.show(place, showing);
    if (sent.state !== 'shown') throw new Error(JSON.stringify(sent));
    const { ref } = sent;
    expect(await platform.show(place, { ...showing, card: AGENDA, previous: ref })).toEqual({
      state: 'shown',
      ref,
    });
    expect(await platform.remove(place, ref)).toEqual({ state: 'shown', ref });
  }
  expect(await platform.profile(tenant, dana)).toMatchObject({ full: true });
  expect(await platform.audience(room)).toMatchObject({ state: 'known', label: '#task-force' });
  // The emulator's clock is the machine's, and not that of the tests.
  const others = (await platform.doctor()).filter(({ what }) => what !== "Slack: this machine's clock");
  expect(others.filter(({ ok }) => !ok)).toEqual([]);
  expect(others.length).toBeGreaterThan(0);
});
