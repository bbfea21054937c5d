import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import type { Block, SealedForm, Token } from '../../src/kernel/card.ts';
import { refused } from '../../src/kernel/outcome.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { plain, rich, typed, type Rich } from '../../src/kernel/rich.ts';
import type { Drawn } from './fit.ts';
import { BLOCKS_IN_VIEW } from './limits.ts';
import { formView, pageView } from './render-form.ts';
import { plainText } from './rich.ts';
import { blocksOf, drawBlocks, drawCard, noticeText, type Drawing, type Message } from './render.ts';

const NAME = 'Convener';
const NO_WORDS = { names: new Map(), zone: 'UTC', home: 'UTC' };

const sayOnly = (text: Rich): Answer => ({ reply: { kind: 'note', text }, words: NO_WORDS });

export const STILL_WORKING = sayOnly(rich`Still working on it. The outcome follows here.`);
export const NOT_OURS = sayOnly(rich`That is no command of mine. ${typed('help')} lists what you can do.`);
export const WENT_WRONG: Answer = {
  reply: refused(
    'fault',
    rich`Something went wrong on our side. Please try again in a moment.`,
  ) as Answer['reply'],
  words: NO_WORDS,
};

interface Said {
  readonly text: string;
  readonly drawn: readonly Drawn[];
}

/** A form cannot stand in a message: a button there opens it. */
function drawForm({ form, title, context }: SealedForm, say: Rich, drawing: Drawing): Said {
  const open: Block<Token> = {
    kind: 'buttons',
    buttons: [{ kind: 'form', label: title, form, value: context, tone: 'main' }],
  };
  return {
    text: noticeText(plainText(say, drawing.words)),
    drawn: drawBlocks([{ kind: 'text', text: say }, open], drawing),
  };
}

function said({ reply }: Answer, drawing: Drawing): Said {
  switch (reply.kind) {
    case 'none':
      return { text: 'Done.', drawn: drawBlocks([{ kind: 'text', text: rich`Done.` }], drawing) };
    case 'note':
      return {
        text: noticeText(plainText(reply.text, drawing.words)),
        drawn: drawBlocks([{ kind: 'text', text: reply.text }, ...(reply.buttons ?? [])], drawing),
      };
    case 'refused':
      return {
        text: noticeText(plainText(reply.text, drawing.words)),
        drawn: drawBlocks([{ kind: 'text', text: reply.text }], drawing),
      };
    case 'card':
      return { text: noticeText(reply.card.notice), drawn: drawCard(reply.card, drawing) };
    case 'form':
      return drawForm(reply.form, rich`Please press the button to go on.`, drawing);
    case 'invalid': {
      const problems = Object.values(reply.errors).map((problem) => plain(`${problem} `));
      return drawForm(reply.form, [plain('Not saved yet. '), ...problems], drawing);
    }
    default:
      return reply satisfies never;
  }
}

/** A reply as a message that only the person sees. */
export function replyMessage(answer: Answer, publicUrl: string): Message {
  const drawing = { words: answer.words, publicUrl };
  const { text, drawn } = said(answer, drawing);
  return { text, blocks: blocksOf(drawn, drawing) };
}

/** A reply as a modal. */
export function replyView(answer: Answer, publicUrl: string): ModalView {
  const { reply, words } = answer;
  const drawing = { words, publicUrl };
  switch (reply.kind) {
    case 'form':
      return formView(reply.form, drawing);
    case 'invalid': {
      const { form, values, errors, card } = reply;
      return formView(form, drawing, { values, errors, ...(card ? { card } : {}) });
    }
    case 'none':
    case 'note':
    case 'card':
    case 'refused':
      return pageView(NAME, said(answer, drawing).drawn, drawing);
    default:
      return reply satisfies never;
  }
}

/** A reply as the person's own page in Slack. */
export function replyHome(answer: Answer, publicUrl: string): HomeView {
  const drawing = { words: answer.words, publicUrl };
  const empty = drawBlocks([{ kind: 'text', text: rich`Nothing here yet.` }], drawing);
  const drawn = answer.reply.kind === 'none' ? empty : said(answer, drawing).drawn;
  const blocks: KnownBlock[] = blocksOf(drawn, drawing, BLOCKS_IN_VIEW);
  return { type: 'home', blocks };
}
