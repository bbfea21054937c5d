import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client, escapeLiteral, Pool, type PoolClient } from 'pg';
import { explainConnection, readUrl, type Target } from './connection-url.ts';
import { isLostConnection } from './errors.ts';
import { gather, whatFailed } from './later.ts';
import { lineOf } from './line.ts';
import { keepPrepared } from './prepared.ts';
import type { Connection, Db, Log, Session, Settings, Tx } from './types.ts';

const OLDEST = 15;
const POOL_SIZE = 10;
const STATEMENT_MS = 30_000;
// Longer than the server's own limit: fires only when the server, or the way to it, has gone silent.
const SILENCE_MS = 45_000;
const IDLE_IN_TRANSACTION_MS = 60_000;

const session = (statementMs: number): string => `select pg_backend_pid() as pid,
  set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO, MDY', false),
  set_config('jit', 'off', false),
  set_config('statement_timeout', '${statementMs}', false),
  set_config('idle_in_transaction_session_timeout', '${statementMs === 0 ? 0 : IDLE_IN_TRANSACTION_MS}', false)`;

/** Connects to a PostgreSQL server, 15 or newer. Its errors say what to do and never hold the password. */
export async function openPostgres(url: string, log: Log): Promise<Connection> {
  const target = readUrl(url);
  const pool = createPool(url, { target, log });
  try {
    const version = await checkServer(pool, target);
    const db: Db = drizzle({ client: pool, casing: 'snake_case' });
    return {
      engine: 'postgres',
      version,
      db,
      begin: (settings, fn) => begin(pool, settings, fn),
      alone: (fn) => alone({ url, target }, fn),
      // A server looks after itself.
      housekeeping: async () => {},
      dump: () => Promise.reject(new Error('A PostgreSQL server is copied with pg_dump, not by Convener.')),
      close: () => pool.end(),
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

function createPool(url: string, { target, log }: { target: Target; log: Log }): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'convener',
    max: POOL_SIZE,
    connectionTimeoutMillis: target.connectMs,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
    keepAlive: true,
    query_timeout: SILENCE_MS,
    pipeline: true,
    verify: (client, decide) => {
      prepare(client).then(decide, decide);
    },
  });
  // Without listeners a restart of the server would end this process: 'error' on the pool for idle connections, on
  // the client for one that is in a transaction but between two statements.
  pool.on('error', (error) =>
    log.warn({ error: error.message }, 'A database connection was lost; it is replaced.'),
  );
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function prepare(client: PoolClient): Promise<undefined> {
  const { rows } = await client.query<{ pid: number }>(session(STATEMENT_MS));
  // A pooler between us (PgBouncer, a proxy of a cloud) hands our statements to one server process now, to another later,
  // and is known by this: it greets with a process of its own making.
  if ('processID' in client && client.processID === rows[0]?.pid) keepPrepared(lineOf(client).tx);
}

async function checkServer(pool: Pool, target: Target): Promise<string> {
  const { rows } = await pool
    .query<{ version: string; number: number; schema: string | null }>(
      `select split_part(current_setting('server_version'), ' ', 1) as version,
        current_setting('server_version_num')::int as number, current_schema() as schema`,
    )
    .catch((error: unknown) => {
      throw explainConnection(error, target);
    });
  const { version, number, schema } = rows[0] ?? { version: 'unknown', number: 0, schema: null };
  if (number < OLDEST * 10_000) {
    throw new Error(
      `This server is PostgreSQL ${version}; Convener needs ${OLDEST} or newer. Update it, or choose another server.`,
    );
  }
  if (schema !== 'public') {
    throw new Error(
      `Convener keeps its tables in the schema public, but this user's search path begins with ${schema ?? 'nothing'}. Run: ALTER ROLE CURRENT_USER SET search_path = public;`,
    );
  }
  return version;
}

// Not drizzle's own transaction(): it puts a client whose rollback failed back into the pool, waits on a silent server
// twice, and cannot see that `fn` swallowed a failed statement, after which COMMIT quietly rolls back.
async function begin<T>(pool: Pool, settings: Settings, fn: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const { tx, outer, opens } = lineOf(client);
  let ended = false;
  let lost = false;
  try {
    // Without its own execute() it would be sent whenever someone waits for it.
    const opening = outer.execute(sql.raw(beginWith(settings))).execute();
    opens(opening);
    gather(tx, opening);
    const result = await fn(tx);
    await opening;
    const { command } = await outer.execute(sql`commit`);
    ended = true;
    if (command !== 'COMMIT') throw swallowed();
    return result;
  } catch (error) {
    const failed = await whatFailed(tx);
    const reason = failed ? failed.reason : error;
    lost = isLostConnection(reason) || !(ended || (await rolledBack(outer)));
    throw reason;
  } finally {
    client.release(lost);
  }
}

/** Begins and sets in one way to the server and back; two statements at once take no parameters. */
function beginWith(settings: Settings): string {
  const each = settings.map(
    ([name, value]) => `set_config(${escapeLiteral(name)}, ${escapeLiteral(value)}, true)`,
  );
  return `begin; select ${each.join(', ')}`;
}

const rolledBack = (tx: Tx): Promise<boolean> =>
  tx.execute(sql`rollback`).then(
    () => true,
    () => false,
  );

const swallowed = (): Error =>
  new Error(
    'A statement failed and its error was swallowed, so nothing can be saved: use tx.transaction() around it.',
  );

async function alone<T>(
  { url, target }: { url: string; target: Target },
  fn: (session: Session) => Promise<T>,
): Promise<T> {
  const client = new Client({
    connectionString: url,
    application_name: 'convener migrations',
    connectionTimeoutMillis: target.connectMs,
    keepAlive: true,
  });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw explainConnection(error, target);
  }
  try {
    await client.query(session(0));
    const db = drizzle({ client, casing: 'snake_case' });
    return await fn({ db, applyMigrations: (migrationsFolder) => migrate(db, { migrationsFolder }) });
  } finally {
    await client.end();
  }
}
