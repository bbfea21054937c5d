import { mkdir } from 'node:fs/promises';
import { PGlite, type PGliteOptions, type QueryOptions, type Transaction } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { beginCluster, clusterFolder } from './data-folder.ts';
import type { Connection, Db } from './types.ts';

// Without autovacuum and a checkpointer the defaults grow without end; 16 MB of buffers saves 100 MB of memory
// (facts/data.md 2.2.4 and 2.4).
const CONF = ['max_wal_size = 64MB', 'min_wal_size = 32MB', 'shared_buffers = 16MB'];

/**
 * Opens the embedded database: in `folder` (which must be locked already), or in memory without one.
 * `snapshot` is a dump to begin from, in memory only.
 */
export async function openPglite(from: { folder?: string; snapshot?: Blob }): Promise<Connection> {
  const client = from.folder === undefined ? await inMemory(from.snapshot) : await inFolder(from.folder);
  readAsAsked(client);
  const db = drizzle({ client, casing: 'snake_case' });
  const answer = await client.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  );
  const outer: Db = db;
  return {
    engine: 'pglite',
    version: answer.rows[0]?.version ?? 'unknown',
    db: outer,
    // PGlite itself refuses to "commit" after a failed statement.
    begin: (settings, fn) =>
      outer.transaction(async (tx) => {
        const each = settings.map(([name, value]) => sql`set_config(${name}, ${value}, true)`);
        await tx.execute(sql`select ${sql.join(each, sql`, `)}`);
        return fn(tx);
      }),
    alone: (fn) =>
      fn({ db: outer, applyMigrations: (migrationsFolder) => migrate(db, { migrationsFolder }) }),
    housekeeping: async (kind) => {
      await client.exec(kind === 'checkpoint' ? 'checkpoint' : 'vacuum (analyze)');
    },
    dump: (compression) => client.dumpDataDir(compression),
    close: () => client.close(),
  };
}

const inMemory = (snapshot: Blob | undefined): Promise<PGlite> =>
  create(snapshot === undefined ? {} : { loadDataDir: snapshot }).opened;

async function inFolder(folder: string): Promise<PGlite> {
  const first = await beginCluster(folder);
  await mkdir(clusterFolder(folder), { recursive: true, mode: 0o700 });
  const { opened, complaints } = create({ dataDir: clusterFolder(folder) });
  try {
    const client = await opened;
    await first.begun();
    return client;
  } catch (error) {
    throw new Error(explain(clusterFolder(folder), complaints), { cause: error });
  }
}

/**
 * Drizzle says with every query how it wants dates, always the same, and PGlite then copies the 350 types that it knows:
 * half of what a small query costs. Here what is asked is remembered, and each query is spared it.
 */
function readAsAsked(client: PGlite): void {
  const spare = (one: PGlite | Transaction): void => {
    const query = one.query.bind(one);
    one.query = <T>(text: string, values?: unknown[], options?: QueryOptions) => {
      const { parsers, ...rest } = options ?? {};
      Object.assign(client.parsers, parsers);
      return query<T>(text, values, rest);
    };
  };
  spare(client);
  const transaction = client.transaction.bind(client);
  client.transaction = (work) =>
    transaction((tx) => {
      spare(tx);
      return work(tx);
    });
}

function create(options: PGliteOptions): { opened: Promise<PGlite>; complaints: string[] } {
  const complaints: string[] = [];
  const hear = (text: string): boolean => {
    if (/FATAL|PANIC|DETAIL/.test(text)) complaints.push(text.replace(/^.*?(FATAL|PANIC|DETAIL): +/, ''));
    return true;
  };
  const opened = PGlite.create({ ...options, postgresqlconf: CONF, onStderr: hear, onStdout: () => true });
  return { opened, complaints };
}

function explain(cluster: string, complaints: readonly string[]): string {
  if (complaints.some((line) => line.includes('incompatible with server'))) {
    return `The database in ${cluster} was made by another version of the embedded PostgreSQL. Start the Convener that made it, export the task forces, and import them here into an empty data folder.`;
  }
  const said = complaints[0] === undefined ? '' : ` It says: ${complaints[0].trim()}.`;
  return `The database in ${cluster} cannot be opened: it seems damaged.${said} Restore the data folder from a backup, or move it away to begin anew.`;
}
