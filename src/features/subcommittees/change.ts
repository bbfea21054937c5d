import type { ActorContext, Context } from '../../db/context.ts';
import {
  changed,
  refresh,
  settle,
  type Change,
  type Effect,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { dropTaskLine } from '../agenda/index.ts';
import { leftKey, reportKey, stuckKey, type Task } from './model.ts';
import { updateTask } from './store.ts';

type Set = Partial<Omit<Task, 'taskForce' | 'id' | 'createdAt'>>;

/**
 * Writes what differs now, and ends the asking where its report is another person's, another meeting's, or nobody's any
 * more. Who has the task afterwards is asked anew.
 */
export async function changeTask(ctx: Context, task: Task, set: Set): Promise<readonly Effect[]> {
  await updateTask(ctx.tx, task.id, set);
  const now = { ...task, ...set };
  const same = now.owner === task.owner && now.reportAt === task.reportAt && now.state === task.state;
  if (same) return [];
  const cards: Effect[] = task.owner ? [refresh(leftKey(task.owner))] : [];
  // That it was stuck is settled when somebody else has it, or nobody works on it.
  if (now.owner !== task.owner || now.state !== task.state)
    cards.push(settle(stuckKey(task.id, task.owner), 'done'));
  if (task.reportAt === null) return cards;
  const moved = now.reportAt !== task.reportAt;
  return [
    ...cards,
    settle(reportKey(task.id, task.reportAt), 'ended'),
    // A meeting that hears nothing of it has no line of it.
    ...(moved ? await dropTaskLine(ctx, task.reportAt, task.id) : []),
  ];
}

/** The same as an outcome. */
export async function saveChange(
  ctx: ActorContext,
  task: Task,
  set: Set,
  said: { readonly reply: Reply; readonly change: Omit<Change, 'subject'> },
): Promise<Outcome> {
  const effects = await changeTask(ctx, task, set);
  return changed({
    reply: said.reply,
    changes: [{ subject: task.id, ...said.change }],
    effects,
    replan: true,
  });
}

/** It is done, as of today. */
export const finished = (ctx: Context): Pick<Task, 'state' | 'doneOn' | 'parkedUntil'> => ({
  state: 'done',
  doneOn: localDateOf(ctx.now, ctx.taskForce.zone),
  parkedUntil: null,
});
