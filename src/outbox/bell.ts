import { setTimeout as pause } from 'node:timers/promises';

/** Resolves after `ms`, or as soon as the signal aborts; never rejects. Tests pass one that follows their clock. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export const machineWait: Wait = async (ms, signal) => {
  await pause(ms, undefined, { signal }).catch(() => {});
};

/** Wakes whoever sleeps; a ring between looking and going to sleep is not missed. */
export function createBell(wait: Wait) {
  let rings = 0;
  let next = new AbortController();
  return {
    rings: (): number => rings,
    ring(): void {
      rings += 1;
      next.abort();
      next = new AbortController();
    },
    /** Sleeps for `ms` at most; not at all if it rang since `seen`. */
    async sleep(ms: number, seen: number): Promise<void> {
      if (rings === seen) await wait(ms, next.signal);
    },
  };
}
