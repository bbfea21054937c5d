import { foreignKey, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { instant } from '../../db/instant.ts';
import type { MemberId, TaskForceId } from '../../kernel/ids.ts';
import { members } from '../roster/index.ts';

/** The address of a person's calendar, by the hash of its token: one each, until they end it. */
export const calendarLinks = pgTable(
  'calendar_links',
  {
    hash: text().primaryKey(),
    taskForce: text().$type<TaskForceId>().notNull(),
    member: text().$type<MemberId>().notNull(),
    madeAt: instant().notNull(),
  },
  (table) => [
    foreignKey({ columns: [table.taskForce, table.member], foreignColumns: [members.taskForce, members.id] }),
    unique('calendar_links_member').on(table.taskForce, table.member),
  ],
);
