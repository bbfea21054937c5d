import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { FormValues, SealedForm } from '../../src/kernel/card.ts';
import { plain, type Rich } from '../../src/kernel/rich.ts';
import { problems, type FormState } from '../../src/kernel/answer.ts';
import { fit, restBlock, type Drawn } from './fit.ts';
import { BLOCKS_IN_VIEW, MODAL_WORDS, PRIVATE_METADATA } from './limits.ts';
import { drawField, type DrawnField } from './render-field.ts';
import { drawBlocks, drawCard, drawTitle, type Drawing } from './render.ts';
import { lengthOf, plainElement } from './text.ts';

export const FORM = 'form';
export const PAGE = 'page';

const modal = (title: string, callback: string, blocks: readonly KnownBlock[]) =>
  ({
    type: 'modal',
    callback_id: callback,
    title: plainElement(title, MODAL_WORDS),
    blocks: [...blocks],
  }) satisfies ModalView;

/** A modal that is only read. */
export function pageView(title: string, drawn: readonly Drawn[], { words, publicUrl }: Drawing): ModalView {
  const { blocks } = fit(drawn, { blocks: BLOCKS_IN_VIEW }, restBlock(publicUrl, words));
  return { ...modal(title, PAGE, blocks), close: plainElement('Close', MODAL_WORDS) };
}

const drawText = (text: Rich, drawing: Drawing): Drawn[] => drawBlocks([{ kind: 'text', text }], drawing);

/** Each name once: Slack tells fields apart by it. */
function drawFields({ fields }: SealedForm, values: FormValues): readonly DrawnField[] {
  const first = fields.filter(
    (field, index) => fields.findIndex((other) => other.name === field.name) === index,
  );
  return first.flatMap((field) => drawField(field, values) ?? []);
}

/** A form as a modal: its token in `private_metadata`, its fields by their names. */
export function formView(form: SealedForm, drawing: Drawing, state: FormState = {}): ModalView {
  const { words, publicUrl } = drawing;
  const { errors = {}, card } = state;
  const rest = restBlock(publicUrl, words);
  if (form.context.length > PRIVATE_METADATA)
    return { ...modal(form.title, PAGE, rest), close: plainElement('Close', MODAL_WORDS) };
  const fields = drawFields(form, { ...form.values, ...state.values });
  const shown = fields.slice(0, BLOCKS_IN_VIEW / 2);
  const top = [
    ...(card ? drawCard(card, drawing, 'top.') : []),
    ...drawBlocks(problems(form, errors), drawing),
    ...(lengthOf(form.title) > MODAL_WORDS ? drawTitle([plain(form.title)], words) : []),
    ...(form.intro ? drawText(form.intro, drawing) : []),
  ];
  const whole = shown.length === form.fields.length && shown.every((field) => field.whole) ? [] : rest;
  const above = fit(top, { blocks: BLOCKS_IN_VIEW - shown.length - whole.length }, whole.length ? [] : rest);
  const blocks = [...above.blocks, ...shown.map(({ block }) => block), ...whole];
  return {
    ...modal(form.title, FORM, blocks),
    private_metadata: form.context,
    // A form that asks nothing wants a yes; one none of whose fields can be drawn is for the web.
    ...(shown.length > 0 || form.fields.length === 0
      ? { submit: plainElement(form.submit, MODAL_WORDS) }
      : {}),
    close: plainElement('Cancel', MODAL_WORDS),
  };
}

/** The names of a view's fields: an error can stand at these. */
export const namesIn = (
  blocks: readonly { readonly type: string; readonly block_id?: string | undefined }[],
): string[] =>
  blocks.flatMap((block) =>
    block.type === 'input' && block.block_id ? [(block as InputBlock).block_id!] : [],
  );

/** Shown at once, while the core still works: a trigger is good for three seconds only. */
export const loadingView = (): ModalView => ({
  ...modal('One moment', PAGE, [{ type: 'section', text: plainElement('One moment, please.', 150) }]),
  close: plainElement('Close', MODAL_WORDS),
});

/** Shown when it takes longer than Slack waits: what becomes of it follows in the same place. */
export const workingView = (): ModalView => ({
  ...modal('Still working', PAGE, [
    {
      type: 'section',
      text: plainElement('Still working on it. You can wait here: the outcome comes by itself.', 150),
    },
  ]),
  close: plainElement('Close', MODAL_WORDS),
});
