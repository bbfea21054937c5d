import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { check } from '../../guard/index.ts';
import { isChair, readerOf, type Segment } from '../../kernel/access.ts';
import type { Field, Form, FormValues } from '../../kernel/card.ts';
import {
  answered,
  changed,
  formReply,
  noteReply,
  refused,
  type Change,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { rich, sentences } from '../../kernel/rich.ts';
import { sumText } from './facts.ts';
import { mayEditOwn } from './rows.ts';
import { refusal, type Blocked } from './guarded.ts';
import { factsFor, loadAgenda } from './load.ts';
import type { Item } from './model.ts';
import { saveNew, type NewItem } from './propose.ts';
import { itemById, lockAgenda, updateItem } from './store.ts';
import { partsFor, usualPart } from './target.ts';
import { touch } from './touch.ts';

const PARTS: Readonly<Record<Segment, string>> = {
  open: 'Open part: guests may read it',
  members: "Members' part",
  closed: 'Closed part',
};

/** An optional number as a form sends it: empty means "nobody said". */
const minutesField = z.preprocess(
  (typed) => (typed === '' ? undefined : typed),
  z.coerce
    .number('A number, please: how many minutes?')
    .int('Whole minutes, please.')
    .min(1, 'At least 1 minute.')
    .max(120, 'At most 120 minutes.')
    .optional(),
);

const itemValues = z.object({
  title: z
    .string('Please write one line.')
    .trim()
    .min(3, 'Please write at least 3 characters.')
    .max(140, 'At most 140 characters, please: one line is enough.'),
  minutes: minutesField,
  part: z.enum(['open', 'members', 'closed'], 'Please choose a part.').optional(),
  declared: z.union([z.string(), z.array(z.string())]).optional(),
});

export const itemContext = z.object({ meeting: z.string().optional(), item: z.string().optional() });
type ItemContext = z.output<typeof itemContext>;

function itemFields(ctx: ActorContext, item: Item | undefined): readonly Field[] {
  const parts = partsFor(ctx);
  const title: Field = {
    kind: 'text',
    name: 'title',
    label: 'Your topic, in one line',
    hint: 'Please leave out anything about a person in a case.',
    required: true,
    max: 140,
  };
  const minutes: Field = {
    kind: 'number',
    name: 'minutes',
    label: 'Minutes',
    hint: 'Not sure? Leave it empty: we count 10.',
    min: 1,
    max: 120,
  };
  const part: Field = {
    kind: 'choice',
    name: 'part',
    label: 'For which part?',
    options: parts.map((value) => ({ value, label: PARTS[value] })),
    required: true,
  };
  if (item?.kind === 'case') return [minutes];
  return parts.length > 1 ? [title, minutes, part] : [title, minutes];
}

function itemForm(ctx: ActorContext, context: ItemContext, item: Item | undefined): Form {
  const values: FormValues = item
    ? { title: item.title, minutes: item.minutes === null ? '' : String(item.minutes), part: item.segment }
    : { part: usualPart(ctx) ?? 'open' };
  return {
    form: 'agenda.item',
    title: item ? 'Change this topic' : 'Add a topic',
    fields: itemFields(ctx, item),
    submit: item ? 'Save' : 'Add the topic',
    context: {
      ...(context.meeting ? { meeting: context.meeting } : {}),
      ...(context.item ? { item: context.item } : {}),
    },
    values,
  };
}

type About =
  | { readonly state: 'new' }
  | { readonly state: 'item'; readonly item: Item }
  | { readonly state: 'refused'; readonly reply: Reply };

const goneItem = refused(
  'unknown',
  rich`That topic is not here any more, or not for you. "agenda" shows what is.`,
);
const closedNow = refused(
  'not-now',
  rich`Topics are closed, so this one stays as it is. A chair can still change it.`,
);

/** The item a form is about, if this person may change it now; none for a new one. */
async function aboutWhat(ctx: ActorContext, id: string | undefined): Promise<About> {
  if (id === undefined) return { state: 'new' };
  const item = await itemById(ctx.tx, id);
  const loaded =
    item && ctx.actor.segments.includes(item.segment) ? await loadAgenda(ctx, item.meeting) : undefined;
  if (!item || !loaded || item.state === 'withdrawn') return { state: 'refused', reply: goneItem };
  if (isChair(ctx.actor.roles)) return { state: 'item', item };
  if (item.owner !== ctx.actor.member) return { state: 'refused', reply: goneItem };
  const facts = { reader: readerOf(ctx.actor), phase: loaded.agenda.phase };
  return mayEditOwn(item, facts) ? { state: 'item', item } : { state: 'refused', reply: closedNow };
}

export async function openItemForm(ctx: ActorContext, context: ItemContext): Promise<Outcome> {
  const about = await aboutWhat(ctx, context.item);
  if (about.state === 'refused') return answered(about.reply);
  const item = about.state === 'item' ? about.item : undefined;
  return answered(formReply(itemForm(ctx, context, item)));
}

function fieldErrors(error: z.ZodError): Record<string, string> {
  return Object.fromEntries(
    error.issues.map((issue) => [String(issue.path[0] ?? 'form'), issue.message]).toReversed(),
  );
}

const DECLARED: Field = {
  kind: 'choice',
  name: 'declared',
  label: 'About the marked words',
  options: [{ value: 'yes', label: 'It is an office or a public place' }],
  many: true,
};

/** The form again, with the writer's words still in it, and why it was not saved. */
async function blockedForm(
  ctx: ActorContext,
  form: Form,
  values: FormValues,
  verdict: Blocked,
  meeting: string | undefined,
): Promise<Outcome> {
  const chairMayDeclare = isChair(ctx.actor.roles) && verdict.hits.every((hit) => hit.overridable);
  const typed = String(values['title'] ?? '').trim();
  const marked = verdict.hits
    .map((hit) => `"${typed.slice(hit.start, hit.end)}" looks like ${hit.words}`)
    .join('; ');
  const shown: Form = chairMayDeclare ? { ...form, fields: [...form.fields, DECLARED] } : form;
  return answered({
    kind: 'invalid',
    form: shown,
    values,
    errors: { title: `Not saved. ${marked}. Please take it out.` },
    card: await refusal(ctx, verdict, meeting),
  });
}

export async function submitItem(
  ctx: ActorContext,
  context: ItemContext,
  typed: FormValues,
): Promise<Outcome> {
  const about = await aboutWhat(ctx, context.item);
  if (about.state === 'refused') return answered(about.reply);
  const item = about.state === 'item' ? about.item : undefined;
  const form = itemForm(ctx, context, item);
  const base = item?.kind === 'case' ? { title: item.title, part: item.segment } : {};
  const parsed = itemValues.safeParse({
    ...typed,
    ...base,
    ...(typed['part'] === '' ? { part: undefined } : {}),
  });
  if (!parsed.success)
    return answered({ kind: 'invalid', form, values: typed, errors: fieldErrors(parsed.error) });
  const { title, minutes, declared } = parsed.data;
  const part = parsed.data.part ?? item?.segment ?? usualPart(ctx);
  if (!part || !partsFor(ctx).includes(part))
    return answered({
      kind: 'invalid',
      form,
      values: typed,
      errors: { part: 'Please choose one of the parts shown.' },
    });
  const declaredPublic =
    isChair(ctx.actor.roles) && declared !== undefined && [declared].flat().includes('yes');
  const verdict =
    item?.kind === 'case' ? { state: 'clean' as const, text: item.title } : check(title, { declaredPublic });
  if (verdict.state === 'blocked')
    return blockedForm(ctx, form, typed, verdict, context.meeting ?? item?.meeting);
  const overrides = declaredPublic ? overrideChanges(title, context.item ?? 'new item') : [];
  return item
    ? saveEdit(ctx, item, { title: verdict.text, minutes, part }, overrides)
    : saveNew(ctx, { title: verdict.text, minutes, part }, context.meeting, overrides);
}

/** An override is audited by kind, with its reason; never with the words. */
function overrideChanges(title: string, subject: string): readonly Change[] {
  const strict = check(title);
  if (strict.state === 'clean') return [];
  return [...new Set(strict.hits.map((hit) => hit.kind))].map((kind) => ({
    action: 'override guard',
    subject,
    detail: { kind, reason: 'office or public place' },
  }));
}

async function saveEdit(
  ctx: ActorContext,
  item: Item,
  { title, minutes, part }: NewItem,
  overrides: readonly Change[],
): Promise<Outcome> {
  await lockAgenda(ctx.tx, ctx.taskForce.id, item.meeting);
  await updateItem(ctx.tx, item.id, { title, minutes: minutes ?? null, segment: part });
  const loaded = (await loadAgenda(ctx, item.meeting))!;
  const facts = await factsFor(ctx, loaded, readerOf(ctx.actor));
  return changed({
    reply: noteReply(
      sentences(rich`Saved.`, ctx.actor.segments.includes('members') ? sumText(facts) : undefined),
    ),
    changes: [
      { action: 'edit item', subject: item.id, detail: { meeting: item.meeting, part } },
      ...overrides,
    ],
    effects: touch(item.meeting),
  });
}
