import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import { instant } from '../../db/instant.ts';
import type { Checked } from '../../guard/index.ts';
import type { MeetingId, MemberId, PollId, TaskForceId } from '../../kernel/ids.ts';
import { meetings } from '../meetings/index.ts';

/** A decision is no kind of poll: asking members one by one can count as a meeting without notice (product rule 9). */
export type PollKind = 'feedback' | 'date' | 'priority' | 'attendance';
export type PollState = 'planned' | 'open' | 'closed';

export const polls = pgTable(
  'polls',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    id: text().$type<PollId>().notNull(),
    kind: text().$type<PollKind>().notNull(),
    title: text().$type<Checked>(),
    meeting: text().$type<MeetingId>(),
    subcommittee: text(),
    state: text().$type<PollState>().notNull(),
    opensAt: instant().notNull(),
    closesAt: instant().notNull(),
    openedBy: text().$type<MemberId>(),
    /** How many could answer, fixed when it opened. */
    eligible: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.id] }),
    foreignKey({
      columns: [table.taskForce, table.meeting],
      foreignColumns: [meetings.taskForce, meetings.id],
    }),
    check('polls_kind', sql`${table.kind} in ('feedback', 'date', 'priority', 'attendance')`),
    check('polls_state', sql`${table.state} in ('planned', 'open', 'closed')`),
    check('polls_window', sql`${table.opensAt} < ${table.closesAt}`),
    index('polls_state').on(table.taskForce, table.state),
  ],
);

export type QuestionKind = 'scale' | 'yes or no' | 'one' | 'many' | 'comment';

/** `options` are the words of a choice, by number; `most` how many may be chosen. */
export const pollQuestions = pgTable(
  'poll_questions',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    poll: text().$type<PollId>().notNull(),
    position: integer().notNull(),
    kind: text().$type<QuestionKind>().notNull(),
    text: text().$type<Checked>().notNull(),
    options: jsonb().$type<readonly Checked[]>().notNull(),
    most: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.poll, table.position] }),
    foreignKey({ columns: [table.taskForce, table.poll], foreignColumns: [polls.taskForce, polls.id] }),
    check('poll_questions_kind', sql`${table.kind} in ('scale', 'yes or no', 'one', 'many', 'comment')`),
  ],
);

/** What someone chose: numbers of options, or of a scale, by the question's position. */
export type Choices = Readonly<Record<string, readonly number[]>>;

/** Ballots of named polls: one per person, changed until the close. */
export const ballots = pgTable(
  'ballots',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    poll: text().$type<PollId>().notNull(),
    member: text().$type<MemberId>().notNull(),
    choices: jsonb().$type<Choices>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.poll, table.member] }),
    foreignKey({ columns: [table.taskForce, table.poll], foreignColumns: [polls.taskForce, polls.id] }),
  ],
);

// Feedback is unlinkable (product rule 5): who answered, and what was answered, have no key, time or order in common.
// Both tables are written anew, in another order, when the poll closes; neither has a time of its own.

/** Who gave feedback: so that each does so once. */
export const feedbackGivers = pgTable(
  'feedback_givers',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    poll: text().$type<PollId>().notNull(),
    member: text().$type<MemberId>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.poll, table.member] }),
    foreignKey({ columns: [table.taskForce, table.poll], foreignColumns: [polls.taskForce, polls.id] }),
  ],
);

/** One answer to one question; the answers of one person have nothing that holds them together. */
export const feedbackAnswers = pgTable(
  'feedback_answers',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    poll: text().$type<PollId>().notNull(),
    question: integer().notNull(),
    choice: integer(),
    comment: text().$type<Checked>(),
    /** Someone said that the comment may point to a person: until a chair decides. */
    hidden: boolean().notNull().default(false),
  },
  (table) => [
    foreignKey({
      columns: [table.taskForce, table.poll, table.question],
      foreignColumns: [pollQuestions.taskForce, pollQuestions.poll, pollQuestions.position],
    }),
    check('feedback_answers_one', sql`(${table.choice} is null) <> (${table.comment} is null)`),
    index('feedback_answers_poll').on(table.taskForce, table.poll),
  ],
);

/** "You said, we did", for the top of a meeting's agenda. `did` empty: not yet, because of `because`. */
export const youSaid = pgTable(
  'you_said',
  {
    taskForce: text().$type<TaskForceId>().notNull(),
    meeting: text().$type<MeetingId>().notNull(),
    position: integer().notNull(),
    said: text().$type<Checked>().notNull(),
    did: text().$type<Checked>(),
    because: text().$type<Checked>(),
  },
  (table) => [
    primaryKey({ columns: [table.taskForce, table.meeting, table.position] }),
    foreignKey({
      columns: [table.taskForce, table.meeting],
      foreignColumns: [meetings.taskForce, meetings.id],
    }),
    check('you_said_one', sql`(${table.did} is null) <> (${table.because} is null)`),
  ],
);
