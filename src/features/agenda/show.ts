import type { ActorContext, Context } from '../../db/context.ts';
import { readerOf } from '../../kernel/access.ts';
import type { Card } from '../../kernel/card.ts';
import { answered, cardReply, refused, type Outcome, type Reply } from '../../kernel/outcome.ts';
import { rich, typed } from '../../kernel/rich.ts';
import { calledOff, comingTo, meetingById, noMeeting, upcoming } from '../meetings/index.ts';
import { actsFor } from '../roster/index.ts';
import { pageCard } from './page-card.ts';
import { factsFor, loadAgenda, type Loaded } from './load.ts';

export const noSuchMeeting: Reply = refused(
  'unknown',
  rich`That meeting is not here, or not for you. ${typed('agenda')} shows the next one.`,
);

export const goneItem: Reply = refused(
  'unknown',
  rich`That topic is not here any more, or not for you. ${typed('agenda')} shows what is.`,
);

/** Whoever asks: what a past agenda says is history. */
export const overNow: Reply = refused('not-now', rich`That meeting is over, so its agenda stays as it was.`);

/** The agenda of this meeting, or of the next one. */
export async function currentAgenda(ctx: ActorContext, meeting?: string): Promise<Loaded | undefined> {
  const id = meeting ?? (await upcoming(ctx.tx, ctx.now))[0]?.id;
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
