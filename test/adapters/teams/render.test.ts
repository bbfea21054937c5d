import { describe, expect, it } from 'vitest';
import { formCard } from '../../../adapters/teams/render-form.ts';
import { renderCard, type Drawing } from '../../../adapters/teams/render.ts';
import type { SealedButton, SealedCard } from '../../../src/kernel/card.ts';
import { bold, link, plain, rich } from '../../../src/kernel/rich.ts';
import { AGENDA, CALL, GUARD, TOPIC } from '../web/cards.ts';
import { PEOPLE, wordsFor } from '../web/fake-host.ts';
import { checkCard } from './card-check.ts';

const drawing: Drawing = { words: wordsFor(PEOPLE), publicUrl: 'https://convener.example' };
const bodyOf = (card: SealedCard) => renderCard(card, drawing).card.body;
const run = (text: string, look: object = {}) => ({ type: 'TextRun', text, ...look });
const said = (...inlines: object[]) => ({ type: 'RichTextBlock', inlines });
const BOLD = { weight: 'Bolder' };
const cardOf = (...blocks: SealedCard['blocks'][number][]): SealedCard => ({
  title: [],
  notice: 'Agenda updated',
  blocks,
});
const press = (title: string, t: string, look: object = {}) => ({
  type: 'Action.Execute',
  title,
  verb: 'press',
  data: { convener: 'press', t },
  ...look,
  fallback: { type: 'Action.Submit', title, data: { convener: 'press', t } },
});
const REST = said(
  run('The rest is on your page: '),
  run('https://convener.example', {
    selectAction: { type: 'Action.OpenUrl', url: 'https://convener.example/' },
  }),
);

