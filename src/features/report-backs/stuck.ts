import type { View } from '../../db/context.ts';
import { grantOf } from '../../kernel/access.ts';
import { buttons, formButton, press, text, type Card } from '../../kernel/card.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { answered, noteReply, type Outcome } from '../../kernel/outcome.ts';
import { mention, rich, typed, type Rich } from '../../kernel/rich.ts';
import { findTask, type Task } from '../subcommittees/index.ts';
import { isSilent } from './model.ts';
import { reportsByTask } from './store.ts';

/** The card about a task that does not get on; one for a task, whatever the reason. */
export const stuckKey = (task: string): string => `stuck:${task}`;
export const notMineId = (task: string, owner: MemberId): string => `${task}:not-mine:${owner}`;
export const silentId = (task: string, owner: MemberId): string => `${task}:silent:${owner}`;

function stuckCard(task: Task, title: Rich, why: Rich): Card {
  const value = { task: task.id };
  return {
    title,
    notice: 'A task may need a hand',
    blocks: [
      text(why),
      buttons(
        press('I will call', 'report-backs.call', value, 'main'),
        formButton('New owner', 'subcommittees.task', value),
        formButton('Make it smaller', 'subcommittees.task', value),
        formButton('Park it until a day', 'subcommittees.park', value),
      ),
    ],
  };
}

/** COPY 9c, after two meetings; and the same where its owner says that it is not theirs. Null once it is settled. */
export const stuckView: View = async (ctx, id, { person }) => {
  const [taskId = '', why = '', owner = ''] = id.split(':');
  if (grantOf('assign task', person?.roles ?? []) !== 'yes') return null;
  const task = await findTask(ctx.tx, taskId);
  if (!task || task.state !== 'open' || task.owner !== owner) return null;
  const who = [mention(task.owner)];
  if (why === 'not-mine')
    return stuckCard(
      task,
      rich`${task.title}: looking for another home`,
      rich`${who} says that it is not the right task for them. What would help?`,
    );
  if (!isSilent((await reportsByTask(ctx.tx)).get(task.id) ?? [], task.owner)) return null;
  return stuckCard(
    task,
    rich`${task.title}: two meetings without news.`,
    rich`We have stopped writing to ${who}. What would help?`,
  );
};

/** "I will call": nothing is sent; what they say can be entered for them. */
export async function willCall(): Promise<Outcome> {
  return answered(
    noteReply(
      rich`Good. We write to nobody meanwhile. What they tell you, ${typed('reportback')} takes for them.`,
    ),
  );
}
