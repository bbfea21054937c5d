import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { stored, type Checked } from '../../guard/index.ts';
import { grantOf } from '../../kernel/access.ts';
import { typedIn, type Field, type Form, type FormValues } from '../../kernel/card.ts';
import {
  answered,
  cardReply,
  refusedFor,
  formReply,
  noteReply,
  refused,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { oneLine } from '../../kernel/one-line.ts';
import { plain, rich, sentences, time, typed } from '../../kernel/rich.ts';
import { timeText } from '../../kernel/time-text.ts';
import { addDays, instantAt, isLocalDate, localDateOf } from '../../schedule/recurrence.ts';
import { upcoming } from '../meetings/index.ts';
import { allSubcommittees, guarded, mayAssign, ownOf } from '../subcommittees/index.ts';
import { decisionCard } from './decision.ts';
import { opened, openFeedback } from './due.ts';
import { lastMeeting } from './last.ts';
import { choiceQuestion, MOST_OPTION, MOST_OPTIONS, MOST_TITLE, type Poll } from './model.ts';
import { openNew } from './open.ts';

/** How a kind is asked for; a decision is offered, so that we can say why it is none. */
const KINDS = {
  date: 'A date: when can we?',
  priority: 'Priorities: what first?',
  attendance: 'Attendance: who comes?',
  feedback: 'Feedback: how was it?',
  decision: 'A decision',
} as const;
type Kind = keyof typeof KINDS;

/** "dates", "prioritise", "scheduling": as people say them. */
function kindOf(said: string): Kind | undefined {
  const word = said.trim().toLowerCase();
  return (Object.keys(KINDS) as Kind[]).find(
    (kind) => word.length >= 4 && (kind === word || kind.startsWith(word) || `${kind}s` === word),
  );
}

const OPEN_DAYS = 7;
const CLOSES_AT = '17:00';
const LONGEST_DAYS = 60;

const title = oneLine(MOST_TITLE, {
  missing: 'What is the question?',
  short: 'Please write at least 3 characters.',
  long: `At most ${MOST_TITLE} characters, please.`,
  hidden: 'Please use one line of plain characters.',
});
const option = oneLine(MOST_OPTION, {
  missing: 'Please write at least 3 characters for each.',
  short: 'Please write at least 3 characters for each.',
  long: `At most ${MOST_OPTION} characters for each, please.`,
  hidden: 'Please use plain characters.',
});

export const newContext = z.object({ kind: z.string().max(20).optional() });
type NewContext = z.output<typeof newContext>;

async function newForm(ctx: ActorContext, context: NewContext, values?: FormValues): Promise<Form> {
  const own = await ownOf(ctx);
  const all = grantOf('run polls', ctx.actor.roles) === 'yes';
  const committees = (await allSubcommittees(ctx.tx)).filter(({ id }) => all || own.leads(id));
  const kinds = (Object.keys(KINDS) as Kind[]).map((value) => ({ value, label: KINDS[value] }));
  const fields: Field[] = [
    { kind: 'choice', name: 'kind', label: 'What kind?', options: kinds, required: true },
    {
      kind: 'text',
      name: 'title',
      label: 'The question',
      hint: 'Only for a date or priorities. Please leave out anything about a person in a case.',
      max: MOST_TITLE,
    },
    {
      kind: 'text',
      name: 'options',
      label: 'What can be chosen',
      hint: `Only for a date or priorities. One a line, ${MOST_OPTIONS} at most. A date may be like 2027-02-23 13:00.`,
      multiline: true,
      max: 2000,
    },
    {
      kind: 'number',
      name: 'most',
      label: 'How many may each choose?',
      hint: 'Empty: as many as they like.',
      min: 1,
      max: MOST_OPTIONS,
    },
    {
      kind: 'date',
      name: 'closes',
      label: 'Open until',
      hint: `Empty: ${OPEN_DAYS} days. It closes at ${CLOSES_AT}.`,
    },
    ...(committees.length > 0
      ? [
          {
            kind: 'choice' as const,
            name: 'subcommittee',
            label: 'Only for a subcommittee',
            options: committees
              .slice(0, 100)
              .map(({ id, name }) => ({ value: id, label: name.slice(0, 75) })),
            required: !all,
          },
        ]
      : []),
  ];
  return {
    form: 'polls.new',
    title: 'New poll',
    fields,
    submit: 'Open it',
    context: context.kind === undefined ? {} : { kind: context.kind },
    // Whoever leads one alone has nothing to choose.
    values: values ?? {
      kind: context.kind ?? '',
      ...(!all && committees.length === 1 ? { subcommittee: committees[0]!.id } : {}),
    },
  };
}

export const openNewForm = async (ctx: ActorContext, context: NewContext): Promise<Outcome> =>
  answered(formReply(await newForm(ctx, context)));

interface Said {
  readonly kind: string;
  readonly title: string;
  readonly options: readonly string[];
  readonly most: string;
  readonly closes: string;
  readonly subcommittee: string;
}
type Made = Outcome | { readonly errors: FieldErrors; readonly decision?: true };

/** A date as people read it; anything else stays as it is. */
function optionText(line: string, zone: string): string {
  const [, date, hour] = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2}))?$/.exec(line) ?? [];
  if (date === undefined || !isLocalDate(date)) return line;
  const at = hour?.padStart(5, '0') ?? '12:00';
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at)) return line;
  return timeText({ at: instantAt(date, at, zone), style: hour ? 'moment' : 'date' }, { zone, home: zone });
}

