import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../../db/instant.ts';
import type { Checked } from '../../guard/index.ts';
import type { Role, Segment } from '../../kernel/access.ts';
import type { AgencyId, MemberId, TaskForceId } from '../../kernel/ids.ts';

export const agencies = pgTable(
  'agencies',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    id: text().$type<AgencyId>().notNull(),
    name: text().$type<Checked>().notNull(),
    sector: text().notNull(),
    segments: text().array().$type<Segment[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.taskForce, table.id] })],
);

/** Working hours as wall times, in the member's own zone. */
export interface Hours {
  readonly from: string;
  readonly to: string;
}

/** People. There is no sector here and no place to write one (product rule 11). */
export const members = pgTable(
  'members',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    id: text().$type<MemberId>().notNull(),
    name: text().notNull(),
    title: text().$type<Checked>().notNull(),
    agency: text().$type<AgencyId>().notNull(),
    roles: text().array().$type<Role[]>().notNull(),
    zone: text().notNull(),
    /** The platform this person prefers; the web serves where it is not running. */
    platform: text().notNull(),
    state: text().$type<'active' | 'left'>().notNull(),
    joined: text().notNull(),
    left: text(),
    hours: jsonb().$type<Hours>(),
    introduceAs: text().$type<Checked>(),
    /** The hello is the first message to a person, and is sent once. */
    greeted: boolean().notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.id] }),
    foreignKey({
      columns: [table.taskForce, table.agency],
      foreignColumns: [agencies.taskForce, agencies.id],
    }),
    check('members_state', sql`${table.state} in ('active', 'left')`),
  ],
);

/** Platform accounts of members: one person may have several, an account belongs to one person of a task force. */
export const accounts = pgTable(
  'accounts',
  {
    platform: text().notNull(),
    tenant: text().notNull(),
    account: text().notNull(),
    taskForce: text().$type<TaskForceId>().notNull(),
    member: text().$type<MemberId>().notNull(),
    /** Sessions that began before then are over: a new personal link was made. */
    sessionsSince: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.platform, table.tenant, table.account, table.taskForce] }),
    foreignKey({ columns: [table.taskForce, table.member], foreignColumns: [members.taskForce, members.id] }),
    index('accounts_member').on(table.taskForce, table.member),
  ],
);

/** Channels that belong to a task force. */
export const channels = pgTable(
  'channels',
  {
    platform: text().notNull(),
    tenant: text().notNull(),
    place: text().notNull(),
    taskForce: text().$type<TaskForceId>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.platform, table.tenant, table.place] }),
    index('channels_of').on(table.taskForce),
  ],
);

/** Kept for the report-backs to come: a lead is who is named here, and the meeting rule is text until it is planned. */
export const subcommittees = pgTable(
  'subcommittees',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    id: text().notNull(),
    name: text().$type<Checked>().notNull(),
    lead: text().$type<MemberId>(),
    viceLead: text().$type<MemberId>(),
    members: text().array().$type<MemberId[]>().notNull(),
    rule: text(),
    cadence: text(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.id] }),
    foreignKey({ columns: [table.taskForce, table.lead], foreignColumns: [members.taskForce, members.id] }),
    foreignKey({
      columns: [table.taskForce, table.viceLead],
      foreignColumns: [members.taskForce, members.id],
    }),
  ],
);

/** Personal links, by the hash of their token. `once`: for people who can read or change most. */
export const invites = pgTable(
  'invites',
  {
    hash: text().primaryKey(),
    taskForce: text().$type<TaskForceId>().notNull(),
    member: text().$type<MemberId>().notNull(),
    once: boolean().notNull(),
    expiresAt: instant().notNull(),
  },
  (table) => [
    foreignKey({ columns: [table.taskForce, table.member], foreignColumns: [members.taskForce, members.id] }),
    index('invites_member').on(table.taskForce, table.member),
  ],
);
