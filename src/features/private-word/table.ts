import { foreignKey, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../../db/instant.ts';
import type { Checked } from '../../guard/index.ts';
import type { MemberId, TaskForceId } from '../../kernel/ids.ts';
import { members } from '../roster/index.ts';

/** What somebody wrote to the facilitators in private, until one of them has dealt with it: then the row is gone. */
export const privateWords = pgTable(
  'private_words',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    id: text().notNull(),
    writer: text().$type<MemberId>().notNull(),
    words: text().$type<Checked>().notNull(),
    writtenAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.id] }),
    foreignKey({
      columns: [table.taskForce, table.writer],
      foreignColumns: [members.taskForce, members.id],
    }),
  ],
);
