import { sql } from 'drizzle-orm';
import type { Core } from '../../src/core.ts';
import type { Database } from '../../src/db/types.ts';
import { createDatabase, startPostgres } from '../support/postgres.ts';
import { asRatio, median, type Measured } from './measure.ts';
import { coreOn, openMigrated, takesAll } from './quiet.ts';

const FEW = 100;
const MANY = 100_000;
const WARM_UP = 20;
const TICKS = 100;

/**
 * So many running task forces that are planned and quiet: each with five cues to come, five done, and three messages that
 * stand in the web's own channel. (Looking into the channels of chats is work that is due by itself.)
 */
async function fill(database: Database, count: number): Promise<void> {
  const statements = [
    sql`insert into task_forces (id, name, neutral_name, zone, state, started_at, plan_stale, planned_to, created_at)
      select 'tf' || n, 'Task force ' || n, 'Group', 'UTC', 'running', now() - interval '90 days', false,
        now() + interval '62 days' - interval '1 second' * (n % 3600), now() - interval '90 days'
      from generate_series(1, ${count}::int) n`,
    sql`insert into channels (platform, tenant, place, task_force)
      select 'web', 't' || n % 1000, 'channel:c' || n, 'tf' || n from generate_series(1, ${count}::int) n`,
    sql`insert into cues (task_force, key, kind, subject, what, due_at, until, state, settled_at)
      select 'tf' || n, 'step:' || k, 'toy', 'x', 'A step', at, at + interval '1 day',
        case when k > 0 then 'planned' else 'done' end, case when k > 0 then null else at end
      from generate_series(1, ${count}::int) n, generate_series(-4, 5) k,
        lateral (select now() + interval '6 days' * k - interval '1 day' + interval '1 second' * (n % 3600) as at) due`,
    sql`insert into messages
        (id, task_force, key, platform, tenant, place, view, shown, ref, shown_at, not_before, created_at)
      select gen_random_uuid(), 'tf' || n, 'note:' || k, 'web', 't' || n % 1000, 'channel:c' || n,
        '{"name":"x","id":"x"}', 1, 'ref', now(), now(), now()
      from generate_series(1, ${count}::int) n, generate_series(1, 3) k`,
    sql`insert into lanes (platform, tenant, place, not_before)
      select platform, tenant, place, now() - interval '1 day' from channels`,
  ];
  for (const statement of statements) await database.db.execute(statement);
  // A server does it by itself within the minute.
  await database.db.execute(sql`vacuum (analyze)`);
}

interface Under {
  readonly core: Core;
  readonly database: Database;
  readonly ms: number[];
}

/** All that a minute brings: plan, do what is due, look after channels, look for messages to send. */
async function tick({ core }: Under): Promise<void> {
  await core.tick();
  await core.rounds.run();
  await core.outbox.drain();
}

/** A tick with nothing due, over a hundred and over a hundred thousand task forces, in ms. */
export async function benchTick(): Promise<readonly Measured[]> {
  const postgres = await startPostgres();
  const under: Under[] = [];
  try {
    for (const count of [FEW, MANY]) {
      const database = await openMigrated((await createDatabase(postgres.url)).url);
      under.push({ database, core: coreOn(database, takesAll('web')), ms: [] });
      await fill(database, count);
    }
    for (let round = 0; round < WARM_UP + TICKS; round += 1)
      for (const each of under) {
        const began = performance.now();
        await tick(each);
        if (round >= WARM_UP) each.ms.push(performance.now() - began);
      }
    const [few, many] = under.map(({ ms }) => median(ms));
    console.error(
      `a tick with nothing due: ${few!.toFixed(2)} ms over ${FEW}, ${many!.toFixed(2)} ms over ${MANY}`,
    );
    return [asRatio('tick-100000-to-100', { value: many!, floor: few! }, 1.5)];
  } finally {
    for (const { database } of under) await database.close();
    await postgres.stop();
  }
}
