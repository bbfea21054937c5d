import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { check } from '../../guard/index.ts';
import { grantOf, isChair, readerOf, type Segment } from '../../kernel/access.ts';
import type { Field, Form, FormValues } from '../../kernel/card.ts';
import {
  answered,
  changed,
  formReply,
  noteReply,
  refused,
  type Change,
  type FieldErrors,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { errorsByField } from '../../kernel/field-errors.ts';
import { fewWords } from '../../kernel/one-line.ts';
import { rich, sentences } from '../../kernel/rich.ts';
import { firstName } from '../roster/index.ts';
import { chosenOwner, forField } from './for-someone.ts';
import { beyondText, sumText } from './facts.ts';
import { isOwn } from './own.ts';
import { isChangeable } from './rows.ts';
import { refusal, type Blocked } from './guarded.ts';
import { loadAgenda, lockLoaded, reloaded, type Loaded } from './load.ts';
import { layout, MOST_MINUTES, type Item } from './model.ts';
import { saveNew, type NewItem } from './propose.ts';
import { goneItem, overNow } from './show.ts';
import { itemById, updateItem } from './store.ts';
import { partsFor, usualPart } from './target.ts';
import { touchAs } from './touch.ts';

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
    .min(0, 'Not less than 0.')
    .max(MOST_MINUTES, `At most ${MOST_MINUTES} minutes.`)
    .optional(),
);

const itemValues = z.object({
  title: fewWords(140),
  minutes: minutesField,
  part: z.enum(['open', 'members', 'closed'], 'Please choose a part.').optional(),
  declared: z.union([z.string(), z.array(z.string())]).optional(),
  for: z.string().max(100).optional(),
  standing: z.union([z.string(), z.array(z.string())]).optional(),
});

export const itemContext = z.object({
  meeting: z.string().optional(),
  item: z.string().optional(),
  /** The topic as it was when the form opened. */
  was: z.string().optional(),
});
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
    min: 0,
    max: MOST_MINUTES,
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

/** A chair may make it what every meeting has: its report, its case and its closed part are no such thing. */
const mayStand = ({ actor }: ActorContext, item: Item | undefined): boolean =>
  isChair(actor.roles) && (item === undefined || !['report', 'closed', 'case'].includes(item.kind));

const STANDING: Field = {
  kind: 'choice',
  name: 'standing',
  label: 'At every meeting?',
  hint: 'It then stands on each agenda from this one on, and always keeps its time.',
  options: [{ value: 'yes', label: 'Yes, at every meeting' }],
  many: true,
};

/** Tells one state of a topic from another, without its words. */
const markOf = ({ title, minutes, segment, meeting, kind }: Item): string =>
  createHash('sha256')
    .update(JSON.stringify([title, minutes, segment, meeting, kind]))
    .digest('base64url')
    .slice(0, 16);

async function itemForm(ctx: ActorContext, context: ItemContext, item: Item | undefined): Promise<Form> {
  const forOther = !item && grantOf('enter for someone', ctx.actor.roles) === 'yes';
  const values: FormValues = item
    ? {
        title: item.title,
        minutes: item.minutes === null ? '' : String(item.minutes),
        part: item.segment,
        ...(item.kind === 'standing' ? { standing: ['yes'] } : {}),
      }
    : { part: usualPart(partsFor(ctx)) ?? 'open' };
  return {
    form: 'agenda.item',
    title: item ? 'Change this topic' : 'Add a topic',
    fields: [
      ...itemFields(ctx, item),
      ...(forOther ? [await forField(ctx)] : []),
      ...(mayStand(ctx, item) ? [STANDING] : []),
    ],
    submit: item ? 'Save' : 'Add the topic',
    context: {
      ...(context.meeting ? { meeting: context.meeting } : {}),
      ...(item ? { item: item.id, was: markOf(item) } : {}),
    },
    values,
  };
}

type About =
  | { readonly state: 'new' }
  | { readonly state: 'item'; readonly item: Item; readonly loaded: Loaded }
  | { readonly state: 'refused'; readonly reply: Reply };

const closedNow = refused(
  'not-now',
  rich`Topics are closed, so this one stays as it is. A chair can still change it.`,
);

/** The item a form is about, if this person may change it now; none for a new one. With `lock` it stays so. */
async function aboutWhat(ctx: ActorContext, id: string | undefined, lock = false): Promise<About> {
  if (id === undefined) return { state: 'new' };
  const known = await itemById(ctx.tx, id);
  const loaded = known && (await (lock ? lockLoaded : loadAgenda)(ctx, known.meeting));
  const item = loaded?.state.items.find((each) => each.id === id);
  if (!loaded || !item || !ctx.actor.segments.includes(item.segment))
    return { state: 'refused', reply: goneItem };
  const chair = isChair(ctx.actor.roles);
  if (!chair && !(await isOwn(ctx, item))) return { state: 'refused', reply: goneItem };
  if (loaded.over) return { state: 'refused', reply: overNow };
  return chair || isChangeable(item, { phase: loaded.state.phase, over: loaded.over })
    ? { state: 'item', item, loaded }
    : { state: 'refused', reply: closedNow };
}

