// The demo: the sample task force with its history, and a clock that visitors move.
import { randomBytes } from 'node:crypto';
import { loadTaskForce } from '../db/task-force.ts';
import type { Database } from '../db/types.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import { beginAgain, beginDemo } from './begin.ts';
import { createDemoClock, type DemoClock } from './clock.ts';
import { nextJumps } from './jumps.ts';

export interface Demo {
  /** Another one after the demo was started over. */
  readonly taskForce: TaskForceId;
  readonly zone: string;
  readonly clock: DemoClock;
  now(): Date;
  advance(to: Date): Promise<'backwards' | 'done'>;
  jumps(): Promise<readonly { label: string; to: Date }[]>;
  startOver(): Promise<void>;
}

/** Loads the sample where it is not yet there, and obeys a CONVENER_CLOCK that was not obeyed before. */
export async function openDemo(database: Database, override: Date | undefined): Promise<Demo> {
  const state = await beginDemo(database, override);
  let { taskForce } = state;
  const clock = createDemoClock(database, state);
  if (override && state.override !== override.toISOString())
    await clock.turnTo(override, override.toISOString());
  const zone = (await database.transaction(taskForce, (tx) => loadTaskForce(tx, taskForce)))?.zone ?? 'UTC';
  return {
    get taskForce() {
      return taskForce;
    },
    zone,
    clock,
    now: () => clock.now(),
    advance: (to) => clock.advance(to),
    jumps: () => nextJumps(database, { id: taskForce, zone }, clock.now()),
    async startOver() {
      const next = await clock.begin((old) => beginAgain(database, old, randomBytes(4).toString('hex')));
      ({ taskForce } = next);
    },
  };
}
