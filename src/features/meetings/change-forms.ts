import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { errorsByField } from '../../kernel/field-errors.ts';
import { buttons, press, text, type Field, type Form, type FormValues } from '../../kernel/card.ts';
import {
  answered,
  cardReply,
  formReply,
  refused,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { timeText } from '../../kernel/time-text.ts';
import { isLocalDate, isLocalTime, localDateOf, localTimeOf } from '../../schedule/recurrence.ts';
import { cancelMeeting, misfitSaid, misfitText, moveMeeting } from './change.ts';
import { ifChangeable } from './changeable.ts';
import { isNamed, type Meeting, type Misfit } from './model.ts';
import { meetingAfter, meetingById, upcoming } from './store.ts';

/** Of one meeting, or of the one that is chosen in the form. */
export const changeContext = z.object({ meeting: z.string().optional() });
type Which = z.output<typeof changeContext>;

const MOST_CHOICES = 20;
const WHEN = 'Please give a day, like 2027-02-11.';
const AT = 'Please give a time, like 10:00.';

/** Those that have not begun, soonest first. */
const changeable = async ({ tx, now }: ActorContext): Promise<readonly Meeting[]> =>
  (await upcoming(tx, now)).filter(({ startsAt }) => startsAt > now);

/** The meeting that is meant: the one named by its day or its id, else the next. */
async function meant(ctx: ActorContext, said = '') {
  const name = said.trim();
  const coming = await changeable(ctx);
  if (name === '' && coming.length === 0) return { no: nothingToChange };
  const found = name === '' ? coming[0] : coming.find((meeting) => isNamed(meeting, name));
  return ifChangeable(found ?? (await meetingById(ctx.tx, name)), ctx.now);
}

const optionsOf = ({ actor, taskForce }: ActorContext, meetings: readonly Meeting[]) => {
  const zones = { zone: actor.zone, home: taskForce.zone };
  return meetings.slice(0, MOST_CHOICES).map(({ id, startsAt, endsAt }) => ({
    value: id,
    label: timeText({ at: startsAt, until: endsAt, style: 'moment' }, zones),
  }));
};

/** Which meeting: asked where the form is not about one already. */
const whichField = (ctx: ActorContext, meetings: readonly Meeting[]): Field => ({
  kind: 'choice',
  name: 'meeting',
  label: 'Which meeting?',
  options: optionsOf(ctx, meetings),
  required: true,
});

const nothingToChange = answered(
  refused('not-now', rich`No meeting is planned, so there is nothing to change.`),
);

interface Opened {
  readonly coming: readonly Meeting[];
  /** The one the form is about; undefined where it asks which. */
  readonly meeting: Meeting | undefined;
}

/** What a form to change a meeting begins with, or why there is none. */
async function opened(ctx: ActorContext, { meeting: id }: Which): Promise<Opened | { readonly no: Outcome }> {
  const coming = await changeable(ctx);
  if (id === undefined) return coming.length === 0 ? { no: nothingToChange } : { coming, meeting: undefined };
  const found = ifChangeable(await meetingById(ctx.tx, id), ctx.now);
  return 'no' in found ? found : { coming, ...found };
}

const chosen = (values: FormValues): string | undefined =>
  typeof values['meeting'] === 'string' ? values['meeting'] : undefined;

/** What cancelling means, said before it is done. */
async function meaning(ctx: ActorContext, meeting: Meeting | undefined): Promise<Rich> {
  const next = meeting && (await meetingAfter(ctx.tx, meeting));
  const where = meeting && !next ? rich`wait for the next one you plan` : rich`come first at the next one`;
  return sentences(
    meeting && rich`${time(meeting.startsAt, 'moment', meeting.endsAt)}.`,
    rich`Its topics ${where}${next ? rich`, ${time(next.startsAt)}` : ''}. Its reports are due then.`,
    rich`Everyone is told at once, at any hour. It cannot be taken back.`,
  );
}

async function cancelForm(
  ctx: ActorContext,
  { coming, meeting }: Opened,
  values?: FormValues,
): Promise<Form> {
  return {
    form: 'meetings.cancel',
    title: 'Cancel a meeting',
    intro: await meaning(ctx, meeting),
    fields: meeting ? [] : [whichField(ctx, coming)],
    submit: 'Cancel it',
    context: meeting ? { meeting: meeting.id } : {},
    values: values ?? { meeting: coming[0]?.id ?? '' },
  };
}

export async function openCancel(ctx: ActorContext, which: Which): Promise<Outcome> {
  const found = await opened(ctx, which);
  return 'no' in found ? found.no : answered(formReply(await cancelForm(ctx, found)));
}

export const submitCancel = (ctx: ActorContext, which: Which, values: FormValues): Promise<Outcome> =>
  cancelMeeting(ctx, { meeting: which.meeting ?? chosen(values) ?? '' });

/** `meeting cancel DAY`: first it says what happens. */
export async function askToCancel(ctx: ActorContext, { meeting: said }: Which): Promise<Outcome> {
  const found = await meant(ctx, said);
  if ('no' in found) return found.no;
  const { meeting } = found;
  return answered(
    cardReply({
      title: rich`Cancel the meeting on ${time(meeting.startsAt, 'date')}?`,
      notice: 'Cancel a meeting?',
      blocks: [
        text(await meaning(ctx, meeting)),
        buttons(
          press('Cancel it', 'meetings.cancel', { meeting: meeting.id }, 'grave'),
          press('Keep it', 'meetings.show', {}),
        ),
      ],
    }),
  );
}

function moveForm(ctx: ActorContext, { coming, meeting }: Opened, values?: FormValues): Form {
  const about = meeting ?? coming[0]!;
  const { startsAt, endsAt, zone } = about;
  const elsewhere = zone !== ctx.actor.zone;
  return {
    form: 'meetings.move',
    title: 'Move a meeting',
    intro: sentences(
      meeting && rich`${time(startsAt, 'moment', endsAt)}. Where to?`,
      rich`Only this meeting moves, and it keeps its length. Its topics and notes go along, and everyone is told at once, at any hour.`,
    ),
    fields: [
      ...(meeting ? [] : [whichField(ctx, coming)]),
      { kind: 'date', name: 'date', label: 'New day', required: true },
      {
        kind: 'time',
        name: 'time',
        label: 'It begins at',
        ...(elsewhere ? { hint: `On the clocks of ${zone}.` } : {}),
        required: true,
      },
    ],
    submit: 'Move it',
    context: meeting ? { meeting: meeting.id } : {},
    values: values ?? {
      ...(meeting ? { date: localDateOf(startsAt, zone) } : { meeting: about.id }),
      time: localTimeOf(startsAt, zone),
    },
  };
}

export async function openMove(ctx: ActorContext, which: Which): Promise<Outcome> {
  const found = await opened(ctx, which);
  return 'no' in found ? found.no : answered(formReply(moveForm(ctx, found)));
}

const moveValues = z.object({
  date: z.string(WHEN).trim().refine(isLocalDate, WHEN),
  time: z.string(AT).trim().refine(isLocalTime, AT),
});

const ON_DATE: readonly Misfit['why'][] = ['past', 'same', 'before', 'after'];

export async function submitMove(ctx: ActorContext, which: Which, values: FormValues): Promise<Outcome> {
  const found = await opened(ctx, which);
  if ('no' in found) return found.no;
  const invalid = (errors: FieldErrors): Outcome =>
    answered({ kind: 'invalid', form: moveForm(ctx, found, values), errors, values });
  const meeting = found.meeting ?? found.coming.find(({ id }) => id === chosen(values));
  if (!meeting) return invalid({ meeting: 'Please choose one of these.' });
  const parsed = moveValues.safeParse(values);
  if (!parsed.success) return invalid(errorsByField(parsed.error));
  const moved = await moveMeeting(ctx, { meeting: meeting.id, ...parsed.data });
  if (!('misfit' in moved)) return moved;
  const field = ON_DATE.includes(moved.misfit.why) ? 'date' : 'time';
  return invalid({ [field]: misfitSaid(ctx, moved.misfit) });
}

export const moveArgs = z.object({
  date: z.string().max(40),
  time: z.string().max(10).optional(),
  meeting: z.string().max(100).optional(),
});

/** `meeting move DAY [TIME] [--meeting DAY]`: the next one, unless another is named; at its own time, unless one is said. */
export async function moveByCommand(ctx: ActorContext, said: z.output<typeof moveArgs>): Promise<Outcome> {
  const found = await meant(ctx, said.meeting);
  if ('no' in found) return found.no;
  const { date, time: at } = said;
  if (!isLocalDate(date)) return answered(refused('bad-input', rich`${WHEN}`));
  if (at !== undefined && !isLocalTime(at)) return answered(refused('bad-input', rich`${AT}`));
  const moved = await moveMeeting(ctx, { meeting: found.meeting.id, date, time: at });
  return 'misfit' in moved ? answered(refused('bad-input', misfitText(moved.misfit))) : moved;
}
