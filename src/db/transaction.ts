import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { EVERY_TASK_FORCE } from '../kernel/ids.ts';
import { isConflict, isLostConnection } from './errors.ts';
import { whatFailed } from './later.ts';
import { ALL_ROLE, APP_ROLE, canTakeRoles } from './row-level-security.ts';
import type { Connection, Db, Settings, Tx } from './types.ts';
import { createUnscoped } from './unscoped.ts';

const RETRIES = 3;

/** Runs a transaction whose rows are limited to `scope`: a task force's id, or `*` for all. */
export type RunScoped = <T>(scope: string, fn: (tx: Tx) => Promise<T>) => Promise<T>;

/** Makes the two ways to run a query on an open connection. */
export function createTransactions(connection: Connection) {
  const mayBind = rememberRoles(connection);
  const inside = new AsyncLocalStorage<{ open: boolean }>();

  const run: RunScoped = async (scope, fn) => {
    if (inside.getStore()?.open === true) {
      throw new Error(
        'A transaction was opened inside another: use the outer tx. On PGlite this would wait for ever.',
      );
    }
    const bind = await mayBind();
    const here = { open: true };
    const attempt = () => inside.run(here, () => runOnce(connection, { scope, bind }, fn));
    try {
      return await withRetries(attempt);
    } finally {
      here.open = false;
    }
  };

  return {
    transaction: async <T>(taskForce: string, fn: (tx: Tx) => Promise<T>): Promise<T> => {
      if (taskForce === '' || taskForce === EVERY_TASK_FORCE) {
        throw new Error(`"${taskForce}" is not a task force: give one id, or use unscoped().`);
      }
      return run(taskForce, fn);
    },
    unscoped: createUnscoped(run),
  };
}

/** A failure after which the same function may run again from the start: nothing of it was kept. */
class Repeatable extends Error {
  constructor(cause: unknown) {
    super('The transaction may run again.', { cause });
  }
}

async function runOnce<T>(
  connection: Connection,
  how: { scope: string; bind: boolean },
  fn: (tx: Tx) => Promise<T>,
): Promise<T> {
  let committing = false;
  try {
    return await connection.begin(settingsOf(how), async (tx) => {
      const result = await fn(tx);
      const failed = await whatFailed(tx);
      if (failed) throw failed.reason;
      committing = true;
      return result;
    });
  } catch (error) {
    // A connection lost while committing leaves the outcome unknown: running again could do it twice.
    if (isConflict(error) || (!committing && isLostConnection(error))) throw new Repeatable(error);
    throw error;
  }
}

async function withRetries<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 0; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Repeatable)) throw error;
      if (tried === RETRIES) throw error.cause;
      // Two that collided must not collide again in step.
      await pause(Math.random() * 20 * 2 ** tried);
    }
  }
}

function settingsOf({ scope, bind }: { scope: string; bind: boolean }): Settings {
  const own = ['app.task_force', scope] as const;
  return bind ? [['role', scope === EVERY_TASK_FORCE ? ALL_ROLE : APP_ROLE], own] : [own];
}

/** Can this user take the roles that row-level security binds? Asked once; a failure is asked again. */
function rememberRoles(connection: Connection): () => Promise<boolean> {
  let known: Promise<boolean> | undefined;
  return () => {
    known ??= mustBind(connection.db).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

async function mustBind(db: Db): Promise<boolean> {
  if (await canTakeRoles(db)) return true;
  const { rows } = await db.execute<{ unbound: boolean }>(
    sql`select rolsuper or rolbypassrls as unbound from pg_roles where rolname = current_user`,
  );
  if (rows[0]?.unbound === false) return false;
  throw new Error(
    'Row-level security is not set up, and this database user is above it: run the migrations first.',
  );
}
