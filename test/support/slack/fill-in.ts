// Filling in a form as a person would: field names to the `state.values` that Slack sends.
import { isThing, list, thing, words, type Thing } from './json.ts';
import { blocksOf, type Shown } from './reading.ts';

export type Filled = Readonly<Record<string, string | readonly string[]>>;

const labelOf = (option: unknown): string => words(thing(thing(option)['text'])['text']);

function pick(element: Thing, wanted: string): unknown {
  const all = [
    ...list(element['options']),
    ...list(element['option_groups']).flatMap((group) => list(thing(group)['options'])),
  ];
  const found = all.find((each) => thing(each)['value'] === wanted || labelOf(each) === wanted);
  if (!found) throw new Error(`no choice "${wanted}", only ${all.map(labelOf).join(', ')}`);
  return found;
}

const one = (typed: Filled[string] | undefined): string | undefined =>
  typeof typed === 'string' ? typed : typed?.[0];
const many = (typed: Filled[string] | undefined): readonly string[] =>
  typeof typed === 'string' ? [typed] : (typed ?? []);

/** How Slack sends a field: untouched ones keep what was filled in before, empty ones are null. */
function stateOf(element: Thing, typed: Filled[string] | undefined): Thing {
  const type = words(element['type']);
  const kept = (name: string): unknown => element[name] ?? null;
  const given = one(typed);
  const text = (initial: string): unknown => (typed === undefined ? kept(initial) : given || null);
  switch (type) {
    case 'datepicker':
      return { type, selected_date: text('initial_date') };
    case 'timepicker':
      return { type, selected_time: text('initial_time') };
    case 'datetimepicker':
      return {
        type,
        selected_date_time: typed === undefined ? kept('initial_date_time') : Number(given) || null,
      };
    case 'static_select':
    case 'radio_buttons':
      return {
        type,
        selected_option: typed === undefined ? kept('initial_option') : given ? pick(element, given) : null,
      };
    case 'checkboxes':
    case 'multi_static_select':
      return {
        type,
        selected_options:
          typed === undefined
            ? list(element['initial_options'])
            : many(typed).map((each) => pick(element, each)),
      };
    case 'users_select':
      return { type, selected_user: text('initial_user') };
    case 'multi_users_select':
      return { type, selected_users: typed === undefined ? list(element['initial_users']) : many(typed) };
    case 'channels_select':
      return { type, selected_channel: text('initial_channel') };
    case 'conversations_select':
      return { type, selected_conversation: text('initial_conversation') };
    default:
      return { type, value: text('initial_value') };
  }
}

const isEmpty = (state: Thing): boolean =>
  Object.entries(state).every(
    ([name, value]) => name === 'type' || value === null || list(value).length === 0,
  ) &&
  !Object.entries(state).some(([name, value]) => name !== 'type' && value !== null && !Array.isArray(value));

const lastPart = (name: string): string => name.split(/[.:/]/).at(-1) ?? name;

function namesOf(block: Thing, element: Thing): readonly string[] {
  const ids = [words(element['action_id']), words(block['block_id'])];
  return [...ids, ...ids.map(lastPart), words(thing(block['label'])['text'])];
}

/** What Slack itself would not let a person send. */
function refuse(block: Thing, element: Thing, state: Thing): void {
  const label = words(thing(block['label'])['text']);
  if (block['optional'] !== true && isEmpty(state)) throw new Error(`Slack asks for "${label}" first`);
  const { length } = words(state['value']);
  const most = Number(element['max_length'] ?? 3000);
  if (length > most) throw new Error(`Slack takes ${most} characters in "${label}", not ${length}`);
}

/**
 * `state.values` of the form with these fields filled in, by action id, block id, the last part of either, or
 * label. `force` sends what Slack would stop, as a forger could.
 */
export function fillIn(shown: Shown, fields: Filled, { force = false } = {}): Thing {
  const inputs = blocksOf(shown).filter(({ type }) => type === 'input');
  const values: Record<string, Thing> = {};
  const used = new Set<string>();
  for (const block of inputs) {
    const element = thing(block['element']);
    const name = namesOf(block, element).find((each) => Object.hasOwn(fields, each));
    if (name !== undefined) used.add(name);
    const state = stateOf(element, name === undefined ? undefined : fields[name]);
    if (!force) refuse(block, element, state);
    values[words(block['block_id'])] = { [words(element['action_id'])]: state };
  }
  const unknown = Object.keys(fields).filter((name) => !used.has(name));
  if (unknown.length > 0)
    throw new Error(
      `no field ${unknown.join(', ')}, only ${inputs.map((block) => namesOf(block, thing(block['element']))[0]).join(', ')}`,
    );
  return values;
}

export const inputsOf = (shown: Shown): readonly string[] =>
  blocksOf(shown)
    .filter((block) => isThing(block) && block['type'] === 'input')
    .map((block) => words(block['block_id']));
