import { isChair, type Role } from '../../kernel/access.ts';
import { buttons, formButton, press, text, type Block, type Button } from '../../kernel/card.ts';
import { rich, time, type Rich, typed } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';

type Off = Pick<TaskForce, 'state' | 'pausedAt'>;

/** Why nothing goes out now, and the next step (product rule 13); undefined while Convener runs. */
export function offText({ state, pausedAt }: Off, roles: readonly Role[]): Rich | undefined {
  switch (state) {
    case 'running':
      return undefined;
    case 'setup':
      return isChair(roles)
        ? rich`Nothing goes out yet. When you are ready, type ${typed('start')}.`
        : rich`Convener is off for now: nothing goes out until a chair starts it.`;
    case 'paused':
      return pausedAt
        ? rich`Convener is paused since ${time(pausedAt)}: nothing goes out until a chair lets it go on.`
        : rich`Convener is paused: nothing goes out until a chair lets it go on.`;
    default:
      return state satisfies never;
  }
}

// The preview, which shows first what would go out, and pausing are features above this one: their buttons are known here
// by name alone.
const START: Button = press('Start Convener', 'preview.start', {}, 'main');

const GO_ON: Button = formButton('Let it go on', 'pause.resume', {}, 'main');

/** Beside `offText`: the button for whoever may start it, or let it go on. */
export function startButtons({ state }: Pick<TaskForce, 'state'>, roles: readonly Role[]): readonly Button[] {
  if (state === 'running' || !isChair(roles)) return [];
  return [state === 'setup' ? START : GO_ON];
}

/** On a page that is not about an agenda; nothing while Convener runs. */
export function offBlocks(taskForce: Off, roles: readonly Role[]): readonly Block[] {
  const off = offText(taskForce, roles);
  const start = startButtons(taskForce, roles);
  return [...(off ? [text(off)] : []), ...(start.length > 0 ? [buttons(...start)] : [])];
}
