import { describe, expect, it } from 'vitest';
import { formView, loadingView, workingView } from '../../../adapters/slack/render-form.ts';
import { renderCard, type Drawing } from '../../../adapters/slack/render.ts';
import type { SealedButton, SealedCard } from '../../../src/kernel/card.ts';
import { bold, link, plain, rich, typed } from '../../../src/kernel/rich.ts';
import { AGENDA, CALL, GUARD, TOPIC } from '../web/cards.ts';
import { PEOPLE, wordsFor } from '../web/fake-host.ts';
import { checkMessage, checkView } from './size-check.ts';

const drawing: Drawing = { words: wordsFor(PEOPLE), publicUrl: 'https://convener.example' };
const render = (card: SealedCard) => renderCard(card, drawing);
const plainText = (text: string) => ({ type: 'plain_text', text, emoji: false });
const said = (...elements: object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const cardOf = (...blocks: SealedCard['blocks'][number][]): SealedCard => ({
  title: [],
  notice: 'Agenda updated',
  blocks,
});

describe('a command to type', () => {
  const told = rich`Like ${typed('agenda add Budget')}, or ${typed('help')}.`;

  it('has its slash, and looks like something to type', () => {
    expect(render(cardOf({ kind: 'text', text: told })).blocks).toEqual([
      said(
        { type: 'text', text: 'Like ' },
        { type: 'text', text: '/agenda add Budget', style: { code: true } },
        { type: 'text', text: ', or ' },
        { type: 'text', text: '/convener help', style: { code: true } },
        { type: 'text', text: '.' },
      ),
    ]);
  });

  it('has it in plain text, too', () => {
    const [note] = render(cardOf({ kind: 'note', text: told })).blocks;
    expect(note).toEqual({
      type: 'context',
      elements: [plainText('Like /agenda add Budget, or /convener help.')],
    });
    const [head] = render({ title: told, notice: '', blocks: [] }).blocks;
    expect(head).toEqual({
      type: 'header',
      text: plainText('Like /agenda add Budget, or /convener help.'),
    });
  });
});

describe('a card as blocks', () => {
  it('is a heading, rows with their buttons below, and buttons', () => {
    expect(render(AGENDA)).toEqual({
      text: 'Agenda updated',
      blocks: [
        { type: 'header', text: plainText('Agenda, Wed 10 Feb, 10:00 to 11:30') },
        said({ type: 'text', text: 'County Annex, Room 2B.' }),
        said(
          { type: 'text', text: "Members' part, 10:32", style: { bold: true } },
          { type: 'text', text: '\n' },
          { type: 'text', text: 'M1 ', style: { bold: true } },
          { type: 'text', text: 'Transport gap · 15 min' },
        ),
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'press:1.0.0',
              text: plainText('Accept'),
              value: 'token-accept-m1',
              accessibility_label: 'Accept: Transport gap',
            },
            {
              type: 'button',
              action_id: 'form:1.0.1',
              text: plainText('Edit'),
              value: 'token-edit-m1',
              accessibility_label: 'Edit: Transport gap',
            },
          ],
        },
        said({ type: 'text', text: 'M2 ', style: { bold: true } }, { type: 'text', text: 'Training plan' }),
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'press:2.0',
              text: plainText('I will be there'),
              value: 'token-yes',
              style: 'primary',
            },
            {
              type: 'button',
              action_id: 'link:2.1',
              text: plainText('Print'),
              url: 'http://convener.example/agenda?meeting=mtg-1&print=1',
            },
          ],
        },
      ],
    });
  });

  it('keeps bold apart from what is around it', () => {
    expect(render(GUARD).blocks[1]).toEqual(
      said(
        { type: 'text', text: 'The marked words look like ' },
        { type: 'text', text: 'a birth date', style: { bold: true } },
        { type: 'text', text: '.' },
      ),
    );
  });

  it('shows facts by line, notes in small, dividers and links', () => {
    const { blocks } = render(
      cardOf(
        { kind: 'facts', rows: [{ label: 'When', value: rich`Wednesday` }] },
        { kind: 'note', text: rich`Small print.` },
        { kind: 'note', text: [link('See it', 'https://convener.example/x')] },
        { kind: 'divider' },
      ),
    );
    expect(blocks).toEqual([
      said({ type: 'text', text: 'When: ', style: { bold: true } }, { type: 'text', text: 'Wednesday' }),
      { type: 'context', elements: [plainText('Small print.')] },
      said({ type: 'link', url: 'https://convener.example/x', text: 'See it' }),
      { type: 'divider' },
    ]);
  });

  it.each(['javascript:alert(1)', 'https://a:b@evil.example/', 'not an address', 'mailto:a@b.example'])(
    'makes no link of %s',
    (url) => {
      const { blocks } = render(
        cardOf(
          { kind: 'text', text: [link('press', url)] },
          { kind: 'buttons', buttons: [{ kind: 'link', label: 'press', url }] },
        ),
      );
      expect(blocks).toEqual([
        said({ type: 'text', text: 'press' }),
        said({ type: 'text', text: 'press' }),
        said(
          { type: 'text', text: 'The rest is on your page: ' },
          { type: 'link', url: 'https://convener.example/', text: 'https://convener.example' },
        ),
      ]);
    },
  );

  it('never cuts a token: a button that cannot carry it leads to the web page', () => {
    const button = (value: string): SealedButton => ({ kind: 'press', label: 'Accept', action: 'a', value });
    const { blocks } = render(
      cardOf({ kind: 'buttons', buttons: [button('t'.repeat(2000)), button('t'.repeat(2001))] }),
    );
    expect(blocks).toEqual([
      {
        type: 'actions',
        elements: [
          { type: 'button', action_id: 'press:0.0', text: plainText('Accept'), value: 't'.repeat(2000) },
          {
            type: 'button',
            action_id: 'link:0.1',
            text: plainText('Accept'),
            url: 'https://convener.example/',
          },
        ],
      },
    ]);
  });

  it('says where the rest is when not everything fits', () => {
    const rows = Array.from({ length: 400 }, (_, index) => ({
      label: String(index + 1),
      text: [plain(`A topic of some length, number ${index + 1}`)],
    }));
    const message = render(cardOf({ kind: 'list', rows }));
    expect(checkMessage(message)).toEqual([]);
    expect(JSON.stringify(message.blocks.at(-1))).toContain('The rest is on your page: ');
    expect(JSON.stringify(message)).toContain('number 100"'.replace('"', ''));
  });

  it('says nothing of a rest when all is there', () => {
    expect(JSON.stringify([render(AGENDA), render(CALL), render(GUARD)])).not.toContain('The rest');
  });

  it('tells the notification the notice alone, escaped', () => {
    const { text } = render({ ...AGENDA, notice: 'Q&A <!channel>' });
    expect(text).toBe('Q&amp;A &lt;!channel&gt;');
  });

  it('shortens a title too long for a heading nowhere', () => {
    const { blocks } = render({ ...cardOf(), title: [bold('t'.repeat(151))] });
    expect(blocks).toEqual([said({ type: 'text', text: 't'.repeat(151), style: { bold: true } })]);
  });
});

