import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { instant } from '../../db/instant.ts';
import type { Checked } from '../../guard/index.ts';
import type { AgencyId, MeetingId, MemberId, TaskForceId } from '../../kernel/ids.ts';
import { members } from '../roster/index.ts';
import type { Timeline } from './timeline.ts';

export const ON_HOLIDAYS = ['stay', 'next', 'previous', 'skip'] as const;
/** It stays, is on the next or the previous working day, or is left out. */
export type OnHolidays = (typeof ON_HOLIDAYS)[number];

/** A meeting series: RRULE, TZID and DTSTART as in RFC 5545. */
export const meetingSeries = pgTable(
  'meeting_series',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    id: text().notNull(),
    name: text().$type<Checked>().notNull(),
    rrule: text().notNull(),
    dtstart: text().notNull(),
    zone: text().notNull(),
    durationMinutes: integer().notNull(),
    location: text().$type<Checked>().notNull(),
    facilitators: text().array().$type<MemberId[]>().notNull(),
    noteTakers: text().array().$type<MemberId[]>().notNull(),
    timeline: jsonb().$type<Timeline>().notNull(),
    /** EXDATE: local dates (YYYY-MM-DD) that are left out. */
    exdates: text().array().notNull().default([]),
    /** What becomes of a meeting that falls on a holiday of everyone's. */
    onHolidays: text().$type<OnHolidays>().notNull().default('stay'),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.id] }),
    check('meeting_series_holidays', sql`${table.onHolidays} in ('stay', 'next', 'previous', 'skip')`),
  ],
);

export type MeetingState = 'scheduled' | 'cancelled' | 'closed';

/** Occurrences. `occurrence` is the local date the rule gave it, so that a moved one is not made again. */
export const meetings = pgTable(
  'meetings',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    id: text().$type<MeetingId>().notNull(),
    series: text().notNull(),
    occurrence: text().notNull(),
    startsAt: instant().notNull(),
    endsAt: instant().notNull(),
    zone: text().notNull(),
    state: text().$type<MeetingState>().notNull(),
    facilitator: text().$type<MemberId>(),
    noteTaker: text().$type<MemberId>(),
    location: text().$type<Checked>().notNull(),
    /** How often its time has changed, a cancellation included: SEQUENCE as in RFC 5545. */
    sequence: integer().notNull().default(0),
    /** When it was to begin before its latest move; null while it was never moved. */
    movedFrom: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.id] }),
    foreignKey({
      columns: [table.taskForce, table.series],
      foreignColumns: [meetingSeries.taskForce, meetingSeries.id],
    }),
    unique('meetings_occurrence').on(table.taskForce, table.series, table.occurrence),
    check('meetings_state', sql`${table.state} in ('scheduled', 'cancelled', 'closed')`),
    check('meetings_order', sql`${table.startsAt} < ${table.endsAt}`),
    index('meetings_start').on(table.taskForce, table.startsAt),
  ],
);

/** Days nobody is asked anything: for all, or for one agency's people. */
export const holidays = pgTable(
  'holidays',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    date: text().notNull(),
    name: text().$type<Checked>().notNull(),
    /** Empty: for everyone. */
    agency: text().$type<AgencyId | ''>().notNull().default(''),
  },
  (table) => [primaryKey({ columns: [table.taskForce, table.date, table.agency] })],
);

export type AttendanceAnswer = 'in person' | 'remote' | 'regrets';

/** What people said about coming: one answer per person and meeting. */
export const attendance = pgTable(
  'attendance',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    meeting: text().$type<MeetingId>().notNull(),
    member: text().$type<MemberId>().notNull(),
    answer: text().$type<AttendanceAnswer>().notNull(),
    /** Whom someone who cannot come has named in their place. */
    instead: text().$type<MemberId>(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.meeting, table.member] }),
    foreignKey({
      columns: [table.taskForce, table.meeting],
      foreignColumns: [meetings.taskForce, meetings.id],
    }),
    foreignKey({
      columns: [table.taskForce, table.instead],
      foreignColumns: [members.taskForce, members.id],
    }),
    check('attendance_instead', sql`${table.instead} is null or ${table.answer} = 'regrets'`),
    check('attendance_answer', sql`${table.answer} in ('in person', 'remote', 'regrets')`),
  ],
);
