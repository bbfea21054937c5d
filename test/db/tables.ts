import { sql } from 'drizzle-orm';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { sqlState } from '../../src/db/errors.ts';
import { ensureRowLevelSecurity } from '../../src/db/row-level-security.ts';
import type { Database, Log } from '../../src/db/types.ts';
import { silent } from '../support/database.ts';

/** A table of the shape that features have, for tests that must not change when features do. */
export const notes = pgTable('notes', {
  id: text().primaryKey(),
  taskForce: text().notNull(),
  body: text().notNull(),
});

export async function createNotes(database: Database, log: Log = silent): Promise<void> {
  await database.db.execute(
    sql`create table notes (id text primary key, task_force text not null, body text not null)`,
  );
  await database.db.execute(sql`create table task_forces (id text primary key, name text not null)`);
  await database.db.execute(
    sql`create table audit (seq serial primary key, task_force text not null, action text not null)`,
  );
  await database.db.execute(sql`create table settings (key text primary key)`);
  await ensureRowLevelSecurity(database.db, log);
}

/** The SQLSTATE a query fails with; undefined when it succeeds, or fails for another reason. */
export const refusal = async (query: Promise<unknown>): Promise<string | undefined> =>
  sqlState(await query.catch((error: unknown) => error));
