import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../../db/instant.ts';
import type { Checked } from '../../guard/index.ts';
import type { MeetingId, MemberId, TaskForceId, TaskId } from '../../kernel/ids.ts';
import { meetings } from '../meetings/index.ts';
import { tasks } from '../subcommittees/index.ts';

/** `none`: the meeting came and we had not heard. */
export type ReportState = 'on track' | 'need help' | 'done' | 'none';

/** What a task told a meeting, or that it told it nothing: one row per task and meeting. */
export const reportBacks = pgTable(
  'report_backs',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    task: text().$type<TaskId>().notNull(),
    meeting: text().$type<MeetingId>().notNull(),
    state: text().$type<ReportState>().notNull(),
    line: text().$type<Checked>(),
    /** Whose report it is; and who typed it, where that was someone else. */
    by: text().$type<MemberId>(),
    enteredBy: text().$type<MemberId>(),
    filedAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.task, table.meeting] }),
    foreignKey({ columns: [table.taskForce, table.task], foreignColumns: [tasks.taskForce, tasks.id] }),
    foreignKey({
      columns: [table.taskForce, table.meeting],
      foreignColumns: [meetings.taskForce, meetings.id],
    }),
    check('report_backs_state', sql`${table.state} in ('on track', 'need help', 'done', 'none')`),
    check('report_backs_by', sql`(${table.state} = 'none') = (${table.by} is null)`),
    index('report_backs_meeting').on(table.taskForce, table.meeting),
  ],
);
