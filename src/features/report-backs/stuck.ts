import type { ActorContext, Context, View } from '../../db/context.ts';
import { grantOf } from '../../kernel/access.ts';
import { buttons, formButton, press, text, type Card, type FormValues } from '../../kernel/card.ts';
import type { MemberId, TaskId } from '../../kernel/ids.ts';
import {
  ask,
  changed,
  noteReply,
  settle,
  type Effect,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { mention, rich, typed, type Rich } from '../../kernel/rich.ts';
import { firstName, personById } from '../roster/index.ts';
import { findTask, isOpen, openTask, stuckKey, submitTask, type Task } from '../subcommittees/index.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { notHere } from './file.ts';
import { isSilent } from './model.ts';
import { forgetSilence, reportsByTask } from './store.ts';

interface OfTask {
  readonly task: string;
}

const STILL_HELPS_MS = 30 * 86_400_000;
/** Behind what a meeting waits for. */
const WEIGHT = 2;

interface Stuck {
  readonly task: TaskId;
  readonly owner: MemberId;
  readonly why: 'silent' | 'not-mine';
  /** A facilitator. */
  readonly member: MemberId;
}

/** Asks a facilitator what would help. It is asked like all else: many at once are one note. */
export const askForHand = ({ now }: Context, { task, owner, why, member }: Stuck): Effect =>
  ask({
    key: stuckKey(task, owner),
    member,
    view: { name: 'report-backs.stuck', id: `${task}:${why}:${owner}` },
    from: now,
    until: new Date(now.getTime() + STILL_HELPS_MS),
    weight: WEIGHT,
  });

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
        formButton('Make it smaller', 'report-backs.smaller', value),
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
  const date = localDateOf(ctx.now, ctx.taskForce.zone);
  if (!task || !isOpen(task, date) || task.owner === null || task.owner !== owner) return null;
  const who = [mention(task.owner)];
  if (why === 'not-mine')
    return stuckCard(
      task,
      rich`${task.title}: looking for another home`,
      rich`${who} says that it is not the right task for them. What would help?`,
    );
  if (!isSilent((await reportsByTask(ctx.tx)).get(task.id) ?? [], task)) return null;
  const silent = await personById(ctx.tx, task.owner);
  return stuckCard(
    task,
    rich`${task.title}: two meetings without news.`,
    // By first name, as COPY has it; a name may also end in a full stop.
    rich`We have stopped writing to ${silent ? firstName(silent.name) : who}. What would help?`,
  );
};

/** "I will call": nobody else is asked, nothing is sent; what they say can be entered for them. */
export async function willCall(ctx: ActorContext, { task: id }: OfTask): Promise<Outcome> {
  const task = await findTask(ctx.tx, id);
  if (!task) return notHere;
  return changed({
    reply: noteReply(
      rich`Good. We write to nobody meanwhile. What they tell you, ${typed('reportback')} takes for them.`,
    ),
    changes: [{ action: 'call about task', subject: id }],
    effects: [settle(stuckKey(task.id, task.owner), 'done')],
  });
}

/** The task's own form, which comes back here. */
const asOurs = (reply: Reply): Reply =>
  reply.kind === 'form' || reply.kind === 'invalid'
    ? { ...reply, form: { ...reply.form, form: 'report-backs.smaller' } }
    : reply;

export async function openSmaller(ctx: ActorContext, of: OfTask): Promise<Outcome> {
  const outcome = await openTask(ctx, of);
  return { ...outcome, reply: asOurs(outcome.reply) };
}

/** "Make it smaller": it is another task then, so what meetings did not hear of it before is not counted any more. */
export async function submitSmaller(ctx: ActorContext, of: OfTask, values: FormValues): Promise<Outcome> {
  const outcome = await submitTask(ctx, of, values);
  if (outcome.changes.length === 0) return { ...outcome, reply: asOurs(outcome.reply) };
  await forgetSilence(ctx.tx, of.task);
  const task = await findTask(ctx.tx, of.task);
  return {
    ...outcome,
    effects: [...outcome.effects, ...(task ? [settle(stuckKey(task.id, task.owner), 'done')] : [])],
  };
}
