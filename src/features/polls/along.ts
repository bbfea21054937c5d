import type { ActorContext } from '../../db/context.ts';
import type { MeetingChange, TakenAlong } from '../../kernel/feature.ts';
import type { MeetingId } from '../../kernel/ids.ts';
import { askUntil, refresh, type Change, type Effect } from '../../kernel/outcome.ts';
import { rulesOf } from '../../schedule/reminder-rules.ts';
import { meetingById, type Meeting } from '../meetings/index.ts';
import { closePoll } from './due.ts';
import { pollKey, type Poll } from './model.ts';
import { feedbackCloses } from './plan.ts';
import { allPolls, lockPoll, moveSaid, updatePoll } from './store.ts';

interface Taken {
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
}

const NOTHING: Taken = { changes: [], effects: [] };

/** Who comes is asked until the meeting begins, and how it was after it ended, wherever it moves. */
export async function takeAlong(ctx: ActorContext, change: MeetingChange): Promise<TakenAlong> {
  const polls = (await allPolls(ctx.tx)).filter(
    ({ meeting, state }) => meeting === change.meeting && state !== 'closed',
  );
  const taken: Taken[] = [];
  for (const poll of polls) taken.push(await follow(ctx, poll, change));
  if (change.kind === 'cancelled' && change.next) await moveSaid(ctx.tx, change.meeting, change.next);
  return {
    changes: taken.flatMap(({ changes }) => changes),
    effects: taken.flatMap(({ effects }) => effects),
    words: [],
  };
}

async function follow(ctx: ActorContext, poll: Poll, change: MeetingChange): Promise<Taken> {
  switch (change.kind) {
    case 'made':
      return NOTHING;
    case 'moved':
      return followMove(ctx, poll, change.meeting);
    case 'cancelled':
      return poll.kind === 'attendance' ? closeIt(ctx, poll) : passOn(ctx, poll, change.next);
    default:
      return change satisfies never;
  }
}

async function closeIt(ctx: ActorContext, { id }: Poll): Promise<Taken> {
  const poll = await lockPoll(ctx.tx, id);
  return poll?.state === 'open' ? closePoll(ctx, poll) : NOTHING;
}

/** Feedback that waits for a meeting, as long after it as the rules say. */
async function waitFor({ tx, taskForce }: ActorContext, { id }: Poll, meeting: Meeting): Promise<void> {
  const { feedback } = await rulesOf(tx, taskForce.id);
  const opensAt = new Date(meeting.endsAt.getTime() + feedback.minutesAfter * 60_000);
  const closesAt = feedbackCloses(opensAt, taskForce.zone);
  await updatePoll(tx, id, { meeting: meeting.id, opensAt, closesAt });
}

async function followMove(ctx: ActorContext, poll: Poll, id: MeetingId): Promise<Taken> {
  const meeting = await meetingById(ctx.tx, id);
  if (!meeting) return NOTHING;
  if (poll.kind === 'attendance') {
    // It may have been opened after the time that the meeting has now.
    if (meeting.startsAt <= poll.opensAt) return closeIt(ctx, poll);
    await updatePoll(ctx.tx, poll.id, { closesAt: meeting.startsAt });
    return { changes: [], effects: [askUntil(pollKey(poll), meeting.startsAt), refresh(pollKey(poll))] };
  }
  if (poll.state === 'planned') await waitFor(ctx, poll, meeting);
  return NOTHING;
}

/** Feedback that was prepared for a cancelled meeting is for the next, unless that has its own. */
async function passOn(ctx: ActorContext, poll: Poll, next: MeetingId | undefined): Promise<Taken> {
  const meeting = next && (await meetingById(ctx.tx, next));
  const taken = (await allPolls(ctx.tx)).some(
    (each) => each.kind === poll.kind && each.meeting !== null && each.meeting === next,
  );
  if (poll.state !== 'planned' || !meeting || taken) return NOTHING;
  await waitFor(ctx, poll, meeting);
  return { changes: [{ action: 'move poll', subject: poll.id, detail: { to: meeting.id } }], effects: [] };
}
