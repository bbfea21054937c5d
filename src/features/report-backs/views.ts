import { dateOf, isAway } from '../../asks/permitted.ts';
import type { View } from '../../db/context.ts';
import { grantOf } from '../../kernel/access.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { instantAt } from '../../schedule/recurrence.ts';
import { actsFor, facilitatorName, firstName, names } from '../roster/index.ts';
import { allSubcommittees, findTask, mayReport, ownIn, reportKey } from '../subcommittees/index.ts';
import { againCard, firstCard, helpCard, type Asking } from './cards.ts';
import { loadReports, owedFor } from './load.ts';
import { lastDay, notesOf } from './plan.ts';
import { askedFor } from './store.ts';

/** The id of an ask's view: what it is about, and which note it is ("help" to who is asked to step in). */
export const askId = (task: string, meeting: string, which: string): string => `${task}:${meeting}:${which}`;

/** COPY 9a to 9c; null once somebody has filed it, or it makes no sense any more. */
export const askView: View = async (ctx, id, { person }) => {
  const [taskId = '', meeting = '', which = ''] = id.split(':');
  const { tx, now, taskForce } = ctx;
  const state = person && (await loadReports(ctx));
  const owed = state && owedFor(state, taskId, meeting);
  const task = owed && (await findTask(tx, taskId));
  if (!task) return null;
  const acts = await actsFor(tx, person.member, now);
  const own = ownIn(await allSubcommittees(tx), acts);
  if (!mayReport(grantOf('file report', person.roles), own, task)) return null;
  const { owner, startsAt } = owed;
  const called = await names(tx, [owner]);
  const nameOf = (member: MemberId): string => firstName(called.get(member) ?? 'someone');
  const standsInFor = person.member !== owner && acts.has(owner) ? nameOf(owner) : undefined;
  const asking: Asking = { task, meeting, startsAt, firstName: firstName(person.name), standsInFor };
  if (which === 'help') {
    const calendar = state.people.get(owner);
    const told = await askedFor(tx, reportKey(taskId, meeting), owner);
    return helpCard(asking, {
      owner: nameOf(owner),
      away: calendar !== undefined && isAway(calendar, dateOf(now, calendar)),
      // The second note names who is asked next.
      knows: (told?.told ?? 0) > 1,
    });
  }
  const n = Number(which);
  if (!(n > 1)) return firstCard(asking);
  const next = notesOf(state, owed).find(({ help }) => help)?.recipient;
  const day = lastDay(state, owed);
  const nextName = next && (await names(tx, [next])).get(next);
  return againCard(asking, {
    n,
    by: day === undefined ? undefined : instantAt(day, '12:00', taskForce.zone),
    next: nextName === undefined ? undefined : firstName(nextName),
    facilitator: firstName(await facilitatorName(ctx)),
  });
};
