import {
  buttons,
  formButton,
  list,
  note,
  press,
  text,
  type Block,
  type Button,
  type Card,
  type ListRow,
} from '../../kernel/card.ts';
import { howMany } from '../../kernel/how-many.ts';
import { check } from '../../guard/index.ts';
import { plain, rich, sentences, time, type Rich } from '../../kernel/rich.ts';
import { attendanceButtons } from '../meetings/index.ts';
import { inSentences, tallyBlocks } from './bars.ts';
import { decisions, HIDE_FORM, markOf } from './comment.ts';
import type { Results } from './load.ts';
import type { Comment, Poll, Question, Tally } from './model.ts';

/** Word for word (COPY 10). */
export const TOO_FEW =
  'Too few answers to show without pointing at someone. Nothing was shown to anyone, and the answers were erased.';

/** Of a named poll that nobody answered: no fault of anyone's. */
const NO_ANSWERS = rich`It closed without answers. A chair can ask again at any time.`;

const CLOSED_NOTICE = 'A question has closed';

/** Of a title the guard reads again, as its rules are now. */
const said = (title: string): string => (check(title).state === 'clean' ? title : 'A question');

export interface PollFacts {
  readonly poll: Poll;
  readonly questions: readonly Question[];
  readonly meetingAt: Date | undefined;
  /** It is still the day of the meeting, for this reader. */
  readonly today: boolean;
  readonly publicBody: boolean;
  readonly facilitator: string;
  /** Who else may keep that somebody pressed. */
  readonly mayLog: string;
}

export function titleOf({
  poll,
  meetingAt,
  today,
}: Omit<PollFacts, 'questions' | 'publicBody' | 'facilitator' | 'mayLog'>): Rich {
  switch (poll.kind) {
    case 'feedback':
      if (meetingAt === undefined) return rich`How is it going?`;
      return today ? rich`How was today?` : rich`How was ${time(meetingAt, 'date')}?`;
    case 'attendance':
      return meetingAt ? rich`Who comes on ${time(meetingAt, 'date')}?` : rich`Who comes?`;
    case 'date':
    case 'priority':
      return [plain(said(poll.title ?? ''))];
    default:
      return poll.kind satisfies never;
  }
}

const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five'];
const counted = (n: number): string => `${NUMBERS[n] ?? n} short ${n === 1 ? 'question' : 'questions'}`;

export const answerButton = (poll: Poll, label: string): Button =>
  formButton(label, 'polls.ballot', { poll: poll.id }, 'main');

/** COPY 10: every sentence is true. It is the same for whoever has answered and whoever has not. */
export function feedbackCard(facts: PollFacts): Card {
  const { poll, questions, facilitator, mayLog } = facts;
  const comments = questions.some(({ kind }) => kind === 'comment');
  const shown = comments ? 'totals and shuffled comments' : 'totals';
  return {
    title: titleOf(facts),
    notice: facts.today ? 'One minute, about today' : 'One minute, about our work together',
    endsItself: true,
    blocks: [
      text(
        sentences(
          rich`${counted(questions.length)}. After ${time(poll.closesAt)} the group sees ${shown}, if five or more answer. ${facilitator} sees no more than that. Until then, and in any backup or log from before, whoever runs our server could match answers to people. ${mayLog} may log that you pressed.`,
          comments && rich`Please leave names out.`,
        ),
      ),
      note(
        rich`Everyone gets one reminder, whether they answered or not. We stop asking ${time(poll.closesAt)}.`,
      ),
      buttons(answerButton(poll, 'Start')),
    ],
  };
}

function howText({ poll, questions, publicBody }: PollFacts): Rich {
  const [question] = questions;
  const how =
    question?.kind === 'one'
      ? rich`Choose one.`
      : question?.most
        ? rich`Choose ${question.most} at most.`
        : rich`Choose all that suit you.`;
  return sentences(
    poll.kind === 'priority' && publicBody && rich`This is input, not a vote.`,
    how,
    rich`You can change it until ${time(poll.closesAt)}. The group sees how many, not who. Convener keeps who chose what, so that each person counts once.`,
  );
}

/** Nothing where nobody has: the tally says so. */
const countedPeople = (results: Results): Rich | undefined =>
  results.state === 'shown' && results.people
    ? rich`${howMany(results.people, 'person has', 'people have')} answered.`
    : undefined;

/** A named poll while it is open, with its tally. */
export function namedCard(facts: PollFacts, results: Results): Card {
  const { poll } = facts;
  const tally = results.state === 'shown' ? results.tallies.flatMap((each) => tallyBlocks(each, false)) : [];
  const isAttendance = poll.kind === 'attendance';
  const answer =
    isAttendance && poll.meeting ? attendanceButtons(poll.meeting) : [answerButton(poll, 'Answer')];
  return {
    title: titleOf(facts),
    notice: 'A short question for you',
    endsItself: true,
    blocks: [
      ...(isAttendance ? [] : [text(howText(facts))]),
      ...tally,
      note(sentences(countedPeople(results), rich`We stop asking ${time(poll.closesAt)}.`)),
      buttons(...answer),
    ],
  };
}

