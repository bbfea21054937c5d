import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../../db/instant.ts';
import type { Checked } from '../../guard/index.ts';
import type { Role, Segment } from '../../kernel/access.ts';
import type { AgencyId, MemberId, TaskForceId } from '../../kernel/ids.ts';
import type { Lost, Unsure } from '../../kernel/platform.ts';

export const agencies = pgTable(
  'agencies',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    id: text().$type<AgencyId>().notNull(),
    name: text().$type<Checked>().notNull(),
    sector: text().notNull(),
    segments: text().array().$type<Segment[]>().notNull(),
    /** Who is asked for it before a meeting; null for its longest-standing member. Someone of it: see `contactsOf`. */
    contact: text().$type<MemberId>(),
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
    /** For suggesting whose a new account is; never a proof, and never shown. */
    email: text(),
    /** The hello is the first message to a person, and is sent once. */
    greeted: boolean().notNull().default(false),
    /** They asked for less: one note a week at most, and no digest. */
    lessMail: boolean().notNull().default(false),
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

/** Days on which a person is asked nothing; their delegate stands in. There is no field for why (product rule 8). */
export const leaves = pgTable(
  'leaves',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    member: text().$type<MemberId>().notNull(),
    /** Local dates of the member, both included. */
    first: text().notNull(),
    last: text().notNull(),
    delegate: text().$type<MemberId>(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.member, table.first] }),
    foreignKey({ columns: [table.taskForce, table.member], foreignColumns: [members.taskForce, members.id] }),
    foreignKey({
      columns: [table.taskForce, table.delegate],
      foreignColumns: [members.taskForce, members.id],
    }),
    check('leaves_order', sql`${table.first} <= ${table.last}`),
    check('leaves_delegate', sql`${table.delegate} <> ${table.member}`),
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
    /** Since when it is theirs as it is. Sessions that began before are over: a new personal link was made. */
    sessionsSince: instant(),
    /** Nothing reaches this account any more: its person is written to elsewhere. */
    lost: text().$type<Lost>(),
    /** When someone in several task forces said that they mean this one. */
    chosenAt: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.platform, table.tenant, table.account, table.taskForce] }),
    foreignKey({ columns: [table.taskForce, table.member], foreignColumns: [members.taskForce, members.id] }),
    index('accounts_member').on(table.taskForce, table.member),
  ],
);

/** What a channel shows, and what keeps it from showing more: told to the facilitators when it changes. */
export interface ChannelReaders {
  /** The people of the roster who are in it. */
  readonly present: readonly MemberId[];
  readonly segments: readonly Segment[];
  readonly why: Unsure | 'strangers' | 'guests' | 'empty' | null;
  /** Accounts in it that are on no roster; absent from before this was kept. */
  readonly strange?: readonly string[];
  /** Its name as people there know it; empty when the platform does not say. */
  readonly label: string;
}

/** Channels that belong to a task force. */
export const channels = pgTable(
  'channels',
  {
    platform: text().notNull(),
    tenant: text().notNull(),
    place: text().notNull(),
    taskForce: text().$type<TaskForceId>().notNull(),
    /** Nothing reaches it any more. */
    lost: text().$type<Lost>(),
    /** As last rendered; null until then. */
    readers: jsonb().$type<ChannelReaders>(),
  },
  (table) => [
    primaryKey({ columns: [table.platform, table.tenant, table.place] }),
    index('channels_of').on(table.taskForce),
  ],
);

/** One-time codes that link an account or a channel, by their hash. */
export const linkCodes = pgTable(
  'link_codes',
  {
    hash: text().primaryKey(),
    taskForce: text().$type<TaskForceId>().notNull(),
    kind: text().$type<'me' | 'channel'>().notNull(),
    /** Who made it; for `me`, whose account it links. */
    member: text().$type<MemberId>().notNull(),
    expiresAt: instant().notNull(),
  },
  (table) => [
    foreignKey({ columns: [table.taskForce, table.member], foreignColumns: [members.taskForce, members.id] }),
    check('link_codes_kind', sql`${table.kind} in ('me', 'channel')`),
  ],
);

/** Accounts that are in a linked channel, or tried to do something, and are nobody's on the roster. */
export const strangers = pgTable(
  'strangers',
  {
    platform: text().notNull(),
    tenant: text().notNull(),
    account: text().notNull(),
    taskForce: text().$type<TaskForceId>().notNull(),
    /** Empty once a facilitator said that this is nobody of ours. */
    name: text().notNull(),
    /** Whose it may be, by its e-mail address. */
    suggested: text().$type<MemberId>(),
    state: text().$type<'open' | 'refused'>().notNull().default('open'),
    metAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.platform, table.tenant, table.account, table.taskForce] }),
    check('strangers_state', sql`${table.state} in ('open', 'refused')`),
    index('strangers_of').on(table.taskForce, table.state),
  ],
);

/** Bodies that tasks belong to: a lead is who is named here, and the meeting rule is text until it is planned. */
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
