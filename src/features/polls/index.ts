// Asks the group: feedback that nobody can link to its giver, dates, priorities, and who comes.
import { z } from 'zod';
import type { Command, Feature } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { command } from '../../kernel/command.ts';
import { form, press } from '../../kernel/feature.ts';
import { takeAlong } from './along.ts';
import { openBallot, showPoll, submitBallot } from './ballot.ts';
import { agendaLines, openDid, submitDid } from './did.ts';
import { digestRows } from './digest.ts';
import { askFeedback, closeDue, openDue, plan, remindDue, tellDue } from './due.ts';
import { HIDE_FORM, ofComment } from './comment.ts';
import { eraseHidden, hiddenView, openHide, showAgain, submitHide } from './hide.ts';
import { postsToCome } from './open.ts';
import { closeNow, showPolls, showResults } from './list.ts';
import { newArgs, newByCommand, newContext, openNewForm, submitNew } from './new-form.ts';
import { askView, postView } from './views.ts';

export { ballots, feedbackAnswers, polls, pollQuestions, youSaid, type Choices } from './table.ts';
/** The tables from which nothing may tell, once a poll has closed, in which order they were written. */
export const UNLINKED = ['feedback_answers', 'feedback_givers'];
export { publicBodyChanged } from './public-body.ts';
export { shuffled } from './shuffle.ts';
export { insertAnswers, insertQuestions, insertSaid } from './store.ts';
export {
  choiceQuestion,
  LEAST_ANSWERS,
  MOST_COMMENT,
  MOST_OPTION,
  MOST_OPTIONS,
  MOST_TITLE,
  peopleIn,
  questionsFor,
  tallyOf,
  type Answer,
  type Question,
} from './model.ts';

const ofPoll = z.object({ poll: z.string().max(64) });

const commands: readonly Command[] = [
  command<Tx, {}>({
    path: 'poll',
    summary: 'See the polls that are open, and what came of the others',
    access: 'vote',
    reads: true,
    args: z.object({}),
    run: showPolls,
  }),
  command({
    path: 'poll new',
    summary: 'Ask the group: a date, priorities, attendance or feedback',
    access: 'run polls',
    words: ['kind'],
    rest: 'title',
    example: 'poll new date Site visit --options "Tue 23 Feb; Thu 25 Feb"',
    asks: 'What kind: date, priority, attendance or feedback?',
    args: newArgs,
    form: 'polls.new',
    run: newByCommand,
  }),
  command({
    path: 'poll close',
    summary: 'Close a poll now',
    access: 'run polls',
    words: ['poll'],
    example: 'poll close p03',
    asks: 'Which poll?',
    args: ofPoll,
    run: closeNow,
  }),
  command({
    path: 'poll results',
    summary: 'See what came of a poll',
    access: 'see results',
    reads: true,
    words: ['poll'],
    example: 'poll results p03',
    args: z.object({ poll: z.string().max(64).optional() }),
    run: showResults,
  }),
  command<Tx, {}>({
    path: 'poll did',
    summary: 'Put "you said, we did" at the top of the next agenda',
    access: 'run agenda',
    reads: true,
    args: z.object({}),
    form: 'polls.did',
    run: openDid,
  }),
];

export const pollsFeature: Feature = {
  name: 'polls',
  commands,
  presses: {
    'polls.results': press({ access: 'see results', reads: true, value: ofPoll, run: showResults }),
    'polls.show': press({ access: 'vote', reads: true, value: ofPoll, run: showPoll }),
    'polls.show-again': press({ access: 'run agenda', value: ofComment, run: showAgain }),
    'polls.erase': press({ access: 'run agenda', value: ofComment, run: eraseHidden }),
    'polls.close': press({ access: 'run polls', value: ofPoll, run: closeNow }),
  },
  forms: {
    [HIDE_FORM]: form({ access: 'see results', context: ofPoll, open: openHide, submit: submitHide }),
    'polls.ballot': form({ access: 'vote', context: ofPoll, open: openBallot, submit: submitBallot }),
    'polls.new': form({
      access: 'run polls',
      context: newContext,
      open: openNewForm,
      submit: submitNew,
    }),
    'polls.did': form({
      access: 'run agenda',
      context: z.object({}),
      open: openDid,
      submit: (ctx, _, values) => submitDid(ctx, values),
    }),
  },
  views: { 'polls.post': postView, 'polls.ask': askView, 'polls.hidden': hiddenView },
  plan: (ctx, from) => plan(ctx, from),
  channelPosts: postsToCome,
  agendaLines,
  takeAlong,
  digestRows,
  due: {
    'polls.feedback': askFeedback,
    'polls.open': openDue,
    'polls.tell': tellDue,
    'polls.remind': remindDue,
    'polls.close': closeDue,
  },
};
