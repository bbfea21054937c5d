// The action plan: subcommittees, goals and tasks, each with an owner and the meeting that hopes to hear of it.
import { z } from 'zod';
import type { Command, Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { form, press } from '../../kernel/feature.ts';
import { newArgs, newByCommand, ofTask, openNew, openPark, submitNew, submitPark } from './forms.ts';
import {
  askToRemove,
  leftView,
  openParkAll,
  planLeft,
  removeMember,
  submitParkAll,
  takeAll,
  tellLeft,
} from './leaving.ts';
import { leadArgs, leadByCommand, leadContext, openLead, submitLead } from './lead.ts';
import { leftOwners } from './store.ts';
import { addTask, addTaskArgs, openTask, submitTask, taskContext } from './task-form.ts';
import { assignTask, finishTask, showPlan, showSubcommittees } from './usecases.ts';

export { goals, tasks, type TaskState } from './table.ts';
export { changeTask, finished } from './change.ts';
export { dayOf } from './cards.ts';
export { guarded } from './guarded.ts';
export { mayHave } from './load.ts';
export { isOpen, MOST_TASK, reportKey, stuckKey, type Subcommittee, type Task } from './model.ts';
export { openTask, submitTask } from './task-form.ts';
export { mayAssign, mayReport, ownIn, ownOf, type Own } from './own.ts';
export { allSubcommittees, allTasks, findTask, lockTask } from './store.ts';

const task = z.string().max(64);

const commands: readonly Command[] = [
  command<Tx, {}>({
    path: 'subcommittee',
    aliases: ['subcommittee list'],
    summary: 'See the subcommittees, and who leads them',
    access: 'see action plan',
    reads: true,
    args: z.object({}),
    run: showSubcommittees,
  }),
  command({
    path: 'subcommittee new',
    summary: 'Make a subcommittee, and name who leads it',
    access: 'run subcommittees',
    rest: 'name',
    example: 'subcommittee new Training',
    args: newArgs,
    form: 'subcommittees.new',
    run: newByCommand,
  }),
  command({
    path: 'subcommittee lead',
    summary: 'Name or change who leads a subcommittee',
    access: 'run subcommittees',
    words: ['subcommittee'],
    rest: 'lead',
    example: 'subcommittee lead Training NAME',
    asks: 'Which subcommittee, and who leads it?',
    args: leadArgs,
    form: 'subcommittees.lead',
    run: leadByCommand,
  }),
  command<Tx, {}>({
    path: 'task',
    aliases: ['task list'],
    summary: 'See the action plan: who does what, until when',
    access: 'see action plan',
    reads: true,
    args: z.object({}),
    run: showPlan,
  }),
  command({
    path: 'task add',
    summary: 'Add a task, with who has it and which meeting hears of it',
    access: 'assign task',
    rest: 'title',
    example: 'task add Poster for bus stops',
    args: addTaskArgs,
    form: 'subcommittees.task',
    run: addTask,
  }),
  command({
    path: 'task assign',
    summary: 'Give a task to someone',
    access: 'assign task',
    words: ['task'],
    rest: 'member',
    example: 'task assign t05 NAME',
    asks: 'Which task, and to whom?',
    args: z.object({ task, member: z.string().max(200) }),
    run: assignTask,
  }),
  command({
    path: 'task done',
    summary: 'Say that a task is finished',
    access: 'file report',
    words: ['task'],
    example: 'task done t05',
    asks: 'Which task?',
    args: z.object({ task }),
    run: finishTask,
  }),
];

const leaveCommand: Command = command({
  path: 'roster leave',
  summary: 'Say that someone has left: their access ends, their tasks find a home',
  access: 'run roster',
  reads: true,
  rest: 'member',
  example: 'roster leave NAME',
  asks: 'Who has left?',
  args: z.object({ member: z.string().max(200) }),
  run: askToRemove,
});

const ofLeft = z.object({ left: z.string().max(64) });

export const subcommitteesFeature: Feature = {
  name: 'subcommittees',
  commands: [...commands, leaveCommand],
  presses: {
    'subcommittees.leave': press({
      access: 'run roster',
      value: z.object({ member: z.string().max(64) }),
      run: removeMember,
    }),
    'subcommittees.take': press({
      access: 'run roster',
      value: ofLeft.extend({ member: z.string().max(64) }),
      run: takeAll,
    }),
    'subcommittees.plan': press({
      access: 'see action plan',
      reads: true,
      value: z.object({}),
      run: showPlan,
    }),
    'subcommittees.done': press({ access: 'file report', value: ofTask, run: finishTask }),
  },
  forms: {
    'subcommittees.park-all': form({
      access: 'run roster',
      context: ofLeft,
      open: openParkAll,
      submit: submitParkAll,
    }),
    'subcommittees.new': form({
      access: 'run subcommittees',
      context: z.object({}),
      open: openNew,
      submit: (ctx, _, values) => submitNew(ctx, values),
    }),
    'subcommittees.lead': form({
      access: 'run subcommittees',
      context: leadContext,
      open: openLead,
      submit: submitLead,
    }),
    'subcommittees.task': form({
      access: 'assign task',
      context: taskContext,
      open: openTask,
      submit: submitTask,
    }),
    'subcommittees.park': form({
      access: 'assign task',
      context: ofTask,
      open: openPark,
      submit: submitPark,
    }),
  },
  views: { 'subcommittees.left': leftView },
  plan: async ({ tx, taskForce }) =>
    taskForce.startedAt ? planLeft(await leftOwners(tx), taskForce.startedAt) : [],
  due: { 'subcommittees.left': tellLeft },
};
