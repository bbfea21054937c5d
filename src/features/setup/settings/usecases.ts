import { eq } from 'drizzle-orm';
import type { ActorContext } from '../../../db/context.ts';
import { taskForces } from '../../../db/schema.ts';
import type { Field, Form, FormValues } from '../../../kernel/card.ts';
import { errorsByField } from '../../../kernel/field-errors.ts';
import {
  answered,
  cardReply,
  changed,
  formReply,
  noteReply,
  type Effect,
  type Outcome,
} from '../../../kernel/outcome.ts';
import { rich, sentences } from '../../../kernel/rich.ts';
import type { TaskForce } from '../../../kernel/task-force.ts';
import { touchAgenda } from '../../agenda/index.ts';
import { allSeries, upcoming, withDeadlines } from '../../meetings/index.ts';
import { publicBodyChanged } from '../../polls/index.ts';
import { aboutFields, aboutValues, MOST_MISSION } from '../founding-form.ts';
import { ABOUT_FORM, settingsCard, type ComingSeries } from './cards.ts';

/** The series that still meet, each with its next meeting. */
async function comingSeries({ tx, now }: ActorContext): Promise<readonly ComingSeries[]> {
  const coming = await upcoming(tx, now);
  const series = await allSeries(tx);
  const nexts = series.flatMap((each) => coming.find((meeting) => meeting.series === each.id) ?? []);
  return (await withDeadlines(tx, nexts)).flatMap(({ meeting, deadlines }) => {
    const own = series.find(({ id }) => id === meeting.series);
    return own ? [{ series: own, next: meeting, deadlines }] : [];
  });
}

/** `settings`: what is set, and the forms to change it. */
export const showSettings = async (ctx: ActorContext): Promise<Outcome> =>
  answered(cardReply(settingsCard(ctx.taskForce, await comingSeries(ctx))));

const MISSION: Field = {
  kind: 'text',
  name: 'mission',
  label: 'Your mission, in a sentence or two',
  hint: 'It stands on every agenda. You can leave this empty.',
  multiline: true,
  max: MOST_MISSION,
};

const valuesOf = (taskForce: TaskForce): FormValues => ({
  name: taskForce.name,
  neutralName: taskForce.neutralName,
  phone: taskForce.contactPhone,
  zone: taskForce.zone,
  mission: taskForce.mission,
  publicBody: taskForce.publicBody ? 'yes' : 'no',
});

const aboutForm = (values: FormValues): Form => ({
  form: ABOUT_FORM,
  title: 'Names and zone',
  intro: rich`Meetings keep the time and zone they were planned in. Messages that went out change when they are next brought up to date.`,
  fields: [...aboutFields, MISSION],
  submit: 'Save',
  context: {},
  values,
});

export const openAbout = async ({ taskForce }: ActorContext): Promise<Outcome> =>
  answered(formReply(aboutForm(valuesOf(taskForce))));

/** The agenda of the next meeting says the mission and the phone. */
async function nextAgenda(ctx: ActorContext): Promise<readonly Effect[]> {
  const [next] = await upcoming(ctx.tx, ctx.now);
  return next ? touchAgenda(ctx, next.id) : [];
}

export async function submitAbout(ctx: ActorContext, values: FormValues): Promise<Outcome> {
  const parsed = aboutValues.safeParse(values);
  if (!parsed.success)
    return answered({
      kind: 'invalid',
      form: aboutForm(values),
      errors: errorsByField(parsed.error),
      values,
    });
  const { phone: contactPhone, ...said } = parsed.data;
  const { taskForce, tx } = ctx;
  await tx
    .update(taskForces)
    .set({ ...said, contactPhone })
    .where(eq(taskForces.id, taskForce.id));
  const changedFields = Object.entries({ ...said, contactPhone })
    .filter(([field, value]) => taskForce[field as keyof TaskForce] !== value)
    .map(([field]) => field);
  const otherBody = said.publicBody !== taskForce.publicBody;
  return changed({
    reply: noteReply(
      sentences(
        rich`Saved.`,
        otherBody &&
          said.publicBody &&
          rich`Decisions stay in meetings: no poll asks for one. Polls about priorities now say that they are input, not a vote.`,
      ),
    ),
    changes: [
      { action: 'change settings', subject: taskForce.id, detail: { fields: changedFields.join(' ') } },
    ],
    effects: [...(await nextAgenda(ctx)), ...(otherBody ? await publicBodyChanged(ctx) : [])],
    replan: true,
  });
}
