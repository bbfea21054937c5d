import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { check, type Checked, type Verdict } from '../../guard/index.ts';
import { isChair, readerOf, type Segment } from '../../kernel/access.ts';
import type { Card, Field, Form, FormValues } from '../../kernel/card.ts';
import type { ItemId, MeetingId } from '../../kernel/ids.ts';
import {
  answered,
  cardReply,
  changed,
  formReply,
  noteReply,
  refused,
  type Change,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { upcoming, type Meeting } from '../meetings/index.ts';
import { facilitatorName, firstName } from '../roster/index.ts';
import { guardCard, mayEditOwn, sumText } from './cards.ts';
import { factsFor, loadAgenda, type Loaded } from './load.ts';
import { CASE_MINUTES, caseTitle, placeNew, type Item } from './model.ts';
import { noSuchMeeting } from './show.ts';
import { insertItem, itemById, itemsOf, lockAgenda, saveOrder, updateItem } from './store.ts';
import { touch } from './touch.ts';
import { stored } from '../../guard/index.ts';

type Blocked = Extract<Verdict, { state: 'blocked' }>;

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

export const addArgs = z.object({
  title: z
    .string('is missing')
    .trim()
    .min(3, 'please write at least 3 characters.')
    .max(140, 'at most 140 characters, please: one line is enough.'),
  minutes: z.coerce
    .number('a number, please, like --minutes 10.')
    .int('whole minutes, please.')
    .min(1, 'at least 1.')
    .max(120, 'at most 120.')
    .optional(),
  part: z.enum(['open', 'members', 'closed'], 'one of open, members, closed.').optional(),
  meeting: z.string().optional(),
});

interface NewItem {
  readonly title: Checked;
  readonly minutes: number | undefined;
  readonly part: Segment;
}

/** The parts a person may propose for: those they read; a guest the open one. */
const partsFor = (ctx: ActorContext): readonly Segment[] =>
  ctx.grant === 'open, as a suggestion' ? ['open'] : ctx.actor.segments;

const usualPart = (ctx: ActorContext): Segment | undefined => {
  const parts = partsFor(ctx);
  return parts.includes('members') ? 'members' : parts[0];
};

/**
 * The meeting a new topic goes to: the one asked for while its topics are open (for chairs until it ends), else the
 * next one whose are. `late` when it is not the one that was asked for, or would have been next.
 */
async function targetMeeting(
  ctx: ActorContext,
  asked: string | undefined,
): Promise<{ loaded: Loaded; late: Meeting | undefined } | undefined> {
  const meetings = await upcoming(ctx.tx, ctx.now);
  const first = asked === undefined ? 0 : meetings.findIndex((meeting) => meeting.id === asked);
  if (first === -1) return undefined;
  for (const meeting of meetings.slice(first)) {
    await lockAgenda(ctx.tx, ctx.taskForce.id, meeting.id);
    const loaded = (await loadAgenda(ctx, meeting.id))!;
    const open = loaded.agenda.phase === 'collecting' || isChair(ctx.actor.roles);
    if (open) return { loaded, late: meeting === meetings[first] ? undefined : meetings[first] };
  }
  return undefined;
}

const noOpenMeeting: Reply = refused(
  'not-now',
  rich`No meeting is open for topics now. Please tell your facilitator what you would like to raise.`,
);

async function insertNew(
  ctx: ActorContext,
  loaded: Loaded,
  item: Omit<Item, 'taskForce' | 'id' | 'meeting' | 'position' | 'carriedOver' | 'task' | 'owner'>,
): Promise<ItemId> {
  const id = ctx.newId() as ItemId;
  const meeting = loaded.meeting.id;
  const order = placeNew(loaded.state.items, id);
  await insertItem(ctx.tx, {
    ...item,
    taskForce: ctx.taskForce.id,
    id,
    meeting,
    position: order.length,
    owner: ctx.actor.member,
  });
  await saveOrder(ctx.tx, order);
  return id;
}

/** "Saved for Wed 10 Feb. 104 minutes for a 90-minute meeting: 14 too many." */
async function savedText(ctx: ActorContext, meeting: MeetingId, late: Meeting | undefined): Promise<Rich> {
  const loaded = (await loadAgenda(ctx, meeting))!;
  const facts = await factsFor(ctx, loaded, readerOf(ctx.actor));
  const moved = late && rich`Topics for ${time(late.startsAt, 'date')} are closed.`;
  const saved =
    ctx.grant === 'open, as a suggestion'
      ? rich`Thank you. A chair looks at it for ${time(loaded.meeting.startsAt, 'date')}.`
      : rich`Saved for ${time(loaded.meeting.startsAt, 'date')}.`;
  return sentences(moved, saved, ctx.grant === 'open, as a suggestion' ? undefined : sumText(facts));
}

async function saveNew(
  ctx: ActorContext,
  { title, minutes, part }: NewItem,
  asked: string | undefined,
  changes: readonly Change[] = [],
): Promise<Outcome> {
  const target = await targetMeeting(ctx, asked);
  if (!target) return answered(asked === undefined ? noOpenMeeting : noSuchMeeting);
  const state =
    ctx.grant === 'open, as a suggestion' ? 'suggested' : isChair(ctx.actor.roles) ? 'accepted' : 'proposed';
  const kind = part === 'closed' ? 'closed' : 'discussion';
  const id = await insertNew(ctx, target.loaded, {
    title,
    minutes: minutes ?? null,
    kind,
    segment: part,
    state,
  });
  const { meeting } = target.loaded;
  return changed({
    reply: noteReply(await savedText(ctx, meeting.id, target.late)),
    changes: [{ action: 'propose', subject: id, detail: { meeting: meeting.id, part, state } }, ...changes],
    effects: touch(meeting.id),
  });
}

async function refusal(ctx: ActorContext, verdict: Blocked, meeting: string | undefined): Promise<Card> {
  const kinds = [...new Set(verdict.hits.map((hit) => hit.words))];
  const facilitator = firstName(await facilitatorName(ctx));
  const target = ctx.actor.segments.includes('closed')
    ? (meeting ?? (await upcoming(ctx.tx, ctx.now))[0]?.id)
    : undefined;
  return guardCard(kinds, { caseMeeting: target, facilitator, phone: ctx.taskForce.contactPhone });
}

/** `agenda add TITLE`: on a guard hit nothing is kept, and the words are not said again. */
export async function addByCommand(ctx: ActorContext, args: z.output<typeof addArgs>): Promise<Outcome> {
  const part = args.part ?? usualPart(ctx);
  if (!part || !partsFor(ctx).includes(part))
    return answered(
      refused('denied', rich`You cannot add a topic to that part. Leave out --part, or ask a chair.`),
    );
  const verdict = check(args.title);
  if (verdict.state === 'blocked') return answered(cardReply(await refusal(ctx, verdict, args.meeting)));
  return saveNew(ctx, { title: verdict.text, minutes: args.minutes, part }, args.meeting);
}

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

/** The item a form is about, if this person may change it now. Answers a refusal, or undefined for a new item. */
async function editable(ctx: ActorContext, id: string | undefined): Promise<Item | Reply | undefined> {
  if (id === undefined) return undefined;
  const item = await itemById(ctx.tx, id);
  const gone = refused(
    'unknown',
    rich`That topic is not here any more, or not for you. "agenda" shows what is.`,
  );
  if (!item || !ctx.actor.segments.includes(item.segment)) return gone;
  const loaded = await loadAgenda(ctx, item.meeting);
  if (!loaded) return gone;
  if (isChair(ctx.actor.roles)) return item;
  const own = item.owner === ctx.actor.member;
  if (!own) return gone;
  return mayEditOwn(item, { reader: readerOf(ctx.actor), phase: loaded.agenda.phase })
    ? item
    : refused('not-now', rich`Topics are closed, so this one stays as it is. A chair can still change it.`);
}

const isReply = (value: Item | Reply): value is Reply => 'kind' in value && !('id' in value);

export async function openItemForm(ctx: ActorContext, context: ItemContext): Promise<Outcome> {
  const item = await editable(ctx, context.item);
  if (item && isReply(item)) return answered(item);
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
  const item = await editable(ctx, context.item);
  if (item && isReply(item)) return answered(item);
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

/** "Case discussion": time is held, and there is nothing to write. */
export async function holdCase(
  ctx: ActorContext,
  { meeting: asked }: { meeting?: string | undefined },
): Promise<Outcome> {
  if (!ctx.actor.segments.includes('closed')) {
    return answered(
      refused(
        'denied',
        rich`That part is not open to you here. Please call ${firstName(await facilitatorName(ctx))}${ctx.taskForce.contactPhone ? `, ${ctx.taskForce.contactPhone}` : ''}.`,
      ),
    );
  }
  const target = await targetMeeting(ctx, asked);
  if (!target) return answered(asked === undefined ? noOpenMeeting : noSuchMeeting);
  const { meeting } = target.loaded;
  const title = stored(caseTitle(await itemsOf(ctx.tx, meeting.id)));
  const state = isChair(ctx.actor.roles) ? 'accepted' : 'proposed';
  const id = await insertNew(ctx, target.loaded, {
    title,
    minutes: CASE_MINUTES,
    kind: 'case',
    segment: 'closed',
    state,
  });
  return changed({
    reply: noteReply(
      rich`${CASE_MINUTES} minutes are held on ${time(meeting.startsAt, 'date')}, in the closed part. We keep no details.`,
    ),
    changes: [{ action: 'hold case time', subject: id, detail: { meeting: meeting.id } }],
    effects: touch(meeting.id),
  });
}
