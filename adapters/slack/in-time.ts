import { setTimeout as sleep } from 'node:timers/promises';

/** Slack waits three seconds for an answer; what is said after that is lost (docs: acknowledging). */
export const PATIENCE_MS = 2200;

/** The value, or 'late' when it has not come within the time. */
export async function inTime<T>(work: Promise<T>, ms = PATIENCE_MS): Promise<{ value: T } | 'late'> {
  const stop = new AbortController();
  try {
    return await Promise.race([
      work.then((value) => ({ value })),
      sleep(ms, 'late' as const, { signal: stop.signal }).catch(() => 'late' as const),
    ]);
  } finally {
    stop.abort();
  }
}

/** Work that goes on after its request was answered: waited for at the end, so that nobody is left without the outcome. */
export function createUnderway(onError: (error: unknown) => void) {
  const active = new Set<Promise<void>>();
  return {
    run(work: Promise<unknown>): void {
      const done: Promise<void> = work
        .then(() => {}, onError)
        .finally(() => {
          active.delete(done);
        });
      active.add(done);
    },
    finished: async (): Promise<void> => {
      await Promise.all(active);
    },
  };
}