export async function openItemForm(ctx: ActorContext, context: ItemContext): Promise<Outcome> {
  const about = await aboutWhat(ctx, context.item);
  if (about.state === 'refused') return answered(about.reply);
  const item = about.state === 'item' ? about.item : undefined;
  return answered(formReply(await itemForm(ctx, context, item)));
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
  const typed = String(values['title'] ?? '').trim();
  const overridable = verdict.hits.every((hit) => hit.overridable);
  const marked = verdict.hits
    .map((hit) => `"${typed.slice(hit.start, hit.end)}" looks like ${hit.words}`)
    .join('; ');
  const chairMayDeclare = overridable && isChair(ctx.actor.roles);
  const next =
    overridable && !chairMayDeclare
      ? 'Please take it out. Is it an office or a public place? A chair can enter it.'
      : 'Please take it out.';
  const shown: Form = chairMayDeclare ? { ...form, fields: [...form.fields, DECLARED] } : form;
  return answered({
    kind: 'invalid',
    form: shown,
    values,
    // "Not saved" is the title of the card above it.
    errors: { title: `${marked}. ${next}` },
    card: await refusal(ctx, verdict, { meeting, inForm: true }),
  });
}

interface Submitted {
  readonly about: Exclude<About, { state: 'refused' }>;
  readonly context: ItemContext;
  readonly typed: FormValues;
  readonly form: Form;
}

export async function submitItem(
  ctx: ActorContext,
  context: ItemContext,
  typed: FormValues,
): Promise<Outcome> {
  const about = await aboutWhat(ctx, context.item, true);
  if (about.state === 'refused') return answered(about.reply);
  const item = about.state === 'item' ? about.item : undefined;
  const form = await itemForm(ctx, context, item);
  if (item && context.was !== markOf(item)) {
    const errors = {
      form: 'This topic has changed meanwhile. Here it is as it stands now: please look again.',
    };
    return answered({ kind: 'invalid', form, values: form.values ?? {}, errors });
  }
  return saveSubmitted(ctx, { about, context, typed, form });
}

async function saveSubmitted(
  ctx: ActorContext,
  { about, context, typed, form }: Submitted,
): Promise<Outcome> {
  const item = about.state === 'item' ? about.item : undefined;
  const isCase = item?.kind === 'case';
  const invalid = (errors: FieldErrors): Outcome =>
    answered({ kind: 'invalid', form, values: typed, errors });
  const fixed = isCase ? { title: item.title, part: item.segment } : {};
  const parsed = itemValues.safeParse({
    ...typed,
    ...fixed,
    ...(typed['part'] === '' ? { part: undefined } : {}),
  });
  if (!parsed.success) return invalid(errorsByField(parsed.error));
  const { title, minutes } = parsed.data;
  const owner = item ? ctx.actor : await chosenOwner(ctx, form, parsed.data.for);
  if (!owner) return invalid({ for: 'Please choose one of these people.' });
  const part = parsed.data.part ?? item?.segment ?? usualPart(partsFor(ctx, owner));
  if (!part || !partsFor(ctx).includes(part))
    return invalid({ part: 'Please choose one of the parts shown.' });
  if (!partsFor(ctx, owner).includes(part))
    return invalid({ part: `${firstName(owner.name)} does not read that part. Please choose another.` });
  const said = isChair(ctx.actor.roles) && [parsed.data.declared ?? []].flat().includes('yes');
  const declared = said || (item?.declared === true && item.title === title);
  const verdict = isCase
    ? { state: 'clean' as const, text: item.title }
    : check(title, { declaredPublic: declared });
  if (verdict.state === 'blocked')
    return blockedForm(ctx, form, typed, verdict, context.meeting ?? item?.meeting);
  const standing = mayStand(ctx, item) && [parsed.data.standing ?? []].flat().includes('yes');
  const overrides = said ? overrideChanges(title, context.item ?? 'new item') : [];
  const next = { title: verdict.text, minutes, part, declared, standing, owner };
  return about.state === 'item'
    ? saveEdit(ctx, about, next, overrides)
    : saveNew(ctx, next, context.meeting, overrides);
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

function kindAfter(ctx: ActorContext, item: Item, part: Segment, standing: boolean): Item['kind'] {
  if (item.kind === 'closed') return part === 'closed' ? 'closed' : 'discussion';
  if (!mayStand(ctx, item)) return item.kind;
  if (standing) return 'standing';
  return item.kind === 'standing' ? 'discussion' : item.kind;
}

async function saveEdit(
  ctx: ActorContext,
  { item, loaded }: { item: Item; loaded: Loaded },
  { title, minutes, part, declared, standing }: NewItem,
  overrides: readonly Change[],
): Promise<Outcome> {
  // What a guest changed waits for a chair again, as what they first wrote did.
  const suggests = ctx.grant === 'open, as a suggestion';
  const kind = kindAfter(ctx, item, part, standing);
  const set = { title, minutes: minutes ?? null, segment: part, kind, declared };
  await updateItem(ctx.tx, item.id, suggests ? { ...set, state: 'suggested' } : set);
  const after = await reloaded(ctx, loaded);
  const reader = readerOf(ctx.actor);
  const facts = { layout: layout(after.state, reader), reader };
  const sum = ctx.actor.segments.includes('members') ? [sumText(facts), beyondText(facts)] : [];
  const saved = suggests ? rich`Saved. A chair looks at it.` : rich`Saved.`;
  return changed({
    reply: noteReply(sentences(saved, ...sum)),
    changes: [
      { action: 'edit item', subject: item.id, detail: { meeting: item.meeting, part } },
      ...overrides,
    ],
    effects: touchAs(item.meeting, after),
  });
}
