import { z } from 'zod';
import type { ActorContext } from '../../db/context.ts';
import { check, type Checked } from '../../guard/index.ts';
import { isChair, readerOf, type Person, type Segment } from '../../kernel/access.ts';
import type { ItemId, MemberId } from '../../kernel/ids.ts';
import { oneLine } from '../../kernel/one-line.ts';
import {
  answered,
  cardReply,
  changed,
  noteReply,
  refused,
  settle,
  type Change,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import type { Meeting } from '../meetings/index.ts';
import { beyondText, sumText } from './facts.ts';
import { firstName } from '../roster/index.ts';
import { namedOwner } from './for-someone.ts';
import { refusal } from './guarded.ts';
import type { Loaded } from './load.ts';
import { inPlaces, layout, MOST_MINUTES, placeNew, type Item } from './model.ts';
import { noSuchMeeting } from './show.ts';
import { insertItem, savePositions } from './store.ts';
import { noOpenMeeting, partsFor, targetMeeting, usualPart } from './target.ts';
import { lastCallKey, touchAs } from './touch.ts';

export const addArgs = z.object({
  title: oneLine(140, {
    missing: 'is missing',
    short: 'please write at least 3 characters.',
    long: 'at most 140 characters, please: one line is enough.',
    hidden: 'please use one line of plain characters.',
  }),
  minutes: z.coerce
    .number('a number, please, like --minutes 10.')
    .int('whole minutes, please.')
    .min(0, 'at least 0.')
    .max(MOST_MINUTES, `at most ${MOST_MINUTES}.`)
    .optional(),
  // Which ones there are is for each person to know: the use-case says (product rule 3).
  part: z.string().max(20, 'please name one part.').optional(),
  meeting: z.string().optional(),
  for: z.string().max(100, 'please name one person.').optional(),
});

/** A topic whose title the guard has read. */
export interface NewItem {
  readonly title: Checked;
  readonly minutes: number | undefined;
  readonly part: Segment;
  /** A chair declared its address or phone to be public. */
  readonly declared: boolean;
  /** Every meeting has it from this one on. */
  readonly standing: boolean;
  /** Whose it is: the actor's own, or entered by a chair for someone else. */
  readonly owner: Person;
}

/** Puts a new item in its place; answers its id, and the agenda as it is now. */
export async function insertNew(
  ctx: ActorContext,
  loaded: Loaded,
  said: Omit<
    Item,
    | 'taskForce'
    | 'id'
    | 'meeting'
    | 'position'
    | 'carriedOver'
    | 'timesCarried'
    | 'task'
    | 'owner'
    | 'enteredBy'
    | 'hidden'
  >,
  of: MemberId = ctx.actor.member,
): Promise<{ id: ItemId; now: Loaded }> {
  const id = ctx.newId() as ItemId;
  const meeting = loaded.meeting.id;
  const by = ctx.actor.member;
  const whose = { owner: of, enteredBy: of === by ? null : by };
  const at = { taskForce: ctx.taskForce.id, id, meeting, position: 0 };
  const item: Item = {
    ...said,
    ...at,
    ...whose,
    carriedOver: false,
    timesCarried: 0,
    task: null,
    hidden: null,
  };
  const before = new Map(loaded.state.items.map((each) => [each.id, each.position]));
  const items = inPlaces([...loaded.state.items, item], placeNew(loaded.state.items, id));
  await insertItem(
    ctx.tx,
    items.find((each) => each.id === id)!,
  );
  await savePositions(
    ctx.tx,
    items.filter((each) => each.id !== id && each.position !== before.get(each.id)),
  );
  return { id, now: { ...loaded, state: { ...loaded.state, items } } };
}

/** When a topic went to a later meeting than the one it was meant for. */
export const lateText = (late: Meeting | undefined): Rich | undefined =>
  late && rich`Topics for ${time(late.startsAt, 'date')} are closed.`;

/** "Saved for Wed 10 Feb. 104 minutes for a 90-minute meeting: 14 too many." */
function savedText(ctx: ActorContext, loaded: Loaded, late: Meeting | undefined): Rich {
  const reader = readerOf(ctx.actor);
  const facts = { layout: layout(loaded.state, reader), reader };
  const saved =
    ctx.grant === 'open, as a suggestion'
      ? rich`Saved. Thank you. A chair looks at it for ${time(loaded.meeting.startsAt, 'date')}.`
      : rich`Saved for ${time(loaded.meeting.startsAt, 'date')}.`;
  const sum = ctx.grant === 'open, as a suggestion' ? [] : [sumText(facts), beyondText(facts)];
  return sentences(lateText(late), saved, ...sum);
}

const isOther = ({ actor }: ActorContext, { member }: Person): boolean => member !== actor.member;

const enteredText = (ctx: ActorContext, owner: Person): Rich | false =>
  isOther(ctx, owner) && rich`Entered for ${firstName(owner.name)}.`;

const enteredFor = (ctx: ActorContext, owner: Person) =>
  isOther(ctx, owner) ? { enteredFor: owner.member } : {};

export async function saveNew(
  ctx: ActorContext,
  { title, minutes, part, declared, standing, owner }: NewItem,
  asked: string | undefined,
  changes: readonly Change[] = [],
): Promise<Outcome> {
  const target = await targetMeeting(ctx, asked);
  if (!target) return answered(asked === undefined ? noOpenMeeting : noSuchMeeting);
  const state =
    ctx.grant === 'open, as a suggestion' ? 'suggested' : isChair(ctx.actor.roles) ? 'accepted' : 'proposed';
  const said = {
    title,
    minutes: minutes ?? null,
    kind: standing ? 'standing' : 'discussion',
    declared,
    segment: part,
    state,
  } as const;
  const { id, now } = await insertNew(ctx, target.loaded, said, owner.member);
  const { meeting } = target.loaded;
  return changed({
    reply: noteReply(sentences(enteredText(ctx, owner), savedText(ctx, now, target.late))),
    changes: [
      {
        action: 'propose',
        subject: id,
        detail: { meeting: meeting.id, part, state },
        ...enteredFor(ctx, owner),
      },
      ...changes,
    ],
    // First, so that one who fills the meeting up has answered all the same.
    effects: [settle(lastCallKey(meeting.id), 'done', owner.member), ...touchAs(meeting.id, now)],
  });
}

/** The same for a part that is not there and one that is not for them: only their own are named. */
const notThatPart = (parts: readonly Segment[]): Reply =>
  parts.length > 1
    ? refused('bad-input', rich`--part: one of ${parts.join(', ')}, please.`)
    : refused('denied', rich`You cannot add a topic to that part. Leave out --part, or ask a chair.`);

/** `agenda add TITLE`: on a guard hit nothing is kept, and the words are not said again. */
export async function addByCommand(ctx: ActorContext, args: z.output<typeof addArgs>): Promise<Outcome> {
  const whose = await namedOwner(ctx, args.for);
  if (whose.no) return answered(whose.no);
  const parts = partsFor(ctx, whose.owner);
  const named = args.part?.toLowerCase();
  const part = named === undefined ? usualPart(parts) : parts.find((each) => each === named);
  if (!part) return answered(notThatPart(parts));
  const verdict = check(args.title);
  if (verdict.state === 'blocked')
    return answered(cardReply(await refusal(ctx, verdict, { meeting: args.meeting, inForm: false })));
  const { owner } = whose;
  const item = { title: verdict.text, minutes: args.minutes, part, declared: false, standing: false, owner };
  return saveNew(ctx, item, args.meeting);
}
