import { howMany } from '../../kernel/how-many.ts';
import {
  buttons,
  formButton,
  list,
  press,
  text,
  type Block,
  type Button,
  type Card,
  type ListRow,
} from '../../kernel/card.ts';
import { bold, mention, plain, rich, sentences, time, type Rich, type Span } from '../../kernel/rich.ts';
import { instantAt } from '../../schedule/recurrence.ts';
import type { PlanFacts } from './load.ts';
import { gapsOf, isOpen, type Gap, type Subcommittee, type Task } from './model.ts';

const NOTICE = 'The action plan';

export const GAP_WORDS: Readonly<Record<Gap, string>> = {
  'no home': 'Needs a home',
  'no report date': 'No report date',
};

export const dayOf = (date: string, zone: string): Span => time(instantAt(date, '12:00', zone), 'date');

const dotted = (parts: readonly Rich[]): Rich =>
  parts.flatMap((part, index) => (index === 0 ? part : [plain(' · '), ...part]));

function stateText(task: Task, { zone, startsAt, date }: PlanFacts): readonly Rich[] {
  if (task.state === 'done') return task.doneOn ? [rich`done ${dayOf(task.doneOn, zone)}`] : [rich`done`];
  if (!isOpen(task, date)) return [rich`parked until ${dayOf(task.parkedUntil ?? date, zone)}`];
  const at = task.reportAt && startsAt.get(task.reportAt);
  return [
    ...(task.due ? [rich`due ${dayOf(task.due, zone)}`] : []),
    ...(at ? [rich`report on ${time(at, 'date')}`] : []),
    ...(task.noReport ? [rich`no report needed`] : []),
  ];
}

function detailOf(task: Task, facts: PlanFacts): Rich {
  const owner = task.owner && facts.here.has(task.owner) ? [[mention(task.owner)]] : [];
  const gaps = gapsOf(task, facts).map((gap) => [bold(GAP_WORDS[gap])]);
  return dotted([...gaps, ...owner, ...stateText(task, facts)]);
}

/** What this person may do with a task. */
export interface May {
  assign(task: Task): boolean;
  finish(task: Task): boolean;
  readonly add: boolean;
}

function rowButtons(task: Task, may: May): readonly Button[] {
  if (task.state === 'done') return [];
  const value = { task: task.id };
  return [
    ...(may.finish(task) ? [press('Finished', 'subcommittees.done', value)] : []),
    ...(may.assign(task) ? [formButton('Change', 'subcommittees.task', value, 'quiet')] : []),
  ];
}

function row(task: Task, facts: PlanFacts, may: May): ListRow {
  const actions = rowButtons(task, may);
  const said = { label: task.id, text: [plain(task.title)], detail: detailOf(task, facts) };
  return actions.length > 0 ? { ...said, buttons: actions } : said;
}

function sumText(facts: PlanFacts): Rich {
  const { tasks } = facts;
  const gaps = tasks.flatMap((task) => gapsOf(task, facts));
  const homeless = gaps.filter((gap) => gap === 'no home').length;
  const dateless = gaps.length - homeless;
  const done = tasks.filter(({ state }) => state === 'done').length;
  return sentences(
    rich`${howMany(tasks.length, 'task', 'tasks')}, ${done} done.`,
    homeless > 0 && rich`${howMany(homeless, 'task needs', 'tasks need')} a home.`,
    dateless > 0 && rich`${howMany(dateless, 'task has', 'tasks have')} no report date.`,
  );
}

/** The action plan: what is open by goal, what is flagged in bold, then what rests and what is done. */
export function planCard(facts: PlanFacts, may: May): Card {
  const { goals, tasks, date } = facts;
  const open = tasks.filter((task) => isOpen(task, date));
  const rows = (of: readonly Task[]) => of.map((task) => row(task, facts, may));
  const part = (of: readonly Task[], heading: string): readonly Block[] =>
    of.length > 0 ? [list(rows(of), [plain(heading)])] : [];
  return {
    title: rich`The action plan`,
    notice: NOTICE,
    blocks: [
      text(tasks.length > 0 ? sumText(facts) : rich`No tasks yet.`),
      ...goals.flatMap(({ id, title }) =>
        part(
          open.filter(({ goal }) => goal === id),
          title,
        ),
      ),
      ...part(
        open.filter(({ goal }) => goal === null),
        goals.length > 0 ? 'Of no goal' : 'Tasks',
      ),
      ...part(
        tasks.filter((task) => task.state === 'parked' && !isOpen(task, date)),
        'Parked',
      ),
      ...part(
        tasks.filter(({ state }) => state === 'done'),
        'Done',
      ),
      ...(may.add ? [buttons(formButton('Add a task', 'subcommittees.task', {}, 'main'))] : []),
    ],
  };
}

/** The subcommittees, each with who leads it and how much it has to do. */
export function subcommitteesCard({ subcommittees, tasks, here, date }: PlanFacts, mayRun: boolean): Card {
  const nameOf = (member: Subcommittee['lead']): Rich =>
    member && here.has(member) ? [mention(member)] : [bold('open')];
  const rows = subcommittees.map((each): ListRow => {
    const open = tasks.filter((task) => task.subcommittee === each.id && isOpen(task, date));
    return {
      label: '',
      text: [plain(each.name)],
      detail: dotted([
        rich`lead: ${nameOf(each.lead)}`,
        ...(each.viceLead ? [rich`vice-lead: ${nameOf(each.viceLead)}`] : []),
        rich`${howMany(open.length, 'open task', 'open tasks')}`,
      ]),
      ...(mayRun
        ? { buttons: [formButton('Change lead', 'subcommittees.lead', { subcommittee: each.id })] }
        : {}),
    };
  });
  return {
    title: rich`Subcommittees`,
    notice: 'Subcommittees',
    blocks: [
      ...(rows.length > 0 ? [list(rows)] : [text(rich`No subcommittees yet.`)]),
      buttons(
        press('See the action plan', 'subcommittees.plan', {}),
        ...(mayRun ? [formButton('New subcommittee', 'subcommittees.new', {})] : []),
      ),
    ],
  };
}
