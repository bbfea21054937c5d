import type { Assume } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/**
 * What both drivers answer to a raw `execute`, without a cast. Raw values differ: count(*) and int8 are numbers on
 * PGlite and strings on pg, so cast `::int` in raw SQL; timestamptz is a string on both.
 */
interface Rows<Row> {
  rows: Row[];
  rowCount?: number | null;
}

export interface RowsHKT extends PgQueryResultHKT {
  type: Rows<Assume<this['row'], Record<string, unknown>>>;
}

/** A Drizzle database of either driver. */
export type Db = PgDatabase<RowsHKT>;

/**
 * A Drizzle transaction of either driver; `tx.transaction()` is a savepoint.
 * Inside one use only `tx`: PGlite has a single connection, so a query on the outer `db` waits for the transaction
 * that waits for the query, for ever (and passes on PostgreSQL, where it reads another snapshot). Stores take `tx`.
 */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

export type Engine = 'pglite' | 'postgres';

export type { Log } from '../kernel/log.ts';

/** One reserved connection, for migrations: no statement timeout, session locks hold. */
export interface Session {
  readonly db: Db;
  /** Drizzle's own migrator. It is not safe for two processes at once: call it under a lock. */
  applyMigrations(folder: string): Promise<void>;
}

/** Settings of the server by name, for one transaction; in this order. */
export type Settings = readonly (readonly [name: string, value: string])[];

/** One driver, opened: what the rest of `db/` builds on. */
export interface Connection {
  readonly engine: Engine;
  /** The server's version, for example `15.18`. */
  readonly version: string;
  readonly db: Db;
  /** A transaction with these settings until its end. A failed statement that was swallowed rejects, never "commits". */
  begin<T>(settings: Settings, fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs on one reserved connection. */
  alone<T>(fn: (session: Session) => Promise<T>): Promise<T>;
  /** What autovacuum and the checkpointer do on a server; PGlite has neither (facts/data.md 2.2.4). */
  housekeeping(kind: 'checkpoint' | 'vacuum'): Promise<void>;
  /** A physical copy (tar) of a PGlite database; it still holds deleted rows. Rejects on PostgreSQL: use pg_dump. */
  dump(compression: 'none' | 'gzip'): Promise<Blob>;
  close(): Promise<void>;
}

/** The open database. `db` runs as the connecting user: migrations, doctor and tests only; all else takes a `tx`. */
export interface Database extends Omit<Connection, 'begin'> {
  /**
   * Runs `fn` in a transaction that sees and writes one task force's rows only. On a conflict between transactions,
   * or a connection lost before the commit, the whole `fn` runs again (3 times at most): it must have no effect
   * outside `tx`.
   */
  transaction<T>(taskForce: string, fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same, over all task forces. See unscoped.ts for who may. */
  unscoped<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
}
