import { sql } from 'drizzle-orm';
import { check, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../../db/instant.ts';
import type { MemberId, TaskForceId } from '../../kernel/ids.ts';

/** Whether a member, or the channels, want the digest; and up to when the last one told. */
export const digests = pgTable(
  'digests',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    recipient: text().$type<MemberId | 'channels'>().notNull(),
    state: text().$type<'on' | 'off'>().notNull().default('on'),
    toldUntil: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.recipient] }),
    check('digests_state', sql`${table.state} in ('on', 'off')`),
  ],
);
