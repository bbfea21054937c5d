import {
  buttons,
  formButton,
  note,
  press,
  text,
  type Button,
  type Card,
  type Form,
} from '../../kernel/card.ts';
import { mention, plain, rich } from '../../kernel/rich.ts';
import type { PrivateWord } from './store.ts';
import { listed } from '../../kernel/listed.ts';

export const MOST = 600;
export const WRITE = 'private-word.write';

/** COPY 11, wherever people are told that they may write in private. */
export const privateWordButton: Button = formButton('A private word', WRITE, {}, 'quiet');

/** `readers` are the first names of whoever gets it; `call` is the number people call, if there is one. */
export function wordForm(of: { readonly readers: readonly string[]; readonly call: string }): Form {
  const [only, ...others] = of.readers;
  const them = others.length > 0 ? 'them' : only!;
  return {
    form: WRITE,
    title: 'A private word',
    intro: rich`${listed(of.readers)} ${others.length > 0 ? 'read' : 'reads'} this, with your name. It is shown to nobody else, and erased once it is settled. Please leave out anything about a person in a case. Rather talk? Call ${[them, of.call].filter(Boolean).join(', ')}.`,
    fields: [
      {
        kind: 'text',
        name: 'words',
        label: 'What would you like to say?',
        multiline: true,
        max: MOST,
        required: true,
      },
    ],
    submit: 'Send in private',
    context: {},
  };
}

/** To each facilitator by themselves; `others` are the facilitators who have it, too. */
export function wordCard({ id, writer, words }: PrivateWord, others: readonly string[]): Card {
  return {
    title: rich`A private word from ${mention(writer)}`,
    notice: 'Someone would like a word with you',
    blocks: [
      text([plain(words)]),
      note(
        rich`Only ${listed(['you', ...others])} can see this. Please answer in person or by phone. Once it is settled, the words are erased here.`,
      ),
      buttons(press('It is settled: erase it', 'private-word.settled', { word: id }, 'main')),
    ],
  };
}
