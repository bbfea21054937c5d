import { describe, expect, it } from 'vitest';
import { CLOUDS, isTrusted } from '../../../adapters/teams/clouds.ts';
import { BODY_BYTES } from '../../../adapters/teams/limits.ts';
import type { Thing } from '../../support/slack/json.ts';
import type { How } from '../../support/teams/signed.ts';
import { serve } from '../serve.ts';
import { stageForEach } from './stage.ts';

const stage = stageForEach();
const hello = (how: How = {}) => stage.sender.message(stage.dana, stage.chat, 'help', how);
const changed = (more: Thing) => hello({ change: (activity) => ({ ...activity, ...more }) });
const handled = () => stage.host.handled.length;

// What is wrong with a token is in the contract (test/adapters/contract-teams.ts).
describe('requests', () => {
  it('five minutes of difference between clocks are no forgery', async () => {
    for (const ageSeconds of [240, 0, -240])
      expect(await hello({ ageSeconds })).toMatchObject({ status: 200, text: '' });
    expect(handled()).toBe(3);
  });

  it.each<[string, () => Thing | string]>([
    ['no JSON', () => 'no JSON'],
    ['nothing', () => ''],
    ['an empty object', () => ({})],
    ['a list', () => [] as unknown as Thing],
    ['a type that is a number', () => ({ type: 5 })],
  ])('answers 400 to %s, before the SDK sees it', async (_, body) => {
    const made = body();
    const response = await fetch(stage.url, {
      method: 'POST',
      headers: { authorization: stage.teams.keys.authorization(stage.teams.serviceUrl)! },
      body: typeof made === 'string' ? made : JSON.stringify(made),
    });
    expect([response.status, await response.text()]).toEqual([400, 'That was not understood.\n']);
    expect(stage.teams.keys.calls).toEqual([]);
  });

  it.each<[string, Thing]>([
    ['another channel', { channelId: 'slack' }],
    ['no service URL', { serviceUrl: undefined }],
    ['a conversation without an id', { conversation: {} }],
  ])('answers 400 to %s', async (_, more) => {
    expect(await changed(more)).toMatchObject({ status: 400, text: 'That was not understood.\n' });
    expect(stage.teams.keys.calls).toEqual([]);
  });

  it('takes no body that is far too long', async () => {
    expect((await changed({ text: 'x'.repeat(BODY_BYTES) })).status).toBe(413);
  });

  it('answers nobody but by POST', async () => {
    expect((await fetch(stage.url)).status).toBe(405);
  });

  it.each([
    'https://evil.example/amer/',
    'http://smba.trafficmanager.net/',
    'https://smba.trafficmanager.net.evil.example/',
  ])('trusts no service at %s, even signed', async (serviceUrl) => {
    expect((await hello({ serviceUrl })).status).toBe(401);
    expect(handled()).toBe(0);
  });

  it('lets in the tenants on the list alone', async () => {
    const tenant = '99999999-9999-4999-8999-999999999999';
    expect(await hello({ tenant })).toMatchObject({ status: 403, text: 'Not for this tenant.\n' });
    const conversation = { id: 'a:x', conversationType: 'personal' };
    expect((await changed({ conversation, channelData: {} })).status).toBe(403);
    expect(handled()).toBe(0);
  });

  it('says "not now" when the keys cannot be fetched', async () => {
    const trouble = stage.teams.keys.fail('metadata', { kind: 'status', status: 500 }, { times: 99 });
    expect((await hello()).status).toBe(503);
    trouble.release();
    expect((await hello()).status).toBe(200);
  });

  it('says nothing of a fault of ours', async () => {
    stage.records.get = async () => {
      throw new Error('a secret of the database');
    };
    expect(await hello()).toMatchObject({ status: 503, text: 'Something went wrong on our side.\n' });
  });
});

describe('without an app id', () => {
  it('does not start, unless it is said to be on this machine alone', () => {
    expect(() => stage.another({ appId: undefined })).toThrow('TEAMS_APP_ID');
    expect(() => stage.another({ appId: '' })).toThrow('TEAMS_APP_ID');
  });

  it('believes this machine, and nobody through a proxy', async () => {
    const platform = stage.another({ appId: undefined, insecureLocal: true });
    await platform.start(stage.host);
    const { origin, stop } = await serve(platform);
    const { body } = (await hello()).bytes;
    const send = async (headers: Record<string, string>) =>
      (await fetch(`${origin}/api/messages`, { method: 'POST', headers, body })).status;
    expect(await send({})).toBe(200);
    expect(await send({ 'x-forwarded-for': '203.0.113.7' })).toBe(403);
    await platform.stop();
    await stop();
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
