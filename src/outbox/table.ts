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
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from '../db/instant.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { ViewRef } from '../kernel/outcome.ts';

/** `live`: kept equal to its view. `dead`: could not be delivered. `removed`: taken down, or deleted by a person. */
export type MessageState = 'live' | 'dead' | 'removed';

/** A destination. One message is in flight per lane over all replicas. Times here are the machine's, not the demo's. */
export const lanes = pgTable(
  'lanes',
  {
    platform: text().notNull(),
    tenant: text().notNull(),
    place: text().notNull(),
    /** Paced, or told to wait: nothing is sent here before this. */
    notBefore: instant().notNull(),
    /** Leased until then by the worker that holds `lease`. */
    busyUntil: instant(),
    lease: uuid(),
  },
  (table) => [primaryKey({ columns: [table.platform, table.tenant, table.place] })],
);

/** A message is a desired state, not text: the view is rendered for whoever can read the place, at delivery. */
export const messages = pgTable(
  'messages',
  {
    id: uuid().primaryKey(),
    taskForce: text().$type<TaskForceId>().notNull(),
    key: text().notNull(),
    platform: text().notNull(),
    tenant: text().notNull(),
    place: text().notNull(),
    view: jsonb().$type<ViewRef>().notNull(),
    urgent: boolean().notNull().default(false),
    state: text().$type<MessageState>().notNull().default('live'),
    /** Raised by each change; delivered when `shown` has caught up. */
    wanted: integer().notNull().default(1),
    shown: integer().notNull().default(0),
    /** Hash of what was last shown: nothing changed, nothing sent. */
    shownHash: text(),
    ref: text(),
    /** Domain time of the first post and of the last edit. */
    shownAt: instant(),
    editedAt: instant(),
    /** Set while a send is under way: found set after a crash, the repeat is counted. */
    inFlight: boolean().notNull().default(false),
    possibleRepeats: integer().notNull().default(0),
    attempts: integer().notNull().default(0),
    notBefore: instant().notNull(),
    /** Why it died, as a code. */
    reason: text(),
    createdAt: instant().notNull(),
  },
  (table) => [
    unique('messages_once').on(table.taskForce, table.key, table.platform, table.tenant, table.place),
    check('messages_state', sql`${table.state} in ('live', 'dead', 'removed')`),
    // What waits to be sent is a small part of what there is.
    index('messages_waiting')
      .on(table.platform, table.tenant, table.place)
      .where(sql`${table.wanted} > ${table.shown} and ${table.state} <> 'dead'`),
    index('messages_standing').on(table.taskForce, table.platform, table.tenant, table.place),
  ],
);
