import { machineWait, type Wait } from '../../src/outbox/bell.ts';

/** A clock that stands still until it is moved, and the waits that hang on it. */
export interface TestMachine {
  now(): Date;
  readonly wait: Wait;
  advance(ms: number): void;
  /** Moves on to when the next sleeper wakes, if that is within a second: what nobody waits for takes no time. */
  skip(): void;
}

export const START = new Date('2027-02-01T09:00:00Z');

export function createTestMachine(): TestMachine {
  let time = START.getTime();
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const machine: TestMachine = {
    now: () => new Date(time),
    wait: (ms, signal) =>
      new Promise((done) => {
        if (signal.aborted) {
          done();
          return;
        }
        const sleeper = { at: time + ms, wake: () => end() };
        const end = () => {
          sleepers.delete(sleeper);
          done();
        };
        sleepers.add(sleeper);
        signal.addEventListener('abort', end, { once: true });
      }),
    advance(ms) {
      time += ms;
      for (const sleeper of [...sleepers].sort((a, b) => a.at - b.at)) if (sleeper.at <= time) sleeper.wake();
    },
    skip() {
      const next = Math.min(...[...sleepers].map((sleeper) => sleeper.at));
      if (next <= time + 1000) machine.advance(next - time);
    },
  };
  return machine;
}

/** A clock that runs, from the same start. */
export function runningMachine() {
  const began = performance.now();
  return { machine: { now: () => new Date(START.getTime() + performance.now() - began) }, wait: machineWait };
}

/** Looks again and again, without sleeping, until it is so. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('It did not come to pass within 20 s.');
    await new Promise((done) => setImmediate(done));
  }
}
