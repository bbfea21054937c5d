import { and, eq, isNull, ne } from 'drizzle-orm';
import type { ActorContext, Context, View } from '../../db/context.ts';
import { grantOf } from '../../kernel/access.ts';
import {
  buttons,
  formButton,
  list,
  press,
  text,
  type Card,
  type Form,
  type FormValues,
} from '../../kernel/card.ts';
import type { Cue } from '../../kernel/feature.ts';
import type { MemberId } from '../../kernel/ids.ts';
import type { DueCue } from '../../kernel/intent.ts';
import {
  answered,
  cardReply,
  changed,
  formReply,
  none,
  noteReply,
  refused,
  type Effect,
  type Outcome,
} from '../../kernel/outcome.ts';
import { mention, plain, rich, sentences, time, typed, type Rich } from '../../kernel/rich.ts';
import { isLocalDate } from '../../schedule/recurrence.ts';
import {
  channels,
  endAccess,
  findMember,
  firstName,
  isLastFacilitator,
  livePlaces,
  members,
  names,
  personById,
  toFacilitators,
} from '../roster/index.ts';
import { dayOf } from './cards.ts';
import { changeTask } from './change.ts';
import { candidates, loadPlan, mayHave } from './load.ts';
import { leftKey, successorOf, type Task } from './model.ts';
import { agencyOf, allSubcommittees, allTasks } from './store.ts';
import { parkedSet } from './usecases.ts';
import { listed } from '../../kernel/listed.ts';

/** However long it was paused, it is told. */
const YEARS_TO_TELL = 60;

const noSuchPerson: Outcome = answered(
  refused(
    'unknown',
    rich`I do not find that person on the roster. Use their whole name or their id; ${typed('roster')} lists them.`,
  ),
);
const theLast: Outcome = answered(
  refused(
    'not-now',
    rich`They are the last facilitator, and somebody must be able to act. Please name another one first.`,
  ),
);

/** `roster leave MEMBER`: says what happens, and asks. */
export async function askToRemove(ctx: ActorContext, { member }: { member: string }): Promise<Outcome> {
  const person = await findMember(ctx.tx, member);
  if (!person) return noSuchPerson;
  if (await isLastFacilitator(ctx, person.member)) return theLast;
  return answered(
    cardReply({
      title: rich`Has ${person.name} left?`,
      notice: 'Has someone left?',
      blocks: [
        text(
          rich`Then their access ends at once, and nothing is asked of them any more. Their tasks wait for a new home: the facilitators get a card. This cannot be taken back; they can be added again.`,
        ),
        buttons(press('Yes, end their access', 'subcommittees.leave', { member: person.member }, 'grave')),
      ],
    }),
  );
}

export async function removeMember(ctx: ActorContext, { member }: { member: string }): Promise<Outcome> {
  const person = await personById(ctx.tx, member);
  if (!person) return noSuchPerson;
  if (await isLastFacilitator(ctx, person.member)) return theLast;
  const effects = await endAccess(ctx, person.member);
  return changed({
    reply: noteReply(
      rich`${person.name}'s access has ended. Please also remove them from your chats: we cannot.`,
    ),
    changes: [{ action: 'remove member', subject: person.member }],
    effects,
    replan: true,
    // Where they still are, someone who is not on the roster reads now.
    look: await livePlaces(ctx.tx),
  });
}

const vacantTasks = async ({ tx }: Context, owner: string): Promise<readonly Task[]> =>
  (await allTasks(tx)).filter((task) => task.owner === owner && task.state === 'open');

/** The facilitators are told once of whoever left with something open, also before Convener came. Pure. */
export const planLeft = (gone: readonly MemberId[], startedAt: Date): readonly Cue[] =>
  gone.map((member) => ({
    key: `subcommittees.left:${member}`,
    kind: 'subcommittees.left',
    subject: member,
    dueAt: startedAt,
    until: new Date(startedAt.getTime() + YEARS_TO_TELL * 365 * 86_400_000),
    what: 'Tasks of someone who left need a home',
  }));

export async function tellLeft(ctx: Context, cue: DueCue): Promise<Outcome> {
  if ((await vacantTasks(ctx, cue.subject)).length === 0) return answered(none);
  const view = { name: 'subcommittees.left', id: cue.subject };
  return changed({
    reply: none,
    changes: [{ action: 'tell of tasks without a home', subject: cue.subject }],
    effects: await toFacilitators(ctx.tx, leftKey(cue.subject), view),
  });
}

interface Vacant {
  readonly task: Task;
  readonly successor: MemberId | undefined;
}

async function withSuccessors(ctx: Context, owner: MemberId): Promise<readonly Vacant[]> {
  const here = await candidates(ctx);
  const subcommittees = await allSubcommittees(ctx.tx);
  const agency = await agencyOf(ctx.tx, owner);
  return (await vacantTasks(ctx, owner)).map((task) => {
    const of = subcommittees.find(({ id }) => id === task.subcommittee);
    return { task, successor: successorOf({ owner, agency, of }, here) };
  });
}