describe('a card as an Adaptive Card', () => {
  it('is a heading, rows with their buttons below, and buttons', () => {
    expect(renderCard(AGENDA, drawing)).toEqual({
      summary: 'Agenda updated',
      card: {
        type: 'AdaptiveCard',
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        version: '1.5',
        body: [
          {
            type: 'TextBlock',
            text: 'Agenda, Wed 10 Feb, 10:00 to 11:30',
            style: 'heading',
            size: 'Large',
            weight: 'Bolder',
            wrap: true,
          },
          said(run('County Annex, Room 2B.')),
          said(run("Members' part, 10:32", BOLD)),
          { ...said(run('M1 ', BOLD), run('Transport gap · 15 min')), spacing: 'Small' },
          {
            type: 'ActionSet',
            actions: [
              press('Accept', 'token-accept-m1', { tooltip: 'Accept: Transport gap' }),
              {
                type: 'Action.Submit',
                title: 'Edit',
                tooltip: 'Edit: Transport gap',
                data: { convener: 'open', t: 'token-edit-m1', msteams: { type: 'task/fetch' } },
              },
            ],
          },
          { ...said(run('M2 ', BOLD), run('Training plan')), spacing: 'Medium' },
          {
            type: 'ActionSet',
            actions: [
              press('I will be there', 'token-yes', { style: 'positive' }),
              {
                type: 'Action.OpenUrl',
                title: 'Print',
                url: 'http://convener.example/agenda?meeting=mtg-1&print=1',
              },
            ],
          },
        ],
      },
    });
  });

  it('keeps bold apart from what is around it', () => {
    expect(bodyOf(GUARD)[1]).toEqual(
      said(run('The marked words look like '), run('a birth date', BOLD), run('.')),
    );
  });

  it('shows facts by line, notes in small, dividers as lines, and links', () => {
    const blocks = bodyOf(
      cardOf(
        {
          kind: 'facts',
          rows: [
            { label: 'When', value: rich`Wednesday` },
            { label: 'Where', value: rich`Here` },
          ],
        },
        { kind: 'note', text: rich`Small print.` },
        { kind: 'divider' },
        { kind: 'text', text: [link('See it', 'https://convener.example/x')] },
      ),
    );
    expect(blocks).toEqual([
      said(run('When: ', BOLD), run('Wednesday')),
      { ...said(run('Where: ', BOLD), run('Here')), spacing: 'None' },
      said(run('Small print.', { size: 'Small', isSubtle: true })),
      {
        ...said(
          run('See it', { selectAction: { type: 'Action.OpenUrl', url: 'https://convener.example/x' } }),
        ),
        separator: true,
      },
    ]);
  });

  it.each(['javascript:alert(1)', 'https://a:b@evil.example/', 'not an address', 'mailto:a@b.example'])(
    'makes no link of %s',
    (url) => {
      const blocks = bodyOf(
        cardOf(
          { kind: 'text', text: [link('press', url)] },
          { kind: 'buttons', buttons: [{ kind: 'link', label: 'press', url }] },
        ),
      );
      expect(blocks).toEqual([said(run('press')), said(run('press')), REST]);
    },
  );

  it.each([
    '**bold** and [press](https://evil.example)',
    'see https://evil.example',
    'go to evil.example',
    '1. A list',
    '<at>Everyone</at>',
    '# Big',
    'a_b_c',
    'Q&amp;A',
  ])('makes no heading of words that markdown would read: %s', (words) => {
    expect(bodyOf({ ...cardOf(), title: [plain(words)] })).toEqual([
      said(run(words, { ...BOLD, size: 'Large' })),
    ]);
  });

  it.each(['Draft agenda, Wed 10 Feb', 'Agenda v. 2 (draft)', 'Häuser: co-operation? “Yes”', '请帮忙'])(
    'makes a heading of %s',
    (words) => {
      expect(bodyOf({ ...cardOf(), title: [plain(words)] })[0]).toMatchObject({
        type: 'TextBlock',
        text: words,
      });
    },
  );

  it('keeps the date functions of cards out of what people type', () => {
    const [block] = bodyOf(cardOf({ kind: 'text', text: [plain('{{DATE(2027-02-10T15:00:00Z)}}')] }));
    expect(JSON.stringify(block)).not.toContain('{{');
  });

  it('shows each line of a text as a line', () => {
    expect(
      bodyOf(cardOf({ kind: 'text', text: [plain('One\n\n'), bold('Two'), plain(' and\nthree')] })),
    ).toEqual([
      said(run('One')),
      { ...said(run('Two', BOLD), run(' and')), spacing: 'None' },
      { ...said(run('three')), spacing: 'None' },
    ]);
  });

  it('never cuts a token: a button that cannot carry it leads to the web page', () => {
    const button = (value: string): SealedButton => ({ kind: 'press', label: 'Accept', action: 'a', value });
    const blocks = bodyOf(
      cardOf({ kind: 'buttons', buttons: [button('t'.repeat(2000)), button('t'.repeat(2001))] }),
    );
    expect(blocks).toEqual([
      {
        type: 'ActionSet',
        actions: [
          press('Accept', 't'.repeat(2000)),
          { type: 'Action.OpenUrl', title: 'Accept', url: 'https://convener.example/' },
        ],
      },
    ]);
  });

  it('puts no more buttons into a row than Teams shows', () => {
    const many = Array.from({ length: 14 }, (_, index): SealedButton => ({
      kind: 'press',
      label: `${index}`,
      action: 'a',
      value: 't',
    }));
    const blocks = bodyOf(cardOf({ kind: 'buttons', buttons: many }));
    expect(blocks.map((block) => 'actions' in block && block.actions.length)).toEqual([5, 5, 4]);
  });

  it('leaves the fallbacks of presses out before anything that can be read', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({
      label: String(index + 1),
      text: [plain(`A topic, number ${index + 1}`)],
      buttons: [{ kind: 'press', label: 'Accept', action: 'a', value: 't'.repeat(200) } as const],
    }));
    const { card } = renderCard(cardOf({ kind: 'list', rows }), drawing);
    const text = JSON.stringify(card);
    expect(text).toContain('number 30');
    expect(text).not.toContain('fallback');
    expect(text).not.toContain('The rest');
    expect(checkCard(card)).toEqual([]);
  });

  it('says where the rest is when not everything fits', () => {
    const rows = Array.from({ length: 400 }, (_, index) => ({
      label: String(index + 1),
      text: [plain(`A topic of some length, number ${index + 1}`)],
    }));
    const { card } = renderCard(cardOf({ kind: 'list', rows }), drawing);
    expect(checkCard(card)).toEqual([]);
    expect(card.body.at(-1)).toEqual(REST);
    expect(JSON.stringify(card)).toContain('number 100');
  });

  it('says nothing of a rest when all is there', () => {
    for (const each of [AGENDA, CALL, GUARD]) {
      const { card } = renderCard(each, drawing);
      expect(JSON.stringify(card)).not.toContain('The rest');
      expect(checkCard(card)).toEqual([]);
    }
  });
});

