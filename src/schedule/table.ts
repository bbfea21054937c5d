import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../db/instant.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { ReminderRules } from './reminder-rules.ts';

export type CueState = 'planned' | 'done' | 'missed';

/** What Convener will do, did, or missed. A done or missed cue is never planned again: its key stays. */
export const cues = pgTable(
  'cues',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    key: text().notNull(),
    kind: text().notNull(),
    subject: text().notNull(),
    what: text().notNull(),
    dueAt: instant().notNull(),
    until: instant().notNull(),
    state: text().$type<CueState>().notNull().default('planned'),
    /** When it was done or given up. */
    settledAt: instant(),
    /** Why it was missed, in words for the facilitator. */
    reason: text(),
    attempts: integer().notNull().default(0),
    /** After a fault: not tried again before this. */
    notBefore: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.key] }),
    check('cues_state', sql`${table.state} in ('planned', 'done', 'missed')`),
    check('cues_settled', sql`(${table.state} = 'planned') = (${table.settledAt} is null)`),
    index('cues_due')
      .on(table.dueAt)
      .where(sql`${table.state} = 'planned'`),
  ],
);

/** What a task force set otherwise than DEFAULT_RULES: one row for each kind of reminder. */
export const reminderRules = pgTable(
  'reminder_rules',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    kind: text().$type<keyof ReminderRules>().notNull(),
    rule: jsonb().$type<ReminderRules[keyof ReminderRules]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.taskForce, table.kind] })],
);
