import type { ActorContext } from '../../db/context.ts';
import type { MeetingChange, TakenAlong } from '../../kernel/feature.ts';
import type { MeetingId } from '../../kernel/ids.ts';
import { askUntil, settle, type Effect } from '../../kernel/outcome.ts';
import { rich } from '../../kernel/rich.ts';
import { meetingById } from '../meetings/index.ts';
import { allTasks, changeTask, reportKey, type Task } from '../subcommittees/index.ts';
import { moveReports, reportsAt } from './store.ts';

const owing = async ({ tx }: ActorContext, meeting: MeetingId): Promise<readonly Task[]> =>
  (await allTasks(tx)).filter(({ reportAt }) => reportAt === meeting);

/** Reports are asked for until their meeting, wherever it moves; a cancelled one's are for the next, filed or not. */
export async function takeAlong(ctx: ActorContext, change: MeetingChange): Promise<TakenAlong> {
  switch (change.kind) {
    case 'moved':
      return { changes: [], effects: await askLonger(ctx, change.meeting), words: [] };
    case 'made':
      return takeIn(ctx, change.meeting);
    case 'cancelled':
      return passOn(ctx, change.meeting, change.next);
    default:
      return change satisfies never;
  }
}

async function askLonger(ctx: ActorContext, id: MeetingId): Promise<readonly Effect[]> {
  const meeting = await meetingById(ctx.tx, id);
  const tasks = meeting ? await owing(ctx, id) : [];
  return meeting ? tasks.map((task) => askUntil(reportKey(task.id, id), meeting.startsAt)) : [];
}

/** Tasks whose meeting was cancelled when none came after it. */
async function takeIn(ctx: ActorContext, id: MeetingId): Promise<TakenAlong> {
  const effects: Effect[] = [];
  const moved: Task[] = [];
  for (const task of await allTasks(ctx.tx)) {
    const waits = task.reportAt === null ? undefined : await meetingById(ctx.tx, task.reportAt);
    if (waits?.state !== 'cancelled') continue;
    await moveReports(ctx.tx, waits.id, id);
    effects.push(...(await changeTask(ctx, task, { reportAt: id })));
    moved.push(task);
  }
  return {
    changes: moved.map(({ id: subject }) => ({ action: 'move report', subject, detail: { to: id } })),
    effects,
    words: [],
  };
}

async function passOn(ctx: ActorContext, id: MeetingId, next: MeetingId | undefined): Promise<TakenAlong> {
  const tasks = await owing(ctx, id);
  if (next === undefined)
    return { changes: [], effects: tasks.map((task) => settle(reportKey(task.id, id), 'ended')), words: [] };
  const filed = new Set((await reportsAt(ctx.tx, id)).map(({ task }) => task));
  await moveReports(ctx.tx, id, next);
  const effects: Effect[] = [];
  for (const task of tasks) effects.push(...(await changeTask(ctx, task, { reportAt: next })));
  const due = tasks.filter((task) => task.state !== 'done' && !filed.has(task.id)).length;
  return {
    changes: tasks.map(({ id: subject }) => ({ action: 'move report', subject, detail: { to: next } })),
    effects,
    words: due === 0 ? [] : [due === 1 ? rich`1 report is due then.` : rich`${due} reports are due then.`],
  };
}
