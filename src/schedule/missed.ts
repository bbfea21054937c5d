import { and, eq, inArray } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import type { Cue } from '../kernel/feature.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import { cues } from './table.ts';

interface Missed {
  readonly taskForce: TaskForceId;
  readonly cue: Cue;
  /** In words for the facilitator. */
  readonly reason: string;
  readonly now: Date;
}

/**
 * Records as missed what came to nothing although its cue was carried out, or was never planned. A cue that still waits
 * or was missed already stays as it is: then answers false.
 */
export async function recordMissed(tx: Tx, { taskForce, cue, reason, now }: Missed): Promise<boolean> {
  const missed = { state: 'missed' as const, settledAt: now, reason };
  const rows = await tx
    .insert(cues)
    .values({ taskForce, ...cue, ...missed })
    .onConflictDoUpdate({
      target: [cues.taskForce, cues.key],
      set: missed,
      setWhere: eq(cues.state, 'done'),
    })
    .returning({ key: cues.key });
  return rows.length > 0;
}

/** Is this cue's time over without it? Its key never comes again. */
export const isMissed = (tx: Tx, key: string): Promise<boolean> => isIn(tx, key, ['missed']);

/** Was it carried out or missed? Its key never comes again. */
export const isSettled = (tx: Tx, key: string): Promise<boolean> => isIn(tx, key, ['done', 'missed']);

async function isIn(tx: Tx, key: string, states: readonly (typeof cues.$inferSelect)['state'][]) {
  return (await tx.$count(cues, and(eq(cues.key, key), inArray(cues.state, [...states])))) > 0;
}
