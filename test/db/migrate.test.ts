import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Database, Log } from '../../src/db/types.ts';
import { engines, openTestDatabase, silent, withDatabase } from '../support/database.ts';
import { refusal } from './tables.ts';

const FIRST = Date.UTC(2026, 0, 1);
const steps = {
  notes: { when: FIRST, sql: 'create table "notes" ("id" text primary key, "task_force" text not null);' },
  // An enum makes unguarded concurrent runs fail on pg_type.
  mood: {
    when: FIRST + 1000,
    sql: `create type "mood" as enum ('calm');--> statement-breakpoint\nalter table "notes" add column "mood" "mood";`,
  },
  late: {
    when: FIRST + 2000,
    sql: 'create table "late" ("id" serial primary key, "task_force" text not null);',
  },
  early: { when: FIRST + 500, sql: 'create table "early" ("id" text primary key);' },
};
type Step = keyof typeof steps;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convener-migrations-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A migrations folder as drizzle-kit writes it. */
async function folder(...names: Step[]): Promise<string> {
  const path = join(root, names.join('-'));
  await mkdir(join(path, 'meta'), { recursive: true });
  const entries = names.map((tag, idx) => ({
    idx,
    version: '7',
    when: steps[tag].when,
    tag,
    breakpoints: true,
  }));
  await writeFile(
    join(path, 'meta', '_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  );
  for (const name of names) await writeFile(join(path, `${name}.sql`), steps[name].sql);
  return path;
}

const tables = async (database: Database) => {
  const { rows } = await database.db.execute<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public' and rowsecurity order by 1`,
  );
  return rows.map((row) => row.name);
};

describe.each(engines)('migrations on %s', (engine) => {
  test('run in order, once, and leave new tables covered', async () => {
    const database = await openTestDatabase(engine, { tables: false });
    const heard: string[] = [];
    const log: Log = { ...silent, info: (_fields, message) => heard.push(message) };
    await migrateDatabase(database, { log, folder: await folder('notes', 'mood') });
    expect(await tables(database)).toEqual(['notes']);
    await migrateDatabase(database, { log, folder: await folder('notes', 'mood', 'late') });
    await migrateDatabase(database, { log, folder: await folder('notes', 'mood', 'late') });
    expect(await tables(database)).toEqual(['late', 'notes']);
    expect(heard.filter((message) => message.includes('up to date'))).toHaveLength(2);
    await database.transaction('larkmoor', (tx) =>
      tx.execute(sql`insert into late (task_force) values ('larkmoor')`),
    );
    await database.close();
  });

  test('a database that a newer version changed is refused, untouched', async () => {
    const database = await openTestDatabase(engine, { tables: false });
    await migrateDatabase(database, { log: silent, folder: await folder('notes', 'mood', 'late') });
    const older = migrateDatabase(database, { log: silent, folder: await folder('notes', 'mood') });
    await expect(older).rejects.toThrow(/newer Convener.*2026-01-01 00:00.*Start that version/s);
    await migrateDatabase(database, { log: silent, folder: await folder('notes', 'mood', 'late') });
    await database.close();
  });

  test('a migration older than one that ran is not skipped in silence', async () => {
    const database = await openTestDatabase(engine, { tables: false });
    await migrateDatabase(database, { log: silent, folder: await folder('notes', 'mood') });
    const late = migrateDatabase(database, { log: silent, folder: await folder('notes', 'early', 'mood') });
    await expect(late).rejects.toThrow('did not run');
    await database.close();
  });

  test('one that fails leaves nothing behind, not even its lock', async () => {
    const database = await openTestDatabase(engine, { tables: false });
    await database.db.execute(sql`create table late (id text)`);
    expect(
      await refusal(migrateDatabase(database, { log: silent, folder: await folder('notes', 'late') })),
    ).toBe('42P07');
    expect(await tables(database)).toEqual([]);
    await database.db.execute(sql`drop table late`);
    await migrateDatabase(database, { log: silent, folder: await folder('notes', 'late') });
    expect(await tables(database)).toEqual(['late', 'notes']);
    await database.close();
  });

  test('a missing folder is named', async () => {
    const database = await openTestDatabase(engine, { tables: false });
    const missing = migrateDatabase(database, { log: silent, folder: join(root, 'nowhere') });
    await expect(missing).rejects.toThrow(/no migrations in .*nowhere/);
    await database.close();
  });
});

describe('migrations of six processes at once', () => {
  const first = withDatabase('postgres', { tables: false });

  test('all succeed, and each migration ran once', async () => {
    const url = first().url ?? '';
    const six = await Promise.all(Array.from({ length: 6 }, () => openDatabase({ url }, { log: silent })));
    const path = await folder('notes', 'mood', 'late');
    await Promise.all(six.map((database) => migrateDatabase(database, { log: silent, folder: path })));
    const { rows } = await first().db.execute(
      sql`select count(*)::int as ran from drizzle.__drizzle_migrations`,
    );
    expect(rows).toEqual([{ ran: 3 }]);
    await Promise.all(six.map((database) => database.close()));
  });
});
