import type { TaskForceId } from './kernel/ids.ts';

interface Gathered<Ask, Answer> {
  readonly asks: Ask[];
  readonly answers: Promise<readonly (Answer | Promise<Answer>)[]>;
}

/** Makes one call of `all` of what is asked of one task force in the same breath; it answers in the order of the asks. */
export function createGathering<Ask, Answer>(
  all: (taskForce: TaskForceId, asks: readonly Ask[]) => Promise<readonly (Answer | Promise<Answer>)[]>,
): (taskForce: TaskForceId, ask: Ask) => Promise<Answer> {
  const open = new Map<TaskForceId, Gathered<Ask, Answer>>();

  function begin(taskForce: TaskForceId): Gathered<Ask, Answer> {
    const asks: Ask[] = [];
    const answers = Promise.resolve().then(() => {
      open.delete(taskForce);
      return all(taskForce, asks);
    });
    const gathered = { asks, answers };
    open.set(taskForce, gathered);
    return gathered;
  }

  return async (taskForce, ask) => {
    const { asks, answers } = open.get(taskForce) ?? begin(taskForce);
    const index = asks.push(ask) - 1;
    return (await answers)[index]!;
  };
}
