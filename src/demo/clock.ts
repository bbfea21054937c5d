import { setTimeout as pause } from 'node:timers/promises';
import type { Core } from '../core.ts';
import type { Database } from '../db/types.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { Clock } from '../kernel/clock.ts';
import { waitsSoon } from '../outbox/leases.ts';
import { runningTaskForces } from '../schedule/outage.ts';
import { saveDemoState, type DemoState } from './state.ts';

const LEASE_LOOK_MS = 100;
/** Longer than any pace between two sends to one place. */
const PACED_MS = 4000;
/** A cue that fails is tried again this long before the clock stops at it. */
const STUCK_MS = 30_000;

/** A clock that stands still until it is moved, and is kept in the database. */
export interface DemoClock extends Clock {
  /** Moves on, doing everything that falls due on the way, each thing at its own time. Resolves when all is delivered. */
  advance(to: Date): Promise<'backwards' | 'done'>;
  /** Does what is left of a move that a crash cut short, and what a turned clock made due. */
  resume(): Promise<void>;
  /** A tick: plans what changed. The clock stands, so nothing new comes due; what a pause held goes when it ends. */
  tick(): Promise<void>;
  /** Sets the clock; `resume` then does what is due by it. Going back changes nothing. */
  turnTo(at: Date, override: string | null): Promise<void>;
  /** Another demo takes the place of this one, and is brought to its beginning. */
  begin(make: (old: DemoState) => Promise<DemoState>): Promise<DemoState>;
  /** The core comes after its clock. */
  attach(core: Core): void;
}

/** `first` is the state as it was kept. */
export function createDemoClock(database: Database, first: DemoState): DemoClock {
  let state = first;
  let core: Core | undefined;
  let moving: Promise<unknown> = Promise.resolve();
  /** Which task forces ran at the last tick. */
  let running: ReadonlySet<TaskForceId> | undefined;

  const keep = async (next: Partial<DemoState>): Promise<void> => {
    state = { ...state, ...next };
    await database.unscoped((tx) => saveDemoState(tx, state));
  };

  const isDue = (next: Date | undefined): next is Date =>
    next !== undefined && (state.before ? next < state.target : next <= state.target);

  /** One stop on the way: the clock goes to the next thing due, and it is done and delivered. */
  async function step(made: Core): Promise<boolean> {
    const { planner, due } = made;
    await planner.run();
    const next = await due.next();
    if (!isDue(next)) return false;
    if (next > state.now) await keep({ now: next });
    // What fails is tried again by the machine's clock. To go on without it would make all that follows late.
    const giveUp = performance.now() + STUCK_MS;
    for (;;) {
      await due.run();
      if ((await due.next())?.getTime() !== next.getTime()) break;
      if (performance.now() > giveUp) throw new Error('something due at this time cannot be done');
      await pause(LEASE_LOOK_MS);
    }
    await deliver(made);
    return true;
  }

  /** All that waits is delivered, also what is paced, or leased to a worker that died. */
  async function deliver({ outbox }: Core): Promise<void> {
    await outbox.drain();
    while (await database.unscoped((tx) => waitsSoon(tx, new Date(), PACED_MS))) {
      await pause(LEASE_LOOK_MS);
      await outbox.drain();
    }
  }

  async function move(): Promise<void> {
    if (!core) throw new Error('the demo clock has no core yet');
    while (await step(core));
    if (state.target > state.now) await keep({ now: state.target });
    await core.planner.run();
    if (!state.before) await core.due.run();
    await deliver(core);
    await keep({ before: false, target: state.now });
  }

  async function tick(): Promise<void> {
    if (!core) return;
    await core.planner.run();
    const now = new Set(await runningTaskForces(database));
    const before = running ?? now;
    running = now;
    const goesOn = [...now].some((id) => !before.has(id));
    if (!goesOn) return;
    await core.due.run();
    await deliver(core);
  }

  // One move at a time: two at once would do things out of order.
  function inTurn<T>(fn: () => Promise<T>): Promise<T> {
    const turn = moving.then(fn, fn);
    moving = turn.catch(() => undefined);
    return turn;
  }

  return {
    now: () => state.now,
    attach(made) {
      core = made;
    },
    advance: (to) =>
      inTurn(async () => {
        if (to < state.now) return 'backwards';
        await keep({ target: to, before: false });
        await move();
        return 'done';
      }),
    resume: () =>
      inTurn(async () => (state.before || state.target > state.now ? move() : core && deliver(core))),
    begin: (make) =>
      inTurn(async () => {
        state = await make(state);
        await move();
        running = undefined;
        return state;
      }),
    tick: () => inTurn(tick),
    turnTo: (at, override) =>
      inTurn(() => keep({ now: at < state.now ? at : state.now, target: at, before: true, override })),
  };
}
