import type { ActorContext } from '../../db/context.ts';
import { answered, cardReply, changed, noteReply, refused, type Outcome } from '../../kernel/outcome.ts';
import { rich, time } from '../../kernel/rich.ts';
import { nextMeetingCard } from './cards.ts';
import { answersFor, meetingById, saveAnswer, upcoming } from './store.ts';
import type { AttendanceAnswer } from './table.ts';

const THANKS: Readonly<Record<AttendanceAnswer, string>> = {
  'in person': 'Thank you. We expect you in the room',
  remote: 'Thank you. We expect you by video or phone',
  regrets: 'Thank you for telling us. We will miss you',
};

/** The agenda card's three answers; the last one given counts. */
export async function answerAttendance(
  ctx: ActorContext,
  { meeting: id, answer }: { meeting: string; answer: AttendanceAnswer },
): Promise<Outcome> {
  const meeting = await meetingById(ctx.tx, id);
  if (!meeting)
    return answered(
      refused('unknown', rich`That meeting is not here any more. "meeting next" shows the next one.`),
    );
  if (meeting.state === 'cancelled')
    return answered(refused('not-now', rich`That meeting was cancelled. There is nothing to do.`));
  if (meeting.endsAt <= ctx.now)
    return answered(refused('not-now', rich`That meeting is over. "meeting next" shows the next one.`));
  await saveAnswer(ctx.tx, {
    taskForce: ctx.taskForce.id,
    meeting: meeting.id,
    member: ctx.actor.member,
    answer,
  });
  return changed({
    reply: noteReply(
      rich`${THANKS[answer]} on ${time(meeting.startsAt, 'date')}. You can change this until the meeting.`,
    ),
    changes: [{ action: 'answer attendance', subject: meeting.id, detail: { answer } }],
  });
}

export async function sendRegrets(ctx: ActorContext): Promise<Outcome> {
  const [meeting] = await upcoming(ctx.tx, ctx.now);
  if (!meeting)
    return answered(refused('not-now', rich`No meeting is planned, so there is nothing to cancel.`));
  return answerAttendance(ctx, { meeting: meeting.id, answer: 'regrets' });
}

export async function showNext(ctx: ActorContext): Promise<Outcome> {
  const [meeting] = await upcoming(ctx.tx, ctx.now);
  if (!meeting)
    return answered(noteReply(rich`No meeting is planned yet. Ask your facilitator when the next one is.`));
  const answer = (await answersFor(ctx.tx, meeting.id)).get(ctx.actor.member);
  return answered(cardReply(nextMeetingCard(meeting, answer)));
}
