import type { Clock } from './kernel/clock.ts';
import type { TaskForceId } from './kernel/ids.ts';

/** So long something is taken to be as it was, also where another replica changed it. */
export const KEPT_MS = 60_000;

interface KeptValue<T> {
  readonly value: T;
  /** By the clock, which may stand still, and by the machine's. */
  readonly at: number;
  readonly madeAt: number;
}

/** What was made for a task force, by name, until something changes there or it has had its minute. */
export function createKept<T>({ clock, machine }: { readonly clock: Clock; readonly machine: Clock }) {
  const kept = new Map<TaskForceId, Map<string, KeptValue<T>>>();
  const current = ({ at, madeAt }: KeptValue<T>): boolean =>
    machine.now().getTime() - madeAt < KEPT_MS && Math.abs(clock.now().getTime() - at) < KEPT_MS;

  return {
    forget: (taskForce: TaskForceId): void => void kept.delete(taskForce),
    find(taskForce: TaskForceId, name: string): T | undefined {
      const known = kept.get(taskForce)?.get(name);
      return known && current(known) ? known.value : undefined;
    },
    /** Makes it and keeps it, unless something changed meanwhile. */
    async make(taskForce: TaskForceId, name: string, made: () => Promise<T>): Promise<T> {
      const own = kept.get(taskForce) ?? new Map<string, KeptValue<T>>();
      kept.set(taskForce, own);
      const since = { at: clock.now().getTime(), madeAt: machine.now().getTime() };
      const value = await made();
      own.set(name, { value, ...since });
      return value;
    },
  };
}
