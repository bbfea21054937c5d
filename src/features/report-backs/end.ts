import type { Context } from '../../db/context.ts';
import type { DueCue } from '../../kernel/intent.ts';
import { answered, changed, none, type Effect, type Outcome } from '../../kernel/outcome.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { touchAgenda } from '../agenda/index.ts';
import { meetingById, upcoming, type Meeting } from '../meetings/index.ts';
import { facilitators, people } from '../roster/index.ts';
import { allTasks, changeTask, isOpen, stuckKey, type Task } from '../subcommittees/index.ts';
import { isSilent } from './model.ts';
import { isAsked, reportOf, reportsByTask, saveReport } from './store.ts';
import { askForHand } from './stuck.ts';

/** The meeting came and we had not heard; it keeps who had the task then, so that a new owner begins anew. */
async function keepSilence(ctx: Context, task: Task, meeting: Meeting): Promise<boolean> {
  if (await reportOf(ctx.tx, task.id, meeting.id)) return false;
  await saveReport(ctx.tx, {
    taskForce: ctx.taskForce.id,
    task: task.id,
    meeting: meeting.id,
    state: 'none',
    line: null,
    by: null,
    enteredBy: task.owner,
    filedAt: ctx.now,
  });
  return true;
}

/** After two meetings without news the notes stop, and the facilitators are asked what would help. */
async function tellSilent(ctx: Context, quiet: readonly Task[]): Promise<readonly Effect[]> {
  const reports = await reportsByTask(ctx.tx);
  const told = await facilitators(ctx.tx);
  const effects: Effect[] = [];
  for (const task of quiet) {
    const { id, owner } = task;
    // One card: after the third meeting, and the fourth, they know.
    if (
      owner === null ||
      !isSilent(reports.get(id) ?? [], task) ||
      (await isAsked(ctx.tx, stuckKey(id, owner)))
    )
      continue;
    effects.push(...told.map(({ member }) => askForHand(ctx, { task: id, owner, why: 'silent', member })));
  }
  return effects;
}

/** The meeting is over: what it did not hear is kept as such, and what is not finished reports to the next one. */
export async function closeReports(ctx: Context, cue: DueCue): Promise<Outcome> {
  const meeting = await meetingById(ctx.tx, cue.subject);
  if (!meeting || meeting.state === 'cancelled') return answered(none);
  const date = localDateOf(meeting.startsAt, ctx.taskForce.zone);
  const waiting = (await allTasks(ctx.tx)).filter(
    ({ reportAt, state }) => reportAt === meeting.id && state !== 'done',
  );
  if (waiting.length === 0) return answered(none);
  const next = (await upcoming(ctx.tx, ctx.now)).find(
    ({ series, startsAt }) => series === meeting.series && startsAt > meeting.startsAt,
  );
  const here = new Set((await people(ctx.tx)).map(({ member }) => member));
  const effects: Effect[] = [];
  const quiet: Task[] = [];
  for (const task of waiting) {
    // Nobody was asked about a task without a home.
    const asked = isOpen(task, date) && task.owner !== null && here.has(task.owner);
    if (asked && (await keepSilence(ctx, task, meeting))) quiet.push(task);
    effects.push(...(await changeTask(ctx, task, { reportAt: next?.id ?? null })));
  }
  effects.push(...(await tellSilent(ctx, quiet)), ...(await touchAgenda(ctx, meeting.id)));
  const detail = { none: quiet.length, moved: waiting.length };
  return changed({
    reply: none,
    changes: [{ action: 'close reports', subject: meeting.id, detail }],
    effects,
    replan: true,
  });
}
