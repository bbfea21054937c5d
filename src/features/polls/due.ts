import type { Context } from '../../db/context.ts';
import type { MeetingId } from '../../kernel/ids.ts';
import type { DueCue } from '../../kernel/intent.ts';
import { answered, changed, none, refresh, settle, type Outcome } from '../../kernel/outcome.ts';
import { rulesOf } from '../../schedule/reminder-rules.ts';
import { calendarOf, meetingById, scheduledFrom } from '../meetings/index.ts';
import { isNamed, LEAST_ANSWERS, pollKey, USUAL_QUESTIONS, type Poll } from './model.ts';
import { openNew, openPlanned, remindOf, tellPoll } from './open.ts';
import { feedbackCloses, planPolls, reminderDay } from './plan.ts';
import {
  allPolls,
  ballotsOf,
  countGivers,
  eraseFeedback,
  lockPoll,
  pollById,
  rewriteFeedback,
  updatePoll,
} from './store.ts';

const nothing = answered(none);

/** A meeting is over: how was it? One that was planned opens; else a new one. */
export async function askFeedback(ctx: Context, cue: DueCue): Promise<Outcome> {
  const meeting = await meetingById(ctx.tx, cue.subject);
  if (!meeting || meeting.state === 'cancelled') return nothing;
  const poll = await openFeedback(ctx, meeting.id, null);
  return poll ? opened(ctx, poll) : nothing;
}

/** Feedback on a meeting, or of a subcommittee; undefined when the meeting has been asked about already. */
export async function openFeedback(
  ctx: Context,
  meeting: MeetingId | null,
  subcommittee: string | null,
): Promise<Poll | undefined> {
  const { tx, now, taskForce } = ctx;
  const same = (await allPolls(tx)).filter(
    (poll) => poll.kind === 'feedback' && poll.meeting !== null && poll.meeting === meeting,
  );
  if (same.some(({ state }) => state !== 'planned')) return undefined;
  const closesAt = feedbackCloses(now, taskForce.zone);
  const [planned] = same;
  if (planned) return openPlanned(ctx, planned, closesAt);
  const row = {
    kind: 'feedback',
    title: null,
    meeting,
    subcommittee,
    opensAt: now,
    closesAt,
    openedBy: null,
  } as const;
  return openNew(ctx, row, USUAL_QUESTIONS);
}

/** What is said, shown and planned once a poll is open. */
export async function opened(ctx: Context, poll: Poll): Promise<Outcome> {
  return changed({
    reply: none,
    changes: [{ action: 'open poll', subject: poll.id, detail: { kind: poll.kind } }],
    effects: await tellPoll(ctx, poll),
    replan: true,
  });
}

export async function openDue(ctx: Context, cue: DueCue): Promise<Outcome> {
  const poll = await lockPoll(ctx.tx, cue.subject);
  if (poll?.state !== 'planned') return nothing;
  return opened(ctx, await openPlanned(ctx, poll, poll.closesAt));
}

/** It was open before Start. */
export async function tellDue(ctx: Context, cue: DueCue): Promise<Outcome> {
  const poll = await pollById(ctx.tx, cue.subject);
  if (poll?.state !== 'open') return nothing;
  return changed({
    reply: none,
    changes: [{ action: 'show poll', subject: poll.id }],
    effects: await tellPoll(ctx, poll),
  });
}

export async function remindDue(ctx: Context, cue: DueCue): Promise<Outcome> {
  const poll = await pollById(ctx.tx, cue.subject);
  if (poll?.state !== 'open') return nothing;
  const day = reminderDay(poll, { calendar: await calendarOf(ctx.tx), zone: ctx.taskForce.zone });
  if (day === undefined) return nothing;
  const answeredBy = new Set((await ballotsOf(ctx.tx, poll.id)).map(({ member }) => member));
  const effects = await remindOf(ctx, poll, day, answeredBy);
  if (effects.length === 0) return nothing;
  const detail = { asked: effects.length };
  return changed({ reply: none, changes: [{ action: 'remind of poll', subject: poll.id, detail }], effects });
}

export async function closeDue(ctx: Context, cue: DueCue): Promise<Outcome> {
  const poll = await lockPoll(ctx.tx, cue.subject);
  return poll?.state === 'open' ? closePoll(ctx, poll) : nothing;
}

/** How many gave it; undefined where they were too few, and what they said is erased. */
async function settleFeedback({ tx, taskForce }: Context, { id: poll }: Poll): Promise<number | undefined> {
  const given = await countGivers(tx, poll);
  if (given >= LEAST_ANSWERS) {
    await rewriteFeedback(tx, { taskForce: taskForce.id, poll });
    return given;
  }
  await eraseFeedback(tx, poll);
  return undefined;
}

/**
 * Closes a poll that is open and locked. Feedback is written anew so that nothing links it to its givers; where too few
 * gave it, it is erased. Only now is anything counted.
 */
export async function closePoll(ctx: Context, poll: Poll): Promise<Outcome> {
  const { tx, now } = ctx;
  const answers = isNamed(poll) ? (await ballotsOf(tx, poll.id)).length : await settleFeedback(ctx, poll);
  // It cannot have closed before it opened.
  const early = new Date(Math.max(now.getTime(), poll.opensAt.getTime() + 1));
  await updatePoll(tx, poll.id, { state: 'closed', closesAt: early < poll.closesAt ? early : poll.closesAt });
  const detail = answers === undefined ? { erased: true } : { answers };
  return changed({
    reply: none,
    changes: [{ action: 'close poll', subject: poll.id, detail }],
    effects: [settle(pollKey(poll), 'ended'), refresh(pollKey(poll))],
    replan: true,
  });
}

const LOOK_BACK = 2 * 86_400_000;

export async function plan(ctx: Context, from: Date) {
  const { tx, taskForce } = ctx;
  const meetings = await scheduledFrom(tx, new Date(from.getTime() - LOOK_BACK));
  const { feedback } = await rulesOf(tx, taskForce.id);
  return planPolls({
    meetings,
    polls: await allPolls(tx),
    minutesAfter: feedback.minutesAfter,
    calendar: await calendarOf(tx),
    zone: taskForce.zone,
    startedAt: taskForce.startedAt,
  });
}
