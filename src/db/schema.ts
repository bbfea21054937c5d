import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './instant.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { TaskForceState } from '../kernel/task-force.ts';

/** The tenants. Every other table of theirs names one in its column `task_force`. */
export const taskForces = pgTable(
  'task_forces',
  {
    id: text().$type<TaskForceId>().primaryKey(),
    name: text().notNull(),
    neutralName: text().notNull(),
    zone: text().notNull(),
    mission: text().notNull().default(''),
    contactPhone: text().notNull().default(''),
    publicBody: boolean().notNull().default(false),
    formed: text(),
    /** The day from which it counts as new, where that is not when it was formed: it began to meet again, say. */
    newSince: text(),
    state: text().$type<TaskForceState>().notNull().default('setup'),
    startedAt: instant(),
    /** Since when everything new waits; null while it runs. */
    pausedAt: instant(),
    /** Something changed that may change what is planned. */
    planStale: boolean().notNull().default(true),
    /** Cues are planned up to here. */
    plannedTo: instant(),
    createdAt: instant().notNull(),
  },
  (table) => [
    // '*' means "every task force" to the row policies.
    check('task_forces_id', sql`${table.id} <> '*'`),
    check('task_forces_state', sql`${table.state} in ('setup', 'running', 'paused')`),
    check('task_forces_started', sql`${table.state} = 'setup' or ${table.startedAt} is not null`),
    index('task_forces_stale')
      .on(table.id)
      .where(sql`${table.planStale}`),
    index('task_forces_planned').on(table.plannedTo),
  ],
);

/** Deliveries that had their effect: the same one again has none. Kept for 48 hours. */
export const inbox = pgTable(
  'inbox',
  {
    platform: text().notNull(),
    tenant: text().notNull(),
    deliveryId: text().notNull(),
    taskForce: text().$type<TaskForceId>().notNull(),
    receivedAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.platform, table.tenant, table.deliveryId] }),
    index('inbox_received').on(table.receivedAt),
  ],
);

/** What adapters remember, through the port Records; Convener's own settings under the adapter "convener". */
export const records = pgTable(
  'records',
  {
    adapter: text().notNull(),
    kind: text().notNull(),
    key: text().notNull(),
    value: jsonb().notNull(),
    expiresAt: instant(),
  },
  (table) => [primaryKey({ columns: [table.adapter, table.kind, table.key] })],
);
