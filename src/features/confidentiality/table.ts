import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../../db/instant.ts';
import type { Checked } from '../../guard/index.ts';
import type { MemberId, TaskForceId } from '../../kernel/ids.ts';
import { members } from '../roster/index.ts';

/** Versions of our promise to each other; the newest is the one that is asked for. */
export const promises = pgTable(
  'promises',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    version: text().notNull(),
    text: text().$type<Checked>().notNull(),
    /** The last local date on which an acknowledgement of it counts. */
    lastsUntil: text().notNull(),
    issuedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.taskForce, table.version] })],
);

/** One row per person and version. `question`: they asked something, and are not asked until it is answered. */
export const acknowledgements = pgTable(
  'acknowledgements',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    member: text().$type<MemberId>().notNull(),
    version: text().notNull(),
    state: text().$type<'asked' | 'acknowledged' | 'question'>().notNull(),
    /** How often they were asked: three times at most. */
    asked: integer().notNull().default(0),
    acknowledgedAt: instant(),
    /** It ends on this local date. */
    until: text(),
    enteredBy: text().$type<MemberId>(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.member, table.version] }),
    foreignKey({ columns: [table.taskForce, table.member], foreignColumns: [members.taskForce, members.id] }),
    check('acknowledgements_state', sql`${table.state} in ('asked', 'acknowledged', 'question')`),
    check(
      'acknowledgements_at',
      sql`(${table.state} = 'acknowledged') = (${table.acknowledgedAt} is not null)`,
    ),
  ],
);

/** Which of the rotating texts each reminder had, so that the same words never come twice running. */
export const reminders = pgTable(
  'reminders',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    key: text().notNull(),
    wording: integer().notNull(),
    weekly: boolean().notNull(),
    sentAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.taskForce, table.key] })],
);
