import type { ActorContext } from '../../db/context.ts';
import { typedIn, type Field, type Form, type FormValues } from '../../kernel/card.ts';
import {
  answered,
  cardReply,
  changed,
  formReply,
  noteReply,
  refresh,
  refused,
  settle,
  type FieldErrors,
  type Outcome,
} from '../../kernel/outcome.ts';
import { plain, rich, time, typed } from '../../kernel/rich.ts';
import { readerOf } from '../../kernel/access.ts';
import { guarded } from '../subcommittees/index.ts';
import { isVoter } from './load.ts';
import {
  choicesOf,
  isNamed,
  MOST_COMMENT,
  pollKey,
  SCALE,
  type Answer,
  type Poll,
  type Question,
} from './model.ts';
import { ballotOf, giveFeedback, hasGiven, holdPoll, questionsOf, saveBallot } from './store.ts';
import type { Choices } from './table.ts';
import { askView } from './views.ts';

export const notHere = answered(
  refused('unknown', rich`That poll is not here, or not for you. ${typed('poll')} shows yours.`),
);

const givenAlready = answered(
  noteReply(
    rich`We have your answers already. They cannot be changed, because nobody can tell which are yours.`,
  ),
);

/** An open poll that this person may answer, kept from closing meanwhile. */
async function openFor(
  ctx: ActorContext,
  id: string,
): Promise<{ readonly poll: Poll; readonly no?: never } | { readonly poll?: never; readonly no: Outcome }> {
  const poll = await holdPoll(ctx.tx, id);
  if (!poll || poll.state === 'planned' || !(await isVoter(ctx, poll, ctx.actor))) return { no: notHere };
  if (poll.state === 'closed' || poll.closesAt <= ctx.now)
    return {
      no: answered(refused('not-now', rich`That poll has closed. ${typed('poll')} shows the others.`)),
    };
  return { poll };
}

const nameOf = ({ position }: Question): string => `q${position}`;

function fieldOf(question: Question): Field {
  const { kind, text, most } = question;
  const base = { name: nameOf(question), label: text };
  const options = choicesOf(question).map(({ value, label }) => ({ value: String(value), label }));
  switch (kind) {
    case 'scale':
      return { ...base, kind: 'scale', ...SCALE, required: true };
    case 'yes or no':
    case 'one':
      return { ...base, kind: 'choice', options, required: true };
    case 'many': {
      const hint = most === null ? 'Choose all that suit you.' : `Choose ${most} at most.`;
      return { ...base, kind: 'choice', options, many: true, hint, required: true };
    }
    case 'comment':
      return {
        ...base,
        kind: 'text',
        multiline: true,
        max: MOST_COMMENT,
        hint: 'The group sees it as you write it, without your name.',
      };
    default:
      return kind satisfies never;
  }
}

function ballotForm(poll: Poll, questions: readonly Question[], values: FormValues): Form {
  return {
    form: 'polls.ballot',
    title: isNamed(poll) ? 'Your answer' : 'How was it?',
    intro: isNamed(poll)
      ? rich`You can change it until ${time(poll.closesAt)}.`
      : rich`Once sent it cannot be changed: nobody can tell which answers are yours.`,
    fields: questions.map(fieldOf),
    submit: 'Send',
    context: { poll: poll.id },
    values,
  };
}

const valuesOf = (choices: Choices | undefined): FormValues =>
  Object.fromEntries(
    Object.entries(choices ?? {}).map(([position, chosen]) => [`q${position}`, chosen.map(String)]),
  );

type OfPoll = { readonly poll: string };

export async function openBallot(ctx: ActorContext, { poll: id }: OfPoll): Promise<Outcome> {
  const { poll, no } = await openFor(ctx, id);
  if (no) return no;
  if (poll.kind === 'attendance') return showPoll(ctx, { poll: id });
  if (!isNamed(poll) && (await hasGiven(ctx.tx, poll.id, ctx.actor.member))) return givenAlready;
  const own = isNamed(poll) ? await ballotOf(ctx.tx, poll.id, ctx.actor.member) : undefined;
  return answered(formReply(ballotForm(poll, await questionsOf(ctx.tx, poll.id), valuesOf(own))));
}

