import type { TaskForceState } from '../../../kernel/task-force.ts';

/** What a task force needs before it works by itself, in the order in which it is best done. */
export const STEPS = [
  'people',
  'contacts',
  'channel',
  'meeting',
  'promise',
  'ways-in',
  'preview',
  'start',
] as const;
export type StepName = (typeof STEPS)[number];

/** Those a chair may say to be done; the others are seen to be. */
export const SETTLED_BY_HAND = ['people', 'contacts', 'channel', 'meeting', 'promise', 'ways-in'] as const;

/** How things stand, as far as it can be seen. */
export interface Standing {
  readonly state: TaskForceState;
  readonly people: number;
  /** Agencies with several people of whom nobody was named. */
  readonly unnamed: number;
  /** Is a channel of Slack or Teams linked? */
  readonly linked: boolean;
  readonly meets: boolean;
  /** Were the words of the promise written anew? */
  readonly worded: boolean;
  /** People who have no account but the web's, and were given no link to it yet. */
  readonly outside: number;
}

/** Set-up makes two: facilitator and co-chair. */
const FOUNDERS = 2;

const needed = (step: StepName, at: Standing): boolean => {
  switch (step) {
    case 'people':
      return at.people <= FOUNDERS;
    case 'contacts':
      return at.unnamed > 0;
    case 'channel':
      return !at.linked;
    case 'meeting':
      return !at.meets;
    case 'promise':
      return !at.worded;
    case 'ways-in':
      return at.outside > 0;
    case 'preview':
    case 'start':
      return at.state === 'setup';
    default:
      return step satisfies never;
  }
};

/** What is left to do. */
export const stepsLeft = (at: Standing, settled: ReadonlySet<string>): readonly StepName[] =>
  STEPS.filter((step) => !settled.has(step) && needed(step, at));
