import { EVERY_TASK_FORCE } from '../kernel/ids.ts';
import type { RunScoped } from './transaction.ts';
import type { Tx } from './types.ts';

/**
 * The one door to rows of all task forces at once, and to the role `convener_all`. Only these may use it: identity
 * (whose account is this), the planner (which task forces are marked), lanes (which message is due), the inbox,
 * records, housekeeping and doctor. Everything else names its task force.
 */
export const createUnscoped =
  (run: RunScoped) =>
  <T>(fn: (tx: Tx) => Promise<T>): Promise<T> =>
    run(EVERY_TASK_FORCE, fn);