/** The card of a poll, for one person. */
export async function showPoll(ctx: ActorContext, { poll: id }: OfPoll): Promise<Outcome> {
  const card = await askView(ctx, id, readerOf(ctx.actor));
  return card ? answered(cardReply(card)) : notHere;
}

/** What was said to one question, or what to change. */
function answersTo(question: Question, values: FormValues): readonly Answer[] | string {
  const { position, kind, most } = question;
  const said = [...new Set(typedIn(values, nameOf(question)).map((each) => each.trim()))].filter(
    (each) => each !== '',
  );
  if (kind === 'comment') {
    const [words] = said;
    if (words === undefined) return [];
    if (words.length > MOST_COMMENT) return `At most ${MOST_COMMENT} characters, please.`;
    const checked = guarded(words);
    return checked.why ?? [{ question: position, choice: null, comment: checked.text }];
  }
  const known = choicesOf(question);
  const chosen = known.filter(({ value }) => said.includes(String(value)));
  if (chosen.length === 0 || chosen.length < said.length) return 'Please choose from what is shown.';
  if (kind !== 'many' && chosen.length > 1) return 'Please choose one.';
  if (most !== null && chosen.length > most) return `Please choose ${most} at most.`;
  return chosen.map(({ value }) => ({ question: position, choice: value, comment: null }));
}

/** Takes a ballot. Of feedback nothing is written but the answers and, apart from them, that it was given (product rule 5). */
export async function submitBallot(
  ctx: ActorContext,
  { poll: id }: OfPoll,
  values: FormValues,
): Promise<Outcome> {
  const { poll, no } = await openFor(ctx, id);
  if (no) return no;
  if (poll.kind === 'attendance') return notHere;
  const questions = await questionsOf(ctx.tx, poll.id);
  const errors: Record<string, string> = {};
  const answers: Answer[] = [];
  for (const question of questions) {
    const said = answersTo(question, values);
    if (typeof said === 'string') errors[nameOf(question)] = said;
    else answers.push(...said);
  }
  if (Object.keys(errors).length > 0) {
    const form = ballotForm(poll, questions, values);
    return answered({ kind: 'invalid', form, errors: errors satisfies FieldErrors, values });
  }
  return isNamed(poll) ? named(ctx, { poll, questions, answers }) : unlinked(ctx, poll, answers);
}

/** No change, no effect, nothing settled: a record of the moment would be one of the person. */
async function unlinked(ctx: ActorContext, poll: Poll, answers: readonly Answer[]): Promise<Outcome> {
  const of = { taskForce: ctx.taskForce.id, poll: poll.id };
  if (!(await giveFeedback(ctx.tx, of, ctx.actor.member, answers))) return givenAlready;
  return changed({
    reply: noteReply(
      rich`Thank you. The group sees totals after ${time(poll.closesAt)}, if five or more answer.`,
    ),
    changes: [],
  });
}

interface Ballot {
  readonly poll: Poll;
  readonly questions: readonly Question[];
  readonly answers: readonly Answer[];
}

async function named(ctx: ActorContext, { poll, questions, answers }: Ballot): Promise<Outcome> {
  const { member } = ctx.actor;
  const choices: Record<string, number[]> = {};
  for (const { question, choice } of answers)
    if (choice !== null) (choices[String(question)] ??= []).push(choice);
  await saveBallot(ctx.tx, { taskForce: ctx.taskForce.id, poll: poll.id, member, choices });
  const words = questions.flatMap((question) =>
    choicesOf(question).flatMap(({ value, label }) =>
      choices[question.position]?.includes(value) ? [label] : [],
    ),
  );
  return changed({
    reply: noteReply(
      rich`Saved: ${[plain(words.join(', '))]}. You can change it until ${time(poll.closesAt)}.`,
    ),
    // What was chosen is in no log, and which poll it was is no secret.
    changes: [{ action: 'vote', subject: poll.id }],
    effects: [settle(pollKey(poll), 'done', member), refresh(pollKey(poll))],
  });
}
