/** Resolves after `ms`, or as soon as the signal aborts; never rejects. Tests pass one that follows their clock. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

// Not the one of node:timers/promises: each message has its time limit, and for each that is met it makes an error.
export const machineWait: Wait = (ms, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });

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
