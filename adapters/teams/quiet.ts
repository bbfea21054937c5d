// The SDK writes to the console by itself: a stack for every expired token, the keys for every forged one. That is no
// log of ours, and whoever forges could fill a disk with it. What it says inside `quietly` is dropped; everyone else's
// words pass.
import { AsyncLocalStorage } from 'node:async_hooks';

interface Console {
  error: (...said: unknown[]) => void;
}

export function createQuiet(target: Console): <T>(work: () => Promise<T>) => Promise<T> {
  const hushed = new AsyncLocalStorage<true>();
  const say = target.error.bind(target);
  target.error = (...said) => {
    if (hushed.getStore() === undefined) say(...said);
  };
  return (work) => hushed.run(true, work);
}
