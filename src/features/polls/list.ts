import type { ActorContext } from '../../db/context.ts';
import { grantOf, isChair, readerOf } from '../../kernel/access.ts';
import { answered, cardReply, noteReply, refused, type Outcome } from '../../kernel/outcome.ts';
import { rich, time, typed } from '../../kernel/rich.ts';
import { mayAssign, ownOf } from '../subcommittees/index.ts';
import { notHere } from './ballot.ts';
import { listCard, resultsCard, type PollRow } from './cards.ts';
import { closePoll } from './due.ts';
import { isVoter, resultsOf } from './load.ts';
import { isNamed, type Poll } from './model.ts';
import { allPolls, lockPoll, pollById } from './store.ts';
import { factsOf, lastingTitle } from './views.ts';

const MOST_CLOSED = 10;

/** Titles and totals are of the members' part (product rule 3). */
const reads = ({ actor }: ActorContext): boolean => actor.segments.includes('members');
const maySee = (ctx: ActorContext): boolean =>
  reads(ctx) && grantOf('see results', ctx.actor.roles) !== undefined;

/** `poll`. */
export async function showPolls(ctx: ActorContext): Promise<Outcome> {
  const runs = grantOf('run polls', ctx.actor.roles);
  const tells = grantOf('run agenda', ctx.actor.roles) !== undefined;
  const own = await ownOf(ctx);
  const sees = maySee(ctx);
  const rows: PollRow[] = [];
  for (const poll of await allPolls(ctx.tx)) {
    if (poll.state === 'planned') continue;
    const mayAnswer = poll.state === 'open' && (await isVoter(ctx, poll, ctx.actor));
    const mayClose = mayAssign(runs, own, poll.subcommittee);
    if (!mayAnswer && !sees) continue;
    const title = await lastingTitle(ctx, poll);
    rows.push({ poll, title, mayAnswer, mayClose, maySee: sees });
  }
  const open = rows.filter(({ poll }) => poll.state === 'open');
  const closed = rows.filter(({ poll }) => poll.state === 'closed').slice(0, MOST_CLOSED);
  return answered(cardReply(listCard(open, closed, { opens: runs !== undefined, tells })));
}

async function latestClosed(ctx: ActorContext): Promise<Poll | undefined> {
  return (await allPolls(ctx.tx)).find(({ state }) => state === 'closed');
}

/** `poll results`: of feedback nothing before it has closed. */
export async function showResults(
  ctx: ActorContext,
  { poll: id }: { readonly poll?: string | undefined },
): Promise<Outcome> {
  if (!reads(ctx)) return notHere;
  const poll = id === undefined ? await latestClosed(ctx) : await pollById(ctx.tx, id);
  if (!poll && id === undefined)
    return answered(noteReply(rich`No poll has closed yet. ${typed('poll')} shows what is open.`));
  if (!poll || poll.state === 'planned') return notHere;
  if (poll.state === 'open' && !isNamed(poll))
    return answered(
      refused(
        'not-now',
        rich`Results are there once it has closed, after ${time(poll.closesAt)}, if five or more answer.`,
      ),
    );
  const facts = await factsOf(ctx, poll, readerOf(ctx.actor));
  const results = await resultsOf(ctx, poll, facts.questions);
  return answered(cardReply(resultsCard(facts, results, isChair(ctx.actor.roles))));
}

/** `poll close`. */
export async function closeNow(ctx: ActorContext, { poll: id }: { readonly poll: string }): Promise<Outcome> {
  const found = await pollById(ctx.tx, id);
  const poll = found && (await lockPoll(ctx.tx, found.id));
  if (!poll || !mayAssign(ctx.grant, await ownOf(ctx), poll.subcommittee)) return notHere;
  if (poll.state === 'planned') return answered(refused('not-now', rich`That poll has not opened yet.`));
  if (poll.state === 'closed')
    return answered(
      noteReply(rich`It has closed already. ${typed(`poll results ${poll.id}`)} shows what came of it.`),
    );
  const outcome = await closePoll(ctx, poll);
  return {
    ...outcome,
    reply: noteReply(rich`Closed. ${typed(`poll results ${poll.id}`)} shows what came of it.`),
  };
}
