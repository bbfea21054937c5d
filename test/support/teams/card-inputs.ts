// The inputs that Teams draws, as rules.
import { list, thing, words } from '../slack/json.ts';
import {
  both,
  flag,
  items,
  kinds,
  matching,
  oneOf,
  shape,
  sized,
  whole,
  type Rule,
} from '../slack/limits-rules.ts';
import { actionsWith } from './card-actions.ts';
import { TEXT, anything, common, id, text } from './card-words.ts';

const input = { ...common, label: sized(500), isRequired: flag, errorMessage: sized(500) };
const DATE = matching(/^\d{4}-\d{2}-\d{2}$/, 'date');
const TIME = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'time');
const number: Rule = (value, at, say) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) say('must provide a number', at);
};
const choice = shape({ title: sized(500), value: sized(500) });
const choiceSet = both(
  shape(
    { id },
    {
      ...input,
      choices: items(choice, 500, 0),
      'choices.data': kinds({ 'Data.Query': shape({ dataset: text }, { count: whole(1), skip: whole(0) }) }),
      isMultiSelect: flag,
      style: oneOf('compact', 'expanded', 'filtered'),
      value: sized(TEXT, 0),
      placeholder: sized(200),
      wrap: flag,
    },
  ),
  (value, at, say) => {
    const { choices, 'choices.data': asked, isMultiSelect: many, value: chosen } = thing(value);
    const values = list(choices).map((each) => words(thing(each)['value']));
    if (values.length === 0 && asked === undefined) say('no fewer than 1 items allowed', `${at}/choices`);
    if (new Set(values).size < values.length) say('choice values must be unique', `${at}/choices`);
    if (many === true && values.some((each) => each.includes(',')))
      say('values of several choices go without commas', `${at}/choices`);
    const first = many === true ? words(chosen).split(',') : [words(chosen)];
    if (words(chosen) !== '' && asked === undefined && !first.every((each) => values.includes(each)))
      say('value is not one of the choices', `${at}/value`);
  },
);

export const inputs: Readonly<Record<string, Rule>> = {
  'Input.Text': both(
    shape(
      { id },
      {
        ...input,
        isMultiline: flag,
        maxLength: whole(1),
        placeholder: sized(500),
        regex: text,
        style: oneOf('text', 'tel', 'url', 'email', 'password'),
        value: sized(TEXT, 0),
        inlineAction: kinds(actionsWith(anything)),
      },
    ),
    (value, at, say) => {
      const { value: typed, maxLength: most } = thing(value);
      if (typeof most === 'number' && words(typed).length > most)
        say(`must be less than ${most + 1} characters`, `${at}/value`);
    },
  ),
  'Input.Number': shape({ id }, { ...input, min: number, max: number, placeholder: text, value: number }),
  'Input.Date': shape({ id }, { ...input, min: DATE, max: DATE, placeholder: text, value: DATE }),
  'Input.Time': shape({ id }, { ...input, min: TIME, max: TIME, placeholder: text, value: TIME }),
  'Input.Toggle': shape(
    { id, title: text },
    { ...input, value: text, valueOff: text, valueOn: text, wrap: flag },
  ),
  'Input.ChoiceSet': choiceSet,
};
