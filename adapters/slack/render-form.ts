import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Field, FormValues, SealedCard, SealedForm } from '../../src/kernel/card.ts';
import type { FieldErrors } from '../../src/kernel/outcome.ts';
import { plain, type Words } from '../../src/kernel/rich.ts';
import { richBlock, textBlock } from './blocks.ts';
import { cut, plainTextOf, section } from './elements.ts';
import { LIMITS } from './limits.ts';
import { cardBlocks, VIEW } from './render.ts';

/** Every input has one element, known by this name; the block is the field. */
const ELEMENT = 'value';

const one = (values: FormValues, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
};

const many = (values: FormValues, name: string): readonly string[] => {
  const value = values[name];
  return typeof value === 'string' ? (value === '' ? [] : [value]) : (value ?? []);
};

const option = (value: string, label: string): PlainTextOption => ({
  text: plainTextOf(label || value, LIMITS.optionText),
  value,
});

type Element = InputBlock['element'];

/** Choices as Slack can show them; undefined when there is none to choose from. */
function choices(
  options: readonly PlainTextOption[],
  chosen: readonly string[],
  several: boolean,
): Element | undefined {
  const fitting = options.filter(({ value }) => (value ?? '').length <= LIMITS.optionValue);
  const shown = fitting.slice(0, LIMITS.options);
  if (shown.length === 0) return undefined;
  const picked = shown.filter(({ value }) => chosen.includes(value ?? ''));
  const few = shown.length <= LIMITS.radios;
  if (several) {
    const initial = picked.length > 0 ? { initial_options: picked } : {};
    return few
      ? { type: 'checkboxes', action_id: ELEMENT, options: shown, ...initial }
      : { type: 'multi_static_select', action_id: ELEMENT, options: shown, ...initial };
  }
  const initial = picked[0] ? { initial_option: picked[0] } : {};
  return few
    ? { type: 'radio_buttons', action_id: ELEMENT, options: shown, ...initial }
    : { type: 'static_select', action_id: ELEMENT, options: shown, ...initial };
}

function scaleOptions({ from, to, ends }: Extract<Field, { kind: 'scale' }>): PlainTextOption[] {
  const steps = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const end = (step: number) => (step === from ? ends[0] : step === to ? ends[1] : '');
  return steps.map((step) =>
    option(String(step), end(step) === '' ? String(step) : `${step} (${end(step)})`),
  );
}

function element(field: Field, values: FormValues): Element | undefined {
  const value = one(values, field.name);
  const action_id = ELEMENT;
  switch (field.kind) {
    case 'text': {
      const most = Math.min(Math.max(field.max, 1), LIMITS.inputMax);
      const initial = value === '' ? {} : { initial_value: cut(value, most) };
      const multiline = field.multiline ?? false;
      return { type: 'plain_text_input', action_id, multiline, max_length: most, ...initial };
    }
    case 'number': {
      const initial = /^-?\d{1,12}$/.test(value) ? { initial_value: value } : {};
      const min = field.min === undefined ? {} : { min_value: String(field.min) };
      const max = field.max === undefined ? {} : { max_value: String(field.max) };
      return { type: 'number_input', action_id, is_decimal_allowed: false, ...min, ...max, ...initial };
    }
    case 'date':
      return {
        type: 'datepicker',
        action_id,
        ...(/^\d{4}-\d{2}-\d{2}$/.test(value) ? { initial_date: value } : {}),
      };
    case 'time':
      return {
        type: 'timepicker',
        action_id,
        ...(/^\d{2}:\d{2}$/.test(value) ? { initial_time: value } : {}),
      };
    case 'choice':
      return choices(
        field.options.map((each) => option(each.value, each.label)),
        many(values, field.name),
        field.many === true,
      );
    case 'scale':
      return choices(scaleOptions(field), [value], false);
    case 'person':
      return {
        type: 'users_select',
        action_id,
        ...(/^[UW][A-Z0-9]+$/.test(value) ? { initial_user: value } : {}),
      };
    default:
      return field satisfies never;
  }
}

function input(field: Field, values: FormValues): KnownBlock[] {
  const made = element(field, values);
  const label = plainTextOf(field.label || field.name, LIMITS.label);
  if (!made) return richBlock([section([{ type: 'text', text: `${field.label}: nothing to choose from.` }])]);
  const hint = field.hint ? { hint: plainTextOf(field.hint, LIMITS.hint) } : {};
  return [
    { type: 'input', block_id: field.name, label, element: made, optional: field.required !== true, ...hint },
  ];
}

interface Wrong {
  readonly errors: FieldErrors;
  readonly values: FormValues;
  readonly card?: SealedCard;
}

/** What was wrong, above the fields: errors of single fields stand there too, since an updated view shows no others. */
function wrongBlocks(
  { errors, card }: Wrong,
  form: SealedForm,
  words: Words,
  publicUrl: string,
): KnownBlock[] {
  const labels = new Map(form.fields.map((field) => [field.name, field.label]));
  const lines = Object.entries(errors).map(([name, message]) => {
    const label = labels.get(name);
    return section([{ type: 'text', text: cut(label ? `${label}: ${message}` : message, LIMITS.richText) }]);
  });
  return [...(card ? cardBlocks(card, words, publicUrl, VIEW) : []), ...richBlock(lines)];
}

/** A form as a modal. Its token travels in the private metadata, and every field is a block of its own name. */
export function renderForm(form: SealedForm, words: Words, publicUrl: string, wrong?: Wrong): ModalView {
  const values = wrong?.values ?? form.values ?? {};
  const fields = form.fields.flatMap((field) => input(field, values));
  return {
    type: 'modal',
    callback_id: 'form',
    private_metadata: form.context,
    title: plainTextOf(form.title || 'Convener', LIMITS.viewTitle),
    submit: plainTextOf(form.submit || 'Save', LIMITS.viewTitle),
    close: plainTextOf('Cancel', LIMITS.viewTitle),
    blocks: [
      ...(wrong ? wrongBlocks(wrong, form, words, publicUrl) : []),
      ...(form.intro ? textBlock(form.intro, words) : []),
      ...fields,
    ].slice(0, LIMITS.viewBlocks),
  };
}

/** A modal that only says something. */
export const messageView = (title: string, blocks: readonly KnownBlock[]): ModalView => ({
  type: 'modal',
  callback_id: 'message',
  title: plainTextOf(title, LIMITS.viewTitle),
  close: plainTextOf('Close', LIMITS.viewTitle),
  blocks: [...blocks].slice(0, LIMITS.viewBlocks),
});

/** Shown within the three seconds that a press allows, until the form is there. */
export const loadingView = (words: Words): ModalView =>
  messageView('Convener', textBlock([plain('One moment…')], words));
