import { describe, expect, test } from 'vitest';
import { checkHome, checkMessage, checkView, problemsOfMessage } from './limits-check.ts';

const x = (length: number): string => 'x'.repeat(length);
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });
const button = (more: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const option = (value: string) => ({ text: plain(value), value });
const options = (count: number) => Array.from({ length: count }, (_, at) => option(`${at}`));
const said = (...blocks: object[]) => checkMessage({ text: 'A sentence', blocks });
const input = (element: object, more: object = {}) => ({
  type: 'input',
  label: plain('Topic'),
  element,
  ...more,
});
const modal = (more: object = {}) => ({ type: 'modal', title: plain('A form'), blocks: [], ...more });
const asked = (element: object, more: object = {}) =>
  checkView(modal({ submit: plain('Save'), blocks: [input({ action_id: 'f', ...element }, more)] }));

describe('a message', () => {
  test('that keeps every size passes', () => {
    const rich = {
      type: 'rich_text',
      elements: [
        { type: 'rich_text_section', elements: [{ type: 'text', text: 'Due ', style: { bold: true } }] },
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U1' }] }],
        },
      ],
    };
    expect(
      said(
        { type: 'header', text: plain(x(150)) },
        section(x(3000)),
        rich,
        { type: 'divider', block_id: x(255) },
        { type: 'context', elements: Array.from({ length: 10 }, () => mrkdwn('a')) },
        actions(button({ value: x(2000), style: 'primary', accessibility_label: x(75) })),
      ),
    ).toEqual([]);
  });

  test.each<[string, string, object]>([
    [
      'a long header',
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
      { type: 'header', text: plain(x(151)) },
    ],
    [
      'a long section',
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
      section(x(3001)),
    ],
    ['an empty text', 'must be more than 0 characters [json-pointer:/blocks/0/text/text]', section('')],
    [
      'markup in a header',
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
      { type: 'header', text: mrkdwn('a') },
    ],
    [
      'a bare section',
      'missing required field: text or fields [json-pointer:/blocks/0]',
      { type: 'section' },
    ],
    [
      'many fields',
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
      { type: 'section', fields: Array(11).fill(mrkdwn('a')) },
    ],
    [
      'a full context',
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
      { type: 'context', elements: Array(11).fill(mrkdwn('a')) },
    ],
    [
      'many buttons',
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
      actions(...Array.from({ length: 26 }, (_, at) => button({ action_id: `${at}` }))),
    ],
    [
      'a long label',
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
      actions(button({ text: plain(x(76)) })),
    ],
    [
      'a long value',
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
      actions(button({ value: x(2001) })),
    ],
    [
      'a long link',
      'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]',
      actions(button({ url: `https://a.example/${x(3000)}` })),
    ],
    [
      'a strange style',
      'must be a valid enum value [json-pointer:/blocks/0/elements/0/style]',
      actions(button({ style: 'loud' })),
    ],
    [
      'a long block id',
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
      { type: 'divider', block_id: x(256) },
    ],
    [
      'the same action twice',
      'action_id already exists [json-pointer:/blocks/0]',
      actions(button(), button()),
    ],
    ['an unknown block', 'unsupported type: poll [json-pointer:/blocks/0/type]', { type: 'poll' }],
    [
      'an unknown property',
      'invalid additional property: colour [json-pointer:/blocks/0]',
      { type: 'divider', colour: 'red' },
    ],
    [
      'an empty rich text',
      'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }],
      },
    ],
    [
      'text straight in rich text',
      'unsupported type: text [json-pointer:/blocks/0/elements/0/type]',
      { type: 'rich_text', elements: [{ type: 'text', text: 'a' }] },
    ],
  ])('with %s is refused', (_, message, block) => {
    expect(said(block)).toEqual([`[ERROR] ${message}`]);
  });

  test('is refused for what it is as a whole', () => {
    const codes = (payload: object) => problemsOfMessage(payload).map(({ code }) => code);
    expect(codes({ blocks: [section('a')] })).toEqual(['no_text']);
    expect(codes({ text: x(4001) })).toEqual(['msg_too_long']);
    expect(codes({ text: 'a', blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) })).toEqual([
      'invalid_blocks',
    ]);
    expect(codes({ text: 'a', blocks: Array(4).fill(section(x(2501))) })).toEqual(['msg_blocks_too_long']);
    expect(said({ type: 'divider', block_id: 'a' }, { type: 'divider', block_id: 'a' })).toEqual([
      '[ERROR] block_id already exists [json-pointer:/blocks/1/block_id]',
    ]);
  });
});

