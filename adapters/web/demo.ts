import type { TaskForceId } from '../../src/kernel/ids.ts';
import type { Panes } from './panes.ts';

/** A moment worth going to, and what happens then. */
export interface Jump {
  readonly label: string;
  readonly to: Date;
}

/** What the demo lends the web: one task force, a clock that visitors move, and where it could go next. */
export interface Demo {
  readonly taskForce: TaskForceId;
  now(): Date;
  readonly zone: string;
  /** Resolves when everything due on the way is done and delivered. */
  advance(to: Date): Promise<'backwards' | 'done'>;
  jumps(): Promise<readonly Jump[]>;
  /** The sample once more, as it was at first; its task force is another one from then on. */
  startOver(): Promise<void>;
  readonly panes?: Panes;
}
