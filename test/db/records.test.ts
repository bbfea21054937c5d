import { sql } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRecords, purgeExpired } from '../../src/db/records.ts';
import { ensureRowLevelSecurity } from '../../src/db/row-level-security.ts';
import { emptyTables, engines, silent, withDatabase } from '../support/database.ts';

describe.each(engines)('records on %s', (engine) => {
  const database = withDatabase(engine, { tables: false });
  let now = new Date();
  const of = (adapter: string) => createRecords(database(), adapter, () => now);
  const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

  beforeAll(async () => {
    await database().db
      .execute(sql`create table records (adapter text not null, kind text not null, key text not null,
      value jsonb not null, expires_at timestamptz, primary key (adapter, kind, key))`);
    await ensureRowLevelSecurity(database().db, silent);
  });
  beforeEach(async () => {
    now = new Date('2026-11-01T05:30:00Z');
    await emptyTables(database());
  });

  test.each([
    ['an object', { team: 'T1', scopes: ['a', 'b'], deep: { at: null } }],
    ['a text', 'O\'Brien "quoted" \\ ünï'],
    ['a number', 1.5],
    ['false', false],
    ['null', null],
    ['a list', [1, '2', null]],
  ])('keeps %s as it was', async (_name, value) => {
    await of('web').put('session', 'a', value);
    expect(await of('web').get('session', 'a')).toEqual(value);
    expect(await of('web').take('session', 'a')).toEqual(value);
  });

  test('a lease belongs to one at a time, until it ends or is given back', async () => {
    const web = of('web');
    const first = await Promise.all([1, 2, 3].map(() => web.claim('lease', 'a', minutes(1))));
    expect(first.filter(Boolean)).toHaveLength(1);
    expect(await web.claim('lease', 'a', minutes(1))).toBe(false);
    expect(await web.claim('lease', 'b', minutes(1))).toBe(true);
    await web.remove('lease', 'b');
    expect(await web.claim('lease', 'b', minutes(1))).toBe(true);
    now = minutes(2);
    const won = await Promise.all([1, 2, 3].map(() => web.claim('lease', 'a', minutes(1))));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  test('the last put wins, with its own expiry', async () => {
    const web = of('web');
    await web.put('session', 'a', 1, minutes(1));
    await web.put('session', 'a', 2);
    now = minutes(5);
    expect(await web.get('session', 'a')).toBe(2);
    await web.remove('session', 'a');
    expect(await web.get('session', 'a')).toBeUndefined();
    await web.remove('session', 'a');
  });

  test('adapters and kinds do not meet', async () => {
    await of('web').put('session', 'a', 'web');
    await of('slack').put('session', 'a', 'slack');
    await of('slack').put('install', 'a', 'install');
    await of('web').remove('session', 'a');
    expect(await of('web').get('session', 'a')).toBeUndefined();
    expect(await of('slack').get('session', 'a')).toBe('slack');
    expect(await of('slack').list('session', '')).toEqual([{ key: 'a', value: 'slack' }]);
  });

  test('an expired record is absent in every way, and purged', async () => {
    const web = of('web');
    await web.put('session', 'old', 1, minutes(10));
    await web.put('session', 'new', 2, minutes(11));
    await web.put('session', 'always', 3);
    now = minutes(10);
    expect(await web.get('session', 'old')).toBeUndefined();
    expect(await web.take('session', 'old')).toBeUndefined();
    expect(await web.list('session', '')).toEqual([
      { key: 'always', value: 3 },
      { key: 'new', value: 2 },
    ]);
    expect(await purgeExpired(database(), now)).toBe(1);
    expect(await purgeExpired(database(), now)).toBe(0);
    expect(await web.list('session', '')).toHaveLength(2);
  });

  test('of ten that take one record, one gets it', async () => {
    await of('web').put('invite', 'once', 'the value');
    const taken = await Promise.all(Array.from({ length: 10 }, () => of('web').take('invite', 'once')));
    expect(taken.filter((value) => value !== undefined)).toEqual(['the value']);
  });

  test('list takes its prefix literally', async () => {
    const web = of('web');
    for (const key of ['a%b', 'a_b', 'axb', 'b']) await web.put('kind', key, key);
    expect((await web.list('kind', 'a')).map(({ key }) => key)).toHaveLength(3);
    expect(await web.list('kind', 'a%')).toEqual([{ key: 'a%b', value: 'a%b' }]);
    expect(await web.list('kind', 'a_')).toEqual([{ key: 'a_b', value: 'a_b' }]);
  });
});
