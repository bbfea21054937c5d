import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import type { Field, Form, FormValues } from '../../kernel/card.ts';
import type { MeetingId, MemberId, TaskId } from '../../kernel/ids.ts';
import { fewWords, oneLine } from '../../kernel/one-line.ts';
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
import { plain, rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { timeText } from '../../kernel/time-text.ts';
import { instantAt, isLocalDate } from '../../schedule/recurrence.ts';
import { people } from '../roster/index.ts';
import { saveChange } from './change.ts';
import { guarded } from './guarded.ts';
import { loadPlan, mayHave, type PlanFacts } from './load.ts';
import { MOST_TASK, nextTaskId, usualMeeting, type Task } from './model.ts';
import { mayAssign, ownOf, type Own } from './own.ts';
import { insertTask } from './store.ts';
import { notYours, ownTask } from './usecases.ts';

/** Slack shows at most 100 choices; someone further down is named in the command. */
const MOST_CHOICES = 100;
/** "It owes no meeting a report." */
const NONE = 'none';

export const taskContext = z.object({ task: z.string().max(64).optional() });
type TaskContext = z.output<typeof taskContext>;

const optional = z
  .string()
  .trim()
  .transform((said) => (said === '' ? undefined : said))
  .optional();

const taskValues = z.object({
  title: fewWords(MOST_TASK),
  goal: optional,
  subcommittee: optional,
  owner: optional,
  due: optional.refine((said) => said === undefined || isLocalDate(said), 'A day, please, like 2027-02-10.'),
  report: optional,
});

const choice = (value: string, label: string) => ({ value, label: label.slice(0, 75) });

const assignable = (ctx: ActorContext, { subcommittees }: PlanFacts, own: Own) =>
  subcommittees.filter(({ id }) => mayAssign(ctx.grant, own, id));

/** Whoever leads one alone has nothing to choose. */
function begun(ctx: ActorContext, facts: PlanFacts, own: Own): FormValues {
  const [only, ...others] = assignable(ctx, facts, own);
  return ctx.grant === 'own' && only && others.length === 0 ? { subcommittee: only.id } : {};
}

async function fieldsFor(ctx: ActorContext, facts: PlanFacts, own: Own): Promise<readonly Field[]> {
  const subcommittees = assignable(ctx, facts, own);
  const owners = (await people(ctx.tx)).filter(mayHave).slice(0, MOST_CHOICES);
  const zones = { zone: ctx.actor.zone, home: ctx.taskForce.zone };
  return [
    { kind: 'text', name: 'title', label: 'What is to be done?', max: MOST_TASK, required: true },
    ...(facts.goals.length > 0
      ? [
          {
            kind: 'choice' as const,
            name: 'goal',
            label: 'For which goal?',
            options: facts.goals.slice(0, MOST_CHOICES).map(({ id, title }) => choice(id, title)),
          },
        ]
      : []),
    {
      kind: 'choice',
      name: 'subcommittee',
      label: 'Which subcommittee?',
      options: subcommittees.slice(0, MOST_CHOICES).map(({ id, name }) => choice(id, name)),
      ...(ctx.grant === 'own' ? { required: true } : {}),
    },
    {
      kind: 'choice',
      name: 'owner',
      label: 'Who has it?',
      options: owners.map(({ member, name, agencyName }) => choice(member, `${name}, ${agencyName}`)),
    },
    { kind: 'date', name: 'due', label: 'Until when?' },
    {
      kind: 'choice',
      name: 'report',
      label: 'Which meeting hears of it?',
      hint: 'Left empty: the first meeting from that day on.',
      options: [
        ...facts.coming.map(({ id, startsAt }) =>
          choice(id, timeText({ at: startsAt, style: 'date' }, zones)),
        ),
        choice(NONE, 'None: no report is needed'),
      ],
    },
  ];
}

async function formFor(ctx: ActorContext, facts: PlanFacts, task: Task | undefined): Promise<Form> {
  const own = await ownOf(ctx);
  const values: FormValues = task
    ? {
        title: task.title,
        goal: task.goal ?? '',
        subcommittee: task.subcommittee ?? '',
        owner: task.owner && facts.here.has(task.owner) ? task.owner : '',
        due: task.due ?? '',
        report: task.noReport ? NONE : (task.reportAt ?? ''),
      }
    : begun(ctx, facts, own);
  return {
    form: 'subcommittees.task',
    title: task ? 'Change this task' : 'Add a task',
    intro: rich`Please leave out anything about a person in a case.`,
    fields: await fieldsFor(ctx, facts, own),
    submit: task ? 'Save' : 'Add the task',
    context: task ? { task: task.id } : {},
    values,
  };
}

async function about(ctx: ActorContext, { task: id }: TaskContext) {
  if (id !== undefined) return ownTask(ctx, id, (own, it) => mayAssign(ctx.grant, own, it.subcommittee));
  if (ctx.grant === 'yes') return { task: undefined, no: undefined };
  const own = await ownOf(ctx);
  const { subcommittees } = await loadPlan(ctx);
  const leads = subcommittees.some((each) => own.leads(each.id));
  return { task: undefined, no: leads ? undefined : notYours };
}

export async function openTask(ctx: ActorContext, context: TaskContext): Promise<Outcome> {
  const { task, no } = await about(ctx, context);
  return no ?? answered(formReply(await formFor(ctx, await loadPlan(ctx), task)));
}

type Typed = z.output<typeof taskValues>;

/** Ids arrive over the network: each must be one that was offered. */
function wrongChoice(typed: Typed, fields: readonly Field[]): FieldErrors | undefined {
  for (const name of ['goal', 'subcommittee', 'owner', 'report'] as const) {
    const field = fields.find((each) => each.name === name);
    const options = field?.kind === 'choice' ? field.options : [];
    const said = typed[name];
    if (said === undefined) continue;
    if (!options.some(({ value }) => value === said)) return { [name]: 'Please choose one of those shown.' };
  }
  return undefined;
}

export async function submitTask(
  ctx: ActorContext,
  context: TaskContext,
  values: FormValues,
): Promise<Outcome> {
  const { task, no } = await about(ctx, context);
  if (no) return no;
  const facts = await loadPlan(ctx);
  const form = await formFor(ctx, facts, task);
  const invalid = (errors: FieldErrors): Outcome => answered({ kind: 'invalid', form, errors, values });
  const parsed = taskValues.safeParse(values);
  if (!parsed.success)
    return invalid(
      Object.fromEntries(
        parsed.error.issues.map(({ path, message }) => [String(path[0] ?? 'form'), message]),
      ),
    );
  // A report at a meeting that is over stays where it is while nobody says otherwise.
  const kept = task?.reportAt === parsed.data.report ? { ...parsed.data, report: undefined } : parsed.data;
  const wrong = wrongChoice(kept, form.fields);
  if (wrong) return invalid(wrong);
  if (ctx.grant === 'own' && parsed.data.subcommittee === undefined)
    return invalid({ subcommittee: 'Please choose your subcommittee.' });
  const title = guarded(parsed.data.title);
  if (title.why !== undefined) return invalid({ title: title.why });
  return save(ctx, facts, task, { ...parsed.data, title: title.text });
}

type Said = Omit<Typed, 'title'> & Pick<Task, 'title'>;

/** Where it reports: as said, "none", or the usual meeting. */
function reportOf({ report, due }: Said, { coming, zone }: PlanFacts) {
  if (report === NONE) return { reportAt: null, noReport: true };
  const usual = usualMeeting(coming, due === undefined ? undefined : instantAt(due, '00:00', zone));
  return { reportAt: (report ?? usual?.id ?? null) as MeetingId | null, noReport: false };
}

function savedText(set: Pick<Task, 'id' | 'reportAt' | 'noReport'>, { startsAt }: PlanFacts): Rich {
  const at = set.reportAt ? startsAt.get(set.reportAt) : undefined;
  return sentences(
    rich`Saved as ${[plain(set.id)]}.`,
    at && rich`The group hopes to hear of it on ${time(at, 'date')}.`,
    set.noReport && rich`No report is asked for.`,
    !at && !set.noReport && rich`No meeting is planned that could hear of it: it has no report date yet.`,
  );
}

async function save(
  ctx: ActorContext,
  facts: PlanFacts,
  task: Task | undefined,
  said: Said,
): Promise<Outcome> {
  const set = {
    title: said.title,
    goal: said.goal ?? null,
    subcommittee: said.subcommittee ?? null,
    owner: (said.owner ?? null) as MemberId | null,
    due: said.due ?? null,
    ...reportOf(said, facts),
  };
  if (task) {
    const reply = noteReply(savedText({ ...set, id: task.id }, facts));
    return saveChange(ctx, task, set, { reply, change: { action: 'change task' } });
  }
  const id = nextTaskId(facts.tasks.map((each) => each.id)) as TaskId;
  const state = { state: 'open', doneOn: null, parkedUntil: null, createdAt: ctx.now } as const;
  if (!(await insertTask(ctx.tx, { taskForce: ctx.taskForce.id, id, ...set, ...state })))
    return answered(refused('not-now', rich`Someone added a task just now. Please send it again.`));
  return changed({
    reply: noteReply(savedText({ ...set, id }, facts)),
    changes: [{ action: 'add task', subject: id }],
    replan: true,
  });
}

export const addTaskArgs = z.object({
  title: oneLine(MOST_TASK, {
    missing: 'is missing',
    short: 'please write at least 3 characters.',
    long: `at most ${MOST_TASK} characters, please: one line is enough.`,
    hidden: 'please use one line of plain characters.',
  }),
  owner: z.string().max(200).optional(),
  due: z.string().refine(isLocalDate, 'a day, please, like 2027-02-10.').optional(),
  subcommittee: z.string().max(64).optional(),
  report: z.string().max(100).optional(),
});

/** `task add TITLE`: the same as the form; a person by name or id, a subcommittee by name or id. */
export async function addTask(ctx: ActorContext, args: z.output<typeof addTaskArgs>): Promise<Outcome> {
  const { no } = await about(ctx, {});
  if (no) return no;
  const { subcommittees } = await loadPlan(ctx);
  const low = (text: string): string => text.trim().toLowerCase();
  const named = args.subcommittee;
  const sub =
    named === undefined
      ? undefined
      : subcommittees.find(({ id, name }) => [low(id), low(name)].includes(low(named)));
  const known = args.owner === undefined ? [] : (await people(ctx.tx)).filter(mayHave);
  const owners = known.filter(
    ({ member, name }) => member === args.owner?.trim() || low(name) === low(args.owner ?? ''),
  );
  const outcome = await submitTask(
    ctx,
    {},
    {
      title: args.title,
      subcommittee: sub?.id ?? named ?? '',
      owner: args.owner === undefined ? '' : owners.length === 1 ? owners[0]!.member : '?',
      due: args.due ?? '',
      report: args.report?.toLowerCase() === NONE ? NONE : (args.report ?? ''),
    },
  );
  if (outcome.reply.kind !== 'invalid') return outcome;
  return answered(refusedFor(outcome.reply.errors));
}
