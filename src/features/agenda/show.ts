import type { ActorContext, Context } from '../../db/context.ts';
import { readerOf } from '../../kernel/access.ts';
import type { Card } from '../../kernel/card.ts';
import { answered, cardReply, refused, type Outcome, type Reply } from '../../kernel/outcome.ts';
import { rich, typed } from '../../kernel/rich.ts';
import { isLocalDate } from '../../schedule/recurrence.ts';
import {
  calledOff,
  comingTo,
  isNamed,
  meetingById,
  noMeeting,
  upcoming,
  type Meeting,
} from '../meetings/index.ts';
import { actsFor } from '../roster/index.ts';
import { pageCard } from './page-card.ts';
import { factsFor, loadAgenda, type Loaded } from './load.ts';

export const noSuchMeeting: Reply = refused(
  'unknown',
  rich`That meeting is not here, or not for you. ${typed('meeting')} lists them: name one by its day, like 2027-02-10.`,
);

export const goneItem: Reply = refused(
  'unknown',
  rich`That topic is not here any more, or not for you. ${typed('agenda')} shows what is.`,
);

/** Whoever asks: what a past agenda says is history. */
export const overNow: Reply = refused('not-now', rich`That meeting is over, so its agenda stays as it was.`);

/** The agenda of this meeting, named by its id or its day, or of the next one. */
export async function currentAgenda(ctx: ActorContext, meeting?: string): Promise<Loaded | undefined> {
  const isIt = (each: Meeting): boolean => meeting === undefined || isNamed(each, meeting);
  // A press names it by its id, and needs no look at all of them.
  const byDay = meeting === undefined || isLocalDate(meeting);
  const id = byDay ? (await upcoming(ctx.tx, ctx.now)).find(isIt)?.id : meeting;
  return id === undefined ? undefined : loadAgenda(ctx, id);
}

/** What stands where an agenda was whose meeting is cancelled; null where there is no such meeting. */
export async function cancelledCard(ctx: Context, id: string): Promise<Card | null> {
  const meeting = await meetingById(ctx.tx, id);
  return meeting?.state === 'cancelled' ? calledOff(ctx, meeting) : null;
}

export async function showAgenda(
  ctx: ActorContext,
  { meeting }: { meeting?: string | undefined },
): Promise<Outcome> {
  const loaded = await currentAgenda(ctx, meeting);
  const off = loaded || meeting === undefined ? undefined : await cancelledCard(ctx, meeting);
  if (off) return answered(cardReply(off));
  if (!loaded) return answered(meeting === undefined ? noMeeting(ctx.actor.roles) : noSuchMeeting);
  const coming = await comingTo(ctx, loaded.meeting, loaded.state.phase === 'published');
  const acts = await actsFor(ctx.tx, ctx.actor.member, ctx.now);
  return answered(
    cardReply(pageCard({ ...(await factsFor(ctx, loaded, readerOf(ctx.actor))), acts }, coming)),
  );
}
