import type { ActorContext } from '../../db/context.ts';
import { howMany } from '../../kernel/how-many.ts';
import { readerOf } from '../../kernel/access.ts';
import { NOTHING_TAKEN, type MeetingChange, type TakenAlong } from '../../kernel/feature.ts';
import type { MeetingId } from '../../kernel/ids.ts';
import { askUntil, refresh, settle, type Change } from '../../kernel/outcome.ts';
import { rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { isSettled } from '../../schedule/missed.ts';
import { meetingById } from '../meetings/index.ts';
import { moveWaiting } from './carry.ts';
import { sumText } from './facts.ts';
import { loadAgenda, lockLoaded, sendingOf, type Loaded } from './load.ts';
import { layout, placeFirst, type Item } from './model.ts';
import {
  dropAgenda,
  itemsOf,
  itemsOfCancelled,
  lockAgenda,
  moveItem,
  saveOrder,
  setAgenda,
} from './store.ts';
import { repeatStanding } from './standing.ts';
import { lastCallKey, messageKeys, touch, touchAs } from './touch.ts';

/** A moved or cancelled meeting takes its agenda along. */
export async function takeAlong(ctx: ActorContext, change: MeetingChange): Promise<TakenAlong> {
  switch (change.kind) {
    case 'moved':
      return followMove(ctx, change.meeting);
    case 'made':
      return takeIn(ctx, change.meeting);
    case 'cancelled':
      return passOn(ctx, change.meeting, change.next);
    default:
      return change satisfies never;
  }
}

/** Topics that had closed are open again where they now close later, unless the agenda is out. */
async function followMove(ctx: ActorContext, id: MeetingId): Promise<TakenAlong> {
  const before = await lockLoaded(ctx, id);
  if (!before) return NOTHING_TAKEN;
  const { agenda, deadlines } = before;
  const reopens =
    (agenda.phase === 'closed' || agenda.phase === 'draft') && deadlines.topicsCloseAt > ctx.now;
  if (reopens) await setAgenda(ctx.tx, id, { phase: 'collecting', reopened: agenda.reopened + 1 });
  const anew = await hasNewTime(ctx, before);
  if (anew) await setAgenda(ctx.tx, id, { outAgain: agenda.outAgain + 1 });
  const loaded = reopens ? await loadAgenda(ctx, id) : before;
  return {
    changes: reopens ? [{ action: 'reopen topics', subject: id }] : [],
    effects: [...touchAs(id, loaded), askUntil(lastCallKey(id), deadlines.topicsCloseAt)],
    words: [
      ...(reopens ? [rich`Topics are open again until ${time(deadlines.topicsCloseAt)}.`] : []),
      ...(anew ? [newTimeText(before)] : []),
    ],
  };
}

/** Its time to go out passed without it (it was on hold, or left out), and the meeting gives it another. */
const hasNewTime = async ({ tx }: ActorContext, loaded: Loaded): Promise<boolean> =>
  loaded.agenda.phase !== 'published' && !loaded.late && isSettled(tx, sendingOf(loaded).key);

/** A hold is the chairs' own, and stays until one lets go; nobody acts, and they are told again at the new time. */
const newTimeText = ({ agenda, deadlines: { publishAt } }: Loaded): Rich =>
  agenda.held
    ? rich`Its agenda is still on hold. Let go before ${time(publishAt)}, and it goes out then.`
    : rich`Its agenda goes out ${time(publishAt)}.`;

/** What the meeting itself opens and closes with stays behind; all that people brought goes on. */
const goesOn = ({ kind, state }: Item): boolean =>
  kind !== 'standing' && (state === 'suggested' || state === 'proposed' || state === 'accepted');

const topicsText = (count: number): string => howMany(count, 'topic', 'topics');

/** The open topics of a cancelled meeting, in their order, come first at the next; a report has one line there. */
async function passOn(ctx: ActorContext, id: MeetingId, next: MeetingId | undefined): Promise<TakenAlong> {
  const { tx, taskForce, actor } = ctx;
  await lockAgenda(tx, taskForce.id, id);
  const items = await itemsOf(tx, id);
  const open = items.filter(goesOn);
  await dropAgenda(tx, id);
  const meeting = await meetingById(tx, id);
  const repeated = meeting && (await repeatStanding(ctx, meeting, items));
  const gone = [...messageKeys(id).map(refresh), settle(lastCallKey(id), 'ended')];
  const readable = open.filter(({ segment }) => actor.segments.includes(segment)).length;
  if (next === undefined) {
    const words = readable > 0 ? [rich`${topicsText(readable)} wait for the next meeting you plan.`] : [];
    return { changes: [], effects: gone, words };
  }
  await lockAgenda(tx, taskForce.id, next);
  const changes = await moveItems(ctx, open, next);
  const loaded = await loadAgenda(ctx, next);
  const words = loaded && readable > 0 ? [movedText(ctx, readable, loaded)] : [];
  return {
    changes: [...(repeated?.changes ?? []), ...changes],
    effects: [...gone, ...touchAs(next, loaded), ...(repeated ? await touch(ctx, repeated.next.id) : [])],
    words,
  };
}

/** What waited at cancelled meetings, since none came after them. */
async function takeIn(ctx: ActorContext, id: MeetingId): Promise<TakenAlong> {
  const open = (await itemsOfCancelled(ctx.tx)).filter(goesOn);
  if (open.length === 0) return NOTHING_TAKEN;
  await lockAgenda(ctx.tx, ctx.taskForce.id, id);
  const changes = await moveItems(ctx, open, id);
  const loaded = await loadAgenda(ctx, id);
  const readable = open.filter(({ segment }) => ctx.actor.segments.includes(segment)).length;
  return {
    changes,
    effects: touchAs(id, loaded),
    words: loaded && readable > 0 ? [movedText(ctx, readable, loaded)] : [],
  };
}

/** Moves topics to the head of another agenda, which is locked; what waits for a chair goes on waiting there. */
export async function moveItems(
  ctx: ActorContext,
  open: readonly Item[],
  next: MeetingId,
): Promise<readonly Change[]> {
  const there = await itemsOf(ctx.tx, next);
  const hasLine = ({ task }: Item): boolean => task !== null && there.some((each) => each.task === task);
  const moved = open.filter((item) => item.state !== 'suggested' && !hasLine(item));
  for (const { id } of moved) await moveItem(ctx.tx, id, next);
  const ids = moved.map(({ id }) => id as string);
  await saveOrder(ctx.tx, placeFirst(there, ids));
  const waiting = open.filter(({ state }) => state === 'suggested');
  return [
    ...ids.map((id) => ({ action: 'carry item over', subject: id, detail: { to: next } })),
    ...(await moveWaiting(ctx, waiting, next)),
  ];
}

/** Where they went, and whether they fit there. */
function movedText({ actor }: ActorContext, count: number, { meeting, state }: Loaded): Rich {
  const reader = readerOf(actor);
  return sentences(
    rich`${topicsText(count)} now come first on ${time(meeting.startsAt, 'date')}:`,
    sumText({ layout: layout(state, reader) }),
  );
}
