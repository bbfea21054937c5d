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

/** Waiting begins now for what was up to date or given up; what waits already keeps its turn and its backoff. */
export const since = (when: Date | SQL): SQL =>
  sql`case when ${wasDead} or ${messages.wanted} <= ${messages.shown} then ${when} else ${messages.notBefore} end`;

/**
 * The same for what must rest between edits: also what is on its way now waits again for its next one. Its last change is
 * the one that waits, so the last edit is exact.
 */
export const rested = (now: Date, restMs: number): SQL => {
  const when = sql`${new Date(now.getTime() + restMs).toISOString()}::timestamptz`;
  return restMs > 0 ? sql`case when ${messages.inFlight} then ${when} else ${since(when)} end` : since(now);
};

/** One change more than before; what was given up gets all its attempts again. */
export const again = {
  wanted: sql`${messages.wanted} + 1`,
  attempts: sql`case when ${wasDead} then 0 else ${messages.attempts} end`,
} as const;
