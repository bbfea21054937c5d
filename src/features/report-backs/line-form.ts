import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import type { Field, Form, FormValues } from '../../kernel/card.ts';
import {
  answered,
  refusedFor,
  formReply,
  noteReply,
  refused,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { oneLine } from '../../kernel/one-line.ts';
import { plain, rich } from '../../kernel/rich.ts';
import { guarded } from '../subcommittees/index.ts';
import { dueRowsFor } from './due.ts';
import { file, openReport } from './file.ts';
import { FILED, filedOf, LABELS, MOST_LINE } from './model.ts';
import { reportOf } from './store.ts';

export const lineContext = z.object({
  task: z.string().max(64).optional(),
  state: z.string().max(20).optional(),
});
type LineContext = z.output<typeof lineContext>;

const line = oneLine(MOST_LINE, {
  missing: 'Please write one line.',
  short: 'Please write at least 3 characters, or leave it empty.',
  long: `At most ${MOST_LINE} characters, please: one line is enough.`,
  hidden: 'Please use one line of plain characters.',
});

const LINE: Field = {
  kind: 'text',
  name: 'line',
  label: 'One line, if you like',
  hint: 'It stands on the agenda. Please leave out anything about a person in a case.',
  max: MOST_LINE,
};
const HOW: Field = {
  kind: 'choice',
  name: 'state',
  label: 'How is it going?',
  options: FILED.map((state) => ({ value: state, label: LABELS[state] })),
  required: true,
};

const MOST_CHOICES = 100;

/** The form of a report; where no task is named, those this person may report on are offered. */
async function formFor(ctx: ActorContext, { task, state }: LineContext, values?: FormValues): Promise<Form> {
  const { own, others } = await dueRowsFor(ctx);
  const options = [...own, ...others]
    .slice(0, MOST_CHOICES)
    .map((row) => ({ value: row.task.id, label: `${row.task.id}: ${row.task.title}`.slice(0, 75) }));
  const which: Field = { kind: 'choice', name: 'task', label: 'Which task?', options, required: true };
  const named = [...own, ...others].find((row) => row.task.id === task);
  return {
    form: 'report-backs.line',
    title: 'How is it going?',
    ...(named ? { intro: [plain(named.task.title)] } : {}),
    fields: [...(task === undefined ? [which] : []), HOW, LINE],
    submit: 'Send',
    context: { ...(task === undefined ? {} : { task }), ...(state === undefined ? {} : { state }) },
    values: values ?? { state: state ?? '', line: '' },
  };
}

export async function openLine(ctx: ActorContext, context: LineContext): Promise<Outcome> {
  const { task: id } = context;
  if (id === undefined) {
    const { own, others } = await dueRowsFor(ctx);
    if (own.length + others.length === 0)
      return answered(noteReply(rich`No report is asked for now. There is nothing to do.`));
    return answered(formReply(await formFor(ctx, context)));
  }
  const open = await openReport(ctx, id);
  if (open.no) return open.no;
  const before = await reportOf(ctx.tx, open.task.id, open.meeting);
  const state = context.state ?? (before?.state === 'none' ? undefined : before?.state) ?? '';
  const values = { state, line: before?.line ?? '' };
  return answered(formReply(await formFor(ctx, { ...context, task: open.task.id }, values)));
}

const words = (values: FormValues, name: string): string => {
  const value = Object.hasOwn(values, name) ? values[name] : '';
  return typeof value === 'string' ? value.trim() : '';
};

export async function submitLine(
  ctx: ActorContext,
  context: LineContext,
  values: FormValues,
): Promise<Outcome> {
  const form = await formFor(ctx, context, values);
  const invalid = (errors: FieldErrors): Outcome => answered({ kind: 'invalid', form, errors, values });
  const state = filedOf(words(values, 'state'));
  const task = context.task ?? words(values, 'task');
  if (task === '') return invalid({ task: 'Please choose a task.' });
  if (!state) return invalid({ state: 'Please choose one.' });
  const typed = words(values, 'line');
  const parsed = typed === '' ? undefined : line.safeParse(typed);
  if (parsed && !parsed.success) return invalid({ line: parsed.error.issues[0]?.message ?? '' });
  const checked = parsed && guarded(parsed.data);
  if (checked?.why !== undefined) return invalid({ line: checked.why });
  const open = await openReport(ctx, task);
  return open.no ?? file(ctx, open, { state, line: checked?.text ?? null });
}

export const submitArgs = z.object({
  task: z.string().max(64),
  state: z.string().max(20),
  line: z.string().max(2000).optional(),
});

/** `reportback submit TASK STATE [LINE]`. */
export async function submitByCommand(
  ctx: ActorContext,
  args: z.output<typeof submitArgs>,
): Promise<Outcome> {
  // "on track" and "need help" may be typed as two words.
  const second = /^(on|need)$/i.test(args.state) ? /^(track|help)\b\s*/i.exec(args.line ?? '') : null;
  const rest = second ? (args.line ?? '').slice(second[0].length) : (args.line ?? '');
  if (filedOf(args.state) === undefined)
    return answered(refused('bad-input', rich`State: one of on-track, need-help or done, please.`));
  const values = { task: args.task, state: args.state, line: rest };
  const outcome = await submitLine(ctx, { task: args.task }, values);
  if (outcome.reply.kind !== 'invalid') return outcome;
  return answered(refusedFor(outcome.reply.errors));
}
