import { z } from 'zod';
import type { Checked } from '../../../guard/index.ts';
import {
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
  type Choices,
  type Question,
} from '../../polls/index.ts';
import { id, instant, list, ref, text, unkept, whole } from './fields.ts';
import type { TaskForceFile } from './file.ts';

// What was asked, and what came of it. Of polls that have closed a file has totals alone; who is behind them it must not say.

const count = whole(0, 1_000_000);
/** As many as there can be people. */
const votes = whole(0, 2000);

const KIND = {
  feedback: 'feedback',
  'feedback-template': 'feedback',
  scheduling: 'date',
  date: 'date',
  prioritise: 'priority',
  priority: 'priority',
  attendance: 'attendance',
  decision: 'decision',
} as const;
const STATE = {
  planned: 'planned',
  scheduled: 'planned',
  open: 'open',
  closed: 'closed',
  blocked: 'closed',
} as const;
const TYPE = { 'scale-1-5': 'scale', 'yes-no': 'yes or no', text: 'comment' } as const;
const keys = <K extends string>(of: Readonly<Record<K, unknown>>): readonly K[] => Object.keys(of) as K[];

const question = z.strictObject({
  id,
  text: text(200),
  type: z.enum(keys(TYPE)),
  tally: z.union([z.array(votes), z.record(z.string(), votes)]).optional(),
  answers: list(text(MOST_COMMENT)).optional(),
});

const poll = z
  .strictObject({
    id,
    kind: z.enum(keys(KIND)),
    title: text(MOST_TITLE).optional(),
    meetingId: ref.nullish(),
    subcommitteeId: ref.nullish(),
    anonymity: unkept,
    minimumGroup: count.optional(),
    maxVotes: count.optional(),
    opens: instant.nullish(),
    closes: instant.nullish(),
    nonResponderReminderAt: instant.nullish(),
    state: z.enum(keys(STATE)),
    eligible: count.optional(),
    responded: count.optional(),
    questions: list(question, 10).optional(),
    options: list(text(MOST_OPTION), MOST_OPTIONS).optional(),
    ballots: list(z.strictObject({ memberId: ref, choices: z.array(count) })).optional(),
    tally: z.array(votes).optional(),
    youSaidWeDid: list(
      z.strictObject({ said: text(MOST_TITLE), did: text(MOST_TITLE), meetingId: ref.nullish() }),
      6,
    ).optional(),
    resultsSuppressed: z.boolean().optional(),
    reason: unkept.optional(),
    blockedReason: unkept.optional(),
  })
  .superRefine(({ kind, title, options, opens, closes }, ctx) => {
    const issue = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message });
    if (opens && closes && Date.parse(opens) >= Date.parse(closes)) issue('closes', 'must be after opens.');
    if (KIND[kind] !== 'date' && KIND[kind] !== 'priority') return;
    if (title === undefined) issue('title', 'is missing: what is the question?');
    if ((options?.length ?? 0) < 2) issue('options', 'are missing: what can be chosen?');
  });

export const polls = list(poll);

type Row = TaskForceFile['polls'][number];

export interface ImportedPoll {
  readonly id: string;
  readonly kind: 'feedback' | 'date' | 'priority';
  readonly title: Checked | null;
  readonly meeting: string | null;
  readonly subcommittee: string | null;
  readonly state: 'planned' | 'open' | 'closed';
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly eligible: number | null;
  readonly questions: readonly Question[];
  readonly ballots: readonly { readonly member: string; readonly choices: Choices }[];
  /** Without names; of feedback none where there were too few. */
  readonly answers: readonly Answer[];
}

const at = (said: string | null | undefined): Date | null => (said ? new Date(said) : null);

/** So many answers of one choice each. */
const answersFrom = (
  question: number,
  counts: readonly (readonly [choice: number, count: number])[],
): readonly Answer[] =>
  counts.flatMap(([choice, many]) =>
    Array.from({ length: many }, () => ({ question, choice, comment: null })),
  );

function feedbackOf(row: Row): Pick<ImportedPoll, 'questions' | 'answers'> {
  const rows = row.questions ?? [];
  const all = rows.map(({ text: words, type }, index): Question => ({
    position: index + 1,
    kind: TYPE[type],
    text: words,
    options: [],
    most: null,
  }));
  const questions = questionsFor(row.eligible ?? 0, all);
  const answers = questions.flatMap(({ position, kind }): readonly Answer[] => {
    const { tally, answers: said } = rows[position - 1]!;
    if (kind === 'comment')
      return (said ?? []).map((comment) => ({ question: position, choice: null, comment }));
    if (tally === undefined) return [];
    if (kind === 'scale')
      return answersFrom(
        position,
        Array.isArray(tally) ? tally.slice(0, 5).map((many, index) => [index + 1, many] as const) : [],
      );
    const of = (word: 'yes' | 'no'): number => (Array.isArray(tally) ? 0 : (tally[word] ?? 0));
    return answersFrom(position, [
      [0, of('yes')],
      [1, of('no')],
    ]);
  });
  const few = row.resultsSuppressed === true || peopleIn(tallyOf(questions, answers)) < LEAST_ANSWERS;
  return { questions, answers: few ? [] : answers };
}

