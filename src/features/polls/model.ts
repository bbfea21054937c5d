import { stored, type Checked } from '../../guard/index.ts';
import { grantOf, type Person } from '../../kernel/access.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { attendanceKey } from '../meetings/index.ts';
import type { Choices, pollQuestions, polls, QuestionKind } from './table.ts';

export type Poll = typeof polls.$inferSelect;
export type Question = Pick<
  typeof pollQuestions.$inferSelect,
  'position' | 'kind' | 'text' | 'options' | 'most'
>;

/** The longest title of a poll, and the longest option. */
export const MOST_TITLE = 140;
export const MOST_OPTION = 75;
/** As many as every platform shows at once. */
export const MOST_OPTIONS = 10;
export const MOST_COMMENT = 500;

/** Feedback is shown from so many answers on (product rule 5). */
export const LEAST_ANSWERS = 5;
/** With fewer who can answer, only scales are asked: a comment would point at its writer. */
const SMALL_GROUP = 8;

/** A poll's message, and what people are asked under. Who says whether they come answers that poll, wherever they say it. */
export const pollKey = ({ id, kind, meeting }: Pick<Poll, 'id' | 'kind' | 'meeting'>): string =>
  kind === 'attendance' && meeting ? attendanceKey(meeting) : `poll:${id}`;

/** Feedback is the one kind that has no names (product rule 5). */
export const isNamed = ({ kind }: Pick<Poll, 'kind'>): boolean => kind !== 'feedback';

const asked = (position: number, kind: QuestionKind, text: string): Question => ({
  position,
  kind,
  text: stored(text),
  options: [],
  most: null,
});

/** What is asked after a meeting. */
export const USUAL_QUESTIONS: readonly Question[] = [
  asked(1, 'scale', 'The meeting was a good use of my time'),
  asked(2, 'scale', 'I felt able to disagree or ask a hard question'),
  asked(3, 'yes or no', 'We started and ended on time'),
  asked(4, 'yes or no', "Today's 10-minute training is something I can use"),
  asked(5, 'comment', 'One thing to keep, one thing to change (no names, no cases)'),
];

/** In a small group scales only. */
export const questionsFor = (eligible: number, questions: readonly Question[]): readonly Question[] =>
  eligible >= SMALL_GROUP ? questions : questions.filter(({ kind }) => kind === 'scale');

/** One question of a named poll: its title. */
export const choiceQuestion = (
  title: Checked,
  options: readonly Checked[],
  most: number | null,
): Question => ({
  position: 1,
  kind: most === 1 ? 'one' : 'many',
  text: title,
  options,
  most: most === 1 ? null : most,
});

export const SCALE = { from: 1, to: 5, ends: ['Not at all', 'Fully'] } as const;
const YES_OR_NO = ['Yes', 'No'];

/** What can be chosen: a number as it is stored, with its words. None for a comment. */
export function choicesOf({
  kind,
  options,
}: Question): readonly { readonly value: number; readonly label: string }[] {
  switch (kind) {
    case 'scale':
      return [1, 2, 3, 4, 5].map((value) => ({ value, label: String(value) }));
    case 'yes or no':
      return YES_OR_NO.map((label, value) => ({ value, label }));
    case 'one':
    case 'many':
      return options.map((label, value) => ({ value, label }));
    case 'comment':
      return [];
    default:
      return kind satisfies never;
  }
}

export interface Around {
  /** Who said that they do not come to its meeting. */
  readonly regrets: ReadonlySet<MemberId>;
  /** Who is in its subcommittee; undefined for a poll of the whole task force. */
  readonly within: ReadonlySet<MemberId> | undefined;
}

/** The table's "vote". Whether executives may is a setting that nobody can make yet: they may not. */
export function mayVote(poll: Pick<Poll, 'kind' | 'meeting'>, person: Person, around: Around): boolean {
  const grant = grantOf('vote', person.roles);
  if (around.within && !around.within.has(person.member)) return false;
  switch (poll.kind) {
    case 'feedback':
      if (around.regrets.has(person.member)) return false;
      return grant === 'yes' || (grant === 'feedback on meetings attended' && poll.meeting !== null);
    case 'date':
    case 'priority':
    case 'attendance':
      // What is asked is of the members' part (product rule 3).
      return grant === 'yes' && person.segments.includes('members');
    default:
      return poll.kind satisfies never;
  }
}

/** One answer to one question, whoever gave it. */
export interface Answer {
  readonly question: number;
  readonly choice: number | null;
  readonly comment: Checked | null;
  /** Of a comment: someone said that it may point to a person, and a chair looks at it. */
  readonly hidden?: boolean;
}

export interface Comment {
  readonly text: Checked;
  /** Only the chairs see it, until one decides. */
  readonly hidden: boolean;
}

/** The answers in the ballots of a named poll. */
export const answersIn = (ballots: readonly Choices[]): readonly Answer[] =>
  ballots.flatMap((choices) =>
    Object.entries(choices).flatMap(([question, chosen]) =>
      chosen.map((choice) => ({ question: Number(question), choice, comment: null })),
    ),
  );

export interface Tally {
  readonly question: Question;
  readonly counts: readonly { readonly value: number; readonly label: string; readonly count: number }[];
  readonly comments: readonly Comment[];
}

export const tallyOf = (questions: readonly Question[], answers: readonly Answer[]): readonly Tally[] =>
  questions.map((question) => {
    const own = answers.filter((each) => each.question === question.position);
    return {
      question,
      counts: choicesOf(question).map(({ value, label }) => ({
        value,
        label,
        count: own.filter(({ choice }) => choice === value).length,
      })),
      comments: own.flatMap(({ comment, hidden = false }) =>
        comment === null ? [] : [{ text: comment, hidden }],
      ),
    };
  });

export const totalOf = ({ counts }: Tally): number => counts.reduce((sum, { count }) => sum + count, 0);

/** How many answered, as far as answers without names tell: whoever answers answers all that can be chosen. */
export const peopleIn = (tallies: readonly Tally[]): number => Math.max(0, ...tallies.map(totalOf));

/** The short id people type: one more than the highest there is. */
export function nextPollId(ids: readonly string[]): string {
  const numbers = ids.map((id) => Number(/^p(\d{1,6})$/.exec(id)?.[1] ?? 0));
  return `p${String(Math.max(0, ...numbers) + 1).padStart(2, '0')}`;
}
