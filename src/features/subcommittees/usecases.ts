import type { ActorContext } from '../../db/context.ts';
import { grantOf } from '../../kernel/access.ts';
import { answered, cardReply, noteReply, refused, type Outcome } from '../../kernel/outcome.ts';
import { mention, plain, rich, typed } from '../../kernel/rich.ts';
import { addDays, instantAt } from '../../schedule/recurrence.ts';
import { upcoming } from '../meetings/index.ts';
import { findMember } from '../roster/index.ts';
import { dayOf, planCard, subcommitteesCard, type May } from './cards.ts';
import { finished, saveChange } from './change.ts';
import { loadPlan, mayHave } from './load.ts';
import type { Task } from './model.ts';
import { mayAssign, mayReport, ownOf, type Own } from './own.ts';
import { findTask, lockTask } from './store.ts';

export const noSuchTask: Outcome = answered(
  refused('unknown', rich`That task is not here, or not for you. ${typed('task')} shows the action plan.`),
);
const noPlan: Outcome = answered(
  refused('denied', rich`That is not for you to see. Please ask your facilitator.`),
);
export const notYours: Outcome = answered(
  refused('denied', rich`A chair, or whoever leads its subcommittee, can do that. Please ask one of them.`),
);

/** The plan is of the members' part. */
const mayRead = ({ actor }: ActorContext): boolean => actor.segments.includes('members');

function mayDo({ actor }: ActorContext, own: Own, subcommittees: readonly { readonly id: string }[]): May {
  const assigns = grantOf('assign task', actor.roles);
  const reports = grantOf('file report', actor.roles);
  return {
    assign: (task) => mayAssign(assigns, own, task.subcommittee),
    finish: (task) => mayReport(reports, own, task),
    add: assigns === 'yes' || subcommittees.some(({ id }) => mayAssign(assigns, own, id)),
  };
}

/** `task`: the action plan, with what this person may do. */
export async function showPlan(ctx: ActorContext): Promise<Outcome> {
  if (!mayRead(ctx)) return noPlan;
  const facts = await loadPlan(ctx);
  return answered(cardReply(planCard(facts, mayDo(ctx, await ownOf(ctx), facts.subcommittees))));
}

/** `subcommittee`: who leads what. */
export async function showSubcommittees(ctx: ActorContext): Promise<Outcome> {
  if (!mayRead(ctx)) return noPlan;
  const facts = await loadPlan(ctx);
  const mayAdd = grantOf('run subcommittees', ctx.actor.roles) === 'yes';
  return answered(cardReply(subcommitteesCard(facts, mayAdd)));
}

/** The task, locked, if this person may do this with it. */
export async function ownTask(
  ctx: ActorContext,
  said: string,
  may: (own: Own, task: Task) => boolean,
): Promise<{ readonly task: Task; readonly no?: never } | { readonly task?: never; readonly no: Outcome }> {
  const found = await findTask(ctx.tx, said);
  const task = found && (await lockTask(ctx.tx, found.id));
  if (!task) return { no: noSuchTask };
  if (!may(await ownOf(ctx), task)) return { no: mayRead(ctx) ? notYours : noSuchTask };
  return { task };
}

/** `task done TASK`. */
export async function finishTask(ctx: ActorContext, { task: said }: { task: string }): Promise<Outcome> {
  const { task, no } = await ownTask(ctx, said, (own, it) => mayReport(ctx.grant, own, it));
  if (no) return no;
  if (task.state === 'done') return answered(noteReply(rich`That is done already. Thank you.`));
  return saveChange(ctx, task, finished(ctx), {
    reply: noteReply(rich`Done: ${[plain(task.title)]}. Thank you. Nobody is asked about it any more.`),
    change: { action: 'finish task' },
  });
}

const cannotHave: Outcome = answered(
  refused(
    'unknown',
    rich`I do not find that person, or they cannot have a task. Use their whole name or their id; ${typed('roster')} lists them.`,
  ),
);

/** `task assign TASK MEMBER`. */
export async function assignTask(
  ctx: ActorContext,
  { task: said, member }: { task: string; member: string },
): Promise<Outcome> {
  const { task, no } = await ownTask(ctx, said, (own, it) => mayAssign(ctx.grant, own, it.subcommittee));
  if (no) return no;
  const person = await findMember(ctx.tx, member);
  if (!person || !mayHave(person)) return cannotHave;
  if (task.owner === person.member) return answered(noteReply(rich`They have it already.`));
  return saveChange(
    ctx,
    task,
    { owner: person.member },
    {
      reply: noteReply(rich`${[mention(person.member)]} has it now. We ask them when a report is due.`),
      change: { action: 'assign task', detail: { to: person.member } },
    },
  );
}

const MOST_DAYS_PARKED = 730;

/**
 * What parking until a day sets: nobody asks until then, and the report moves to the first meeting from that day on.
 * Undefined for a day that is past, or too far ahead.
 */
export async function parkedSet(
  ctx: ActorContext,
  until: string,
): Promise<((task: Task) => Partial<Task>) | undefined> {
  const { date, zone } = await loadPlan(ctx);
  if (until <= date || until > addDays(date, MOST_DAYS_PARKED)) return undefined;
  const from = instantAt(until, '00:00', zone);
  const next = (await upcoming(ctx.tx, ctx.now)).find(({ startsAt }) => startsAt >= from);
  return ({ noReport }) => ({
    state: 'parked',
    doneOn: null,
    parkedUntil: until,
    reportAt: noReport ? null : (next?.id ?? null),
  });
}

export async function parkTask(
  ctx: ActorContext,
  { task: said, until }: { task: string; until: string },
): Promise<Outcome> {
  const { task, no } = await ownTask(ctx, said, (own, it) => mayAssign(ctx.grant, own, it.subcommittee));
  if (no) return no;
  const set = await parkedSet(ctx, until);
  if (!set) return answered(refused('bad-input', rich`Please choose a day after today, within two years.`));
  return saveChange(ctx, task, set(task), {
    reply: noteReply(
      rich`Parked. Nobody is asked about it until ${dayOf(until, ctx.taskForce.zone)}. Its report moves with it.`,
    ),
    change: { action: 'park task', detail: { until } },
  });
}
