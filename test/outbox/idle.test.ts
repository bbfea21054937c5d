import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Database, Tx } from '../../src/db/types.ts';
import { claim, earliest, freeLanes } from '../../src/outbox/lanes.ts';
import { engines, withDatabase } from '../support/database.ts';
import { until } from './machine.ts';
import { HOME, post, setStage } from './stage.ts';

async function fill(database: Database, done: number): Promise<void> {
  await database.db.execute(sql`
    insert into lanes (platform, tenant, place, not_before)
    select 'slack', 't1', 'channel:' || n, '2027-01-01' from generate_series(0, 4999) n`);
  await database.db.execute(sql`
    insert into messages (id, task_force, key, platform, tenant, place, view, wanted, shown, ref, not_before, created_at)
    select gen_random_uuid(), ${HOME}, 'k' || n, 'slack', 't1', 'channel:' || n % 5000, '{"name":"v","id":"x"}', 3, 3,
      'r' || n, '2027-01-01', '2027-01-01'
    from generate_series(1, ${done}::int) n`);
}

describe('an idle outbox on postgres', () => {
  const database = withDatabase('postgres');

  test('reads nothing of 100,000 messages that are done, and little to claim one, with and without statistics', async () => {
    const stage = await setStage(database());
    await fill(database(), 100_000);
    for (const statistics of [false, true]) {
      if (statistics) await database().db.execute(sql`analyze`);
      await database().unscoped(async (tx) => {
        const before = await rowsRead(tx);
        expect(await earliest(tx)).toEqual(new Map());
        // What was sent lately may leave an entry in the index until the next vacuum.
        expect((await rowsRead(tx)) - before).toBeLessThan(3);
      });
      await stage.effects(post('new', '7', 'v'));
      const now = stage.machine.now();
      await database().unscoped(async (tx) => {
        const before = await rowsRead(tx);
        expect(await earliest(tx)).toEqual(new Map([['slack', now]]));
        const lease = { lease: randomUUID(), until: new Date(now.getTime() + 1) };
        const options = { platform: 'slack', limit: 16, now, ...lease };
        expect(await claim(tx, options, await freeLanes(tx, options))).toHaveLength(1);
        // The lanes may be read as a whole, the messages never.
        expect((await rowsRead(tx)) - before).toBeLessThan(12_000);
      });
      stage.machine.advance(1);
      await stage.outbox.drain();
    }
  });
});

/** Rows and index entries looked at so far: of this transaction, and what the connection has not reported yet. */
async function rowsRead(tx: Tx): Promise<number> {
  const { rows } = await tx.execute<{ read: number }>(sql`
    select sum(pg_stat_get_xact_tuples_returned(oid))::int as read from (
      select unnest(array['messages', 'lanes']::regclass[])::oid as oid
      union all select indexrelid from pg_index where indrelid in ('messages'::regclass, 'lanes'::regclass)) as relations`);
  return rows[0]?.read ?? -1;
}

describe.each(engines)('an idle outbox on %s', (engine) => {
  const database = withDatabase(engine);

  test('looks once in a second', async () => {
    const stage = await setStage(database());
    let looks = 0;
    const counted: Database = {
      ...database(),
      unscoped: (fn) => {
        looks += 1;
        return database().unscoped(fn);
      },
    };
    const outbox = stage.another({ database: counted });
    outbox.start();
    const began = stage.machine.now().getTime();
    await until(() => {
      stage.machine.skip();
      return stage.machine.now().getTime() - began >= 10_000;
    });
    await outbox.stop();
    expect(looks).toBeLessThanOrEqual(11);
  });
});
