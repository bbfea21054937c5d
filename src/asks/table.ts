import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { instant } from '../db/instant.ts';
import type { MemberId, TaskForceId } from '../kernel/ids.ts';
import type { ViewRef } from '../kernel/outcome.ts';

/** `done`: they did it. `declined`: "not this time". `ended`: nobody asks any more, without an answer. */
export type AskState = 'open' | 'done' | 'declined' | 'ended';

/** Something we want from a person. All of a person's open asks are folded into one brief a day (product rule 8). */
export const asks = pgTable(
  'asks',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    /** What it is about ("report:t07:mtg-2027-02"); one thing may be asked of several people. */
    key: text().notNull(),
    member: text().$type<MemberId>().notNull(),
    view: jsonb().$type<ViewRef>().notNull(),
    /** Told of in [from, until), inside the person's own working hours. */
    fromAt: instant().notNull(),
    untilAt: instant().notNull(),
    /** Heavier asks come first in a brief. */
    weight: integer().notNull(),
    state: text().$type<AskState>().notNull().default('open'),
    /** Raised each time it is asked again; told of once it is in a brief. */
    step: integer().notNull().default(1),
    told: integer().notNull().default(0),
    /** The brief it stands in: the person's n-th. */
    brief: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.key, table.member] }),
    check('asks_state', sql`${table.state} in ('open', 'done', 'declined', 'ended')`),
    check('asks_window', sql`${table.fromAt} < ${table.untilAt}`),
    index('asks_of').on(table.taskForce, table.member, table.state),
  ],
);

/**
 * Messages that nobody asked for, by the day they went out: what the budgets count. `recipient` is a member's id, or
 * `channels` for a post to all of them; `day` is a local date of the recipient's zone (a channel: the task force's).
 */
export const unasked = pgTable(
  'unasked',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    recipient: text().$type<MemberId | 'channels'>().notNull(),
    day: text().notNull(),
    key: text().notNull(),
    /** It took the place of the one a person gets in a day; false for posts to channels. */
    personal: boolean().notNull(),
    sentAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.recipient, table.day, table.key] }),
    // One a day for a person, whatever the code says.
    uniqueIndex('unasked_once_a_day')
      .on(table.taskForce, table.recipient, table.day)
      .where(sql`${table.personal}`),
  ],
);
