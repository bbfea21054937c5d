// What a task owes a meeting: asked for kindly and in time, filed in three taps and a line, from any door.
import { z } from 'zod';
import type { Command, Context, Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { form, press } from '../../kernel/feature.ts';
import { takeAlong } from './along.ts';
import { myTasks, showDue } from './due.ts';
import { digestRows } from './digest.ts';
import { closeReports } from './end.ts';
import { letWait, tap } from './file.ts';
import { lineContext, openLine, submitArgs, submitByCommand, submitLine } from './line-form.ts';
import { agendaLines, ensureLine } from './lines.ts';
import { loadHearings, loadReports } from './load.ts';
import { FILED } from './model.ts';
import { ofReport, openElse, openMore, submitElse, submitMore } from './more-form.ts';
import { nag } from './nag.ts';
import { planHearings, planNags } from './plan.ts';
import { openSmaller, stuckView, submitSmaller, willCall } from './stuck.ts';
import { askView } from './views.ts';

export { MOST_LINE } from './model.ts';
export { reportBacks as reportBackRows } from './table.ts';

const commands: readonly Command[] = [
  command<Tx, {}>({
    path: 'reportback',
    aliases: ['reportback due'],
    summary: 'See which reports you are asked for',
    access: 'file report',
    reads: true,
    args: z.object({}),
    run: showDue,
  }),
  command({
    path: 'reportback submit',
    summary: 'Say how a task is going: on-track, need-help or done',
    access: 'file report',
    words: ['task', 'state'],
    rest: 'line',
    example: 'reportback submit t05 on-track',
    asks: 'Which task, and how is it going?',
    args: submitArgs,
    form: 'report-backs.line',
    run: submitByCommand,
  }),
];

const plan = async (ctx: Context, from: Date) => [
  ...planNags(await loadReports(ctx)),
  ...planHearings(await loadHearings(ctx, from), ctx.taskForce.startedAt ?? null),
];

export const reportBacks: Feature = {
  name: 'report-backs',
  commands,
  presses: {
    'report-backs.file': press({
      access: 'file report',
      value: ofReport.extend({ state: z.enum(FILED) }),
      run: tap,
    }),
    'report-backs.wait': press({ access: 'file report', value: ofReport, run: letWait }),
    'report-backs.call': press({
      access: 'assign task',
      value: z.object({ task: z.string() }),
      run: willCall,
    }),
  },
  forms: {
    'report-backs.line': form({
      access: 'file report',
      context: lineContext,
      open: openLine,
      submit: submitLine,
    }),
    'report-backs.more': form({
      access: 'file report',
      context: ofReport,
      open: openMore,
      submit: submitMore,
    }),
    'report-backs.smaller': form({
      access: 'assign task',
      context: z.object({ task: z.string().max(64) }),
      open: openSmaller,
      submit: submitSmaller,
    }),
    'report-backs.else': form({
      access: 'file report',
      context: ofReport,
      open: openElse,
      submit: submitElse,
    }),
  },
  views: { 'report-backs.ask': askView, 'report-backs.stuck': stuckView },
  home: myTasks,
  plan,
  agendaLines,
  takeAlong,
  digestRows,
  due: {
    'report-backs.nag': nag,
    'report-backs.line': ensureLine,
    'report-backs.end': closeReports,
  },
};
