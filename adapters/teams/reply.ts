import { ANSWER_NOTICE, answerCard, saying } from '../../src/kernel/answer.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { plainText, rich, type Rich } from '../../src/kernel/rich.ts';
import { attached, CARD_TYPE, type AdaptiveCard, type Attachment } from './card-json.ts';
import { DIALOG_HEIGHT, DIALOG_TITLE, DIALOG_WIDTH, NOTICE_TEXT } from './limits.ts';
import type { Stands } from './render-button.ts';
import { formCard } from './render-form.ts';
import { cardFrom, drawCard, type Message } from './render.ts';
import { clean, line } from './text.ts';

const NAME = 'Convener';

export const STILL_WORKING = saying(rich`Still working on it. The outcome follows in your own chat with me.`);
export const NOT_UNDERSTOOD = saying(rich`That was not understood. Please open it again and try from there.`);

const cardOf = (answer: Answer, publicUrl: string, stands: Stands): AdaptiveCard =>
  cardFrom((drawer) => drawCard(answerCard(answer), drawer), { words: answer.words, publicUrl }, stands);

/** A reply as a message of its own. */
export const replyMessage = (answer: Answer, publicUrl: string): Message => ({
  summary: ANSWER_NOTICE,
  card: cardOf(answer, publicUrl, 'message'),
});

/** Few words and nothing to press: they can be said without a card. */
function wordsOf({ reply, words }: Answer): string | undefined {
  // What is longer would be cut, and its next step with it.
  const said = (text: Rich): string | undefined => {
    const plain = clean(plainText(text, words)).trim() || 'Done.';
    return plain.length > NOTICE_TEXT ? undefined : plain;
  };
  switch (reply.kind) {
    case 'none':
      return 'Done.';
    case 'note':
      return reply.buttons && reply.buttons.length > 0 ? undefined : said(reply.text);
    case 'refused':
      return said(reply.text);
    case 'card':
    case 'form':
    case 'invalid':
      return undefined;
    default:
      return reply satisfies never;
  }
}

/** The answer to Action.Execute: always HTTP 200, the code in the body
 * (https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/universal-action-model#response-format). */
export type ActionAnswer =
  | { readonly statusCode: 200; readonly type: typeof CARD_TYPE; readonly value: AdaptiveCard }
  | {
      readonly statusCode: 200;
      readonly type: 'application/vnd.microsoft.activity.message';
      readonly value: string;
    }
  | {
      readonly statusCode: 400;
      readonly type: 'application/vnd.microsoft.error';
      readonly value: { readonly code: string; readonly message: string };
    };

/** A card takes the place of the one that was pressed, for the person who pressed alone; words leave it where it is. */
export function replyAction(answer: Answer, publicUrl: string): ActionAnswer {
  const value = wordsOf(answer);
  return value === undefined
    ? { statusCode: 200, type: CARD_TYPE, value: cardOf(answer, publicUrl, 'message') }
    : { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value };
}

export const badAction = (): ActionAnswer => ({
  statusCode: 400,
  type: 'application/vnd.microsoft.error',
  value: { code: 'BadRequest', message: wordsOf(NOT_UNDERSTOOD) ?? '' },
});

/** The answer to what happens in a dialog; nothing closes it
 * (https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots). */
export interface DialogAnswer {
  readonly task:
    | { readonly type: 'message'; readonly value: string }
    | {
        readonly type: 'continue';
        readonly value: {
          readonly title: string;
          readonly height: number;
          readonly width: number;
          readonly card: Attachment;
        };
      };
}

const dialog = (title: string, card: AdaptiveCard): DialogAnswer => ({
  task: {
    type: 'continue',
    value: {
      title: line(title, DIALOG_TITLE),
      height: DIALOG_HEIGHT,
      width: DIALOG_WIDTH,
      card: attached(card),
    },
  },
});

export function replyDialog(answer: Answer, publicUrl: string): DialogAnswer {
  const { reply, words } = answer;
  const drawing = { words, publicUrl };
  switch (reply.kind) {
    case 'form':
      return dialog(reply.form.title, formCard(reply.form, drawing));
    case 'invalid': {
      const { form, values, errors, card } = reply;
      return dialog(form.title, formCard(form, drawing, { values, errors, ...(card ? { card } : {}) }));
    }
    case 'none':
    case 'note':
    case 'card':
    case 'refused': {
      const value = wordsOf(answer);
      if (value !== undefined) return { task: { type: 'message', value } };
      return dialog(NAME, cardOf(answer, publicUrl, 'dialog'));
    }
    default:
      return reply satisfies never;
  }
}
