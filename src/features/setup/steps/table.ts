import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { TaskForceId } from '../../../kernel/ids.ts';

/** First steps that a chair said are done, or not needed: what nobody could tell by looking. */
export const settledSteps = pgTable(
  'settled_steps',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    step: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.taskForce, table.step] })],
);
