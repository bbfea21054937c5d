import type { FormValues, SealedForm } from '../../src/kernel/card.ts';
import { plain } from '../../src/kernel/rich.ts';
import { problems, type FormState } from '../../src/kernel/answer.ts';
import type { AdaptiveCard, Element } from './card-json.ts';
import { cardOf, fit, restLine, sizeOf } from './fit.ts';
import { BUTTON_TEXT, BUTTON_VALUE, CARD_BYTES, DIALOG_TITLE } from './limits.ts';
import { drawField, type DrawnField } from './render-field.ts';
import { drawBlocks, drawCard, drawTitle, type Drawer, type Drawing } from './render.ts';
import { line } from './text.ts';

/** Each name once: Teams tells fields apart by it. As many as leave room for what is above them. */
function drawFields({ fields }: SealedForm, values: FormValues): readonly DrawnField[] {
  let left = CARD_BYTES * 0.75;
  const drawn: DrawnField[] = [];
  for (const [index, field] of fields.entries()) {
    if (fields.findIndex(({ name }) => name === field.name) !== index) continue;
    const each = drawField(field, values);
    if (!each) continue;
    left -= sizeOf(each.blocks);
    if (left < 0) break;
    drawn.push(each);
  }
  return drawn;
}

const submitRow = ({ submit, context }: SealedForm): Element => ({
  type: 'ActionSet',
  actions: [
    {
      type: 'Action.Submit',
      title: line(submit, BUTTON_TEXT),
      data: { convener: 'submit', t: context },
      style: 'positive',
    },
  ],
});

/** A form as the card of a dialog: its token at its button, its fields by their names. */
export function formCard(form: SealedForm, drawing: Drawing, state: FormState = {}): AdaptiveCard {
  const { words, publicUrl } = drawing;
  const drawer: Drawer = { ...drawing, stands: 'dialog', fallback: false };
  const rest = restLine(publicUrl, words);
  if (form.context.length > BUTTON_VALUE) return cardOf(rest);
  const { errors = {}, card } = state;
  const fields = drawFields(form, { ...form.values, ...state.values });
  const all = fields.length === form.fields.length && fields.every(({ whole }) => whole);
  const below: Element[] = [
    ...fields.flatMap(({ blocks }) => blocks),
    ...(all ? [] : rest),
    // A form that asks nothing wants a yes; one none of whose fields can be drawn is for the web.
    ...(fields.length > 0 || form.fields.length === 0 ? [submitRow(form)] : []),
  ];
  const top = [
    ...(card ? drawCard(card, drawer) : []),
    ...drawBlocks(problems(form, errors), drawer),
    ...(form.title.length > DIALOG_TITLE ? drawTitle([plain(form.title)], words) : []),
    ...(form.intro ? drawBlocks([{ kind: 'text', text: form.intro }], drawer) : []),
  ];
  return cardOf([...fit(top, all ? rest : [], CARD_BYTES - sizeOf(below)), ...below]);
}