function optionsOf(lines: readonly string[], zone: string): readonly Checked[] | string {
  const wanted = [
    ...new Set(lines.map((line) => optionText(line.trim(), zone)).filter((line) => line !== '')),
  ];
  if (wanted.length < 2) return 'Please give two or more, one a line or with semicolons between.';
  if (wanted.length > MOST_OPTIONS) return `At most ${MOST_OPTIONS}, please.`;
  const options: Checked[] = [];
  for (const line of wanted) {
    const parsed = option.safeParse(line);
    if (!parsed.success) return parsed.error.issues[0]?.message ?? '';
    const checked = guarded(parsed.data);
    if (checked.why !== undefined) return checked.why;
    options.push(checked.text);
  }
  return options;
}

function closesAt(ctx: ActorContext, said: string): Date | string {
  const { zone } = ctx.taskForce;
  const today = localDateOf(ctx.now, zone);
  const date = said === '' ? addDays(today, OPEN_DAYS) : said;
  if (!isLocalDate(date)) return 'Please choose a day, like 2027-06-01.';
  if (date > addDays(today, LONGEST_DAYS)) return `At most ${LONGEST_DAYS} days ahead, please.`;
  const at = instantAt(date, CLOSES_AT, zone);
  return at > ctx.now ? at : 'Please choose a day that is still to come.';
}

async function done(ctx: ActorContext, poll: Poll | undefined): Promise<Outcome> {
  if (!poll) return answered(refused('not-now', rich`That did not work. Please send it again.`));
  const outcome = await opened(ctx, poll);
  const shown = outcome.effects.some(({ kind }) => kind === 'show');
  const where = shown
    ? 'It stands in the channels, and is asked of who is in none of them.'
    : 'Each person who can answer is asked in their own note.';
  return {
    ...outcome,
    reply: noteReply(
      rich`Open until ${time(poll.closesAt)}: ${[plain(poll.id)]}. ${where} ${typed(`poll close ${poll.id}`)} ends it before.`,
    ),
  };
}

async function make(ctx: ActorContext, said: Said): Promise<Made> {
  const kind = kindOf(said.kind);
  if (!kind) return { errors: { kind: 'Please choose one: date, priority, attendance or feedback.' } };
  if (kind === 'decision') return { errors: { kind: 'A decision cannot be a poll.' }, decision: true };
  const subcommittee = said.subcommittee === '' ? null : said.subcommittee;
  if (subcommittee !== null && !(await allSubcommittees(ctx.tx)).some(({ id }) => id === subcommittee))
    return { errors: { subcommittee: 'Please choose one of the subcommittees.' } };
  if (!mayAssign(ctx.grant, await ownOf(ctx), subcommittee))
    return { errors: { subcommittee: 'Please choose one that you lead.' } };
  if (kind === 'feedback') return makeFeedback(ctx, subcommittee);
  if (kind === 'attendance') return makeAttendance(ctx);
  const asked = title.safeParse(said.title);
  if (!asked.success) return { errors: { title: asked.error.issues[0]?.message ?? '' } };
  const checked = guarded(asked.data);
  if (checked.why !== undefined) return { errors: { title: checked.why } };
  const options = optionsOf(said.options, ctx.taskForce.zone);
  if (typeof options === 'string') return { errors: { options } };
  const most = said.most === '' ? null : Number(said.most);
  if (most !== null && !(Number.isInteger(most) && most >= 1 && most <= options.length))
    return { errors: { most: `A number from 1 to ${options.length}, please.` } };
  const until = closesAt(ctx, said.closes);
  if (typeof until === 'string') return { errors: { closes: until } };
  const row = {
    kind,
    title: checked.text,
    meeting: null,
    subcommittee,
    opensAt: ctx.now,
    closesAt: until,
    openedBy: ctx.actor.member,
  };
  return done(ctx, await openNew(ctx, row, [choiceQuestion(checked.text, options, most)]));
}

