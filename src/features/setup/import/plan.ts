import { z } from 'zod';
import type { Checked } from '../../../guard/index.ts';
import { MOST_LINE } from '../../report-backs/index.ts';
import { MOST_TASK } from '../../subcommittees/index.ts';
import { date, id, instant, list, MOST_TITLE, ref, text, unkept } from './fields.ts';
import type { TaskForceFile } from './file.ts';
import { listed } from '../../../kernel/listed.ts';

// The action plan, and what its tasks told meetings. What blocks a task, notes about it and what was asked with a
// report are read and dropped: there is no place here to write about why.

const STATUS = {
  open: 'open',
  'on-track': 'open',
  'at-risk': 'open',
  overdue: 'open',
  blocked: 'open',
  'not-started': 'open',
  orphaned: 'open',
  done: 'done',
} as const;

const REPORT = {
  'on-track': 'on track',
  'need-help': 'need help',
  done: 'done',
  missing: 'none',
} as const;

type FileStatus = keyof typeof STATUS;
type FileReport = keyof typeof REPORT;
const keys = <K extends string>(of: Readonly<Record<K, unknown>>): readonly K[] => Object.keys(of) as K[];

const task = z
  .strictObject({
    id,
    goalId: ref.nullish(),
    subcommitteeId: ref.nullish(),
    title: text(MOST_TASK),
    lead: ref.nullish(),
    due: date.nullish(),
    reportBackMeetingId: ref.nullish(),
    needsReportBackDate: z.boolean().optional(),
    status: z.enum(keys(STATUS)),
    completed: date.nullish(),
    blocker: unkept.optional(),
    note: unkept.optional(),
  })
  .superRefine(({ status, completed }, ctx) => {
    if (status === 'done' && !completed)
      ctx.addIssue({ code: 'custom', path: ['completed'], message: 'is missing: when was it done?' });
  });

export const actionPlan = z.strictObject({
  goals: list(z.strictObject({ id, title: text(MOST_TITLE) })).default([]),
  tasks: list(task).default([]),
});

const report = z
  .strictObject({
    taskId: ref,
    meetingId: ref,
    by: ref.nullish(),
    via: unkept.nullish(),
    at: instant.nullish(),
    state: z.enum(keys(REPORT)),
    line: text(MOST_LINE).optional(),
    ask: unkept.optional(),
    nudges: list(z.strictObject({ at: instant, to: ref })).optional(),
  })
  .superRefine(({ state, by, at }, ctx) => {
    if (state === 'missing') return;
    if (!by) ctx.addIssue({ code: 'custom', path: ['by'], message: 'is missing: whose report is it?' });
    if (!at) ctx.addIssue({ code: 'custom', path: ['at'], message: 'is missing: when was it filed?' });
  });

export const reportBacks = list(report);

export interface ImportedGoal {
  readonly id: string;
  readonly title: Checked;
}

export interface ImportedTask {
  readonly id: string;
  readonly goal: string | null;
  readonly subcommittee: string | null;
  readonly title: Checked;
  readonly owner: string | null;
  readonly due: string | null;
  readonly reportAt: string | null;
  readonly noReport: boolean;
  readonly state: 'open' | 'done';
  readonly doneOn: string | null;
}

export interface ImportedReport {
  readonly task: string;
  readonly meeting: string;
  readonly state: (typeof REPORT)[FileReport];
  readonly line: Checked | null;
  readonly by: string | null;
  readonly filedAt: Date | null;
}

export const goalsOf = ({ actionPlan: { goals } }: TaskForceFile): readonly ImportedGoal[] => goals;

export const tasksOf = ({ actionPlan: { tasks } }: TaskForceFile): readonly ImportedTask[] =>
  tasks.map((row) => ({
    id: row.id,
    goal: row.goalId ?? null,
    subcommittee: row.subcommitteeId ?? null,
    title: row.title,
    owner: row.lead ?? null,
    due: row.due ?? null,
    reportAt: row.reportBackMeetingId ?? null,
    // It names no meeting, and says that it needs none.
    noReport: !row.reportBackMeetingId && row.needsReportBackDate === false,
    state: STATUS[row.status],
    doneOn: row.status === 'done' ? (row.completed ?? null) : null,
  }));

type Report = TaskForceFile['reportBacks'][number];

/** Of a meeting to come nobody can say yet that it heard nothing. */
const isToCome = ({ meetingId, state }: Report, { meetings }: TaskForceFile): boolean =>
  state === 'missing' && meetings.some((each) => each.id === meetingId && each.state !== 'closed');

export const reportsOf = (file: TaskForceFile): readonly ImportedReport[] =>
  file.reportBacks
    .filter((row) => !isToCome(row, file))
    .map((row) => ({
      task: row.taskId,
      meeting: row.meetingId,
      state: REPORT[row.state],
      line: row.line ?? null,
      by: row.state === 'missing' ? null : (row.by ?? null),
      filedAt: row.at ? new Date(row.at) : null,
    }));

/** Our word where the file has another one. */
const other = ({ status }: { readonly status: FileStatus }): boolean => STATUS[status] !== status;

/** What became of these sections, each once, with a count. */
export function planTold(file: TaskForceFile): readonly string[] {
  const { goals, tasks } = file.actionPlan;
  const said: string[] = [];
  if (goals.length + tasks.length > 0) {
    const dropped = tasks.some(({ blocker, note }) => blocker !== undefined || note !== undefined);
    const left = dropped ? ' What blocks them, and notes, were left out.' : '';
    said.push(`actionPlan: taken, goals (${goals.length}) and tasks (${tasks.length}).${left}`);
  }
  const renamed = tasks.filter(other);
  const words = [...new Set(renamed.map(({ status }) => status))].toSorted();
  if (words.length > 0) said.push(`Task status ${listed(words)} became open (${renamed.length}).`);
  if (file.reportBacks.length > 0) said.push(reportsTold(file));
  return said;
}

function reportsTold(file: TaskForceFile): string {
  const kept = file.reportBacks.length - file.reportBacks.filter((row) => isToCome(row, file)).length;
  const open = file.reportBacks.length - kept;
  const waits = open > 0 ? ` Not filed yet, and asked for when it is time: ${open}.` : '';
  const drops = file.reportBacks.some(({ via, ask, nudges }) => via || ask !== undefined || nudges);
  return `reportBacks: taken (${kept}).${waits}${drops ? ' By which door, what was asked with them, and earlier notes were left out.' : ''}`;
}
