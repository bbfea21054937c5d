import type { ActorContext } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { isChair, type Role } from '../../kernel/access.ts';
import { buttons, type Block } from '../../kernel/card.ts';
import type { MeetingId } from '../../kernel/ids.ts';
import {
  answered,
  cardReply,
  changed,
  noteReply,
  refresh,
  refused,
  settle,
  type Outcome,
  type Reply,
} from '../../kernel/outcome.ts';
import { rich, time, typed } from '../../kernel/rich.ts';
import { people } from '../roster/index.ts';
import { attendanceKey, meetingsCard, planMeetings, whoComesBlocks, type Coming } from './cards.ts';
import type { Meeting } from './model.ts';
import { answeredInstead, insteadButton } from './instead.ts';
import { answersFor, insteadAt, meetingById, past, saveAnswer, upcoming } from './store.ts';
import type { AttendanceAnswer } from './table.ts';

const THANKS: Readonly<Record<AttendanceAnswer, string>> = {
  'in person': 'Thank you. We expect you in the room',
  remote: 'Thank you. We expect you by video or phone',
  regrets: 'Thank you for telling us. We will miss you',
};

const gone = refused(
  'unknown',
  rich`That meeting is not here any more. ${typed('meeting')} shows the next one.`,
);

/** The agenda card's three answers; the last one given counts. */
export async function answerAttendance(
  ctx: ActorContext,
  { meeting: id, answer }: { meeting: string; answer: AttendanceAnswer },
): Promise<Outcome> {
  const meeting = await meetingById(ctx.tx, id);
  if (!meeting) return answered(gone);
  if (meeting.state === 'cancelled')
    return answered(refused('not-now', rich`That meeting was cancelled. There is nothing to do.`));
  if (meeting.endsAt <= ctx.now)
    return answered(refused('not-now', rich`That meeting is over. ${typed('meeting')} shows the next one.`));
  if (meeting.startsAt <= ctx.now)
    return answered(
      refused(
        'not-now',
        rich`That meeting has begun, so there is nothing to answer. ${typed('meeting')} shows the next ones.`,
      ),
    );
  const instead = await answeredInstead(ctx, meeting.id, answer !== 'regrets');
  await saveAnswer(ctx.tx, {
    taskForce: ctx.taskForce.id,
    meeting: meeting.id,
    member: ctx.actor.member,
    answer,
  });
  return changed({
    reply: noteReply(
      rich`${THANKS[answer]} on ${time(meeting.startsAt, 'date')}. You can change this until the meeting.`,
      answer === 'regrets' ? [insteadButton(meeting.id)] : undefined,
    ),
    changes: [{ action: 'answer attendance', subject: meeting.id, detail: { answer } }],
    effects: [
      settle(attendanceKey(meeting.id), 'done', ctx.actor.member),
      ...instead,
      refresh(attendanceKey(meeting.id)),
    ],
  });
}

/** A chair has nobody to ask. */
export const noMeeting = (roles: readonly Role[]): Reply =>
  isChair(roles)
    ? noteReply(rich`No meeting is planned in the weeks to come.`, [buttons(planMeetings)])
    : noteReply(rich`No meeting is planned yet. Ask your facilitator when the next one is.`);

const saidOf = async (tx: Tx, meeting: MeetingId): Promise<Coming> => ({
  answers: await answersFor(tx, meeting),
  instead: await insteadAt(tx, meeting),
});

/** How many meetings are listed either way. */
const MOST_LISTED = 6;

/** The next meeting, the ones after it, and those that were. */
export async function showMeetings(ctx: ActorContext): Promise<Outcome> {
  const { tx, now, taskForce, actor } = ctx;
  const coming = (await upcoming(tx, now)).slice(0, MOST_LISTED);
  const [next] = coming;
  const before = await past(tx, now, MOST_LISTED);
  if (!next && before.length === 0) return answered(noMeeting(actor.roles));
  const said = next ? await saidOf(tx, next.id) : { answers: new Map(), instead: new Map() };
  const facts = { taskForce, actor, now, coming, past: before, people: await people(tx), said };
  return answered(cardReply(meetingsCard(facts)));
}

/** For the chairs' page of a meeting's agenda; nothing for anyone else, nor while nobody has been asked or has answered. */
export async function comingTo(
  { tx, actor, now }: ActorContext,
  meeting: Meeting,
  asked: boolean,
): Promise<readonly Block[]> {
  if (!isChair(actor.roles)) return [];
  const said = await saidOf(tx, meeting.id);
  return asked || said.answers.size > 0 ? whoComesBlocks(await people(tx), said, meeting.endsAt <= now) : [];
}
