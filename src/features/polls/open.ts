import { momentOn } from '../../asks/permitted.ts';
import { CHANNELS, recordUnasked } from '../../asks/unasked.ts';
import type { Context } from '../../db/context.ts';
import type { Person } from '../../kernel/access.ts';
import type { PollId } from '../../kernel/ids.ts';
import { ask, show, toChannels, type Effect } from '../../kernel/outcome.ts';
import { calendarsOf, callsToCome, todayInChannels } from '../meetings/index.ts';
import { inNoChannel } from '../roster/index.ts';
import { votersOf } from './load.ts';
import {
  isNamed,
  nextPollId,
  pollKey,
  questionsFor,
  USUAL_QUESTIONS,
  type Poll,
  type Question,
} from './model.ts';
import { allPolls, insertPoll, insertQuestions, questionsOf, updatePoll } from './store.ts';

/** Lighter than a report, heavier than a promise: it ends soon. */
const WEIGHT = 4;
/** When people are reminded, on their own clock. */
const REMIND_AT = '10:00';

const askOf = (poll: Poll, member: Person['member'], from: Date): Effect =>
  ask({
    key: pollKey(poll),
    member,
    view: { name: 'polls.ask', id: poll.id },
    from,
    until: poll.closesAt,
    weight: WEIGHT,
  });

/**
 * Tells of a poll that is open: in the channels, and to who is in none of them. Of a subcommittee's poll, and where the
 * channels have had their posts of the week, each person is told alone (product rule 8).
 */
export async function tellPoll(ctx: Context, poll: Poll): Promise<readonly Effect[]> {
  const { tx, taskForce, now } = ctx;
  // Before Start nothing goes out; then a cue does this.
  if (taskForce.state === 'setup' || poll.closesAt <= now) return [];
  const voters = await votersOf(ctx, poll);
  const day = poll.subcommittee === null ? await todayInChannels(ctx, await callsToCome(ctx)) : undefined;
  if (day === undefined) return voters.map(({ member }) => askOf(poll, member, now));
  const key = pollKey(poll);
  await recordUnasked(tx, { taskForce: taskForce.id, recipient: CHANNELS, day, key, at: now });
  const outside = await inNoChannel(tx);
  return [
    show(key, toChannels, { name: 'polls.post', id: poll.id }),
    ...voters.filter(({ member }) => outside.has(member)).map(({ member }) => askOf(poll, member, now)),
  ];
}

/** One reminder on this day of everyone's: of feedback to all alike, whoever has answered; else to who has not. */
export async function remindOf(
  ctx: Context,
  poll: Poll,
  date: string,
  answered: ReadonlySet<Person['member']>,
): Promise<readonly Effect[]> {
  const calendars = await calendarsOf(ctx.tx);
  return (await votersOf(ctx, poll)).flatMap(({ member }): readonly Effect[] => {
    const calendar = calendars.get(member);
    if (!calendar || (isNamed(poll) && answered.has(member))) return [];
    const from = momentOn(date, REMIND_AT, calendar);
    return from < poll.closesAt ? [askOf(poll, member, from)] : [];
  });
}

/** When polls that are planned open in the channels; of a subcommittee's each person is told alone. */
export const postsToCome = async ({ tx, now }: Context): Promise<readonly Date[]> =>
  (await allPolls(tx)).flatMap(({ state, subcommittee, opensAt }) =>
    state === 'planned' && subcommittee === null && opensAt > now ? [opensAt] : [],
  );

type NewPoll = Omit<Poll, 'taskForce' | 'id' | 'state' | 'eligible'>;

/** Opens a poll that is not there yet. Undefined when somebody took its id at this very moment. */
export async function openNew(
  ctx: Context,
  row: NewPoll,
  questions: readonly Question[],
): Promise<Poll | undefined> {
  const { tx, taskForce } = ctx;
  const voters = await votersOf(ctx, row);
  const id = nextPollId((await allPolls(tx)).map((each) => each.id)) as PollId;
  const poll: Poll = { ...row, taskForce: taskForce.id, id, state: 'open', eligible: voters.length };
  if (!(await insertPoll(tx, poll))) return undefined;
  await insertQuestions(
    tx,
    { taskForce: taskForce.id, poll: id },
    isNamed(poll) ? questions : questionsFor(voters.length, questions),
  );
  return poll;
}

/** Opens a poll that was planned. */
export async function openPlanned(ctx: Context, planned: Poll, closesAt: Date): Promise<Poll> {
  const { tx, now, taskForce } = ctx;
  const eligible = (await votersOf(ctx, planned)).length;
  const set = { state: 'open', eligible, opensAt: now, closesAt } as const;
  await updatePoll(tx, planned.id, set);
  // Who writes their own questions for feedback has them in the file; else it is the usual ones.
  const asked = await questionsOf(tx, planned.id);
  if (asked.length === 0 && !isNamed(planned))
    await insertQuestions(
      tx,
      { taskForce: taskForce.id, poll: planned.id },
      questionsFor(eligible, USUAL_QUESTIONS),
    );
  return { ...planned, ...set };
}
