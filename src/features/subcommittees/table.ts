import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../../db/instant.ts';
import type { Checked } from '../../guard/index.ts';
import type { MeetingId, MemberId, TaskForceId, TaskId } from '../../kernel/ids.ts';
import { meetings } from '../meetings/index.ts';
import { members, subcommittees } from '../roster/index.ts';

/** Goals of the action plan. */
export const goals = pgTable(
  'goals',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    id: text().notNull(),
    title: text().$type<Checked>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.taskForce, table.id] })],
);

/** `parked`: nobody asks about it until `parkedUntil`. */
export type TaskState = 'open' | 'done' | 'parked';

/** Tasks of the action plan. Each owes a meeting a report, or says that it owes none. */
export const tasks = pgTable(
  'tasks',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    id: text().$type<TaskId>().notNull(),
    goal: text(),
    subcommittee: text(),
    title: text().$type<Checked>().notNull(),
    /** Nobody: it needs a home. */
    owner: text().$type<MemberId>(),
    due: text(),
    /** The meeting that hopes to hear of it; null with `noReport` is an explicit none, null without it is a gap. */
    reportAt: text().$type<MeetingId>(),
    noReport: boolean().notNull().default(false),
    state: text().$type<TaskState>().notNull(),
    doneOn: text(),
    parkedUntil: text(),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.id] }),
    foreignKey({ columns: [table.taskForce, table.goal], foreignColumns: [goals.taskForce, goals.id] }),
    foreignKey({
      columns: [table.taskForce, table.subcommittee],
      foreignColumns: [subcommittees.taskForce, subcommittees.id],
    }),
    foreignKey({ columns: [table.taskForce, table.owner], foreignColumns: [members.taskForce, members.id] }),
    foreignKey({
      columns: [table.taskForce, table.reportAt],
      foreignColumns: [meetings.taskForce, meetings.id],
    }),
    check('tasks_state', sql`${table.state} in ('open', 'done', 'parked')`),
    check('tasks_done', sql`(${table.state} = 'done') = (${table.doneOn} is not null)`),
    check('tasks_parked', sql`(${table.state} = 'parked') = (${table.parkedUntil} is not null)`),
    check('tasks_report', sql`not (${table.noReport} and ${table.reportAt} is not null)`),
    index('tasks_owner').on(table.taskForce, table.owner),
  ],
);
