import type { Context } from '../../db/context.ts';
import { check } from '../../guard/index.ts';
import type { Reader } from '../../kernel/access.ts';
import type { AgendaLines, TaskLine } from '../../kernel/feature.ts';
import type { MeetingId } from '../../kernel/ids.ts';
import type { DueCue } from '../../kernel/intent.ts';
import { answered, changed, none, type Outcome } from '../../kernel/outcome.ts';
import { plain, rich, type Rich } from '../../kernel/rich.ts';
import { makeTaskLine, touchAgenda } from '../agenda/index.ts';
import { allTasks, findTask, type Task } from '../subcommittees/index.ts';
import type { Report } from './model.ts';
import { reportsAt } from './store.ts';

const heard = (text: Rich): TaskLine => ({ text, unheard: false });
const TO_FOLLOW: TaskLine = { text: rich`report to follow`, unheard: true };

/** "on track: Four trainers confirmed"; the guard reads the line again, as its rules are now. Never who has not. */
function lineOf(task: Pick<Task, 'state'>, report: Report | undefined): TaskLine {
  if (!report || report.state === 'none') return task.state === 'done' ? heard(rich`done`) : TO_FOLLOW;
  const shown = report.line !== null && check(report.line).state === 'clean' ? report.line : undefined;
  return heard(shown === undefined ? [plain(report.state)] : rich`${report.state}: ${shown}`);
}

/** What stands behind the lines of tasks; it is of the members' part, wherever the line itself stands. */
export async function agendaLines(
  { tx }: Context,
  meeting: MeetingId,
  { segments }: Reader,
): Promise<AgendaLines> {
  if (!segments.includes('members')) return { top: [], tasks: new Map() };
  const reports = new Map((await reportsAt(tx, meeting)).map((report) => [report.task, report]));
  const told = (await allTasks(tx)).filter(({ id, reportAt }) => reportAt === meeting || reports.has(id));
  return { top: [], tasks: new Map(told.map((task) => [task.id, lineOf(task, reports.get(task.id))])) };
}

/** Topics are closed: a task that owes the meeting a report has its line, whether it is filed or to follow. */
export async function ensureLine(ctx: Context, cue: DueCue): Promise<Outcome> {
  const [taskId = '', meeting = ''] = cue.subject.split(':');
  const task = await findTask(ctx.tx, taskId);
  if (!task || task.reportAt !== meeting || task.state === 'done') return answered(none);
  const at = task.reportAt;
  const { id, title, owner } = task;
  if (!(await makeTaskLine(ctx, at, { task: id, title, owner }))) return answered(none);
  return changed({
    reply: none,
    changes: [{ action: 'add report line', subject: id, detail: { meeting: at } }],
    effects: await touchAgenda(ctx, at),
  });
}
