import { and, eq } from 'drizzle-orm';
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
export async function isMissed(tx: Tx, key: string): Promise<boolean> {
  const isIt = and(eq(cues.key, key), eq(cues.state, 'missed'));
  return (await tx.$count(cues, isIt)) > 0;
}
