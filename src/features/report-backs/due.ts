import type { ActorContext } from '../../db/context.ts';
import { grantOf } from '../../kernel/access.ts';
import type { Block } from '../../kernel/card.ts';
import { answered, cardReply, type Outcome } from '../../kernel/outcome.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { upcoming } from '../meetings/index.ts';
import { people } from '../roster/index.ts';
import { allTasks, isOpen, mayReport, ownOf } from '../subcommittees/index.ts';
import { dueCard, homeBlocks, type DueRow } from './cards.ts';
import { reportOf } from './store.ts';

interface Due {
  readonly own: readonly DueRow[];
  readonly others: readonly DueRow[];
}

/** What meetings to come hope to hear, that this person may tell: their own first. */
export async function dueRowsFor(ctx: ActorContext): Promise<Due> {
  const { tx, now, actor, taskForce } = ctx;
  const grant = grantOf('file report', actor.roles);
  const meetings = new Map((await upcoming(tx, now)).map((each) => [each.id, each]));
  const mine = await ownOf(ctx);
  const here = new Set((await people(tx)).map(({ member }) => member));
  const date = localDateOf(now, taskForce.zone);
  const own: DueRow[] = [];
  const others: DueRow[] = [];
  for (const task of await allTasks(tx)) {
    const meeting = task.reportAt ? meetings.get(task.reportAt) : undefined;
    if (!meeting || !isOpen(task, date) || !mayReport(grant, mine, task)) continue;
    const report = await reportOf(tx, task.id, meeting.id);
    const home = task.owner !== null && here.has(task.owner);
    const row = { task, startsAt: meeting.startsAt, report, owner: home ? task.owner : null };
    (mine.has(task) ? own : others).push(row);
  }
  const soonest = (a: DueRow, b: DueRow) => a.startsAt.getTime() - b.startsAt.getTime();
  return { own: own.toSorted(soonest), others: others.toSorted(soonest) };
}

/** `reportback`. */
export async function showDue(ctx: ActorContext): Promise<Outcome> {
  const { own, others } = await dueRowsFor(ctx);
  return answered(cardReply(dueCard(own, others)));
}

export const myTasks = async (ctx: ActorContext): Promise<readonly Block[]> =>
  homeBlocks((await dueRowsFor(ctx)).own);