function choiceOf(row: Row): Pick<ImportedPoll, 'questions' | 'answers' | 'ballots'> {
  const options = row.options ?? [];
  const isThere = (choice: number): boolean => choice < options.length;
  const ballots = (row.ballots ?? []).map(({ memberId, choices }) => ({
    member: memberId,
    choices: { 1: [...new Set(choices.filter(isThere))] },
  }));
  const tally = (row.tally ?? [])
    .map((many, choice) => [choice, many] as const)
    .filter(([choice]) => isThere(choice));
  return {
    questions: [choiceQuestion(row.title!, options, row.maxVotes ?? null)],
    ballots,
    answers: ballots.length > 0 ? [] : answersFrom(1, tally),
  };
}

/** What is open of feedback says nothing of who has given it: it cannot be gone on with. */
const isTaken = ({ kind, state }: Row): boolean =>
  KIND[kind] !== 'decision' &&
  KIND[kind] !== 'attendance' &&
  !(KIND[kind] === 'feedback' && state === 'open');

export const pollsOf = (file: TaskForceFile): readonly ImportedPoll[] =>
  file.polls.filter(isTaken).map((row) => {
    const kind = KIND[row.kind] as ImportedPoll['kind'];
    const base = {
      id: row.id,
      kind,
      title: row.title ?? null,
      meeting: row.meetingId ?? null,
      subcommittee: row.subcommitteeId ?? null,
      state: STATE[row.state],
      opensAt: at(row.opens),
      closesAt: at(row.closes),
      eligible: row.eligible ?? null,
    };
    return kind === 'feedback' ? { ...base, ballots: [], ...feedbackOf(row) } : { ...base, ...choiceOf(row) };
  });

export interface ImportedAnswer {
  readonly meeting: string;
  readonly member: string;
  readonly answer: 'in person' | 'remote' | 'regrets';
}

/** "By phone" and "Regrets, sending someone", in our words. */
const answerOf = (option: string): ImportedAnswer['answer'] =>
  /regret/i.test(option) ? 'regrets' : /video|phone|remote|online/i.test(option) ? 'remote' : 'in person';

/** Who comes is kept with the meeting, once. */
export function attendanceOf(file: TaskForceFile): readonly ImportedAnswer[] {
  const found = new Map<string, ImportedAnswer>();
  for (const { kind, meetingId, options, ballots } of file.polls) {
    if (kind !== 'attendance' || !meetingId) continue;
    for (const { memberId, choices } of ballots ?? []) {
      const option = options?.[choices[0] ?? -1];
      if (option === undefined) continue;
      found.set(`${meetingId} ${memberId}`, {
        meeting: meetingId,
        member: memberId,
        answer: answerOf(option),
      });
    }
  }
  return [...found.values()];
}

export interface ImportedSaid {
  readonly meeting: string;
  readonly position: number;
  readonly said: Checked;
  readonly did: Checked;
}

/** Of each meeting, in the order of the file. */
export function saidOf(file: TaskForceFile): readonly ImportedSaid[] {
  const rows = file.polls.flatMap(({ youSaidWeDid }) => youSaidWeDid ?? []);
  const next = new Map<string, number>();
  return rows.flatMap(({ said, did, meetingId }) => {
    if (!meetingId) return [];
    const position = (next.get(meetingId) ?? 0) + 1;
    next.set(meetingId, position);
    return [{ meeting: meetingId, position, said, did }];
  });
}

/** What became of the polls, each once, with a count. */
export function pollsTold(file: TaskForceFile): readonly string[] {
  const taken = pollsOf(file);
  const of = (kind: string): number => file.polls.filter((row) => KIND[row.kind] === kind).length;
  const few = taken.filter(
    (row) => row.kind === 'feedback' && row.state === 'closed' && row.answers.length === 0,
  );
  const open = file.polls.filter((row) => KIND[row.kind] === 'feedback' && row.state === 'open');
  const answers = attendanceOf(file);
  const said = saidOf(file);
  const note = (rows: number, sentence: string): readonly string[] => (rows > 0 ? [sentence] : []);
  return [
    ...note(taken.length, `polls: taken (${taken.length}). Closed ones have totals alone, in no order.`),
    ...note(few.length, `Polls with too few answers to show: kept without any (${few.length}).`),
    ...note(
      open.length,
      `Feedback that is still open: not taken, nobody can tell who gave it (${open.length}).`,
    ),
    ...note(
      of('attendance'),
      `Attendance polls became answers about coming to the meeting (${answers.length}). With regrets, whom they send was left out.`,
    ),
    ...note(
      of('decision'),
      `Decisions: not taken as polls (${of('decision')}). Asking members one by one can count as a meeting without notice. You can put them on the agenda as decisions. Not sure? Ask your county's lawyer.`,
    ),
    ...note(said.length, `"You said, we did": taken (${said.length}).`),
  ];
}
