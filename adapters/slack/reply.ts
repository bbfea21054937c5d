import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import { answerCard, saying } from '../../src/kernel/answer.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { rich, typed } from '../../src/kernel/rich.ts';
import { BLOCKS_IN_VIEW } from './limits.ts';
import { formView, pageView } from './render-form.ts';
import { blocksOf, drawBlocks, drawCard, renderCard, type Message } from './render.ts';
import { plainText } from './rich.ts';

const NAME = 'Convener';

export const STILL_WORKING = saying(rich`Still working on it. The outcome follows here.`);
export const NOT_OURS = saying(rich`That is no command of mine. ${typed('help')} lists what you can do.`);

/** A reply as a message that only the person sees. */
export function replyMessage(answer: Answer, publicUrl: string): Message {
  const drawing = { words: answer.words, publicUrl };
  return renderCard(answerCard(answer, plainText), drawing);
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
      return pageView(NAME, drawCard(answerCard(answer, plainText), drawing), drawing);
    default:
      return reply satisfies never;
  }
}

/** A reply as the person's own page in Slack. */
export function replyHome(answer: Answer, publicUrl: string): HomeView {
  const drawing = { words: answer.words, publicUrl };
  const empty = drawBlocks([{ kind: 'text', text: rich`Nothing here yet.` }], drawing);
  const drawn = answer.reply.kind === 'none' ? empty : drawCard(answerCard(answer, plainText), drawing);
  const blocks: KnownBlock[] = blocksOf(drawn, drawing, BLOCKS_IN_VIEW);
  return { type: 'home', blocks };
}
