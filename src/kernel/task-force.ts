import type { TaskForceId } from './ids.ts';

/** `setup`: nothing is planned or sent yet; `running`; `paused`: everything waits (product rule 13). */
export type TaskForceState = 'setup' | 'running' | 'paused';

/** The facts about a task force that every feature may need. */
export interface TaskForce {
  readonly id: TaskForceId;
  readonly name: string;
  /** The only name that lock screens, senders and calendars show (product rule 4). */
  readonly neutralName: string;
  readonly zone: string;
  readonly mission: string;
  readonly contactPhone: string;
  readonly publicBody: boolean;
  readonly state: TaskForceState;
  /** A local date, where it is known. */
  readonly formed: string | null;
  /** A local date from which it counts as a new group; null where that is when it was formed. */
  readonly newSince: string | null;
  readonly startedAt: Date | null;
  /** Since when it is paused; null where it is not. */
  readonly pausedAt: Date | null;
}
