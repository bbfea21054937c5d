import { createHash } from 'node:crypto';
import { existsSync, openAsBlob } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { migrateDatabase, MIGRATIONS } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Database, Engine, Log } from '../../src/db/types.ts';
import { createDatabase, query } from './postgres.ts';

/** Every suite that touches the database runs on both: `describe.each(engines)('... on %s', (engine) => ...)`. */
export const engines: readonly Engine[] = ['pglite', 'postgres'];

export const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** `tables: false` gives an empty database, without migrations. */
export interface TestDatabaseOptions {
  readonly tables?: boolean;
  readonly log?: Log;
}

/** A test's own database; `url` is the superuser's, on PostgreSQL only. */
export interface TestDatabase extends Database {
  readonly url?: string;
}

/** A database for the enclosing describe (or file), opened before its tests and dropped after them. */
export function withDatabase(engine: Engine, options: TestDatabaseOptions = {}): () => TestDatabase {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await openTestDatabase(engine, options);
  });
  afterAll(async () => {
    await database?.close();
  });
  return () => {
    if (database === undefined) throw new Error('The database is open only while tests run.');
    return database;
  };
}

/** A fresh, migrated database. `close` also drops it. */
export function openTestDatabase(engine: Engine, options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const tables = options.tables ?? true;
  const log = options.log ?? silent;
  return engine === 'pglite' ? openPglite(tables, log) : openPostgres(tables, log);
}

/** Empties every table, so that the next test begins anew on the same database. */
export async function emptyTables(database: Database): Promise<void> {
  const { rows } = await database.db.execute<{ name: string }>(
    sql`select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  if (rows.length === 0) return;
  const names = rows.map((row) => `public.${row.name}`).join(', ');
  await database.db.execute(sql.raw(`truncate ${names} restart identity cascade`));
}

async function openPostgres(tables: boolean, log: Log): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const { url, drop } = await createDatabase(server, tables ? await migratedTemplate(server) : undefined);
  const database = await openDatabase({ url }, { log });
  const close = async () => {
    await database.close();
    await drop();
  };
  return { ...database, url, close };
}

/** The name of a migrated database on the run's server, made by whichever test file comes first. */
async function migratedTemplate(server: string): Promise<string> {
  const name = `${new URL(server).pathname.slice(1)}_${await fingerprint()}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(1)');
    const found = await client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await makeTemplate(server, name);
    return name;
  } finally {
    await client.end();
  }
}

async function makeTemplate(server: string, name: string): Promise<void> {
  const { url, drop } = await createDatabase(server);
  try {
    const database = await openDatabase({ url }, { log: silent });
    try {
      await migrateDatabase(database, { log: silent });
    } finally {
      await database.close();
    }
    await query(server, `alter database "${new URL(url).pathname.slice(1)}" rename to "${name}"`);
  } catch (error) {
    await drop();
    throw error;
  }
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/convener', import.meta.url));

interface Idle {
  readonly database: Database;
  readonly tables: string;
}

const idle: Idle[] = [];

/** Lends one that an earlier test of this process is done with: to open one costs a second, to empty it a fifth. */
async function openPglite(tables: boolean, log: Log): Promise<TestDatabase> {
  if (!tables || log !== silent) return openDump(tables, log);
  const lent = idle.pop() ?? (await openIdle());
  const { database } = lent;
  let closed = false;
  // Whatever an earlier test left at work must not reach into the next.
  const whileOpen = (): void => {
    if (closed) throw new Error('This database is closed.');
  };
  return {
    ...database,
    transaction: async (...args) => {
      whileOpen();
      return database.transaction(...args);
    },
    unscoped: async (...args) => {
      whileOpen();
      return database.unscoped(...args);
    },
    close: async () => {
      if (closed) return;
      closed = true;
      if ((await tablesOf(database)) === lent.tables) {
        await emptyTables(database);
        idle.push(lent);
      } else await database.close();
    },
  };
}

async function openIdle(): Promise<Idle> {
  const database = await openDump(true, silent);
  return { database, tables: await tablesOf(database) };
}

/** A test may make its own, or change what is there. */
async function tablesOf(database: Database): Promise<string> {
  const { rows } = await database.db.execute<{ all: string }>(
    sql`select string_agg(table_name || '.' || column_name, ' ' order by table_name, column_name) as all
      from information_schema.columns where table_schema = 'public'`,
  );
  return rows[0]?.all ?? '';
}

// initdb takes seconds, loading a dump tenths: dumps are kept from one run to the next.
async function openDump(tables: boolean, log: Log): Promise<TestDatabase> {
  const file = join(
    CACHE,
    `${tables ? `tables-${await fingerprint()}` : 'empty'}-${await pgliteVersion()}.tar`,
  );
  if (!existsSync(file)) await makeDump(file, tables);
  return openDatabase({ snapshot: await openAsBlob(file) }, { log });
}

async function makeDump(file: string, tables: boolean): Promise<void> {
  const database = await openDatabase({}, { log: silent });
  try {
    if (tables) await migrateDatabase(database, { log: silent });
    const dump = await database.dump('none');
    await mkdir(dirname(file), { recursive: true });
    // Written aside and moved: another run may look for it now.
    await writeFile(`${file}.${process.pid}`, dump.stream());
    await rename(`${file}.${process.pid}`, file);
  } finally {
    await database.close();
  }
  await forgetOldDumps();
}

async function forgetOldDumps(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const file = join(CACHE, name);
    // A day: a run with the older code may still be going on.
    if ((await stat(file)).mtimeMs < Date.now() - 86_400_000) await rm(file, { force: true });
  }
}

async function pgliteVersion(): Promise<string> {
  const path = new URL('../../node_modules/@electric-sql/pglite/package.json', import.meta.url);
  const manifest: { version: string } = JSON.parse(await readFile(path, 'utf8'));
  return manifest.version;
}

let known: Promise<string> | undefined;

/** Changes with the migrations and with the code that puts row-level security on. */
function fingerprint(): Promise<string> {
  known ??= hashFiles();
  return known;
}

async function hashFiles(): Promise<string> {
  const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort();
  const rules = fileURLToPath(new URL('../../src/db/row-level-security.ts', import.meta.url));
  const hash = createHash('sha256');
  for (const file of [
    ...names.map((name) => join(MIGRATIONS, name)),
    join(MIGRATIONS, 'meta', '_journal.json'),
    rules,
  ]) {
    hash.update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 12);
}
