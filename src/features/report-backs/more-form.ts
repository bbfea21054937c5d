import { z } from 'zod';
import { cueFor, dateOf, momentOn, workingDayAt } from '../../asks/permitted.ts';
import type { ActorContext } from '../../db/context.ts';
import { isChair } from '../../kernel/access.ts';
import type { Field, Form, FormValues } from '../../kernel/card.ts';
import type { MeetingId, MemberId } from '../../kernel/ids.ts';
import {
  answered,
  ask,
  changed,
  formReply,
  noteReply,
  settle,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { mention, plain, rich, time } from '../../kernel/rich.ts';
import { timeText } from '../../kernel/time-text.ts';
import { addDays } from '../../schedule/recurrence.ts';
import { rulesOf } from '../../schedule/reminder-rules.ts';
import { calendarsOf, upcoming } from '../meetings/index.ts';
import { facilitators, people, personOptions } from '../roster/index.ts';
import { allSubcommittees, changeTask, reportKey, type Task } from '../subcommittees/index.ts';
import { openReport, type Open } from './file.ts';
import { hasAnswered, WEIGHT } from './nag.ts';
import { askedFor } from './store.ts';
import { askForHand } from './stuck.ts';
import { askId } from './views.ts';

export const ofReport = z.object({ task: z.string().max(64), meeting: z.string().max(100) });
type OfReport = z.output<typeof ofReport>;

const MEETINGS_AHEAD = 6;
const A_WEEK = 7;

const WHAT = {
  date: 'Change the date',
  later: 'Ask me next week',
  else: 'Someone else should answer',
  'not-mine': 'This is not the right task for me',
} as const;
type What = keyof typeof WHAT;

/** Who can answer in place of whoever has the task: those who lead its subcommittee, and the chairs. */
async function helpers({ tx, actor }: ActorContext, { owner, subcommittee }: Task) {
  const of = (await allSubcommittees(tx)).find(({ id }) => id === subcommittee);
  return (await people(tx)).filter(
    ({ member, roles }) =>
      member !== actor.member &&
      member !== owner &&
      (isChair(roles) || member === of?.lead || member === of?.viceLead),
  );
}

async function personField(ctx: ActorContext, task: Task, required: boolean): Promise<Field> {
  const options = personOptions(await helpers(ctx, task));
  const field = { kind: 'choice', name: 'person', label: 'Who should answer?', options } as const;
  return required ? { ...field, required } : { ...field, hint: 'Only for "Someone else should answer".' };
}

const later = async ({ tx, now }: ActorContext, startsAt: Date) =>
  (await upcoming(tx, now)).filter((each) => each.startsAt > startsAt).slice(0, MEETINGS_AHEAD);

async function moreForm(ctx: ActorContext, open: Open, values: FormValues = {}): Promise<Form> {
  const zones = { zone: ctx.actor.zone, home: ctx.taskForce.zone };
  const dates = (await later(ctx, open.startsAt)).map(({ id, startsAt }) => ({
    value: id as string,
    label: timeText({ at: startsAt, style: 'date' }, zones),
  }));
  return {
    form: 'report-backs.more',
    title: 'What would help?',
    intro: [plain(open.task.title)],
    fields: [
      {
        kind: 'choice',
        name: 'what',
        label: 'What would help?',
        options: (Object.keys(WHAT) as What[]).map((what) => ({ value: what, label: WHAT[what] })),
        required: true,
      },
      {
        kind: 'choice',
        name: 'date',
        label: 'Which meeting?',
        hint: 'Only for "Change the date".',
        options: dates,
      },
      await personField(ctx, open.task, false),
    ],
    submit: 'Send',
    context: { task: open.task.id, meeting: open.meeting },
    values,
  };
}

const elseForm = async (ctx: ActorContext, open: Open, values: FormValues = {}): Promise<Form> => ({
  form: 'report-backs.else',
  title: 'Ask someone else',
  intro: [plain(open.task.title)],
  fields: [await personField(ctx, open.task, true)],
  submit: 'Ask them',
  context: { task: open.task.id, meeting: open.meeting },
  values,
});

export async function openMore(ctx: ActorContext, { task }: OfReport): Promise<Outcome> {
  const open = await openReport(ctx, task);
  return open.no ?? answered(formReply(await moreForm(ctx, open)));
}

export async function openElse(ctx: ActorContext, { task }: OfReport): Promise<Outcome> {
  const open = await openReport(ctx, task);
  return open.no ?? answered(formReply(await elseForm(ctx, open)));
}

const chosen = (values: FormValues, name: string): string => {
  const value = Object.hasOwn(values, name) ? values[name] : '';
  return typeof value === 'string' ? value : '';
};

type Invalid = (errors: FieldErrors) => Outcome;

export async function submitMore(ctx: ActorContext, of: OfReport, values: FormValues): Promise<Outcome> {
  const open = await openReport(ctx, of.task);
  if (open.no) return open.no;
  const form = await moreForm(ctx, open, values);
  const invalid: Invalid = (errors) => answered({ kind: 'invalid', form, errors, values });
  const said = chosen(values, 'what') as What;
  switch (said) {
    case 'date':
      return changeDate(ctx, open, chosen(values, 'date'), invalid);
    case 'later':
      return nextWeek(ctx, open);
    case 'else':
      return askElse(ctx, open, chosen(values, 'person'), invalid);
    case 'not-mine':
      return notMine(ctx, open);
    default:
      said satisfies never;
      return invalid({ what: 'Please choose one.' });
  }
}

export async function submitElse(ctx: ActorContext, of: OfReport, values: FormValues): Promise<Outcome> {
  const open = await openReport(ctx, of.task);
  if (open.no) return open.no;
  const form = await elseForm(ctx, open, values);
  return askElse(ctx, open, chosen(values, 'person'), (errors) =>
    answered({ kind: 'invalid', form, errors, values }),
  );
}

async function changeDate(ctx: ActorContext, open: Open, to: string, invalid: Invalid): Promise<Outcome> {
  const meeting = (await later(ctx, open.startsAt)).find(({ id }) => id === to);
  if (!meeting) return invalid({ date: 'Please choose one of the meetings shown.' });
  const effects = await changeTask(ctx, open.task, { reportAt: meeting.id });
  return changed({
    reply: noteReply(
      rich`Good. The group hears of it on ${time(meeting.startsAt, 'date')}. We ask before that.`,
    ),
    changes: [
      { action: 'move report', subject: open.task.id, detail: { from: open.meeting, to: meeting.id } },
    ],
    effects,
    replan: true,
  });
}

/** Their next working day a week from now; where the meeting comes first, they are not asked again for it. */
async function nextWeek(ctx: ActorContext, open: Open): Promise<Outcome> {
  const { tx, now, actor, taskForce } = ctx;
  const key = reportKey(open.task.id, open.meeting);
  const changes = [
    { action: 'ask for report later', subject: open.task.id, detail: { meeting: open.meeting } },
  ];
  const calendar = (await calendarsOf(tx)).get(actor.member);
  const rule = (await rulesOf(tx, taskForce.id)).reportBack;
  const day = calendar && workingDayAt(addDays(dateOf(now, calendar), A_WEEK), 'next', calendar);
  const from = day && momentOn(day, rule.at, calendar);
  if (!from || from >= open.startsAt)
    return changed({
      reply: noteReply(rich`The meeting comes before that, so we do not ask you again for it.`),
      changes,
      effects: [settle(key, 'declined', actor.member)],
    });
  const asked = await askedFor(tx, key, actor.member);
  return changed({
    reply: noteReply(rich`Good. We ask again on ${time(cueFor(from, calendar, null), 'date')}.`),
    changes,
    effects: [
      ask({
        key,
        member: actor.member,
        view: {
          name: 'report-backs.ask',
          id: askId(open.task.id, open.meeting, String((asked?.step ?? 0) + 1)),
        },
        from,
        until: open.startsAt,
        weight: WEIGHT,
      }),
    ],
  });
}

/** The one named is asked to step in; whoever named them is not asked again for this meeting. */
async function askElse(ctx: ActorContext, open: Open, who: string, invalid: Invalid): Promise<Outcome> {
  const person = (await helpers(ctx, open.task)).find(({ member }) => member === who);
  if (!person) return invalid({ person: 'Please choose one of the people shown.' });
  const key = reportKey(open.task.id, open.meeting);
  const asked = await askedFor(ctx.tx, key, person.member);
  if (asked && hasAnswered(asked))
    return invalid({ person: 'They have said already that it should wait. Please choose someone else.' });
  const detail = { meeting: open.meeting, member: person.member };
  return changed({
    reply: noteReply(rich`Good. We ask ${[mention(person.member)]}, and not you again for this meeting.`),
    changes: [{ action: 'ask someone else for report', subject: open.task.id, detail }],
    effects: [
      settle(key, 'declined', ctx.actor.member),
      ask({
        key,
        member: person.member,
        view: { name: 'report-backs.ask', id: askId(open.task.id, open.meeting, 'help') },
        from: ctx.now,
        until: open.startsAt,
        weight: WEIGHT,
      }),
    ],
  });
}

/** The facilitators are told; the task stays where it is until one of them finds it a home. */
async function notMine(
  ctx: ActorContext,
  { task, meeting }: Open & { meeting: MeetingId },
): Promise<Outcome> {
  const owner: MemberId = task.owner ?? ctx.actor.member;
  const told = await facilitators(ctx.tx);
  return changed({
    reply: noteReply(
      rich`Thank you for saying so. The facilitator looks for a way, and we do not ask you again.`,
    ),
    changes: [{ action: 'not the right task', subject: task.id, detail: { meeting } }],
    effects: [
      settle(reportKey(task.id, meeting), 'declined', ctx.actor.member),
      ...told.map(({ member }) => askForHand(ctx, { task: task.id, owner, why: 'not-mine', member })),
    ],
  });
}
