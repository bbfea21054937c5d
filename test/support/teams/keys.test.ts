import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { credentialsFor } from './credentials.ts';
import { judge } from './judge.ts';
import { startKeys, type Forgery, type Keys } from './keys.ts';

const SERVICE = 'http://127.0.0.1:1/amer/';
let keys: Keys;
let passed: number;
beforeEach(async () => {
  passed = 0;
  keys = await startKeys({ now: () => Date.now() + passed });
});
afterEach(() => keys.stop());

describe("Teams' tokens", () => {
  test('are good by the book', async () => {
    expect(await judge(keys, keys.authorization(SERVICE), SERVICE)).toBe('good');
    expect(keys.calls.map(({ method }) => method)).toEqual(['metadata', 'keys']);
  });

  const WRONG: readonly (readonly [Forgery, string])[] = [
    ['absent', 'no token'],
    ['scheme', 'no token'],
    ['garbage', 'algorithm'],
    ['audience', 'audience'],
    ['issuer', 'issuer'],
    ['expired', 'expiry'],
    ['no-expiry', 'expiry'],
    ['not-before', 'not before'],
    ['signature', 'signature'],
    ['none', 'algorithm'],
    ['HS256', 'algorithm'],
    ['key-id', 'key'],
    ['no-key-id', 'key'],
    ['endorsements', 'endorsements'],
    ['service-url', 'service'],
    ['no-service-url', 'service'],
    ['emulator', 'issuer'],
  ];
  test.each(WRONG)('are wrong as asked: %s', async (forgery, reason) => {
    expect(await judge(keys, keys.authorization(SERVICE, forgery), SERVICE)).toBe(reason);
  });

  test('grow old: clocks may differ by five minutes', async () => {
    expect(await judge(keys, keys.authorization(SERVICE, undefined, 3600 + 120), SERVICE)).toBe('good');
    expect(await judge(keys, keys.authorization(SERVICE, undefined, 3600 + 400), SERVICE)).toBe('expiry');
  });

  test('cannot be checked while the keys are away', async () => {
    keys.fail('metadata', { kind: 'status', status: 500 });
    expect((await fetch(keys.keysUrl)).status).toBe(500);
    const hang = keys.fail('keys', { kind: 'hang' });
    const waiting = judge(keys, keys.authorization(SERVICE), SERVICE);
    await hang.met;
    hang.release();
    expect(await waiting).toBe('good');
  });
});

describe("the bot's own token", () => {
  const account = (more: object = {}) =>
    credentialsFor(
      {
        appId: keys.appId,
        appPassword: keys.appPassword,
        scope: keys.scope,
        tokenUrl: keys.tokenUrl,
        ...more,
      },
      () => Date.now() + passed,
    ).createCredentials(keys.appId);

  test('is bought once, and again before it ends', async () => {
    const bot = await account();
    const first = await bot.getToken();
    expect(await bot.getToken()).toBe(first);
    expect(keys.isGood(first)).toBe(true);
    expect(keys.isGood('made up')).toBe(false);
    passed += 59 * 60_000;
    const second = await bot.getToken();
    expect(second).not.toBe(first);
    passed += 59 * 60_000;
    expect([keys.isGood(first), keys.isGood(second)]).toEqual([false, true]);
    keys.revoke();
    expect(keys.isGood(second)).toBe(false);
    expect(keys.of('token')).toHaveLength(2);
    expect(JSON.stringify(keys.calls)).not.toContain(keys.appPassword);
  });

  test('is refused as Entra refuses it', async () => {
    const answers = [
      account({ appPassword: 'old' }),
      account({ appId: 'another' }),
      account({ scope: 'https://graph.example' }),
    ].map(async (bot) => (await bot).getToken());
    const why = await Promise.allSettled(answers);
    expect(why.map((each) => (each.status === 'rejected' ? String(each.reason) : 'sold'))).toEqual([
      'AuthError: invalid_client',
      'AuthError: unauthorized_client',
      'AuthError: invalid_scope',
    ]);
  });

  test('signs a request', async () => {
    const headers = new Headers();
    await (await account()).signRequest({ headers });
    expect(headers.get('authorization')).toBe('Bearer connector-token-1');
  });
});
