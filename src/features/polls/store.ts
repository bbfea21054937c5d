import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { later } from '../../db/later.ts';
import { prepared } from '../../db/prepared.ts';
import type { Tx } from '../../db/types.ts';
import type { Checked } from '../../guard/index.ts';
import type { MeetingId, MemberId, PollId, TaskForceId } from '../../kernel/ids.ts';
import type { Answer, Poll, Question } from './model.ts';
import { shuffled } from './shuffle.ts';
import {
  ballots,
  feedbackAnswers,
  feedbackGivers,
  pollQuestions,
  polls,
  youSaid,
  type Choices,
} from './table.ts';

export type YouSaid = typeof youSaid.$inferSelect;

/** The latest to close first. */
export const allPolls = (tx: Tx): Promise<readonly Poll[]> =>
  tx.select().from(polls).orderBy(desc(polls.closesAt), asc(polls.id));

export async function pollById(tx: Tx, id: string): Promise<Poll | undefined> {
  const [row] = await tx
    .select()
    .from(polls)
    .where(eq(polls.id, id.trim() as PollId));
  return row;
}

/** The same, so that it does not close while a ballot is taken; others may be taken at the same time. */
export async function holdPoll(tx: Tx, id: string): Promise<Poll | undefined> {
  const [row] = await held(tx, { id });
  return row;
}

const held = prepared((tx) =>
  tx
    .select()
    .from(polls)
    .where(eq(polls.id, sql.placeholder('id')))
    .for('share'),
);

/** The same, locked: once every ballot under way is in, and before any other. */
export async function lockPoll(tx: Tx, id: string): Promise<Poll | undefined> {
  const [row] = await tx
    .select()
    .from(polls)
    .where(eq(polls.id, id as PollId))
    .for('update');
  return row;
}

/** False where that id is taken already. */
export async function insertPoll(tx: Tx, row: Poll): Promise<boolean> {
  const rows = await tx.insert(polls).values(row).onConflictDoNothing().returning({ id: polls.id });
  return rows.length > 0;
}

export async function updatePoll(
  tx: Tx,
  id: PollId,
  set: Partial<Omit<Poll, 'taskForce' | 'id'>>,
): Promise<void> {
  await tx.update(polls).set(set).where(eq(polls.id, id));
}

export async function insertQuestions(
  tx: Tx,
  of: { readonly taskForce: TaskForceId; readonly poll: PollId },
  questions: readonly Question[],
): Promise<void> {
  if (questions.length > 0)
    await tx.insert(pollQuestions).values(questions.map((each) => ({ ...of, ...each })));
}

export const questionsOf = (tx: Tx, poll: PollId): Promise<readonly Question[]> => questions(tx, { poll });

const questions = prepared((tx) =>
  tx
    .select()
    .from(pollQuestions)
    .where(eq(pollQuestions.poll, sql.placeholder('poll')))
    .orderBy(asc(pollQuestions.position)),
);

export const ballotsOf = (tx: Tx, poll: PollId) => tx.select().from(ballots).where(eq(ballots.poll, poll));

export async function ballotOf(tx: Tx, poll: PollId, member: MemberId): Promise<Choices | undefined> {
  const [row] = await tx
    .select({ choices: ballots.choices })
    .from(ballots)
    .where(and(eq(ballots.poll, poll), eq(ballots.member, member)));
  return row?.choices;
}

/** What is said last holds. */
export async function saveBallot(tx: Tx, row: typeof ballots.$inferInsert): Promise<void> {
  await later(tx, upsertBallot(tx, { ...row }));
}

const upsertBallot = prepared((tx) =>
  tx
    .insert(ballots)
    .values({
      taskForce: sql.placeholder('taskForce'),
      poll: sql.placeholder('poll'),
      member: sql.placeholder('member'),
      choices: sql.placeholder('choices'),
    })
    .onConflictDoUpdate({
      target: [ballots.taskForce, ballots.poll, ballots.member],
      set: { choices: sql`excluded.choices` },
    }),
);

interface Of {
  readonly taskForce: TaskForceId;
  readonly poll: PollId;
}

// One statement has at most 65,535 parameters.
const BATCH = 5000;

export async function insertAnswers(tx: Tx, of: Of, answers: readonly Answer[]): Promise<void> {
  for (let at = 0; at < answers.length; at += BATCH)
    await tx
      .insert(feedbackAnswers)
      .values(answers.slice(at, at + BATCH).map((each) => ({ ...of, ...each })));
}

