import type { Context, View } from '../../db/context.ts';
import type { Reader } from '../../kernel/access.ts';
import type { Rich } from '../../kernel/rich.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { calledOff, meetingById } from '../meetings/index.ts';
import { facilitatorName, firstName, platformName } from '../roster/index.ts';
import { closedCard, feedbackCard, hiddenCard, namedCard, titleOf, type PollFacts } from './cards.ts';
import { isVoter, resultsOf } from './load.ts';
import { isNamed, type Poll } from './model.ts';
import { pollById, questionsOf } from './store.ts';

const meetingOf = ({ tx }: Context, { meeting }: Poll) =>
  meeting ? meetingById(tx, meeting) : Promise.resolve(undefined);

/** Its title on any day, as lists of polls have it. */
export const lastingTitle = async (ctx: Context, poll: Poll): Promise<Rich> =>
  titleOf({ poll, meetingAt: (await meetingOf(ctx, poll))?.startsAt, today: false });

/** COPY 10 names the reader's own platform. Of our web page it is not we who keep that, but what lies between. */
function mayLog(platform: string | undefined): string {
  if (platform === undefined) return 'The app you read this in';
  return platform === 'web' ? 'Your browser and network' : platformName(platform);
}

export async function factsOf(
  ctx: Context,
  poll: Poll,
  { zone, platform }: Pick<Reader, 'zone' | 'platform'>,
): Promise<PollFacts> {
  const meeting = await meetingOf(ctx, poll);
  return {
    poll,
    questions: await questionsOf(ctx.tx, poll.id),
    meetingAt: meeting?.startsAt,
    today: meeting !== undefined && localDateOf(meeting.startsAt, zone) === localDateOf(ctx.now, zone),
    publicBody: ctx.taskForce.publicBody,
    facilitator: firstName(await facilitatorName(ctx)),
    mayLog: mayLog(platform),
  };
}

/** A poll as a channel shows it: while it is open, and what came of it. */
export const postView: View = async (ctx, id, reader) => {
  const poll = await pollById(ctx.tx, id);
  if (!poll || poll.state === 'planned') return null;
  const meeting = poll.kind === 'attendance' ? await meetingOf(ctx, poll) : undefined;
  if (meeting?.state === 'cancelled') return calledOff(ctx, meeting);
  const reads = reader.segments.includes('members');
  const open = poll.state === 'open';
  if (!reads && (isNamed(poll) || !open)) return hiddenCard(poll);
  const facts = await factsOf(ctx, poll, reader);
  if (open && !isNamed(poll)) return feedbackCard(facts);
  const results = await resultsOf(ctx, poll, facts.questions);
  return open ? namedCard(facts, results) : closedCard(facts, results);
};

/** A poll as one person is asked; nothing once it has closed. Of feedback it is the same before and after. */
export const askView: View = async (ctx, id, reader) => {
  const poll = reader.person && (await pollById(ctx.tx, id));
  if (!poll || poll.state !== 'open' || !(await isVoter(ctx, poll, reader.person))) return null;
  const facts = await factsOf(ctx, poll, reader);
  return isNamed(poll) ? namedCard(facts, await resultsOf(ctx, poll, facts.questions)) : feedbackCard(facts);
};
