import { typedIn, type Field, type FormValues, type Option } from '../../src/kernel/card.ts';
import { cut } from '../../src/kernel/letters.ts';
import { fittingOptions, scaleOptions, typedDate, typedNumber, typedTime } from '../../src/kernel/options.ts';
import type { Choice, Element, Input } from './card-json.ts';
import {
  CHOICES_BYTES,
  FEW_OPTIONS,
  INPUT_NAME,
  INPUT_TEXT,
  LABEL_TEXT,
  OPTION_TEXT,
  OPTION_VALUE,
  SELECT_OPTIONS,
} from './limits.ts';
import { fieldId } from './payload.ts';
import { paragraphs, run } from './rich.ts';
import { bytesOf, clean, escapeMarkdown, isHarmless, line } from './text.ts';

export interface DrawnField {
  readonly blocks: readonly Element[];
  readonly whole: boolean;
}

type Base = Pick<Input, 'id' | 'label' | 'isRequired' | 'errorMessage'>;
interface DrawnInput {
  readonly input: Input;
  readonly whole: boolean;
}

const whole = (input: Input): DrawnInput => ({ input, whole: true });

/** Several chosen values arrive in one line, with commas between them. */
export const canCarry = ({ value }: Option, many: boolean): boolean =>
  value !== '' && value.length <= OPTION_VALUE && !(many && value.includes(','));

const fittingFor = (
  options: readonly Option[],
  chosen: readonly string[],
  many: boolean,
): readonly Option[] =>
  fittingOptions(options, chosen, { most: SELECT_OPTIONS, canCarry: (option) => canCarry(option, many) });

/** As many as there is room for; what is chosen already comes first in that, and stays where it stands. */
function roomFor(choices: readonly Choice[], chosen: readonly string[]): readonly Choice[] {
  let left = CHOICES_BYTES;
  const inRoom = new Set<Choice>();
  const first = choices.filter(({ value }) => chosen.includes(value));
  for (const choice of [...first, ...choices]) {
    if (inRoom.has(choice)) continue;
    left -= bytesOf(choice) + 1;
    if (left < 0) break;
    inRoom.add(choice);
  }
  return choices.filter((choice) => inRoom.has(choice));
}

/** No option that Teams can carry: a line to type into, so that the field can be answered at all. */
const typedInstead = (base: Base): DrawnInput => ({
  input: { ...base, type: 'Input.Text', maxLength: OPTION_VALUE },
  whole: false,
});

function oneOf(base: Base, options: readonly Option[], chosen: readonly string[]): DrawnInput {
  const titled = ({ label, value }: Option): Choice => ({ title: line(label, OPTION_TEXT), value });
  const shown = roomFor(fittingFor(options, chosen, false).map(titled), chosen);
  if (shown.length === 0) return typedInstead(base);
  // Radio buttons cannot be let go of, and their titles are read as markdown; a menu's are not.
  const radio =
    base.isRequired === true && shown.length <= FEW_OPTIONS && shown.every(({ title }) => isHarmless(title));
  const first = shown.find(({ value }) => chosen.includes(value));
  return {
    input: {
      ...base,
      type: 'Input.ChoiceSet',
      style: radio ? 'expanded' : 'compact',
      choices: shown,
      ...(radio ? { wrap: true } : { placeholder: 'Choose one' }),
      ...(first ? { value: first.value } : {}),
    },
    whole: shown.length === options.length,
  };
}

function manyOf(base: Base, options: readonly Option[], chosen: readonly string[]): DrawnInput {
  const titled = ({ label, value }: Option): Choice => ({
    title: escapeMarkdown(line(label, OPTION_TEXT)),
    value,
  });
  const shown = roomFor(fittingFor(options, chosen, true).map(titled), chosen);
  if (shown.length === 0) return typedInstead(base);
  const picked = shown.filter(({ value }) => chosen.includes(value)).map(({ value }) => value);
  return {
    input: {
      ...base,
      type: 'Input.ChoiceSet',
      style: 'expanded',
      isMultiSelect: true,
      wrap: true,
      choices: shown,
      ...(picked.length > 0 ? { value: picked.join(',') } : {}),
    },
    whole: shown.length === options.length,
  };
}

function textInput(base: Base, { max, multiline }: Field & { kind: 'text' }, typed: string): DrawnInput {
  const most = Math.min(Math.max(1, Math.floor(max)), INPUT_TEXT);
  const kept = cut(clean(typed), most);
  return {
    input: {
      ...base,
      type: 'Input.Text',
      maxLength: most,
      ...(multiline ? { isMultiline: true } : {}),
      ...(kept ? { value: kept } : {}),
    },
    whole: max <= INPUT_TEXT && kept === typed,
  };
}

function numberInput(base: Base, field: Field & { kind: 'number' }, typed: string): DrawnInput {
  const { min, max } = field;
  const number = typedNumber(field, typed);
  return whole({
    ...base,
    type: 'Input.Number',
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(number === undefined ? {} : { value: number }),
  });
}

/** A menu that looks people up as one types; whoever is chosen already has to be in it to be shown. */
function personInput(base: Base, typed: string): DrawnInput {
  const chosen = typed === '' || typed.length > OPTION_VALUE ? undefined : typed;
  return whole({
    ...base,
    type: 'Input.ChoiceSet',
    style: 'compact',
    choices: chosen === undefined ? [] : [{ title: 'The person chosen before', value: chosen }],
    'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
    placeholder: 'Type a name',
    ...(chosen === undefined ? {} : { value: chosen }),
  });
}

function inputOf(field: Field, base: Base, given: readonly string[]): DrawnInput {
  const typed = given[0] ?? '';
  switch (field.kind) {
    case 'text':
      return textInput(base, field, typed);
    case 'date': {
      const known = typedDate(typed);
      return whole({ ...base, type: 'Input.Date', ...(known ? { value: known } : {}) });
    }
    case 'time': {
      const known = typedTime(typed);
      return whole({ ...base, type: 'Input.Time', ...(known ? { value: known } : {}) });
    }
    case 'number':
      return numberInput(base, field, typed);
    case 'choice':
      return field.many ? manyOf(base, field.options, given) : oneOf(base, field.options, given);
    case 'scale':
      return oneOf(base, scaleOptions(field, SELECT_OPTIONS), given);
    case 'person':
      return personInput(base, typed);
    default:
      return field satisfies never;
  }
}

/** A field as an input that carries its name, its hint below; undefined when Teams cannot carry that. */
export function drawField(field: Field, values: FormValues): DrawnField | undefined {
  if (field.name === '' || field.name.length > INPUT_NAME) return undefined;
  const label = line(field.label, LABEL_TEXT);
  const base: Base = {
    id: fieldId(field),
    label,
    ...(field.required === true ? { isRequired: true, errorMessage: 'Please answer this.' } : {}),
  };
  const { input, whole: all } = inputOf(field, base, typedIn(values, field.name));
  const hint = field.hint
    ? paragraphs([run(line(field.hint, LABEL_TEXT), { size: 'Small', isSubtle: true })], 'None')
    : [];
  return { blocks: [input, ...hint.map(({ block }) => block)], whole: all };
}
