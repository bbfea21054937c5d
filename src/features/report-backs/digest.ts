import type { Context } from '../../db/context.ts';
import { howMany } from '../../kernel/how-many.ts';
import { isChair, type Reader } from '../../kernel/access.ts';
import { formButton, press } from '../../kernel/card.ts';
import type { DigestRow } from '../../kernel/feature.ts';
import { plain, rich, type Rich } from '../../kernel/rich.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { people } from '../roster/index.ts';
import { allTasks, isOpen, stuckKey, type Task } from '../subcommittees/index.ts';
import { isSilent, type Report } from './model.ts';
import { reportsByTask } from './store.ts';

/** "2 reports in. Front-desk card finished." Who wrote them, and who did not, is nobody's news. */
function doneRows(
  tasks: readonly Task[],
  reports: readonly Report[],
  since: Date,
  zone: string,
): readonly DigestRow[] {
  const filed = reports.filter(({ state, filedAt }) => state !== 'none' && filedAt >= since).length;
  const from = localDateOf(since, zone);
  const finished = tasks.filter(({ doneOn }) => doneOn !== null && doneOn >= from);
  const said: Rich[] = [
    ...(filed > 0 ? [rich`${howMany(filed, 'report', 'reports')} in.`] : []),
    ...finished.map(({ title }) => rich`${[plain(title)]} finished.`),
  ];
  return said.map((text): DigestRow => ({ part: 'done', text }));
}

/** For the chairs: what waits for one of them. Each says what to do. */
function needsRows(
  open: readonly Task[],
  reports: ReadonlyMap<string, readonly Report[]>,
  here: ReadonlySet<string>,
): readonly DigestRow[] {
  const plan = press('See the action plan', 'subcommittees.plan', {});
  const homeless = open.filter(({ owner }) => owner === null || !here.has(owner)).length;
  const help = open.filter(({ id, reportAt }) =>
    (reports.get(id) ?? []).some(({ meeting, state }) => meeting === reportAt && state === 'need help'),
  );
  const silent = open.filter((task) => isSilent(reports.get(task.id) ?? [], task));
  const change = ({ id }: Task) => formButton('Change it', 'subcommittees.task', { task: id });
  return [
    ...(homeless > 0
      ? [
          {
            part: 'needs you' as const,
            text: rich`${howMany(homeless, 'task needs', 'tasks need')} a home.`,
            button: plan,
          },
        ]
      : []),
    ...help.map((task): DigestRow => {
      return { part: 'needs you', text: rich`${[plain(task.title)]}: need help.`, button: change(task) };
    }),
    ...silent.map((task): DigestRow => {
      const text = rich`${[plain(task.title)]}: two meetings without news.`;
      return { part: 'needs you', text, button: change(task), ask: stuckKey(task.id, task.owner) };
    }),
  ];
}

/** What a digest says of the action plan; it is of the members' part. */
export async function digestRows(
  { tx, now, taskForce }: Context,
  { person, segments }: Reader,
  since: Date,
): Promise<readonly DigestRow[]> {
  if (!segments.includes('members')) return [];
  const tasks = await allTasks(tx);
  const reports = await reportsByTask(tx);
  const done = doneRows(tasks, [...reports.values()].flat(), since, taskForce.zone);
  if (!isChair(person?.roles ?? [])) return done;
  const date = localDateOf(now, taskForce.zone);
  const here = new Set<string>((await people(tx)).map(({ member }) => member));
  return [
    ...needsRows(
      tasks.filter((task) => isOpen(task, date)),
      reports,
      here,
    ),
    ...done,
  ];
}
