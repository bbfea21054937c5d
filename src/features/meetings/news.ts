import { z } from 'zod';
import type { Context, View } from '../../db/context.ts';
import { buttons, press, text, type Block, type Card } from '../../kernel/card.ts';
import { refresh, show, toEveryone, type Effect } from '../../kernel/outcome.ts';
import { rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { attendanceButtons } from './cards.ts';
import type { Meeting } from './model.ts';
import { meetingAfter, meetingById } from './store.ts';

/** Of which meeting, and when it was to begin before the change. */
const newsId = z.object({ meeting: z.string(), was: z.coerce.date() });

const keyOf = (meeting: string, sequence: number): string => `news:${meeting}:${sequence}`;

/** A moved or cancelled meeting is told at once, at any hour, to everyone (product rule 8); what was told before is corrected. */
export function tellNews({ id, sequence, startsAt }: Meeting, was: Date = startsAt): readonly Effect[] {
  const before = Array.from({ length: sequence - 1 }, (_, index) => refresh(keyOf(id, index + 1)));
  const view = { name: 'meetings.news', id: JSON.stringify({ meeting: id, was: was.toISOString() }) };
  return [show(keyOf(id, sequence), toEveryone, view, true), ...before];
}

/** "Its topics and reports go to Wed 10 Mar." */
const whereTo = (next: Meeting | undefined): Rich =>
  next
    ? rich`Its topics and reports go to ${time(next.startsAt, 'moment', next.endsAt)}. There is nothing to do.`
    : rich`No later meeting is planned yet. Its topics and reports wait for the next one.`;

/** The same wherever a cancelled meeting stood: its news, its call, its agenda. */
export function cancelledCard(meeting: Meeting, next: Meeting | undefined, was = meeting.startsAt): Card {
  const see: readonly Block[] = next
    ? [buttons(press('See the next agenda', 'agenda.open', { meeting: next.id }))]
    : [];
  return {
    title: rich`The meeting on ${time(was)} is cancelled`,
    notice: 'A meeting was cancelled',
    blocks: [text(whereTo(next)), ...see],
  };
}

/** As `cancelledCard`, for whoever has only the meeting. */
export const calledOff = async (ctx: Context, meeting: Meeting): Promise<Card> =>
  cancelledCard(meeting, await meetingAfter(ctx.tx, meeting));

function movedCard({ id, startsAt, endsAt, location }: Meeting, was: Date, now: Date): Card {
  const ahead = startsAt > now;
  const again = rich`What people said about coming was for the time before: please answer once more.`;
  return {
    title: rich`The meeting of ${time(was)} has moved`,
    notice: 'A meeting has moved',
    blocks: [
      text(
        sentences(
          rich`It is now ${time(startsAt, 'moment', endsAt)}.`,
          location !== '' && rich`${location}.`,
          ahead && again,
        ),
      ),
      ...(ahead ? [buttons(...attendanceButtons(id))] : []),
    ],
  };
}

export const newsView: View = async (ctx, id) => {
  const { meeting: which, was } = newsId.parse(JSON.parse(id));
  const meeting = await meetingById(ctx.tx, which);
  if (!meeting) return null;
  return meeting.state === 'cancelled'
    ? cancelledCard(meeting, await meetingAfter(ctx.tx, meeting), was)
    : movedCard(meeting, was, ctx.now);
};
