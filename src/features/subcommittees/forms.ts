import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import type { Form, FormValues } from '../../kernel/card.ts';
import { oneLine } from '../../kernel/one-line.ts';
import {
  answered,
  changed,
  refusedFor,
  formReply,
  noteReply,
  refused,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { plain, rich, typed } from '../../kernel/rich.ts';
import { isLocalDate } from '../../schedule/recurrence.ts';
import { guarded } from './guarded.ts';
import { leaderFields, leadersOf, type SaidLeaders } from './leaders.ts';
import { mayAssign } from './own.ts';
import { insertSubcommittee } from './store.ts';
import { ownTask, parkTask } from './usecases.ts';

const MOST_NAME = 80;

const name = oneLine(MOST_NAME, {
  missing: 'Its name, please.',
  short: 'Please write at least 3 characters.',
  long: `At most ${MOST_NAME} characters, please.`,
  hidden: 'Please use one line of plain characters.',
});

const newForm = async (ctx: ActorContext, values: FormValues = {}): Promise<Form> => ({
  form: 'subcommittees.new',
  title: 'New subcommittee',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', max: MOST_NAME, required: true },
    ...(await leaderFields(ctx)),
  ],
  submit: 'Make it',
  context: {},
  values,
});

export const openNew = async (ctx: ActorContext): Promise<Outcome> => answered(formReply(await newForm(ctx)));

interface Named extends SaidLeaders {
  readonly name: string;
}

async function makeNew(ctx: ActorContext, said: Named): Promise<Outcome | { errors: FieldErrors }> {
  const checked = guarded(said.name);
  if (checked.why !== undefined) return { errors: { name: checked.why } };
  const leaders = await leadersOf(ctx, said);
  if ('errors' in leaders) return leaders;
  const id = `sub-${ctx.newId().slice(0, 8)}`;
  if (
    !(await insertSubcommittee(ctx.tx, {
      taskForce: ctx.taskForce.id,
      id,
      name: checked.text,
      ...leaders,
    }))
  )
    return answered(refused('not-now', rich`That did not work. Please send it again.`));
  return changed({
    reply: noteReply(rich`Made: ${[plain(checked.text)]}. ${typed('task add')} gives it something to do.`),
    changes: [{ action: 'new subcommittee', subject: id }],
    replan: true,
  });
}

export async function submitNew(ctx: ActorContext, values: FormValues): Promise<Outcome> {
  const form = await newForm(ctx, values);
  const invalid = (errors: FieldErrors): Outcome => answered({ kind: 'invalid', form, errors, values });
  const parsed = z
    .object({ name, lead: z.string().optional(), viceLead: z.string().optional() })
    .safeParse(values);
  if (!parsed.success) return invalid({ name: parsed.error.issues[0]?.message ?? 'Its name, please.' });
  const made = await makeNew(ctx, parsed.data);
  return 'errors' in made ? invalid(made.errors) : made;
}

export const newArgs = z.object({
  name,
  lead: z.string().max(200).optional(),
  viceLead: z.string().max(200).optional(),
});

/** `subcommittee new NAME`. */
export async function newByCommand(ctx: ActorContext, args: z.output<typeof newArgs>): Promise<Outcome> {
  const made = await makeNew(ctx, args);
  if (!('errors' in made)) return made;
  return answered(refusedFor(made.errors));
}

export const ofTask = z.object({ task: z.string().max(64) });
type OfTask = z.output<typeof ofTask>;

const parkForm = ({ task }: OfTask, values: FormValues = {}): Form => ({
  form: 'subcommittees.park',
  title: 'Park it',
  intro: rich`Nobody is asked about it until then. It comes back by itself.`,
  fields: [{ kind: 'date', name: 'until', label: 'Until when?', required: true }],
  submit: 'Park it',
  context: { task },
  values,
});

const mayPark = (ctx: ActorContext, { task }: OfTask) =>
  ownTask(ctx, task, (own, it) => mayAssign(ctx.grant, own, it.subcommittee));

export async function openPark(ctx: ActorContext, of: OfTask): Promise<Outcome> {
  const { no } = await mayPark(ctx, of);
  return no ?? answered(formReply(parkForm(of)));
}

export async function submitPark(ctx: ActorContext, of: OfTask, values: FormValues): Promise<Outcome> {
  const until = typeof values['until'] === 'string' ? values['until'].trim() : '';
  const errors = { until: 'Please choose a day, like 2027-06-01.' };
  if (!isLocalDate(until)) return answered({ kind: 'invalid', form: parkForm(of), errors, values });
  return parkTask(ctx, { ...of, until });
}
