import { isChair, type Role } from '../../kernel/access.ts';
import { buttons, press, text, type Block, type Button } from '../../kernel/card.ts';
import { rich, type Rich, typed } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';

/** Why nothing goes out now, and the next step (product rule 13); undefined while Convener runs. */
export function offText({ state }: Pick<TaskForce, 'state'>, roles: readonly Role[]): Rich | undefined {
  switch (state) {
    case 'running':
      return undefined;
    case 'setup':
      return isChair(roles)
        ? rich`Nothing goes out yet. When you are ready, type ${typed('start')}.`
        : rich`Convener is off for now: nothing goes out until a chair starts it.`;
    case 'paused':
      return rich`Convener is paused: nothing goes out until a chair lets it go on.`;
    default:
      return state satisfies never;
  }
}

// The preview is a feature above this one: its button, which shows first what would go out, is known here by name alone.
const START: Button = press('Start Convener', 'preview.start', {}, 'main');

/** Beside `offText`: the press for whoever may start. None while paused: that is not ended from here. */
export const startButtons = (
  { state }: Pick<TaskForce, 'state'>,
  roles: readonly Role[],
): readonly Button[] => (state === 'setup' && isChair(roles) ? [START] : []);

/** On a page that is not about an agenda; nothing while Convener runs. */
export function offBlocks(taskForce: Pick<TaskForce, 'state'>, roles: readonly Role[]): readonly Block[] {
  const off = offText(taskForce, roles);
  const start = startButtons(taskForce, roles);
  return [...(off ? [text(off)] : []), ...(start.length > 0 ? [buttons(...start)] : [])];
}
