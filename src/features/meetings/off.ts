import { isChair, type Role } from '../../kernel/access.ts';
import { rich, type Rich } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';

/** Why nothing goes out now, and the next step (product rule 13); undefined while Convener runs. */
export function offText({ state }: Pick<TaskForce, 'state'>, roles: readonly Role[]): Rich | undefined {
  switch (state) {
    case 'running':
      return undefined;
    case 'setup':
      return isChair(roles)
        ? rich`Convener is off: nothing goes out until you type "start".`
        : rich`Convener is off for now: nothing goes out until a chair starts it.`;
    case 'paused':
      return rich`Convener is paused: nothing goes out until a chair lets it go on.`;
    default:
      return state satisfies never;
  }
}