/** Takes someone's feedback: that they gave it, and apart from that what was said. False when they gave it before. */
export async function giveFeedback(
  tx: Tx,
  of: Of,
  member: MemberId,
  answers: readonly Answer[],
): Promise<boolean> {
  const rows = await tx
    .insert(feedbackGivers)
    .values({ ...of, member })
    .onConflictDoNothing()
    .returning({ member: feedbackGivers.member });
  if (rows.length === 0) return false;
  await insertAnswers(tx, of, answers);
  return true;
}

/** Whether this person has given it; of what they said this knows nothing. */
export const hasGiven = async (tx: Tx, poll: PollId, member: MemberId): Promise<boolean> =>
  (await tx.$count(feedbackGivers, and(eq(feedbackGivers.poll, poll), eq(feedbackGivers.member, member)))) >
  0;

export const answersOf = (tx: Tx, poll: PollId): Promise<readonly Answer[]> =>
  tx
    .select({
      question: feedbackAnswers.question,
      choice: feedbackAnswers.choice,
      comment: feedbackAnswers.comment,
      hidden: feedbackAnswers.hidden,
    })
    .from(feedbackAnswers)
    .where(eq(feedbackAnswers.poll, poll))
    .orderBy(sql`ctid`);

const thisComment = (poll: PollId, comment: Checked) =>
  and(eq(feedbackAnswers.poll, poll), eq(feedbackAnswers.comment, comment));

export async function hideComment(tx: Tx, poll: PollId, comment: Checked, hidden: boolean): Promise<void> {
  await tx.update(feedbackAnswers).set({ hidden }).where(thisComment(poll, comment));
}

export async function eraseComment(tx: Tx, poll: PollId, comment: Checked): Promise<void> {
  await tx.delete(feedbackAnswers).where(thisComment(poll, comment));
}

/** In the order in which they came. */
const giversOf = (tx: Tx, poll: PollId) =>
  tx
    .select({ member: feedbackGivers.member })
    .from(feedbackGivers)
    .where(eq(feedbackGivers.poll, poll))
    .orderBy(sql`ctid`);

export const countGivers = (tx: Tx, poll: PollId): Promise<number> =>
  tx.$count(feedbackGivers, eq(feedbackGivers.poll, poll));

export async function eraseFeedback(tx: Tx, poll: PollId): Promise<void> {
  await tx.delete(feedbackAnswers).where(eq(feedbackAnswers.poll, poll));
  await tx.delete(feedbackGivers).where(eq(feedbackGivers.poll, poll));
}

/** In which order both tables are written anew. */
export interface Orders {
  answers<T>(rows: readonly T[]): readonly T[];
  givers(members: readonly MemberId[]): readonly MemberId[];
}

const UNLINKED: Orders = { answers: shuffled, givers: (members) => members.toSorted() };

/**
 * Writes both tables of a feedback poll anew in this one transaction: answers shuffled for each question by itself,
 * givers by their ids. Afterwards neither the place of a row nor the transaction it is from says who gave an answer.
 */
export async function rewriteFeedback(tx: Tx, of: Of, orders: Orders = UNLINKED): Promise<void> {
  const answers = await answersOf(tx, of.poll);
  const members = (await giversOf(tx, of.poll)).map(({ member }) => member);
  await eraseFeedback(tx, of.poll);
  const questions = [...new Set(answers.map(({ question }) => question))].toSorted((a, b) => a - b);
  for (const question of questions)
    await insertAnswers(tx, of, orders.answers(answers.filter((each) => each.question === question)));
  const givers = orders.givers(members);
  for (let at = 0; at < givers.length; at += BATCH)
    await tx.insert(feedbackGivers).values(givers.slice(at, at + BATCH).map((member) => ({ ...of, member })));
}

export const saidFor = (tx: Tx, meeting: MeetingId): Promise<readonly YouSaid[]> =>
  tx.select().from(youSaid).where(eq(youSaid.meeting, meeting)).orderBy(asc(youSaid.position));

export async function insertSaid(tx: Tx, rows: readonly YouSaid[]): Promise<void> {
  if (rows.length > 0) await tx.insert(youSaid).values([...rows]);
}

/** "You said, we did" that a meeting was to hear is for another, after what that one hears anyway. */
export async function moveSaid(tx: Tx, from: MeetingId, to: MeetingId): Promise<void> {
  const after = await tx.$count(youSaid, eq(youSaid.meeting, to));
  const rows = await saidFor(tx, from);
  await tx.delete(youSaid).where(eq(youSaid.meeting, from));
  await insertSaid(
    tx,
    rows.map((row, index) => ({ ...row, meeting: to, position: after + index + 1 })),
  );
}
