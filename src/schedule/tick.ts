import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as soon } from 'node:timers/promises';
import { schedule } from 'node-cron';
import type { Log } from '../db/types.ts';

/** Calls `wake` about once a minute until the answered function is called. */
export type EveryMinute = (wake: () => Promise<void>) => () => void;

export interface TickDeps {
  /** Does whatever is due; what that is, it finds out itself. */
  readonly tick: () => Promise<void>;
  readonly everyMinute?: EveryMinute;
  readonly log: Log;
}

export interface Ticking {
  /** Ends it, and waits for the tick under way. */
  readonly stop: () => Promise<void>;
  /** One tick soon, after the one under way; pokes that come together are one. */
  readonly poke: () => void;
}

/** Runs `tick` every minute and when poked, never two at once. What it throws is logged. */
export function startTick({ tick, log, everyMinute = cronMinute }: TickDeps): Ticking {
  // A poke may come from inside a transaction, which is not the tick's.
  const outside = AsyncLocalStorage.snapshot();
  const now = { wanted: false, stopped: false };
  let running: Promise<void> | undefined;

  const once = async (): Promise<void> => {
    await soon();
    if (now.stopped) return;
    now.wanted = false;
    try {
      await tick();
    } catch (error) {
      log.error({ error }, 'tick failed');
    }
  };
  const work = async (): Promise<void> => {
    while (now.wanted && !now.stopped) await once();
    running = undefined;
  };
  const wake = (): Promise<void> => {
    if (now.stopped) return Promise.resolve();
    now.wanted = true;
    running ??= outside(work);
    return running;
  };

  const end = everyMinute(wake);
  return {
    poke: () => void wake(),
    async stop() {
      now.stopped = true;
      end();
      await running;
    },
  };
}

const QUIET = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
const GUARD = 300_000;

/**
 * node-cron only wakes us: what is due stands in the database. So a minute that it missed (PGlite holds up the event
 * loop, a laptop slept) or that met a tick at work is nothing to warn of: we look again, once.
 */
function cronMinute(wake: () => Promise<void>): () => void {
  let awake = true;
  const onMinute = (): Promise<void> => {
    awake = true;
    return wake();
  };
  const task = schedule('* * * * *', onMinute, {
    timezone: 'UTC',
    noOverlap: true,
    suppressMissedWarning: true,
    logger: QUIET,
  });
  task.on('execution:missed', onMinute);
  // After the machine's clock was put back, node-cron waits until it has caught up; this timer does not.
  const guard = setInterval(() => {
    if (!awake) {
      void task.stop();
      void task.start();
    }
    awake = false;
  }, GUARD);
  return () => {
    clearInterval(guard);
    void task.destroy();
  };
}
