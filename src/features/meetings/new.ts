import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { stored } from '../../guard/index.ts';
import type { Field, Form, FormValues } from '../../kernel/card.ts';
import { errorsByField } from '../../kernel/field-errors.ts';
import {
  answered,
  changed,
  formReply,
  noteReply,
  refusedFor,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { plain, rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import {
  isLocalDate,
  isLocalTime,
  isTimeZone,
  recurrenceProblems,
  spelledZone,
} from '../../schedule/recurrence.ts';
import { misfitSaid } from './change.ts';
import { gapText } from './frequency.ts';
import { missingMeetings, overlaps, type NewMeeting, type Series } from './model.ts';
import { MOST_PLACE, placeValue } from './place.ts';
import { ruleOf } from './rule.ts';
import { allSeries, calendarOf, insertSeries, upcoming } from './store.ts';
import { ON_HOLIDAYS } from './table.ts';
import { DEFAULT_TIMELINE } from './timeline.ts';

/** Meetings are written out so far ahead, and their first ones told to whoever planned them. */
const AHEAD_MS = 107 * 86_400_000;
const MOST_TOLD = 3;

const UNITS = { once: 'once', weekly: 'week', monthly: 'month' } as const;
const REPEATS = ['once', 'weekly', 'monthly'] as const;

const FIELDS: readonly Field[] = [
  { kind: 'date', name: 'date', label: 'First meeting', required: true },
  { kind: 'time', name: 'time', label: 'It begins at', required: true },
  { kind: 'number', name: 'minutes', label: 'Minutes', min: 15, max: 480, required: true },
  {
    kind: 'choice',
    name: 'repeats',
    label: 'How often?',
    options: [
      { value: 'once', label: 'Only this once' },
      { value: 'weekly', label: 'Every week, or every few weeks' },
      { value: 'monthly', label: 'Every month, on the same weekday (the second Wednesday, say)' },
    ],
    required: true,
  },
  {
    kind: 'number',
    name: 'every',
    label: 'Every how many weeks or months?',
    hint: '1 is every one, 2 every other.',
    min: 1,
    max: 12,
  },
  {
    kind: 'choice',
    name: 'holidays',
    label: 'If a meeting falls on a holiday',
    options: [
      { value: 'stay', label: 'We meet all the same' },
      { value: 'next', label: 'We meet on the next working day' },
      { value: 'previous', label: 'We meet on the working day before' },
      { value: 'skip', label: 'We do not meet' },
    ],
    required: true,
  },
  {
    kind: 'text',
    name: 'except',
    label: 'Days that are left out',
    hint: 'Like 2027-07-14, 2027-12-08. You can leave this empty.',
    max: 400,
  },
  { kind: 'text', name: 'place', label: 'Where?', hint: 'An office or a public place.', max: MOST_PLACE },
  {
    kind: 'text',
    name: 'zone',
    label: 'Time zone',
    hint: 'A place, like America/New_York.',
    max: 64,
    required: true,
  },
];

const form = (values: FormValues): Form => ({
  form: 'meetings.new',
  title: 'Plan meetings',
  intro: rich`Nothing is sent before the call for topics. You can move or cancel each meeting later.`,
  fields: FIELDS,
  submit: 'Plan it',
  context: {},
  values,
});

export const openNew = async ({ taskForce }: ActorContext): Promise<Outcome> =>
  answered(
    formReply(form({ minutes: '90', repeats: 'once', every: '1', holidays: 'stay', zone: taskForce.zone })),
  );

const empty = (typed: unknown): unknown => (typed === '' ? undefined : typed);
const whole = (least: number, most: number, usual: number) =>
  z.preprocess(
    empty,
    z.coerce
      .number('a whole number, please.')
      .int('a whole number, please.')
      .min(least, `at least ${least}, please.`)
      .max(most, `at most ${most}, please.`)
      .default(usual),
  );

const DAY_LIKE = 'a day, please, like 2027-04-14.';
const TIME_LIKE = 'a time, please, like 10:00.';

export const newArgs = z.object({
  date: z.string(DAY_LIKE).trim().refine(isLocalDate, DAY_LIKE),
  time: z.string(TIME_LIKE).trim().refine(isLocalTime, TIME_LIKE),
  minutes: whole(15, 480, 90),
  repeats: z.preprocess(empty, z.enum(REPEATS, 'once, weekly or monthly, please.').default('once')),
  every: whole(1, 12, 1),
  holidays: z.preprocess(empty, z.enum(ON_HOLIDAYS, 'stay, next, previous or skip, please.').default('stay')),
  except: z
    .string()
    .max(400, 'at most 400 characters, please.')
    .default('')
    .transform((typed) => typed.split(/[\s,;]+/u).filter((each) => each !== ''))
    .refine((days) => days.every(isLocalDate), 'days, please, like 2027-07-14, 2027-12-08.'),
  place: placeValue,
  zone: z.preprocess(
    empty,
    z
      .string()
      .trim()
      .refine(isTimeZone, 'a place, please, like America/New_York.')
      .transform(spelledZone)
      .optional(),
  ),
});
type Said = z.output<typeof newArgs>;

/** The series that was asked for; who takes turns, and when the steps of an agenda fall, is as in the one there is. */
async function seriesOf({ tx, taskForce, newId }: ActorContext, said: Said): Promise<Series> {
  const like = (await allSeries(tx)).at(-1);
  return {
    taskForce: taskForce.id,
    id: `series-${newId().slice(0, 8)}`,
    name: stored('Meeting'),
    rrule: ruleOf(UNITS[said.repeats], said.every, said.date),
    dtstart: `${said.date}T${said.time}:00`,
    zone: said.zone ?? taskForce.zone,
    durationMinutes: said.minutes,
    location: said.place,
    facilitators: like?.facilitators ?? [],
    noteTakers: like?.noteTakers ?? [],
    timeline: like?.timeline ?? DEFAULT_TIMELINE,
    exdates: said.except,
    onHolidays: said.holidays,
  };
}

const FIELD_OF = { rrule: 'repeats', dtstart: 'date', tzid: 'zone', exdates: 'except' } as const;

type Found = { readonly errors: FieldErrors } | { readonly meetings: readonly NewMeeting[] };

/** The meetings it makes in the weeks to come, or what is wrong with it. */
async function firstMeetings(ctx: ActorContext, series: Series): Promise<Found> {
  const { rrule, dtstart, zone: tzid, exdates } = series;
  const [problem] = recurrenceProblems({ rrule, dtstart, tzid, exdates });
  if (problem) return { errors: { [FIELD_OF[problem.field]]: problem.message } };
  const calendar = await calendarOf(ctx.tx);
  const first = new Date(Date.parse(`${dtstart}Z`));
  const until = new Date(Math.max(ctx.now.getTime(), first.getTime()) + AHEAD_MS);
  const meetings = missingMeetings(series, [], { from: new Date(0), to: until }, calendar);
  const [next] = meetings;
  if (!next) return { errors: { date: 'Every day of it is left out. Please choose another day.' } };
  if (next.startsAt <= ctx.now) return { errors: { date: 'That time is past. Please choose one to come.' } };
  const there = await upcoming(ctx.tx, ctx.now);
  const [taken] = meetings.flatMap((meeting) => there.filter((each) => overlaps(each, meeting)));
  return taken ? { errors: { date: misfitSaid(ctx, { why: 'taken', meeting: taken }) } } : { meetings };
}

const oftenText: Readonly<Record<Said['repeats'], (every: number) => string>> = {
  once: () => '',
  weekly: (every) => (every === 1 ? ', and every week from then' : `, and every ${every} weeks from then`),
  monthly: (every) => (every === 1 ? ', and every month from then' : `, and every ${every} months from then`),
};

function plannedText(said: Said, [first, ...others]: readonly NewMeeting[]): Rich {
  const next = others
    .slice(0, MOST_TOLD)
    .flatMap(({ startsAt }, index) => [...(index === 0 ? [] : [plain(', ')]), time(startsAt, 'date')]);
  return sentences(
    rich`Planned: ${time(first!.startsAt, 'moment', first!.endsAt)}${oftenText[said.repeats](said.every)}.`,
    next.length > 0 && rich`The next ones: ${next}.`,
  );
}

async function plan(ctx: ActorContext, said: Said): Promise<Outcome | { readonly errors: FieldErrors }> {
  const series = await seriesOf(ctx, said);
  const found = await firstMeetings(ctx, series);
  if ('errors' in found) return found;
  await insertSeries(ctx.tx, series, found.meetings);
  const along = await ctx.takeAlong({ kind: 'made', meeting: found.meetings[0]!.id });
  const detail = { rrule: series.rrule, holidays: series.onHolidays, first: found.meetings[0]!.id };
  return changed({
    reply: noteReply(sentences(plannedText(said, found.meetings), await gapText(ctx), ...along.words)),
    changes: [{ action: 'plan meetings', subject: series.id, detail }, ...along.changes],
    effects: along.effects,
    replan: true,
  });
}

export async function submitNew(ctx: ActorContext, values: FormValues): Promise<Outcome> {
  const parsed = newArgs.safeParse(values);
  const planned = parsed.success ? await plan(ctx, parsed.data) : { errors: errorsByField(parsed.error) };
  if (!('errors' in planned)) return planned;
  return answered({ kind: 'invalid', form: form(values), errors: planned.errors, values });
}

/** `meeting new DAY TIME`. */
export async function newByCommand(ctx: ActorContext, said: Said): Promise<Outcome> {
  const planned = await plan(ctx, said);
  return 'errors' in planned ? answered(refusedFor(planned.errors)) : planned;
}
