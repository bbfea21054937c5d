import type { ActorContext } from '../../db/context.ts';
import type { Checked } from '../../guard/index.ts';
import type { MeetingId } from '../../kernel/ids.ts';
import { buttons, formButton } from '../../kernel/card.ts';
import {
  answered,
  changed,
  noteReply,
  refused,
  settle,
  type Effect,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich, sentences, time, typed, type Rich } from '../../kernel/rich.ts';
import { makeTaskLine, touchAgenda } from '../agenda/index.ts';
import { meetingById } from '../meetings/index.ts';
import {
  changeTask,
  findTask,
  finished,
  lockTask,
  mayReport,
  ownOf,
  reportKey,
  stuckKey,
  type Task,
} from '../subcommittees/index.ts';
import { LABELS, type Filed } from './model.ts';
import { askedFor, reportOf, saveReport } from './store.ts';

export const notHere = answered(
  refused(
    'unknown',
    rich`That report is not here, or not yours to give. ${typed('reportback')} shows yours.`,
  ),
);
const noDate = answered(
  refused('not-now', rich`No meeting is waiting to hear of that task. There is nothing to do.`),
);

export interface Open {
  readonly task: Task;
  readonly meeting: MeetingId;
  readonly startsAt: Date;
}

/** The task, locked, with the meeting that hopes to hear of it, if this person may report on it now. */
export async function openReport(
  ctx: ActorContext,
  said: string,
): Promise<(Open & { readonly no?: never }) | { readonly no: Outcome }> {
  const found = await findTask(ctx.tx, said);
  const task = found && (await lockTask(ctx.tx, found.id));
  if (!task || !mayReport(ctx.grant, await ownOf(ctx), task)) return { no: notHere };
  const meeting = task.reportAt ? await meetingById(ctx.tx, task.reportAt) : undefined;
  const waits = meeting && meeting.state === 'scheduled' && meeting.endsAt > ctx.now;
  return waits ? { task, meeting: meeting.id, startsAt: meeting.startsAt } : { no: noDate };
}

interface Said {
  readonly state: Filed;
  /** Undefined keeps the one there is, if it is about the same. */
  readonly line?: Checked | null;
}

/** Files a report, from whatever door. Nobody is asked for it any more; what is done is finished. */
export async function file(ctx: ActorContext, open: Open, said: Said): Promise<Outcome> {
  const { task, meeting, startsAt } = open;
  const { tx, actor, now, taskForce } = ctx;
  const before = await reportOf(tx, task.id, meeting);
  const kept = before?.state === said.state ? before.line : null;
  const line = said.line === undefined ? kept : said.line;
  const by = task.owner ?? actor.member;
  const entered = by === actor.member ? null : actor.member;
  await saveReport(tx, {
    taskForce: taskForce.id,
    task: task.id,
    meeting,
    state: said.state,
    line,
    by,
    enteredBy: entered,
    filedAt: now,
  });
  const { id, title, owner } = task;
  await makeTaskLine(ctx, meeting, { task: id, title, owner });
  const effects: Effect[] = [settle(reportKey(task.id, meeting), 'done')];
  if (said.state === 'done' && task.state !== 'done')
    effects.push(...(await changeTask(ctx, task, finished(ctx))));
  effects.push(...(await touchAgenda(ctx, meeting)), settle(stuckKey(task.id, task.owner), 'done'));
  return changed({
    reply: thanks(open, said.state, line !== null, startsAt),
    changes: [
      {
        action: 'file report',
        subject: task.id,
        detail: { meeting, state: said.state },
        ...(entered ? { enteredFor: by } : {}),
      },
    ],
    effects,
    replan: true,
  });
}

function thanks({ task }: Open, state: Filed, hasLine: boolean, startsAt: Date) {
  const then: Readonly<Record<Filed, Rich>> = {
    'on track': rich`We do not ask again for this meeting.`,
    'need help': rich`The agenda says so, and the chairs see it. We do not ask again for this meeting.`,
    done: rich`The task is finished, and nobody is asked about it any more.`,
  };
  const said = sentences(rich`Thank you. ${LABELS[state]}, for ${time(startsAt, 'date')}.`, then[state]);
  return noteReply(
    said,
    hasLine ? undefined : [buttons(formButton('Add a line', 'report-backs.line', { task: task.id, state }))],
  );
}

/** A tap on the card. */
export async function tap(
  ctx: ActorContext,
  { task, meeting, state }: { task: string; meeting: string; state: Filed },
): Promise<Outcome> {
  const open = await openReport(ctx, task);
  if (open.no) return open.no;
  if (open.meeting !== meeting)
    return answered(
      refused(
        'not-now',
        rich`The date of that report has moved to ${time(open.startsAt, 'date')}. ${typed('reportback')} shows it.`,
      ),
    );
  return file(ctx, open, { state });
}

/** "Let it wait": this person is not asked again for this meeting. */
export async function letWait(
  ctx: ActorContext,
  { task, meeting }: { task: string; meeting: string },
): Promise<Outcome> {
  if (!(await askedFor(ctx.tx, reportKey(task, meeting), ctx.actor.member))) return notHere;
  return changed({
    reply: noteReply(
      rich`Good. We do not ask you again. The agenda will say "report to follow", with no name.`,
    ),
    changes: [{ action: 'let report wait', subject: task, detail: { meeting } }],
    effects: [settle(reportKey(task, meeting), 'declined', ctx.actor.member)],
  });
}