/** Where not everyone may read the members' part: no title, and no tally. */
export const hiddenCard = (poll: Poll): Card => ({
  title: rich`A short question for members`,
  notice: poll.state === 'open' ? 'A short question for you' : CLOSED_NOTICE,
  blocks: [
    text(
      poll.state === 'open'
        ? rich`Press to open yours. It is open until ${time(poll.closesAt)}.`
        : rich`It has closed. Members see the totals.`,
    ),
    buttons(poll.state === 'open' ? answerButton(poll, 'Open mine') : resultsButton(poll)),
  ],
});

export const resultsButton = (poll: Poll): Button =>
  press('See the results', 'polls.results', { poll: poll.id });

/** In the channel once it has closed: totals in sentences; comments are one press away. */
export function closedCard(facts: PollFacts, results: Results): Card {
  const { poll } = facts;
  const head = {
    title: rich`Closed: ${titleOf({ ...facts, today: false })}`,
    notice: CLOSED_NOTICE,
  };
  if (results.state === 'too few') return { ...head, blocks: [text(rich`${TOO_FEW}`)] };
  if (results.people === 0) return { ...head, blocks: [text(NO_ANSWERS)] };
  return {
    ...head,
    blocks: [
      ...inSentences(results.tallies),
      ...(results.people === undefined ? [] : [note(rich`${results.people} answered. Thank you.`)]),
      buttons(resultsButton(poll)),
    ],
  };
}

/** A chair sees what was hidden, to decide; for all others it is not there. */
function commentRow(comment: Comment, { poll, chair }: { poll: Poll; chair: boolean }): readonly ListRow[] {
  if (check(comment.text).state !== 'clean' || (comment.hidden && !chair)) return [];
  const row = { label: '', text: [plain(comment.text)] };
  return comment.hidden
    ? [
        {
          ...row,
          detail: [plain('hidden from others, until a chair decides')],
          buttons: decisions({ poll: poll.id, mark: markOf(comment) }),
        },
      ]
    : [row];
}

function commentBlocks(tallies: readonly Tally[], of: { poll: Poll; chair: boolean }): readonly Block[] {
  const rows = tallies.flatMap(({ comments }) => comments).flatMap((comment) => commentRow(comment, of));
  return rows.length === 0
    ? []
    : [
        list(rows, rich`Comments, in no order`),
        buttons(formButton('This may point to a person', HIDE_FORM, { poll: of.poll.id }, 'quiet')),
      ];
}

/** All of it: bars and sentences, and the comments, shuffled. */
export function resultsCard(facts: PollFacts, results: Results, chair: boolean): Card {
  const head = { title: titleOf({ ...facts, today: false }), notice: 'Results' };
  if (results.state === 'too few') return { ...head, blocks: [text(rich`${TOO_FEW}`)] };
  if (results.people === 0 && facts.poll.state === 'closed') return { ...head, blocks: [text(NO_ANSWERS)] };
  const several = results.tallies.length > 1;
  const answered = results.people;
  return {
    ...head,
    blocks: [
      ...(facts.poll.kind === 'priority' && facts.publicBody ? [text(rich`This is input, not a vote.`)] : []),
      ...(!answered
        ? []
        : [text(answered === 1 ? rich`1 person answered.` : rich`${answered} people answered.`)]),
      ...results.tallies.flatMap((tally) => tallyBlocks(tally, several)),
      ...commentBlocks(results.tallies, { poll: facts.poll, chair }),
    ],
  };
}

export interface PollRow {
  readonly poll: Poll;
  readonly title: Rich;
  readonly mayAnswer: boolean;
  readonly mayClose: boolean;
  readonly maySee: boolean;
}

const rowOf = ({ poll, title, mayAnswer, mayClose, maySee }: PollRow) => ({
  label: poll.id,
  text: title,
  ...(poll.state === 'closed' ? {} : { detail: rich`open until ${time(poll.closesAt)}` }),
  buttons: [
    ...(poll.state === 'open' && mayAnswer
      ? [
          poll.kind === 'attendance'
            ? press('Open', 'polls.show', { poll: poll.id })
            : formButton('Answer', 'polls.ballot', { poll: poll.id }),
        ]
      : []),
    ...(poll.state === 'open' && mayClose
      ? [press('Close it now', 'polls.close', { poll: poll.id }, 'quiet')]
      : []),
    ...(poll.state === 'closed' && maySee ? [resultsButton(poll)] : []),
  ],
});

/** `poll`, for someone who may open one, or say what came of the answers, or neither. */
export function listCard(
  open: readonly PollRow[],
  closed: readonly PollRow[],
  { opens, tells }: { readonly opens: boolean; readonly tells: boolean },
): Card {
  return {
    title: rich`Polls`,
    notice: 'Polls',
    blocks: [
      ...(open.length > 0
        ? [list(open.map(rowOf), rich`Open now`)]
        : [text(rich`No poll is open for you now.`)]),
      ...(closed.length > 0 ? [list(closed.map(rowOf), rich`Closed`)] : []),
      ...(opens
        ? [
            buttons(
              formButton('New poll', 'polls.new', {}, 'main'),
              ...(tells ? [formButton('You said, we did', 'polls.did', {})] : []),
            ),
          ]
        : []),
    ],
  };
}
