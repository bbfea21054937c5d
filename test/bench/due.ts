import { Pool } from 'pg';
import { sql } from 'drizzle-orm';
import { reminders } from '../../src/features/confidentiality/table.ts';
import { LANES_AT_WORK } from '../../src/outbox/outbox.ts';
import type { Platform } from '../../src/kernel/platform.ts';
import { createDatabase, startPostgres } from '../support/postgres.ts';
import { prepareForty, TASK_FORCES } from './forty.ts';
import { asPace, median, type Measured } from './measure.ts';
import { coreOn, openMigrated, takesAll } from './quiet.ts';

const PLATFORM = 'chat';
const TENANT = 't1';
/** Of each task force; with the task forces a thousand. */
const PLACES = 25;
/** In each place; with the places ten thousand. */
const REMINDERS = [
  ...['mtg-2027-02', 'mtg-2027-03', 'mtg-2027-04'].map((id) => ({ key: `reminder:${id}`, weekly: false })),
  ...Array.from({ length: 7 }, (_, week) => ({ key: `reminder:week-${week}`, weekly: true })),
];
const MESSAGES = TASK_FORCES * PLACES * REMINDERS.length;
const ROUNDS = 3;

const WAITING = `
  insert into messages (id, task_force, key, platform, tenant, place, view, not_before, created_at)
  select gen_random_uuid(), a.task_force, r.key, a.platform, a.tenant, 'direct:' || a.account,
    jsonb_build_object('name', 'confidentiality.reminder', 'id', r.key), now(), now()
  from (select *, row_number() over (partition by task_force order by member) as n from accounts where platform = '${PLATFORM}') a
    join reminders r on r.task_force = a.task_force
  where a.n <= ${PLACES}`;
const AS_ROWS = `insert into floor_messages select id, place, key, null from messages`;
const CLAIM = `
  update floor_messages set state = 'claimed' where id in
    (select id from floor_messages where state = 'due' limit ${LANES_AT_WORK} for update skip locked)
  returning id, place, key`;
const MARK = `update floor_messages set state = 'sent', ref = $2 where id = $1`;
const CARD = { title: [], blocks: [], notice: '' };
const WORDS = { names: new Map(), zone: 'UTC', home: 'UTC' };

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The same rows claimed, posted to the same platform and marked sent; nothing else. */
async function floor(pool: Pool, platform: Platform): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ id: string; place: string; key: string }>({
      name: 'claim',
      text: CLAIM,
    });
    if (rows.length === 0) return;
    await Promise.all(
      rows.map(async ({ id, place, key }) => {
        const where = { platform: PLATFORM, tenant: TENANT, place: place as `direct:${string}` };
        const sent = await platform.show(where, { taskForce: 'tf', key, card: CARD, words: WORDS } as never);
        await pool.query({
          name: 'mark',
          text: MARK,
          values: [id, sent.state === 'shown' ? sent.ref : null],
        });
      }),
    );
  }
}

/** Ten thousand messages that are due in a thousand places, rendered and delivered, beside the floor in the same run. */
export async function benchDue(): Promise<readonly Measured[]> {
  const postgres = await startPostgres();
  const { url } = await createDatabase(postgres.url);
  await prepareForty(url, {
    platform: PLATFORM,
    tenant: TENANT,
    place: (index) => `channel:c${index}`,
    account: (index, member) => `u-${index}-${member}`,
    more: async (tx, taskForce) => {
      const sentAt = new Date();
      const rows = REMINDERS.map((each, index) => ({ ...each, taskForce, wording: index % 3, sentAt }));
      await tx.insert(reminders).values(rows);
    },
  });
  const database = await openMigrated(url);
  const pool = new Pool({ connectionString: url, max: 10 });
  // The server may go before the last of its connections has closed.
  pool.on('error', () => {});
  try {
    const platform = takesAll(PLATFORM);
    const core = coreOn(database, platform);
    const seen = { ours: [] as number[], floor: [] as number[] };
    await pool.query(`create table floor_messages
      (id uuid primary key, place text, key text, ref text, state text not null default 'due')`);
    await pool.query(`create index on floor_messages (id) where state = 'due'`);
    for (let round = 0; round < ROUNDS; round += 1) {
      await pool.query('truncate messages, lanes, floor_messages');
      await pool.query(WAITING);
      await pool.query(AS_ROWS);
      await pool.query(`insert into lanes select distinct platform, tenant, place, now() from messages`);
      await database.db.execute(sql`vacuum (analyze) messages, lanes, floor_messages`);
      const before = platform.shown();
      seen.ours.push(await timed(() => core.outbox.drain()));
      seen.floor.push(await timed(() => floor(pool, platform)));
      const shown = platform.shown() - before;
      if (shown !== 2 * MESSAGES) throw new Error(`${shown} were shown, not twice ${MESSAGES}`);
    }
    const [ours, least] = [median(seen.ours), median(seen.floor)];
    const perSecond = (ms: number): number => (MESSAGES * 1000) / ms;
    console.error(`${MESSAGES} due messages: ours ${ours.toFixed(0)} ms, the floor ${least.toFixed(0)}`);
    return [asPace('due-messages-pace', { value: perSecond(ours), floor: perSecond(least) }, 0.2)];
  } finally {
    await pool.end();
    await database.close();
    await postgres.stop();
  }
}
