import { sql, type SQL } from 'drizzle-orm';
import type { To } from '../kernel/outcome.ts';
import type { Place } from '../kernel/platform.ts';
import type { TaskForce } from '../kernel/task-force.ts';
import { messages } from './table.ts';

export interface EnqueueContext {
  readonly taskForce: TaskForce;
  /** Domain time. */
  readonly now: Date;
  /** The machine's time: lanes and backoff know no other. */
  readonly machineNow: Date;
  readonly newId: () => string;
  readonly placesOf: (to: To) => Promise<readonly Place[]>;
}

const wasDead = sql`${messages.state} = 'dead'`;

const isCaughtUp = sql`${messages.wanted} <= ${messages.shown}`;

/**
 * Waiting begins now for what was given up, and for what was up to date, if it was not edited just before; what waits
 * already keeps its turn and its backoff.
 */
export const since = (when: Date | SQL): SQL =>
  sql`case when ${wasDead} then ${when} when ${isCaughtUp} then greatest(${when}, ${messages.notBefore}) else ${messages.notBefore} end`;

/** The same, and an edit just before holds nothing up. */
export const atOnce = (when: Date | SQL): SQL =>
  sql`case when ${wasDead} or ${isCaughtUp} or ${messages.attempts} = 0 then ${when} else ${messages.notBefore} end`;

/** One change more than before; what was given up gets all its attempts again. */
export const again = {
  wanted: sql`${messages.wanted} + 1`,
  attempts: sql`case when ${wasDead} then 0 else ${messages.attempts} end`,
} as const;
