import { prepareDataFolder } from './data-folder.ts';
import { holdLock, type OnRequest } from './lock.ts';
import { createTransactions } from './transaction.ts';
import type { Connection, Database, Log } from './types.ts';

export interface OpenOptions {
  /** A PostgreSQL server. It wins over `dataDir`. */
  readonly url?: string;
  /** A folder for the embedded database. With neither, the database lives in memory (tests). */
  readonly dataDir?: string;
  /** Answers what other processes of this machine ask through the lock, from before the database is open. */
  readonly onRequest?: OnRequest;
  /** A dump to begin from; in memory only. */
  readonly snapshot?: Blob;
}

/**
 * Opens the database, and takes the lock of a data folder before PGlite touches it (two processes there lose data
 * silently, facts/data.md 2.2.2). Run `migrateDatabase` next. Throws DataDirBusy, or an Error that says what to do.
 */
export async function openDatabase(options: OpenOptions, hooks: { log: Log }): Promise<Database> {
  if (options.url !== undefined) {
    const { openPostgres } = await import('./postgres.ts');
    return ready(await openPostgres(options.url, hooks.log));
  }
  if (options.dataDir === undefined) {
    const { openPglite } = await import('./pglite.ts');
    return ready(await openPglite({ ...(options.snapshot && { snapshot: options.snapshot }) }));
  }
  return openFolder(options.dataDir, options.onRequest, hooks.log);
}

async function openFolder(folder: string, onRequest: OnRequest | undefined, log: Log): Promise<Database> {
  await prepareDataFolder(folder, log);
  const lock = await holdLock(folder, onRequest ?? refuse);
  try {
    const { openPglite } = await import('./pglite.ts');
    const connection = await openPglite({ folder });
    log.warn(
      { engine: connection.engine, version: connection.version, folder },
      'The embedded database survives a crash of Convener, but not a power cut or a crash of the machine. For real use set DATABASE_URL to a PostgreSQL server, or keep backups.',
    );
    return ready(connection, () => lock.release());
  } catch (error) {
    await lock.release();
    throw error;
  }
}

const refuse: OnRequest = () => Promise.reject(new Error('This Convener takes no requests.'));

function ready(connection: Connection, release: () => Promise<void> = async () => {}): Database {
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    try {
      await connection.close();
    } finally {
      await release();
    }
  };
  return { ...connection, ...createTransactions(connection), close: () => (closed ??= close()) };
}