describe('a form as a modal', () => {
  it('names its fields and carries its token', () => {
    const view = formView(TOPIC, drawing, { values: { title: 'Budget', minutes: '10', tags: ['courts'] } });
    expect(view).toEqual({
      type: 'modal',
      callback_id: 'form',
      title: plainText('Add a topic'),
      submit: plainText('Add the topic'),
      close: plainText('Cancel'),
      private_metadata: 'token-context',
      blocks: [
        {
          type: 'input',
          block_id: 'title',
          label: plainText('Your topic'),
          hint: plainText('One line.'),
          optional: false,
          element: {
            type: 'plain_text_input',
            action_id: 'value',
            multiline: false,
            max_length: 140,
            initial_value: 'Budget',
          },
        },
        {
          type: 'input',
          block_id: 'minutes',
          label: plainText('Minutes'),
          optional: true,
          element: {
            type: 'number_input',
            action_id: 'value',
            is_decimal_allowed: false,
            initial_value: '10',
            min_value: '1',
            max_value: '120',
          },
        },
        {
          type: 'input',
          block_id: 'tags',
          label: plainText('Who should be there?'),
          optional: true,
          element: {
            type: 'checkboxes',
            action_id: 'value',
            options: [
              { text: plainText('Schools'), value: 'schools' },
              { text: plainText('Courts'), value: 'courts' },
            ],
            initial_options: [{ text: plainText('Courts'), value: 'courts' }],
          },
        },
      ],
    });
    expect(checkView(view)).toEqual([]);
  });

  it('shows at the top what stands at no field, and the card that came with it', () => {
    const { blocks } = formView(TOPIC, drawing, {
      errors: { form: 'Try again.', title: 'Too long.' },
      card: GUARD,
    });
    expect(blocks.map(({ type }) => type)).toEqual([
      'header',
      'rich_text',
      'actions',
      'rich_text',
      'input',
      'input',
      'input',
    ]);
    expect(blocks[3]).toEqual(
      said(
        { type: 'text', text: 'Please check', style: { bold: true } },
        { type: 'text', text: '\n• Try again.\n• Your topic: Too long.' },
      ),
    );
  });

  it.each([
    ['date', { kind: 'date' }, '2027-02-10', { type: 'datepicker', initial_date: '2027-02-10' }],
    ['date that is none', { kind: 'date' }, 'soon', { type: 'datepicker' }],
    ['time', { kind: 'time' }, '09:30', { type: 'timepicker', initial_time: '09:30' }],
    ['person', { kind: 'person' }, 'U012AB', { type: 'users_select', initial_user: 'U012AB' }],
    [
      'person from elsewhere',
      { kind: 'person' },
      'T1:U012AB',
      { type: 'users_select', initial_user: 'U012AB' },
    ],
    ['person of the web', { kind: 'person' }, 'm01', { type: 'users_select' }],
  ] as const)('a %s', (_, field, typed, expected) => {
    const form = { ...TOPIC, fields: [{ ...field, name: 'x', label: 'X', required: true }] };
    const view = formView(form, drawing, { values: { x: typed } });
    expect(view.blocks[0]).toEqual({
      type: 'input',
      block_id: 'x',
      label: plainText('X'),
      optional: false,
      element: { action_id: 'value', ...expected },
    });
  });

  it('one of a few is radio buttons if it must be answered, else a menu that can be cleared', () => {
    const scale = { kind: 'scale', name: 'x', label: 'X', from: 1, to: 5, ends: ['no', 'yes'] } as const;
    const kindOf = (required: boolean) =>
      formView({ ...TOPIC, fields: [{ ...scale, required }] }, drawing).blocks[0];
    expect(kindOf(true)).toMatchObject({ element: { type: 'radio_buttons', options: { length: 5 } } });
    expect(kindOf(false)).toMatchObject({ element: { type: 'static_select', options: { length: 5 } } });
  });

  it('offers the first hundred of many options, and what is chosen', () => {
    const options = Array.from({ length: 150 }, (_, index) => ({ value: `v${index}`, label: `L${index}` }));
    const form = { ...TOPIC, fields: [{ kind: 'choice', name: 'x', label: 'X', options }] as const };
    const view = formView(form, drawing, { values: { x: 'v149' } });
    expect(checkView(view)).toEqual([]);
    expect(view.blocks[0]).toMatchObject({ element: { initial_option: { value: 'v149' } } });
    expect(JSON.stringify(view.blocks.at(-1))).toContain('The rest is on your page: ');
  });

  it('waits in views that Slack takes', () => {
    expect([checkView(loadingView()), checkView(workingView())]).toEqual([[], []]);
  });
});
