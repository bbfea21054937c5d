import { isDeepStrictEqual } from 'node:util';
import { list, thing, words } from './json.ts';
import {
  anyText,
  both,
  flag,
  items,
  matching,
  oneOf,
  plainText,
  shape,
  sized,
  whole,
  type Rule,
} from './limits-rules.ts';

// Sizes: doc comments of @slack/types 3.2.0 and https://docs.slack.dev/reference/block-kit/block-elements.
export const id = sized(255);
const placeholder = plainText(150);
const confirm = shape(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  { style: oneOf('primary', 'danger') },
);
const common = { confirm, focus_on_load: flag };
const DATE = matching(/^\d{4}-\d{2}-\d{2}$/, 'date');
const TIME = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'time');
const NUMBER = matching(/^-?\d+(\.\d+)?$/, 'number');
/** Our links go to pages of ours: anything else in a button would be a mistake. */
const url = both(sized(3000), matching(/^https?:\/\/\S+$/, 'url'));

const option = (text: Rule): Rule => shape({ text, value: sized(75) }, { description: plainText(75), url });
const options = (max: number, text: Rule): Rule =>
  both(items(option(text), max), (value, at, say) => {
    const values = list(value).map((each) => words(thing(each)['value']));
    if (new Set(values).size < values.length) say('option values must be unique', at);
  });
const group = shape({ label: plainText(75), options: options(100, plainText(75)) });

const optionsOf = (element: unknown): readonly unknown[] => [
  ...list(thing(element)['options']),
  ...list(thing(element)['option_groups']).flatMap((each) => list(thing(each)['options'])),
];
/** What is chosen at first must be one of the options, to the letter. */
const initialIsOneOfThem: Rule = (element, at, say) => {
  const { initial_option: one, initial_options: many } = thing(element);
  const offered = optionsOf(element);
  const chosen = [...(one === undefined ? [] : [one]), ...list(many)];
  if (chosen.some((each) => !offered.some((other) => isDeepStrictEqual(other, each))))
    say('initial option does not match any of the options', at);
};
const fewOptions = both(
  shape(
    { action_id: id, options: options(10, anyText(75)) },
    { ...common, initial_option: option(anyText(75)), initial_options: items(option(anyText(75)), 10) },
  ),
  initialIsOneOfThem,
);
const staticSelect = both(
  shape(
    { action_id: id },
    {
      ...common,
      placeholder,
      options: options(100, plainText(75)),
      option_groups: items(group, 100),
      initial_option: option(plainText(75)),
      initial_options: items(option(plainText(75)), 100),
      max_selected_items: whole(1),
    },
  ),
  (element, at, say) => {
    const { options: flat, option_groups: grouped } = thing(element);
    if ((flat === undefined) === (grouped === undefined))
      say('provide options or option_groups, not both', at);
  },
  initialIsOneOfThem,
);
const pick = (initial: string): Rule =>
  shape(
    { action_id: id },
    { ...common, placeholder, [initial]: sized(255), filter: () => {}, response_url_enabled: flag },
  );
const pickMany = (initial: string): Rule =>
  shape(
    { action_id: id },
    {
      ...common,
      placeholder,
      [initial]: items(sized(255), 100),
      max_selected_items: whole(1),
      filter: () => {},
    },
  );
const typed = { ...common, placeholder, dispatch_action_config: () => {} };

const textInput = both(
  shape(
    { action_id: id },
    {
      ...typed,
      multiline: flag,
      initial_value: sized(3000, 0),
      min_length: whole(0, 3000),
      max_length: whole(1, 3000),
    },
  ),
  (element, at, say) => {
    const { initial_value: initial, min_length: min = 0, max_length: max = 3000 } = thing(element);
    if (Number(min) > Number(max)) say('min_length must not be greater than max_length', at);
    if (words(initial).length > Number(max))
      say(`must be less than ${Number(max) + 1} characters`, `${at}/initial_value`);
  },
);

export const button = shape(
  { action_id: id, text: plainText(75) },
  { value: sized(2000), url, style: oneOf('primary', 'danger'), confirm, accessibility_label: sized(75) },
);
const picture = { image_url: url, slack_file: () => {} };
export const image = shape({ alt_text: sized(2000) }, picture);
export const imageBlock = shape(
  { alt_text: sized(2000) },
  { ...picture, title: plainText(2000), block_id: id },
);

/** Where a person picks or presses: actions, section accessories and inputs. */
export const choosers: Readonly<Record<string, Rule>> = {
  checkboxes: fewOptions,
  radio_buttons: fewOptions,
  datepicker: shape({ action_id: id }, { ...common, placeholder, initial_date: DATE }),
  timepicker: shape({ action_id: id }, { ...common, placeholder, initial_time: TIME, timezone: sized(255) }),
  datetimepicker: shape(
    { action_id: id },
    { ...common, initial_date_time: whole(1_000_000_000, 9_999_999_999) },
  ),
  static_select: staticSelect,
  users_select: pick('initial_user'),
  conversations_select: pick('initial_conversation'),
  channels_select: pick('initial_channel'),
  external_select: pick('initial_option'),
};
export const manyChoosers: Readonly<Record<string, Rule>> = {
  multi_static_select: staticSelect,
  multi_users_select: pickMany('initial_users'),
  multi_conversations_select: pickMany('initial_conversations'),
  multi_channels_select: pickMany('initial_channels'),
};
export const overflow = shape({ action_id: id, options: options(5, plainText(75)) }, { confirm });
export const typing: Readonly<Record<string, Rule>> = {
  plain_text_input: textInput,
  email_text_input: shape({ action_id: id }, { ...typed, initial_value: sized(3000, 0) }),
  url_text_input: shape({ action_id: id }, { ...typed, initial_value: sized(3000, 0) }),
  number_input: shape(
    { action_id: id, is_decimal_allowed: flag },
    { ...typed, initial_value: NUMBER, min_value: NUMBER, max_value: NUMBER },
  ),
};