/** About the meeting that was last, or of a subcommittee. */
async function makeFeedback(ctx: ActorContext, subcommittee: string | null): Promise<Made> {
  const meeting = subcommittee === null ? await lastMeeting(ctx) : undefined;
  if (subcommittee === null && !meeting)
    return { errors: { kind: 'No meeting is over yet. We ask by ourselves after each one.' } };
  const poll = await openFeedback(ctx, meeting?.id ?? null, subcommittee);
  return poll ? done(ctx, poll) : { errors: { kind: 'People were asked about the last meeting already.' } };
}

/** The answers are those that everyone gives for the next meeting, wherever they give them. */
async function makeAttendance(ctx: ActorContext): Promise<Made> {
  const [next] = (await upcoming(ctx.tx, ctx.now)).filter(({ startsAt }) => startsAt > ctx.now);
  if (!next) return { errors: { kind: 'No meeting is planned yet.' } };
  const row = {
    kind: 'attendance',
    title: stored('Who comes?'),
    meeting: next.id,
    subcommittee: null,
    opensAt: ctx.now,
    closesAt: next.startsAt,
    openedBy: ctx.actor.member,
  } as const;
  return done(ctx, await openNew(ctx, row, []));
}

const word = (values: FormValues, name: string): string => typedIn(values, name)[0]?.trim() ?? '';
const decision = async (ctx: ActorContext) =>
  decisionCard(ctx.taskForce, (await upcoming(ctx.tx, ctx.now))[0]?.startsAt);

export async function submitNew(
  ctx: ActorContext,
  context: NewContext,
  values: FormValues,
): Promise<Outcome> {
  const made = await make(ctx, {
    kind: word(values, 'kind'),
    title: word(values, 'title'),
    options: word(values, 'options').split(/\r?\n|;/),
    most: word(values, 'most'),
    closes: word(values, 'closes'),
    subcommittee: word(values, 'subcommittee'),
  });
  if (!('errors' in made)) return made;
  const form = await newForm(ctx, context, values);
  const card = made.decision ? { card: await decision(ctx) } : {};
  return answered({ kind: 'invalid', form, errors: made.errors, values, ...card });
}

export const newArgs = z.object({
  kind: z.string().max(20),
  title: z.string().max(500).optional(),
  options: z.string().max(1500).optional(),
  most: z.string().max(3).optional(),
  closes: z.string().max(20).optional(),
  subcommittee: z.string().max(64).optional(),
});

/** Those with a question and options of their own. */
const kindAsks = (kind: string): boolean => ['date', 'priority'].includes(kindOf(kind) ?? '');
const LIKE = rich`Like ${typed('poll new date "Site visit" --options "2027-02-23 13:00; 2027-02-25 09:00"')}.`;

/** `poll new KIND QUESTION --options "a; b; c"`. */
export async function newByCommand(ctx: ActorContext, args: z.output<typeof newArgs>): Promise<Outcome> {
  const made = await make(ctx, {
    kind: args.kind,
    title: args.title ?? '',
    options: (args.options ?? '').split(';'),
    most: args.most ?? '',
    closes: args.closes ?? '',
    subcommittee: args.subcommittee ?? '',
  });
  if (!('errors' in made)) return made;
  if (made.decision) return answered(cardReply(await decision(ctx)));
  const why = refusedFor(made.errors);
  const isShort = kindAsks(args.kind) && (!args.title || !args.options?.includes(';'));
  return answered(why.kind === 'refused' && isShort ? { ...why, text: sentences(why.text, LIKE) } : why);
}
