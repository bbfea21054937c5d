import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import type { Database, Log } from '../../src/db/types.ts';
import { emptyTables, silent } from '../support/database.ts';
import { query, startPostgres, type TestServer } from '../support/postgres.ts';
import { createNotes, notes } from './tables.ts';

const backend = sql<number>`pg_backend_pid()`;

// These tests break connections and the server: it is their own.
describe('PostgreSQL that goes away', () => {
  let server: TestServer;
  let database: Database;
  const warned: string[] = [];
  const log: Log = { ...silent, warn: (_fields, message) => warned.push(message) };
  const ids = async () =>
    (await database.unscoped((tx) => tx.select().from(notes).orderBy(notes.id))).map((row) => row.id);

  beforeAll(async () => {
    server = await startPostgres({ own: true });
    database = await openDatabase({ url: server.url }, { log });
    await createNotes(database);
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });
  beforeEach(() => emptyTables(database));

  test('sessions are set up: UTC, ISO dates, limits, a name', async () => {
    const { rows } = await database.db
      .execute(sql`select current_setting('timezone') as zone, current_setting('datestyle') as dates,
      current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle,
      current_setting('application_name') as name`);
    expect(rows).toEqual([
      { zone: 'UTC', dates: 'ISO, MDY', statement: '30s', idle: '1min', name: 'convener' },
    ]);
    const long = await database.alone(({ db }) =>
      db.execute(sql`select current_setting('statement_timeout') as statement`),
    );
    expect(long.rows).toEqual([{ statement: '0' }]);
  });

  test('a connection cut between two statements: the whole function runs again', async () => {
    const seen: number[] = [];
    await database.transaction('larkmoor', async (tx) => {
      const [row] = await tx.select({ pid: backend }).from(sql`(select 1) as one`);
      seen.push(row?.pid ?? 0);
      await tx.insert(notes).values({ id: `run ${seen.length}`, taskForce: 'larkmoor', body: '' });
      if (seen.length > 1) return;
      await cut(row?.pid ?? 0);
      await tx.update(notes).set({ body: 'never' });
    });
    expect(new Set(seen).size).toBe(2);
    expect(await ids()).toEqual(['run 2']);
  });

  test('a connection cut while committing: not again, since it may have been saved', async () => {
    await database.db.execute(sql`create function cut() returns trigger language plpgsql security definer as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5); return null; end $$`);
    await database.db.execute(
      sql`create constraint trigger cut after insert on notes deferrable initially deferred for each row execute function cut()`,
    );
    let runs = 0;
    const outcome = database.transaction('larkmoor', async (tx) => {
      runs += 1;
      await tx.insert(notes).values({ id: 'a', taskForce: 'larkmoor', body: '' });
    });
    await expect(outcome).rejects.toThrow('commit');
    await database.db.execute(sql`drop function cut cascade`);
    expect([runs, await ids()]).toEqual([1, []]);
  });

  test('the server restarts: this process lives, and works again', async () => {
    await Promise.all(
      Array.from({ length: 5 }, () => database.unscoped((tx) => tx.execute(sql`select pg_sleep(0.1)`))),
    );
    warned.length = 0;
    const during = database
      .transaction('larkmoor', (tx) => tx.execute(sql`select pg_sleep(60)`))
      .catch((error: unknown) => error);
    await waitUntilSleeping();
    await server.restart();
    expect(await during).toBeInstanceOf(Error);
    expect(warned.some((message) => message.includes('connection was lost'))).toBe(true);
    await database.transaction('larkmoor', (tx) =>
      tx.insert(notes).values({ id: 'after', taskForce: 'larkmoor', body: '' }),
    );
    expect(await ids()).toEqual(['after']);
  });

  test('a failed transaction gives its connection back', async () => {
    for (let round = 0; round < 25; round += 1) {
      await database
        .transaction('larkmoor', async (tx) => {
          await tx.update(notes).set({ body: 'x' }).where(eq(notes.id, 'none'));
          throw new Error('no');
        })
        .catch(() => {});
    }
    const [row] = await query(
      server.url,
      `select count(*)::int as open from pg_stat_activity where application_name = 'convener'`,
    );
    expect(Number(row?.['open'])).toBeLessThanOrEqual(10);
    expect(await database.transaction('larkmoor', async () => 'works')).toBe('works');
  });

  const cut = async (pid: number) => {
    await query(server.url, `select pg_terminate_backend(${pid})`);
    for (;;) {
      const rows = await query(server.url, `select from pg_stat_activity where pid = ${pid}`);
      if (rows.length === 0) return;
    }
  };

  const waitUntilSleeping = async () => {
    for (;;) {
      const rows = await query(
        server.url,
        `select from pg_stat_activity where query like 'select pg_sleep(60)%'`,
      );
      if (rows.length > 0) return;
    }
  };
});
