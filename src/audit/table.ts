import { bigint, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { TaskForceId } from '../kernel/ids.ts';

/** One row per change, each carrying the hash of the one before it. Ids and codes, never text: it outlives what it tells of. */
export const audit = pgTable(
  'audit',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    /** A member's id, or `convener` for what it did by itself. */
    actor: text().notNull(),
    enteredFor: text(),
    action: text().notNull(),
    subject: text().notNull(),
    detail: jsonb().$type<Readonly<Record<string, string | number | boolean>>>().notNull(),
    previousHash: text().notNull(),
    hash: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.taskForce, table.seq] })],
);
