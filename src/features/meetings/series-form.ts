import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { errorsByField } from '../../kernel/field-errors.ts';
import type { Field, Form, FormValues } from '../../kernel/card.ts';
import {
  answered,
  changed,
  formReply,
  noteReply,
  refresh,
  refused,
  type Change,
  type Effect,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich, sentences, typed, type Rich } from '../../kernel/rich.ts';
import { timeText } from '../../kernel/time-text.ts';
import { isLocalTime } from '../../schedule/recurrence.ts';
import { attendanceKey } from './cards.ts';
import type { Meeting, Series } from './model.ts';
import { MOST_PLACE, placeValue } from './place.ts';
import { calendarOf, meetAt, seriesById, upcoming, updateSeries } from './store.ts';
import { deadlines, orderErrors, stepTooLate, type Timeline } from './timeline.ts';

export const SERIES_FORM = 'meetings.series';

const days = (name: string, label: string, least: number, most: number, hint?: string): Field => ({
  kind: 'number',
  name,
  label,
  ...(hint === undefined ? {} : { hint }),
  min: least,
  max: most,
  required: true,
});
const hour = (name: string, label: string): Field => ({ kind: 'time', name, label, required: true });

const FIELDS: readonly Field[] = [
  {
    kind: 'text',
    name: 'place',
    label: 'Where do you usually meet?',
    hint: 'An office or a public place. Meetings that are somewhere else stay there.',
    max: MOST_PLACE,
  },
  days('callDaysBefore', 'Topics are asked for, days before', 1, 42),
  hour('callAt', 'They are asked for at'),
  days('topicsCloseWorkingDaysBefore', 'Topics close, working days before', 0, 20),
  hour('topicsCloseAt', 'They close at'),
  days('draftWorkingDaysBefore', 'The chairs get the draft, working days before', 0, 20),
  hour('draftAt', 'The draft comes at'),
  days(
    'publishHoursBefore',
    'The agenda goes out, hours before',
    0,
    336,
    '48 is two days, at the same hour.',
  ),
];

const whole = (least: number, most: number) =>
  z.coerce
    .number('A whole number, please.')
    .int('A whole number, please.')
    .min(least, `At least ${least}, please.`)
    .max(most, `At most ${most}, please.`);
const TIME = 'A time, please, like 09:00.';
const time = z.string(TIME).trim().refine(isLocalTime, TIME);

const seriesValues = z.object({
  place: placeValue,
  callDaysBefore: whole(1, 42),
  callAt: time,
  topicsCloseWorkingDaysBefore: whole(0, 20),
  topicsCloseAt: time,
  draftWorkingDaysBefore: whole(0, 20),
  draftAt: time,
  publishHoursBefore: whole(0, 336),
});

export const seriesContext = z.object({ series: z.string() });
type Which = z.output<typeof seriesContext>;

const valuesOf = ({ location, timeline }: Series): FormValues => ({
  place: location,
  ...Object.fromEntries(Object.entries(timeline).map(([name, value]) => [name, String(value)])),
});

const seriesForm = (series: Series, values?: FormValues): Form => ({
  form: SERIES_FORM,
  title: 'Steps before a meeting',
  intro: rich`In this order: topics are asked for, they close, the chairs get the draft, and a whole working day later the agenda goes out.`,
  fields: FIELDS,
  submit: 'Save',
  context: { series: series.id },
  values: values ?? valuesOf(series),
});

const noSuchSeries = answered(
  refused('unknown', rich`Those meetings are not here any more. ${typed('settings')} shows which there are.`),
);

export async function openSeries({ tx }: ActorContext, { series: id }: Which): Promise<Outcome> {
  const series = await seriesById(tx, id);
  return series ? answered(formReply(seriesForm(series))) : noSuchSeries;
}

const FIELD_OF = {
  callAt: 'callDaysBefore',
  topicsCloseAt: 'topicsCloseWorkingDaysBefore',
  draftAt: 'draftWorkingDaysBefore',
  publishAt: 'publishHoursBefore',
} as const;

/** Meetings whose steps may be under way. */
const notBegun = async ({ tx, now }: ActorContext, { id }: Series): Promise<readonly Meeting[]> =>
  (await upcoming(tx, now)).filter(({ series, startsAt }) => series === id && startsAt > now);

/** No step of a meeting to come falls into the past, where it would be done at once, or not at all. */
async function lateErrors(
  ctx: ActorContext,
  { timeline: was }: Series,
  is: Timeline,
  coming: readonly Meeting[],
): Promise<FieldErrors> {
  const calendar = await calendarOf(ctx.tx);
  for (const { startsAt, zone } of coming) {
    const of = (timeline: Timeline) => deadlines(startsAt, zone, timeline, calendar);
    const late = stepTooLate(of(was), of(is), ctx.now);
    const day = timeText({ at: startsAt, style: 'date' }, { zone: ctx.actor.zone, home: ctx.taskForce.zone });
    if (late?.why === 'past')
      return {
        [FIELD_OF[late.step]]:
          `For the meeting on ${day} that is past already. Please choose a later time, or change this after that step.`,
      };
    if (late)
      return {
        publishHoursBefore: `The chairs would not have a whole working day for the draft of ${day}. Please choose fewer hours, or change this after that meeting.`,
      };
  }
  return {};
}

interface Taken {
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly words: readonly Rich[];
}

/** What is under way keeps to the new times: as if the meeting had been moved, and nothing is sent a second time. */
async function follow(ctx: ActorContext, coming: readonly Meeting[]): Promise<Taken> {
  const taken: Taken[] = [];
  for (const { id } of coming) taken.push(await ctx.takeAlong({ kind: 'moved', meeting: id }));
  return {
    changes: taken.flatMap(({ changes }) => changes),
    effects: [
      ...coming.map(({ id }) => refresh(attendanceKey(id))),
      ...taken.flatMap(({ effects }) => effects),
    ],
    words: taken.flatMap(({ words }) => words),
  };
}

export async function submitSeries(
  ctx: ActorContext,
  { series: id }: Which,
  values: FormValues,
): Promise<Outcome> {
  const series = await seriesById(ctx.tx, id);
  if (!series) return noSuchSeries;
  const invalid = (errors: FieldErrors): Outcome =>
    answered({ kind: 'invalid', form: seriesForm(series, values), errors, values });
  const parsed = seriesValues.safeParse(values);
  if (!parsed.success) return invalid(errorsByField(parsed.error));
  const { place, ...timeline } = parsed.data;
  const outOfOrder = orderErrors(timeline);
  if (Object.keys(outOfOrder).length > 0) return invalid(outOfOrder);
  const coming = await notBegun(ctx, series);
  // Before Start nothing is under way.
  const late = ctx.taskForce.state === 'setup' ? {} : await lateErrors(ctx, series, timeline, coming);
  if (Object.keys(late).length > 0) return invalid(late);
  await updateSeries(ctx.tx, series.id, { location: place, timeline });
  await meetAt(ctx.tx, coming, { was: series.location, is: place });
  const { changes, effects, words } = await follow(ctx, coming);
  return changed({
    reply: noteReply(sentences(rich`Saved. What went out already does not go out again.`, ...words)),
    changes: [{ action: 'change steps of meetings', subject: series.id }, ...changes],
    effects,
    replan: true,
  });
}