describe('a form as the card of a dialog', () => {
  it('names its fields and carries its token', () => {
    const card = formCard(TOPIC, drawing, { values: { title: 'Budget', minutes: '10', tags: ['courts'] } });
    expect(card.body).toEqual([
      {
        type: 'Input.Text',
        id: 'f.title',
        label: 'Your topic',
        isRequired: true,
        errorMessage: 'Please answer this.',
        maxLength: 140,
        value: 'Budget',
      },
      { ...said(run('One line.', { size: 'Small', isSubtle: true })), spacing: 'None' },
      { type: 'Input.Number', id: 'f.minutes', label: 'Minutes', min: 1, max: 120, value: 10 },
      {
        type: 'Input.ChoiceSet',
        id: 'm.tags',
        label: 'Who should be there?',
        style: 'expanded',
        isMultiSelect: true,
        wrap: true,
        choices: [
          { title: 'Schools', value: 'schools' },
          { title: 'Courts', value: 'courts' },
        ],
        value: 'courts',
      },
      {
        type: 'ActionSet',
        actions: [
          {
            type: 'Action.Submit',
            title: 'Add the topic',
            data: { convener: 'submit', t: 'token-context' },
            style: 'positive',
          },
        ],
      },
    ]);
    expect(checkCard(card)).toEqual([]);
  });

  it('shows at the top what needs a change, and the card that came with it, with presses that work in a dialog', () => {
    const { body } = formCard(TOPIC, drawing, {
      errors: { form: 'Try again.', title: 'Too long.' },
      card: GUARD,
    });
    expect(body.slice(2, 6)).toEqual([
      {
        type: 'ActionSet',
        actions: [
          {
            type: 'Action.Submit',
            title: 'Hold time for a case',
            data: { convener: 'press', t: 'token-case' },
            associatedInputs: 'none',
          },
        ],
      },
      said(run('Please check', BOLD)),
      { ...said(run('• Try again.')), spacing: 'Small' },
      { ...said(run('• Your topic: Too long.')), spacing: 'Small' },
    ]);
    expect(JSON.stringify(body)).not.toContain('Action.Execute');
  });

  it.each([
    ['date', { kind: 'date' }, '2027-02-10', { type: 'Input.Date', value: '2027-02-10' }],
    ['date that is none', { kind: 'date' }, 'soon', { type: 'Input.Date' }],
    ['time', { kind: 'time' }, '09:30', { type: 'Input.Time', value: '09:30' }],
    [
      'person',
      { kind: 'person' },
      '11111111-aaaa',
      {
        type: 'Input.ChoiceSet',
        style: 'compact',
        choices: [{ title: 'The person chosen before', value: '11111111-aaaa' }],
        'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
        placeholder: 'Type a name',
        value: '11111111-aaaa',
      },
    ],
  ] as const)('a %s', (_, field, typed, expected) => {
    const form = { ...TOPIC, fields: [{ ...field, name: 'x', label: 'X' }] };
    const card = formCard(form, drawing, { values: { x: typed } });
    expect(card.body[0]).toEqual({ id: 'f.x', label: 'X', ...expected });
    expect(checkCard(card)).toEqual([]);
  });

  it('takes no answer from what every object has', () => {
    const options = [{ value: 'v', label: 'L' }];
    const form = { ...TOPIC, fields: [{ kind: 'choice', name: 'toString', label: 'X', options }] as const };
    expect(formCard(form, drawing).body[0]).not.toHaveProperty('value');
  });

  it('one of a few is radio buttons if it must be answered and its words are harmless, else a menu', () => {
    const choice = { kind: 'choice', name: 'x', label: 'X', required: true } as const;
    const styleOf = (label: string, required: boolean) =>
      formCard({ ...TOPIC, fields: [{ ...choice, required, options: [{ value: 'v', label }] }] }, drawing)
        .body[0];
    expect(styleOf('Schools', true)).toMatchObject({ style: 'expanded' });
    expect(styleOf('Schools', false)).toMatchObject({ style: 'compact' });
    expect(styleOf('[Schools](https://evil.example)', true)).toMatchObject({
      style: 'compact',
      choices: [{ title: '[Schools](https://evil.example)', value: 'v' }],
    });
  });

  it('takes the markdown out of boxes to tick, which always read it', () => {
    const options = [{ value: 'v', label: '*Schools* [x](https://evil.example)' }];
    const form = {
      ...TOPIC,
      fields: [{ kind: 'choice', name: 'x', label: 'X', many: true, options } as const],
    };
    expect(formCard(form, drawing).body[0]).toMatchObject({
      choices: [{ title: String.raw`\*Schools\* \[x\](https\:\/\/evil\.example)`, value: 'v' }],
    });
  });

  it('offers the first hundred of many options, and what is chosen', () => {
    const options = Array.from({ length: 150 }, (_, index) => ({ value: `v${index}`, label: `L${index}` }));
    const form = { ...TOPIC, fields: [{ kind: 'choice', name: 'x', label: 'X', options }] as const };
    const card = formCard(form, drawing, { values: { x: 'v149' } });
    expect(card.body[0]).toMatchObject({ choices: { length: 100 }, value: 'v149' });
    expect(card.body[1]).toEqual(REST);
  });
});
