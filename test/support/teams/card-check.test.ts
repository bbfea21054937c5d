import { describe, expect, test } from 'vitest';
import {
  checkCard,
  checkDialogCard,
  checkMessage,
  problemsOfAction,
  problemsOfDialog,
} from './card-check.ts';

const card = (...body: object[]) => ({ type: 'AdaptiveCard', version: '1.5', body });
const text = (more: object = {}) => ({ type: 'TextBlock', text: 'Agenda', ...more });
const set = (...actions: object[]) => ({ type: 'ActionSet', actions });
const submit = (more: object = {}) => ({ type: 'Action.Submit', title: 'Save', data: { t: 'a' }, ...more });
const execute = (more: object = {}) => ({ ...submit(more), type: 'Action.Execute', verb: 'press' });
const choices = (more: object = {}) => ({
  type: 'Input.ChoiceSet',
  id: 'f.kind',
  choices: [
    { title: 'One', value: '1' },
    { title: 'Two', value: '2' },
  ],
  ...more,
});
const typed = (id: string) => ({ type: 'Input.Text', id, label: 'Topic', maxLength: 140 });

describe('a card', () => {
  test('that Teams draws has no problems', () => {
    const all = card(
      text({ style: 'heading', size: 'Large', weight: 'Bolder', wrap: true }),
      {
        type: 'RichTextBlock',
        separator: true,
        inlines: [
          { type: 'TextRun', text: 'Budget', isSubtle: true },
          {
            type: 'TextRun',
            text: 'page',
            selectAction: { type: 'Action.OpenUrl', url: 'https://a.example' },
          },
        ],
      },
      { type: 'ColumnSet', columns: [{ type: 'Column', width: 'stretch', items: [text()] }] },
      { type: 'FactSet', facts: [{ title: 'When', value: 'Monday' }] },
      set(execute({ fallback: submit(), tooltip: 'Save: Budget', style: 'positive' })),
      set(submit({ data: { t: 'a', msteams: { type: 'task/fetch' } } })),
      typed('f.title'),
      choices({ isMultiSelect: true, style: 'expanded', value: '1,2' }),
      choices({
        id: 'f.who',
        choices: [],
        'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
      }),
    );
    expect(checkCard(all)).toEqual([]);
  });

  test.each([
    ['a version that Teams does not draw', { ...card(text()), version: '1.6' }, 'version 1.5 and older'],
    ['an element that it does not draw', card({ type: 'Media', sources: [] }), 'unsupported type: Media'],
    [
      'an action that there is not',
      card(set({ type: 'Action.Http', title: 'Go' })),
      'unsupported type: Action.Http',
    ],
    ['a misspelt property', card(text({ wrapp: true })), 'invalid additional property: wrapp'],
    ['a text without words', card({ type: 'TextBlock' }), 'missing required field: text'],
    ['a button without a name', card(set(submit({ title: ' ' }))), 'missing required field: title'],
    ['an id twice', card(typed('f.a'), typed('f.a')), 'id twice: f.a'],
    ['an input without an id', card({ type: 'Input.Text' }), 'missing required field: id'],
    [
      'seven buttons in a row',
      card(set(...Array.from({ length: 7 }, () => submit()))),
      'no more than 6 items',
    ],
    ['a chosen value that is not offered', card(choices({ value: '3' })), 'not one of the choices'],
    [
      'a choice twice',
      card(
        choices({
          choices: [
            { title: 'a', value: '1' },
            { title: 'b', value: '1' },
          ],
        }),
      ),
      'must be unique',
    ],
    [
      'a comma among several choices',
      card(choices({ isMultiSelect: true, choices: [{ title: 'a', value: '1,2' }] })),
      'without commas',
    ],
    [
      'a link that is none',
      card(set({ type: 'Action.OpenUrl', title: 'Go', url: 'javascript:alert(1)' })),
      'valid url',
    ],
    [
      'a fallback that is none',
      card(set(execute({ fallback: { type: 'Nothing' } }))),
      'unsupported type: Nothing',
    ],
    [
      'more than 28 KB',
      card(...Array.from({ length: 30 }, () => text({ text: 'x'.repeat(1000) }))),
      'bytes, more than',
    ],
    [
      'more than 60 refreshed people',
      {
        ...card(text()),
        refresh: { action: execute(), userIds: Array.from({ length: 61 }, (_, at) => `${at}`) },
      },
      'no more than 60 items',
    ],
    ['nothing', card(), 'nothing in the card'],
    ['no card', 'text', 'unsupported type'],
  ])('with %s', (_, given, problem) => {
    expect(checkCard(given).join('\n')).toContain(problem);
  });

  test('in a dialog has Action.Submit only, and opens no dialog', () => {
    expect(checkDialogCard(card(typed('f.a'), set(submit())))).toEqual([]);
    expect(checkDialogCard(card(set(execute()))).join()).toContain('does nothing in a dialog');
    const more = submit({ data: { msteams: { type: 'task/fetch' } } });
    expect(checkDialogCard(card(set(more))).join()).toContain('no dialog opens from a dialog');
  });
});

const attached = (content: object) => ({ contentType: 'application/vnd.microsoft.card.adaptive', content });

test('a message says something, and its card is checked', () => {
  expect(checkMessage({ type: 'message', summary: 'News', attachments: [attached(card(text()))] })).toEqual(
    [],
  );
  expect(checkMessage({ type: 'message', attachments: [] }).join()).toContain('text or attachments');
  expect(checkMessage({ attachments: [attached(card(text({ text: '' })))] }).join()).toContain(
    '/attachments/0/content/body/0/text',
  );
  expect(checkMessage({ attachments: [{ contentType: 'image/png' }] }).join()).toContain('contentType');
});

test('answers to presses are of the shapes that Teams takes', () => {
  const continued = (value: object) => ({ task: { type: 'continue', value } });
  const form = { title: 'Add', card: attached(card(text())), height: 400, width: 'medium' };
  expect(problemsOfDialog(continued(form))).toEqual([]);
  expect(problemsOfDialog({ task: { type: 'message', value: 'Done.' } })).toEqual([]);
  expect(problemsOfDialog({ task: { type: 'cancel' } })).toHaveLength(1);
  expect(problemsOfDialog(continued({ ...form, title: '', height: 'huge' }))).toHaveLength(2);
  const action = (type: string, value: unknown) => problemsOfAction({ statusCode: 200, type, value });
  expect(action('application/vnd.microsoft.card.adaptive', card(text()))).toEqual([]);
  expect(action('application/vnd.microsoft.activity.message', 'Done.')).toEqual([]);
  expect(action('application/vnd.microsoft.activity.message', '')).toHaveLength(1);
  expect(action('application/vnd.microsoft.error', { code: 'BadRequest' })).toHaveLength(1);
  expect(action('text/plain', 'Done.')).toHaveLength(1);
  expect(problemsOfAction({ type: 'application/vnd.microsoft.activity.message', value: 'x' })).toHaveLength(
    1,
  );
});
