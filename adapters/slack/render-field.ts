import type { InputBlock, PlainTextOption } from '@slack/types';
import { typedIn, type Field, type FormValues, type Option } from '../../src/kernel/card.ts';
import { clean } from '../../src/kernel/letters.ts';
import { fittingOptions, scaleOptions, typedDate, typedNumber, typedTime } from '../../src/kernel/options.ts';
import {
  BLOCK_ID,
  FEW_OPTIONS,
  INPUT_TEXT,
  LABEL_TEXT,
  OPTION_TEXT,
  OPTION_VALUE,
  SELECT_OPTIONS,
} from './limits.ts';
import { cut, plainElement } from './text.ts';

export interface DrawnField {
  readonly block: InputBlock;
  readonly whole: boolean;
}

type Element = InputBlock['element'];
interface DrawnElement {
  readonly element: Element;
  readonly whole: boolean;
}

const ID = 'value';
const whole = (element: Element): DrawnElement => ({ element, whole: true });

const canCarry = ({ value }: Option): boolean => value !== '' && value.length <= OPTION_VALUE;

const optionOf = ({ value, label }: Option): PlainTextOption => ({
  text: plainElement(label, OPTION_TEXT),
  value,
});

/** No option that Slack can carry: a line to type into, so that the field can be answered at all. */
const typedInstead = (): DrawnElement => ({
  element: { type: 'plain_text_input', action_id: ID },
  whole: false,
});

function oneOf(options: readonly Option[], chosen: readonly string[], required: boolean): DrawnElement {
  // A chosen radio button cannot be let go of, so an optional question is a menu, which can be cleared.
  const radio = required && options.length <= FEW_OPTIONS;
  const shown = fittingOptions(options, chosen, { most: radio ? FEW_OPTIONS : SELECT_OPTIONS, canCarry }).map(
    optionOf,
  );
  if (shown.length === 0) return typedInstead();
  const first = shown.find(({ value }) => value !== undefined && chosen.includes(value));
  const initial = first ? { initial_option: first } : {};
  const type = radio ? 'radio_buttons' : 'static_select';
  return {
    element: { type, action_id: ID, options: shown, ...initial },
    whole: shown.length === options.length,
  };
}

function manyOf(options: readonly Option[], chosen: readonly string[]): DrawnElement {
  const few = options.length <= FEW_OPTIONS;
  const shown = fittingOptions(options, chosen, { most: few ? FEW_OPTIONS : SELECT_OPTIONS, canCarry }).map(
    optionOf,
  );
  if (shown.length === 0) return typedInstead();
  const first = shown.filter(({ value }) => value !== undefined && chosen.includes(value));
  const initial = first.length > 0 ? { initial_options: first } : {};
  const type = few ? 'checkboxes' : 'multi_static_select';
  return {
    element: { type, action_id: ID, options: shown, ...initial },
    whole: shown.length === options.length,
  };
}

function textInput({ max, multiline }: Field & { kind: 'text' }, typed: string): DrawnElement {
  const most = Math.min(Math.max(1, Math.floor(max)), INPUT_TEXT);
  const kept = cut(clean(typed), most);
  const initial = kept ? { initial_value: kept } : {};
  return {
    element: {
      type: 'plain_text_input',
      action_id: ID,
      multiline: multiline ?? false,
      max_length: most,
      ...initial,
    },
    whole: max <= INPUT_TEXT && kept === typed,
  };
}

function numberInput(field: Field & { kind: 'number' }, typed: string): DrawnElement {
  const { min, max } = field;
  const inside = typedNumber(field, typed) !== undefined;
  return whole({
    type: 'number_input',
    action_id: ID,
    is_decimal_allowed: false,
    ...(inside ? { initial_value: typed } : {}),
    ...(min === undefined ? {} : { min_value: String(min) }),
    ...(max === undefined ? {} : { max_value: String(max) }),
  });
}

/** The person of an account; one of another workspace is `TEAM:USER`. */
const userOf = (account: string): string | undefined =>
  /^(?:[TE][A-Z0-9]+:)?([UW][A-Z0-9]+)$/.exec(account)?.[1];

function elementOf(field: Field, given: readonly string[]): DrawnElement {
  const typed = given[0] ?? '';
  switch (field.kind) {
    case 'text':
      return textInput(field, typed);
    case 'date': {
      const known = typedDate(typed);
      return whole({ type: 'datepicker', action_id: ID, ...(known ? { initial_date: known } : {}) });
    }
    case 'time': {
      const known = typedTime(typed);
      return whole({ type: 'timepicker', action_id: ID, ...(known ? { initial_time: known } : {}) });
    }
    case 'number':
      return numberInput(field, typed);
    case 'choice':
      return field.many ? manyOf(field.options, given) : oneOf(field.options, given, field.required === true);
    case 'scale':
      return oneOf(scaleOptions(field, SELECT_OPTIONS), given, field.required === true);
    case 'person': {
      const user = userOf(typed);
      return whole({ type: 'users_select', action_id: ID, ...(user ? { initial_user: user } : {}) });
    }
    default:
      return field satisfies never;
  }
}

/** A field as an input block that carries its name; undefined when Slack cannot carry that. */
export function drawField(field: Field, values: FormValues): DrawnField | undefined {
  if (field.name === '' || field.name.length > BLOCK_ID) return undefined;
  const { element, whole: all } = elementOf(field, typedIn(values, field.name));
  const hint = field.hint ? { hint: plainElement(field.hint, LABEL_TEXT) } : {};
  return {
    block: {
      type: 'input',
      block_id: field.name,
      label: plainElement(field.label, LABEL_TEXT),
      element,
      optional: field.required !== true,
      ...hint,
    },
    whole: all,
  };
}