/** Chats where we cannot take anyone out, by the names people know. */
async function chatsOf({ tx }: Context): Promise<readonly string[]> {
  const rows = await tx
    .select({ readers: channels.readers })
    .from(channels)
    .where(and(ne(channels.platform, 'web'), isNull(channels.lost)));
  return rows.flatMap(({ readers }) => readers?.label || []);
}

const things = (n: number): string => (n === 1 ? '1 thing needs' : `${n} things need`);

/** COPY 18, to the facilitators; null once everything has a home. */
export const leftView: View = async (ctx, id, { person }) => {
  if (grantOf('run roster', person?.roles ?? []) !== 'yes') return null;
  const [gone] = await ctx.tx
    .select({ id: members.id, left: members.left })
    .from(members)
    .where(and(eq(members.id, id as MemberId), eq(members.state, 'left')));
  const vacant = gone ? await withSuccessors(ctx, gone.id) : [];
  if (!gone || vacant.length === 0) return null;
  const chats = await chatsOf(ctx);
  const facts = await loadPlan(ctx);
  const suggested = vacant.flatMap(({ successor }) => successor ?? []);
  const takes = suggested[0];
  const takesName = takes && (await names(ctx.tx, [takes])).get(takes);
  const rows = vacant.map(({ task, successor }) => {
    const at = task.reportAt ? facts.startsAt.get(task.reportAt) : undefined;
    const parts: Rich[] = [
      ...(at ? [rich`report on ${time(at, 'date')}`] : []),
      ...(successor ? [rich`perhaps ${mention(successor)}`] : []),
    ];
    const detail = parts.flatMap((part, index) => (index === 0 ? part : [plain(' · '), ...part]));
    return { label: task.id, text: [plain(task.title)], detail };
  });
  return leftCard({
    who: [mention(gone.id)],
    when: gone.left
      ? rich`Their access ended ${dayOf(gone.left, facts.zone)}.`
      : rich`Their access has ended.`,
    chats,
    rows,
    gone: gone.id,
    takes: takes && takesName ? { member: takes, name: firstName(takesName) } : undefined,
  });
};

interface Left {
  readonly who: Rich;
  readonly when: Rich;
  readonly chats: readonly string[];
  readonly rows: Parameters<typeof list>[0];
  readonly gone: MemberId;
  readonly takes: { readonly member: MemberId; readonly name: string } | undefined;
}

function leftCard({ who, when, chats, rows, gone, takes }: Left): Card {
  const also = chats.length > 0 && rich`Please also remove them from ${listed(chats)}: we cannot.`;
  return {
    title: rich`${who} has left. ${things(rows.length)} a home`,
    notice: 'Something needs a home',
    blocks: [
      text(sentences(when, also)),
      list(rows),
      buttons(
        ...(takes
          ? [
              press(
                `${takes.name} takes all`,
                'subcommittees.take',
                { left: gone, member: takes.member },
                'main',
              ),
            ]
          : []),
        press('One by one', 'subcommittees.plan', {}),
        formButton('Park them', 'subcommittees.park-all', { left: gone }),
      ),
    ],
  };
}

const settled: Outcome = answered(noteReply(rich`That is settled already. There is nothing to do.`));

/** "Tomas takes all". */
export async function takeAll(
  ctx: ActorContext,
  { left, member }: { left: string; member: string },
): Promise<Outcome> {
  const person = await personById(ctx.tx, member);
  const open = await vacantTasks(ctx, left);
  if (!person || !mayHave(person) || person.member === left || open.length === 0) return settled;
  const effects: Effect[] = [];
  for (const task of open) effects.push(...(await changeTask(ctx, task, { owner: person.member })));
  return changed({
    reply: noteReply(rich`${person.name} has them now. We ask them when a report is due.`),
    changes: open.map(({ id }) => ({ action: 'assign task', subject: id, detail: { to: person.member } })),
    effects,
    replan: true,
  });
}

const parkAllForm = (left: string, values: FormValues = {}): Form => ({
  form: 'subcommittees.park-all',
  title: 'Park them',
  intro: rich`Nobody is asked about them until then. They come back by themselves.`,
  fields: [{ kind: 'date', name: 'until', label: 'Until when?', required: true }],
  submit: 'Park them',
  context: { left },
  values,
});

export const openParkAll = async (_: ActorContext, { left }: { left: string }): Promise<Outcome> =>
  answered(formReply(parkAllForm(left)));

export async function submitParkAll(
  ctx: ActorContext,
  { left }: { left: string },
  values: FormValues,
): Promise<Outcome> {
  const until = typeof values['until'] === 'string' ? values['until'].trim() : '';
  const set = isLocalDate(until) ? await parkedSet(ctx, until) : undefined;
  if (!set) {
    const errors = { until: 'Please choose a day after today, within two years.' };
    return answered({ kind: 'invalid', form: parkAllForm(left, values), errors, values });
  }
  const open = await vacantTasks(ctx, left);
  if (open.length === 0) return settled;
  const effects: Effect[] = [];
  for (const task of open) effects.push(...(await changeTask(ctx, task, set(task))));
  return changed({
    reply: noteReply(rich`Parked. Nobody is asked about them until ${dayOf(until, ctx.taskForce.zone)}.`),
    changes: open.map(({ id }) => ({ action: 'park task', subject: id, detail: { until } })),
    effects,
    replan: true,
  });
}
