import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/types.ts';
import { earliest } from '../../src/outbox/lanes.ts';
import { engines, withDatabase } from '../support/database.ts';
import { until } from './machine.ts';
import { HOME, setStage } from './stage.ts';

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

  test('reads nothing of 100,000 messages that are done, with and without statistics', async () => {
    await setStage(database());
    await fill(database(), 100_000);
    for (const statistics of [false, true]) {
      if (statistics) await database().db.execute(sql`analyze`);
      const read = await database().unscoped(async (tx) => {
        expect(await earliest(tx)).toEqual(new Map());
        const { rows } = await tx.execute<{ name: string; rows: number }>(sql`
          select relname as name, (seq_tup_read + idx_tup_fetch)::int as rows
          from pg_stat_xact_user_tables where relname in ('messages', 'lanes') order by 1`);
        return rows;
      });
      expect(read).toEqual([
        { name: 'lanes', rows: 0 },
        { name: 'messages', rows: 0 },
      ]);
    }
  });
});

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