describe('a form', () => {
  test.each<[string, object]>([
    ['text', { type: 'plain_text_input', max_length: 140, multiline: true, placeholder: plain(x(150)) }],
    ['date', { type: 'datepicker', initial_date: '2027-02-10' }],
    ['time', { type: 'timepicker', initial_time: '10:00' }],
    ['number', { type: 'number_input', is_decimal_allowed: false, min_value: '0', max_value: '120' }],
    ['choice', { type: 'static_select', options: options(100), initial_option: option('3') }],
    ['few', { type: 'radio_buttons', options: options(10) }],
    ['many', { type: 'checkboxes', options: options(10), initial_options: [option('1')] }],
    ['person', { type: 'users_select' }],
  ])('may ask for a %s', (_, element) => {
    expect(asked(element, { hint: plain(x(2000)), optional: true })).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    [
      'eleven choices',
      'no more than 10 items allowed',
      asked({ type: 'radio_buttons', options: options(11) }),
    ],
    ['no choice', 'no fewer than 1 items allowed', asked({ type: 'static_select', options: [] })],
    [
      '101 choices',
      'no more than 100 items allowed',
      asked({ type: 'static_select', options: options(101) }),
    ],
    [
      'a long choice',
      'must be less than 76 characters',
      asked({ type: 'static_select', options: [{ text: plain('a'), value: x(76) }] }),
    ],
    [
      'the same choice twice',
      'option values must be unique',
      asked({ type: 'static_select', options: [option('a'), option('a')] }),
    ],
    [
      'a first choice that is none',
      'initial option does not match any',
      asked({ type: 'static_select', options: options(2), initial_option: option('9') }),
    ],
    [
      'a very long answer',
      'must be between 1 and 3000',
      asked({ type: 'plain_text_input', max_length: 3001 }),
    ],
    [
      'a long placeholder',
      'must be less than 151 characters',
      asked({ type: 'plain_text_input', placeholder: plain(x(151)) }),
    ],
    [
      'a number as number',
      'must be a valid number',
      asked({ type: 'number_input', is_decimal_allowed: false, initial_value: 5 }),
    ],
    ['a date in words', 'must be a valid date', asked({ type: 'datepicker', initial_date: '10 Feb' })],
    [
      'a long hint',
      'must be less than 2001 characters',
      asked({ type: 'plain_text_input' }, { hint: plain(x(2001)) }),
    ],
    ['a long title', 'must be less than 25 characters', checkView(modal({ title: plain(x(25)) }))],
    ['a long submit', 'must be less than 25 characters', checkView(modal({ submit: plain(x(25)) }))],
    ['a long close', 'must be less than 25 characters', checkView(modal({ close: plain(x(25)) }))],
    ['much metadata', 'must be less than 3001 characters', checkView(modal({ private_metadata: x(3001) }))],
    [
      'no submit',
      'missing required field: submit',
      checkView(modal({ blocks: [input({ type: 'plain_text_input', action_id: 'f' })] })),
    ],
    [
      '101 blocks',
      'no more than 100 items allowed',
      checkView(modal({ blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) })),
    ],
    [
      'a title at home',
      'invalid additional property: title',
      checkHome({ type: 'home', title: plain('a'), blocks: [] }),
    ],
    ['a form as home', 'must be a valid enum value', checkHome(modal())],
  ])('with %s is refused', (_, message, problems) => {
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });
});
