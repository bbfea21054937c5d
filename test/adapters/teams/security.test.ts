import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { CLOUDS, isTrusted } from '../../../adapters/teams/clouds.ts';
import { BODY_BYTES } from '../../../adapters/teams/limits.ts';
import { inChat, OTHER, stageForEach, tokenOf } from './stage.ts';

const stage = stageForEach();
const hello = (more: object = {}) => inChat(stage.cloud, { text: 'help', ...more });
const now = () => Math.floor(Date.now() / 1000);
const handled = () => stage.host.handled.length;

describe('requests', () => {
  it('lets in what Teams signed for us', async () => {
    expect(await stage.send(hello())).toMatchObject({ status: 200, text: '' });
    expect(handled()).toBe(1);
  });

  it.each([
    ['audience', () => tokenOf(stage.cloud, { aud: OTHER })],
    ['issuer', () => tokenOf(stage.cloud, { iss: 'https://sts.windows.net/x/' })],
    ['expiry', () => tokenOf(stage.cloud, { exp: now() - 3600 })],
    ['beginning', () => tokenOf(stage.cloud, { nbf: now() + 3600 })],
    ['service URL', () => tokenOf(stage.cloud, { serviceurl: 'https://smba.trafficmanager.net/amer/' })],
    ['service URL that is missing', () => tokenOf(stage.cloud, { serviceurl: undefined })],
    [
      'key',
      () => tokenOf(stage.cloud, {}, {}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    ],
    ['name of a key', () => tokenOf(stage.cloud, {}, { kid: 'k2' })],
    ['algorithm none', () => tokenOf(stage.cloud, {}, { alg: 'none' })],
    ['algorithm HS256', () => tokenOf(stage.cloud, {}, { alg: 'HS256' })],
    ['signature', () => `${tokenOf(stage.cloud).slice(0, -6)}AAAAAA`],
    ['shape', () => 'Bearer abc'],
    ['scheme', () => 'Basic abc'],
    ['nothing', () => ''],
  ])('answers 401 to a wrong %s, in words of our own', async (_, token) => {
    expect(await stage.send(hello(), token())).toMatchObject({ status: 401, text: 'Who are you?\n' });
    expect(handled()).toBe(0);
    expect(stage.cloud.calls).toEqual([]);
  });

  it.each([
    ['no JSON', 'no JSON'],
    ['nothing', ''],
    ['an empty object', {}],
    ['a list', []],
    ['a type that is a number', { type: 5 }],
    ['another channel', () => hello({ channelId: 'slack' })],
    ['no service URL', () => hello({ serviceUrl: undefined })],
    ['a conversation without an id', () => hello({ conversation: {} })],
  ])('answers 400 to %s, before the SDK sees it', async (_, body) => {
    const made = typeof body === 'function' ? body() : body;
    expect(await stage.send(made)).toMatchObject({ status: 400, text: 'That was not understood.\n' });
    expect(stage.cloud.keysFetched).toBe(0);
  });

  it('takes no body that is far too long', async () => {
    const answer = await stage.send(hello({ text: 'x'.repeat(BODY_BYTES) }));
    expect(answer.status).toBe(413);
  });

  it('answers nobody but by POST', async () => {
    expect((await fetch(stage.url)).status).toBe(405);
  });

  it.each([
    'https://evil.example/amer/',
    'http://smba.trafficmanager.net/',
    'https://smba.trafficmanager.net.evil.example/',
  ])('trusts no service at %s, even signed', async (serviceUrl) => {
    const answer = await stage.send(hello({ serviceUrl }), tokenOf(stage.cloud, { serviceurl: serviceUrl }));
    expect(answer.status).toBe(401);
    expect(handled()).toBe(0);
  });

  it('lets in the tenants on the list alone', async () => {
    const from = {
      conversation: { id: 'a:x', conversationType: 'personal', tenantId: OTHER },
      channelData: {},
    };
    expect(await stage.send(hello(from))).toMatchObject({ status: 403, text: 'Not for this tenant.\n' });
    expect(handled()).toBe(0);
    const none = { conversation: { id: 'a:x', conversationType: 'personal' }, channelData: {} };
    expect((await stage.send(hello(none))).status).toBe(403);
  });

  it('says "not now" when the keys cannot be fetched', async () => {
    stage.cloud.keysDown = true;
    expect((await stage.send(hello())).status).toBe(503);
    stage.cloud.keysDown = false;
    expect((await stage.send(hello())).status).toBe(200);
  });

  it('says nothing of a fault of ours', async () => {
    stage.records.get = async () => {
      throw new Error('a secret of the database');
    };
    const answer = await stage.send(hello());
    expect(answer).toMatchObject({ status: 503, text: 'Something went wrong on our side.\n' });
  });
});

describe('without an app id', () => {
  const local = { appId: undefined, insecureLocal: true };

  it('does not start, unless it is said to be on this machine alone', () => {
    expect(() => stage.make({ appId: undefined })).toThrow('TEAMS_APP_ID');
    expect(() => stage.make({ appId: '' })).toThrow('TEAMS_APP_ID');
  });

  it('believes this machine, and nobody through a proxy', async () => {
    const platform = stage.make(local);
    await platform.start(stage.host);
    const server = createServer((request, response) => platform.routes[0]!.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stage.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
    expect((await stage.send(hello(), '')).status).toBe(200);
    const proxied = await fetch(stage.url, {
      method: 'POST',
      headers: { 'x-forwarded-for': '203.0.113.7' },
      body: JSON.stringify(hello()),
    });
    expect(proxied.status).toBe(403);
    await platform.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('clouds', () => {
  it.each(Object.values(CLOUDS))('$name has all of its settings', (cloud) => {
    for (const value of Object.values(cloud)) expect(value.length).toBeGreaterThan(0);
    expect(isTrusted(cloud.serviceUrl, cloud, false)).toBe(true);
  });

  it('the government ones know nothing of the public one', () => {
    for (const name of ['gcc-high', 'dod'] as const) {
      const { callerId: _, ...addresses } = CLOUDS[name];
      expect(JSON.stringify(addresses)).not.toMatch(/\.com|trafficmanager/);
      expect(isTrusted('https://smba.trafficmanager.net/amer/', CLOUDS[name], false)).toBe(false);
    }
  });

  it.each([
    'https://smba.trafficmanager.net@evil.example/',
    'https://a:b@smba.trafficmanager.net/',
    'https://smba.trafficmanager.net:8443/',
    'http://127.0.0.1/',
    'not an address',
  ])('%s is on no list', (url) => {
    expect(isTrusted(url, CLOUDS.public, false)).toBe(false);
  });
});
