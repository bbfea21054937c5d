import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../../db/instant.ts';
import type { Checked } from '../../guard/index.ts';
import type { Segment } from '../../kernel/access.ts';
import type { ItemId, MeetingId, MemberId, TaskForceId } from '../../kernel/ids.ts';
import { meetings } from '../meetings/index.ts';

export type ItemKind =
  | 'standing'
  | 'report'
  | 'training'
  | 'discussion'
  | 'decision'
  | 'information'
  | 'closed'
  | 'case';

/** `suggested`: a guest's, seen by them and the chairs until one accepts it. */
export type ItemState = 'suggested' | 'proposed' | 'accepted' | 'withdrawn' | 'done' | 'carried';

export type Hidden = 'hidden' | 'removed';

/** Agenda items. A case is a flag: its title is made by Convener, and there is no other field (product rule 1). */
export const agendaItems = pgTable(
  'agenda_items',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    id: text().$type<ItemId>().notNull(),
    meeting: text().$type<MeetingId>().notNull(),
    position: integer().notNull(),
    title: text().$type<Checked>().notNull(),
    minutes: integer(),
    kind: text().$type<ItemKind>().notNull(),
    segment: text().$type<Segment>().notNull(),
    owner: text().$type<MemberId>(),
    /** The chair who entered it for the owner; null when the owner did. */
    enteredBy: text().$type<MemberId>(),
    state: text().$type<ItemState>().notNull(),
    carriedOver: boolean().notNull().default(false),
    /** How often it was moved to a later meeting, as far as Convener did it. */
    timesCarried: integer().notNull().default(0),
    /** A chair said that an address or phone in the title is an office or a public place. */
    declared: boolean().notNull().default(false),
    /** The action plan task that this line reports on. */
    task: text(),
    /** Someone said that it may point to a person: `hidden` until a chair decides, `removed` when its words are gone. */
    hidden: text().$type<Hidden>(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.id] }),
    foreignKey({
      columns: [table.taskForce, table.meeting],
      foreignColumns: [meetings.taskForce, meetings.id],
    }),
    check('agenda_items_minutes', sql`${table.minutes} between 0 and 480`),
    check('agenda_items_segment', sql`${table.segment} in ('open', 'members', 'closed')`),
    // A case never shows outside the closed part, whatever the code says.
    check('agenda_items_case', sql`${table.kind} <> 'case' or ${table.segment} = 'closed'`),
    check(
      'agenda_items_state',
      sql`${table.state} in ('suggested', 'proposed', 'accepted', 'withdrawn', 'done', 'carried')`,
    ),
    check('agenda_items_hidden', sql`${table.hidden} in ('hidden', 'removed')`),
    index('agenda_items_meeting').on(table.taskForce, table.meeting, table.position),
  ],
);

/** `collecting` until topics close, then `closed`, then `draft` with the chairs, then `published`. */
export type AgendaPhase = 'collecting' | 'closed' | 'draft' | 'published';

/** One agenda per meeting that has a phase beyond collecting, or is held. */
export const agendas = pgTable(
  'agendas',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    meeting: text().$type<MeetingId>().notNull(),
    phase: text().$type<AgendaPhase>().notNull(),
    held: boolean().notNull().default(false),
    publishedAt: instant(),
    /** How often a move of the meeting has opened its topics again: the closing and the draft after it are steps of their own. */
    reopened: integer().notNull().default(0),
    /** How often a move of the meeting has set another time to go out, after one that passed without it: steps of their own. */
    outAgain: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.meeting] }),
    foreignKey({
      columns: [table.taskForce, table.meeting],
      foreignColumns: [meetings.taskForce, meetings.id],
    }),
    check('agendas_phase', sql`${table.phase} in ('collecting', 'closed', 'draft', 'published')`),
    check('agendas_published', sql`(${table.phase} = 'published') = (${table.publishedAt} is not null)`),
  ],
);
