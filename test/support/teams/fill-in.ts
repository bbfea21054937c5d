// Filling in a card as a person would: field names to the data that Teams sends along with a press.
import { isThing, list, thing, words, type Thing } from '../slack/json.ts';
import { everything } from '../slack/limits-rules.ts';
import { cardOf, drawn, type Shown } from './reading.ts';

export type Filled = Readonly<Record<string, string | readonly string[]>>;

export const inputsOf = (shown: Shown): readonly Thing[] =>
  [...everything(cardOf(shown))]
    .map(([each]) => each)
    .filter(({ type, id }) => words(type).startsWith('Input.') && typeof id === 'string');

const lastPart = (name: string): string => name.split(/[.:/]/).at(-1) ?? name;
const namesOf = ({ id, label }: Thing): readonly string[] => [
  words(id),
  lastPart(words(id)),
  drawn(words(label)),
];

const many = (typed: Filled[string]): readonly string[] => (typeof typed === 'string' ? [typed] : typed);

function pick(input: Thing, wanted: string): string {
  const choices = list(input['choices']).filter(isThing);
  const found = choices.find(
    ({ value, title }) => value === wanted || title === wanted || drawn(words(title)) === wanted,
  );
  if (found) return words(found['value']);
  // A menu that looks people up takes whoever is found.
  if (input['choices.data'] !== undefined) return wanted;
  throw new Error(
    `no choice "${wanted}", only ${choices.map(({ title }) => drawn(words(title))).join(', ')}`,
  );
}

/** What Teams sends for a field: untouched ones keep what was filled in before; undefined is not sent at all. */
function valueOf(input: Thing, typed: Filled[string] | undefined): unknown {
  const type = words(input['type']);
  if (type === 'Input.Toggle') {
    const [on, off] = [words(input['valueOn']) || 'true', words(input['valueOff']) || 'false'];
    if (typed === undefined) return input['value'] ?? off;
    return many(typed)[0] === 'yes' || many(typed)[0] === on ? on : off;
  }
  if (typed === undefined) return input['value'] ?? (type === 'Input.Text' ? '' : undefined);
  const given = many(typed).filter(Boolean);
  switch (type) {
    case 'Input.ChoiceSet':
      return given.map((each) => pick(input, each)).join(',') || undefined;
    case 'Input.Number':
      return given[0] === undefined ? undefined : Number(given[0]);
    default:
      return given[0] ?? '';
  }
}

/** What Teams itself would not let a person send. */
function refuse(input: Thing, value: unknown): void {
  const name = drawn(words(input['label'])) || words(input['id']);
  const empty = value === undefined || value === '';
  if (input['isRequired'] === true && empty) throw new Error(`Teams asks for "${name}" first`);
  if (empty) return;
  const { maxLength, min, max, regex } = input;
  if (typeof maxLength === 'number' && words(value).length > maxLength)
    throw new Error(`Teams takes ${maxLength} characters in "${name}", not ${words(value).length}`);
  if (typeof value === 'number') {
    if (Number.isNaN(value)) throw new Error(`Teams takes a number in "${name}"`);
    if (value < Number(min ?? -Infinity) || value > Number(max ?? Infinity))
      throw new Error(`Teams takes ${String(min)} to ${String(max)} in "${name}", not ${value}`);
  }
  if (typeof regex === 'string' && !new RegExp(regex).test(words(value)))
    throw new Error(`Teams takes nothing like that in "${name}"`);
  if (input['isMultiSelect'] !== true && input['type'] === 'Input.ChoiceSet' && words(value).includes(','))
    throw new Error(`Teams takes one choice in "${name}"`);
}

/**
 * The inputs of a dialog or card with these fields filled in, by id, by the last part of it, or by label. `force` sends
 * what Teams would stop, as a forger could.
 */
export function fillIn(shown: Shown, fields: Filled = {}, { force = false } = {}): Thing {
  const inputs = inputsOf(shown);
  const used = new Set<string>();
  const values: Record<string, unknown> = {};
  for (const input of inputs) {
    const name = namesOf(input).find((each) => each !== '' && Object.hasOwn(fields, each));
    if (name !== undefined) used.add(name);
    const value = valueOf(input, name === undefined ? undefined : fields[name]);
    if (!force) refuse(input, value);
    if (value !== undefined) values[words(input['id'])] = value;
  }
  const unknown = Object.keys(fields).filter((name) => !used.has(name));
  if (unknown.length > 0)
    throw new Error(
      `no field ${unknown.join(', ')}, only ${inputs.map((input) => namesOf(thing(input))[0]).join(', ')}`,
    );
  return values;
}
