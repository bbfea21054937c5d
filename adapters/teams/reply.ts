import type { Block, SealedForm, Token } from '../../src/kernel/card.ts';
import { refused } from '../../src/kernel/outcome.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { plain, plainText, rich, type Rich } from '../../src/kernel/rich.ts';
import { attached, CARD_TYPE, type AdaptiveCard, type Attachment } from './card-json.ts';
import type { Drawn } from './fit.ts';
import { DIALOG_HEIGHT, DIALOG_TITLE, DIALOG_WIDTH, NOTICE_TEXT } from './limits.ts';
import { cardFrom, drawBlocks, drawCard, type Drawer, type Message } from './render.ts';
import { formCard } from './render-form.ts';
import type { Stands } from './render-button.ts';
import { clean, cut, line } from './text.ts';

const NAME = 'Convener';
const NO_WORDS = { names: new Map(), zone: 'UTC', home: 'UTC' };

const sayOnly = (text: Rich): Answer => ({ reply: { kind: 'note', text }, words: NO_WORDS });

export const STILL_WORKING = sayOnly(
  rich`Still working on it. The outcome follows in your own chat with me.`,
);
export const NOT_UNDERSTOOD = sayOnly(
  rich`That was not understood. Please open it again and try from there.`,
);
export const WENT_WRONG: Answer = {
  reply: refused(
    'fault',
    rich`Something went wrong on our side. Please try again in a moment.`,
  ) as Answer['reply'],
  words: NO_WORDS,
};

/** A form stands in a dialog only: a button opens it. */
function drawForm({ form, title, context }: SealedForm, say: Rich, drawer: Drawer): Drawn[] {
  const open: Block<Token> = {
    kind: 'buttons',
    buttons: [{ kind: 'form', label: title, form, value: context, tone: 'main' }],
  };
  return drawBlocks([{ kind: 'text', text: say }, open], drawer);
}

function draw({ reply }: Answer, drawer: Drawer): Drawn[] {
  switch (reply.kind) {
    case 'none':
      return drawBlocks([{ kind: 'text', text: rich`Done.` }], drawer);
    case 'note':
      return drawBlocks([{ kind: 'text', text: reply.text }, ...(reply.buttons ?? [])], drawer);
    case 'refused':
      return drawBlocks([{ kind: 'text', text: reply.text }], drawer);
    case 'card':
      return drawCard(reply.card, drawer);
    case 'form':
      return drawForm(reply.form, rich`Please press the button to go on.`, drawer);
    case 'invalid': {
      const problems = Object.values(reply.errors).map((problem) => plain(`${problem} `));
      return drawForm(reply.form, [plain('Not saved yet. '), ...problems], drawer);
    }
    default:
      return reply satisfies never;
  }
}

const cardOf = (answer: Answer, publicUrl: string, stands: Stands): AdaptiveCard =>
  cardFrom((drawer) => draw(answer, drawer), { words: answer.words, publicUrl }, stands);

/** What a lock screen says of any answer (product rule 4). */
const NOTICE = 'An answer for you';

/** A reply as a message of its own. */
export const replyMessage = (answer: Answer, publicUrl: string): Message => ({
  summary: NOTICE,
  card: cardOf(answer, publicUrl, 'message'),
});

/** Few words and nothing to press: they can be said without a card. */
function wordsOf({ reply, words }: Answer): string | undefined {
  const said = (text: Rich): string => cut(clean(plainText(text, words)).trim() || 'Done.', NOTICE_TEXT);
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
