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
} from '../../kernel/card.ts';
import type { Person } from '../../kernel/access.ts';
import { mention, plain, rich, type Rich } from '../../kernel/rich.ts';
import { farDayText } from '../../kernel/time-text.ts';
import type { Promised } from './store.ts';

interface Asking {
  readonly promise: Promised;
  readonly facilitator: string;
}

const READ = 'I have read it';

/** COPY 6: what a person is asked for. It says what pressing means, how long it lasts and who sees it. */
export function askCard({ promise, facilitator }: Asking, nudge?: Rich): Card {
  const { version, text: words, lastsUntil } = promise;
  const value = { version };
  return {
    title: rich`Our promise to each other, ${version}`,
    notice: 'One short page to read',
    blocks: [
      text(
        rich`${words} Pressing says you have read this. It lasts until ${farDayText(lastsUntil)} and gives no one permission to share. ${facilitator} and the chairs see who pressed.`,
      ),
      ...(nudge ? [note(nudge)] : []),
      buttons(
        press(READ, 'confidentiality.read', value, 'main'),
        press('Read all of it', 'confidentiality.open', {}),
        press('I have a question', 'confidentiality.question', value),
      ),
    ],
  };
}

interface Own {
  readonly asked: boolean;
  readonly until: string | null;
  readonly mayEdit: boolean;
  /** How many of those who are asked have read it; who, is for the chairs. */
  readonly done: number;
  readonly total: number;
}

/** The whole page: the promise, what it is not, and how this person stands. */
export function pageCard({ promise, facilitator }: Asking, own: Own): Card {
  const value = { version: promise.version };
  const how: Rich = !own.asked
    ? rich`You are invited to the open part, so nobody asks you for this.`
    : own.until === null
      ? rich`You have not pressed yet.`
      : rich`You have read it. It lasts until ${farDayText(own.until)}.`;
  const actions: Button[] = [
    // Whoever has read it is asked nothing more, and calls with a question, as the page says.
    ...(own.asked && own.until === null
      ? [
          press(READ, 'confidentiality.read', value, 'main'),
          press('I have a question', 'confidentiality.question', value),
        ]
      : []),
    ...(own.mayEdit ? [formButton('Change the words', 'confidentiality.text', {}, 'quiet')] : []),
  ];
  return {
    title: rich`Our promise to each other, ${promise.version}`,
    notice: 'Our promise to each other',
    blocks: [
      text([plain(promise.text)]),
      text(
        rich`Each of us follows our own law. This page is a reminder: it gives no one permission to share, and no law ends because we signed something. Not sure? Call ${facilitator} first.`,
      ),
      text(how),
      ...(own.asked ? [note(rich`${own.done} of ${own.total} have read it so far.`)] : []),
      ...(actions.length > 0 ? [buttons(...actions)] : []),
    ],
  };
}

interface Status {
  readonly promise: Promised;
  readonly waiting: readonly Person[];
  readonly questions: readonly Person[];
  readonly done: number;
}

/** By name, for the chairs alone. It is worded kindly: silence is no failing. */
export function statusCard({ promise, waiting, questions, done }: Status): Card {
  const total = done + waiting.length + questions.length;
  const rows = (who: readonly Person[]) =>
    who.map(({ member, agencyName }) => ({
      label: '',
      text: [mention(member)],
      detail: [plain(agencyName)],
    }));
  const blocks: Block[] = [text(rich`${done} of ${total} have read ${promise.version}.`)];
  if (questions.length > 0) blocks.push(list(rows(questions), rich`Have a question`));
  if (waiting.length > 0) blocks.push(list(rows(waiting), rich`We have not heard yet`));
  return { title: rich`Our promise: where we are`, notice: 'Our promise to each other', blocks };
}

/** To the facilitators: someone would like to talk about it. */
export function questionCard(person: Person, version: string): Card {
  return {
    title: rich`${[mention(person.member)]} has a question about our promise`,
    notice: 'Someone would like a word with you',
    blocks: [
      text(rich`Please call them. We do not ask them again until you say that it is answered.`),
      buttons(
        press('It is answered', 'confidentiality.answered', { member: person.member, version }, 'main'),
      ),
    ],
  };
}
