import type { KnownBlock, ModalView } from '@slack/types';
import type { SealedForm, Token } from '../../src/kernel/card.ts';
import type { Reply } from '../../src/kernel/outcome.ts';
import type { Answer } from '../../src/kernel/platform.ts';
import { plain, plainText, type Rich, type Words } from '../../src/kernel/rich.ts';
import { actions, textBlock, unitsOf } from './blocks.ts';
import { cut, escape } from './elements.ts';
import { LIMITS } from './limits.ts';
import { renderAnswer, cardBlocks, VIEW, type Message } from './render.ts';
import { messageView, renderForm } from './render-form.ts';

const said = (rich: Rich, words: Words, more: readonly KnownBlock[] = []): Message => ({
  text: cut(escape(plainText(rich, words)), LIMITS.text) || 'Done.',
  blocks: [...textBlock(rich, words), ...more],
});

/** Where no dialog can be opened (its trigger is used up), a button opens it. */
const openButton = ({ form, title, context }: SealedForm, words: Words): Message =>
  said(
    [plain(title)],
    words,
    actions([{ kind: 'form', label: 'Open the form', form, value: context, tone: 'main' }]),
  );

/** A reply as a message to the one who asked; undefined when there is nothing to say. */
export function answerMessage({ reply, words }: Answer, publicUrl: string): Message | undefined {
  switch (reply.kind) {
    case 'none':
      return undefined;
    case 'note': {
      const more = (reply.buttons ?? [])
        .flatMap((block) => unitsOf(block, words))
        .flatMap((unit) => unit.blocks);
      return said(reply.text, words, more);
    }
    case 'refused':
      return said(reply.text, words);
    case 'card':
      return renderAnswer(reply.card, words, publicUrl);
    case 'form':
      return openButton(reply.form, words);
    case 'invalid': {
      if (reply.card) return renderAnswer(reply.card, words, publicUrl);
      const open = openButton(reply.form, words);
      return {
        ...open,
        blocks: [...textBlock([plain(Object.values(reply.errors).join(' '))], words), ...open.blocks],
      };
    }
    default:
      return reply satisfies never;
  }
}

/** A reply as the dialog that is open; undefined closes it. */
export function answerView({ reply, words }: Answer, publicUrl: string): ModalView | undefined {
  switch (reply.kind) {
    case 'none':
      return undefined;
    case 'form':
      return renderForm(reply.form, words, publicUrl);
    case 'invalid':
      return renderForm(reply.form, words, publicUrl, reply);
    case 'card':
      return messageView('Convener', cardBlocks(reply.card, words, publicUrl, VIEW));
    case 'note':
    case 'refused':
      return messageView('Convener', answerMessage({ reply, words }, publicUrl)?.blocks ?? []);
    default:
      return reply satisfies never;
  }
}

type SubmitAck =
  | { readonly response_action: 'errors'; readonly errors: Record<string, string> }
  | { readonly response_action: 'update'; readonly view: ModalView }
  | undefined;

/** The answer to a submitted form, inside its acknowledgement (docs: modals, view submissions). */
export function submitAck(answer: Answer, publicUrl: string): SubmitAck {
  const { reply } = answer;
  if (reply.kind === 'invalid' && onlyFields(reply))
    return { response_action: 'errors', errors: { ...reply.errors } };
  const view = answerView(answer, publicUrl);
  return view ? { response_action: 'update', view } : undefined;
}

/** Slack shows errors beside fields only; anything else needs the view drawn anew. */
function onlyFields({ errors, form, card }: Extract<Reply<Token>, { kind: 'invalid' }>): boolean {
  const names = new Set(form.fields.map((field) => field.name));
  const keys = Object.keys(errors);
  return card === undefined && keys.length > 0 && keys.every((name) => names.has(name));
}
