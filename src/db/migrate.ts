import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { sqlState } from './errors.ts';
import { ensureRowLevelSecurity } from './row-level-security.ts';
import type { Database, Db, Log, Session } from './types.ts';

/** Where the migrations lie: at the root of the source tree, or beside the bundle that this file became part of. */
const PLACES = ['../../migrations', './migrations'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);
export const MIGRATIONS = PLACES.find((path) => existsSync(path)) ?? PLACES[0]!;

// One number for all versions of Convener: two processes that use different ones would migrate together.
const LOCK = 20_260_901;

/**
 * Brings the tables up to date, then row-level security. Safe from any number of processes at once, cheap when there
 * is nothing to do. Refuses a database that a newer Convener has changed.
 */
export async function migrateDatabase(
  database: Database,
  options: { log: Log; folder?: string },
): Promise<void> {
  const folder = options.folder ?? MIGRATIONS;
  const known = readKnown(folder);
  await database.alone(async (session) => {
    await lock(session.db, options.log);
    try {
      await bringUpToDate(session, { known, folder, log: options.log });
      await ensureRowLevelSecurity(session.db, options.log);
    } catch (error) {
      throw sqlState(error) === '42501' ? notAllowed(error) : error;
    } finally {
      // A connection that broke has lost its locks already.
      await session.db.execute(sql`select pg_advisory_unlock(${LOCK})`).catch(() => {});
    }
  });
}

/** The times at which the code's migrations were made: drizzle's own order and identity. */
function readKnown(folder: string): readonly number[] {
  if (!existsSync(join(folder, 'meta', '_journal.json'))) {
    throw new Error(
      `There are no migrations in ${folder}. Install Convener again, or run: npm run migrations`,
    );
  }
  return readMigrationFiles({ migrationsFolder: folder }).map((migration) => migration.folderMillis);
}

async function lock(db: Db, log: Log): Promise<void> {
  const { rows } = await db.execute<{ got: boolean }>(sql`select pg_try_advisory_lock(${LOCK}) as got`);
  if (rows[0]?.got === true) return;
  log.info({}, 'Another Convener is bringing the database up to date; waiting for it.');
  await db.execute(sql`select pg_advisory_lock(${LOCK})`);
}

async function bringUpToDate(
  session: Session,
  { known, folder, log }: { known: readonly number[]; folder: string; log: Log },
): Promise<void> {
  const before = await applied(session.db);
  const newest = Math.max(0, ...known);
  const newer = before.filter((when) => when > newest);
  if (newer.length > 0) throw tooNew(Math.max(...newer), newest);
  const missing = known.filter((when) => !before.includes(when));
  if (missing.length === 0) return;
  await session.applyMigrations(folder);
  const after = await applied(session.db);
  // Drizzle runs only what is later than the last one that ran.
  const skipped = known.filter((when) => !after.includes(when));
  if (skipped.length > 0) {
    throw new Error(
      `A migration made at ${skipped.map(day).join(', ')} did not run, because a later one already had. Delete it and generate it again, so that it comes last.`,
    );
  }
  log.info({ migrations: missing.length }, 'The database is up to date.');
}

async function applied(db: Db): Promise<readonly number[]> {
  const { rows } = await db.execute<{ there: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
  );
  if (rows[0]?.there !== true) return [];
  const done = await db.execute<{ when: string | number }>(
    sql`select created_at as when from drizzle.__drizzle_migrations`,
  );
  return done.rows.map((row) => Number(row.when));
}

const day = (millis: number): string => new Date(millis).toISOString().slice(0, 16).replace('T', ' ');

const tooNew = (theirs: number, ours: number): Error =>
  new Error(
    `This database was changed by a newer Convener (its last migration is from ${day(theirs)}, this version's from ${ours === 0 ? 'never' : day(ours)}). Start that version, or a newer one: this one could damage the data.`,
  );

const notAllowed = (cause: unknown): Error =>
  new Error(
    'The database user may not create or change tables. Make it the owner: ALTER DATABASE name OWNER TO user; and, for tables made by another user, REASSIGN OWNED BY other TO user;',
    { cause },
  );
