import { beforeEach, describe, expect, it } from 'vitest';
import { AGENDA, GUARD, TOPIC } from './cards.ts';
import { formFor, type Fields } from './client.ts';
import { deskForEach, NOTE } from './desk.ts';
import { tags, textOf } from './html.ts';

const desk = deskForEach();

describe('a form', () => {
  beforeEach(() => {
    desk.web.host.answer = (intent) => (intent.kind === 'open' ? { kind: 'form', form: TOPIC } : NOTE);
  });
  const hiddenOf = async (back = '/'): Promise<Record<string, string>> =>
    desk.web.hidden(`/form?t=token-add&back=${encodeURIComponent(back)}`, '/form');

  it('opens by a link, and so without any script', async () => {
    const page = await desk.web.get('/');
    const href = tags(page.text, 'a')
      .map((tag) => tag.attributes.get('href'))
      .find((each) => each?.startsWith('/form'));
    expect(href).toBe('/form?t=token-add&back=%2F');
    const { status, text } = await desk.web.get(href ?? '');
    expect(status).toBe(200);
    expect(desk.did()).toEqual([{ kind: 'open', token: 'token-add' }]);
    expect(tags(text, 'h1')).toHaveLength(1);
    expect(text).toContain('<title>Add a topic · Larkmoor TF</title>');
  });

  it('sends its values by name; a choice of many is always a list', async () => {
    const hidden = await hiddenOf();
    await desk.web.post('/form', {
      ...hidden,
      'f.title': 'One\r\ntwo',
      'f.minutes': '',
      'm.tags': ['schools'],
    });
    await desk.web.post('/form', {
      ...hidden,
      'f.title': '',
      'm.tags': ['schools', 'courts'],
      other: 'x',
      title: 'y',
    });
    expect(desk.did().slice(1)).toEqual([
      {
        kind: 'submit',
        token: 'token-context',
        values: { title: 'One\ntwo', minutes: '', tags: ['schools'] },
      },
      { kind: 'submit', token: 'token-context', values: { title: '', tags: ['schools', 'courts'] } },
    ]);
  });

  it('comes back to where it was opened', async () => {
    desk.web.host.answer = (intent) =>
      intent.kind === 'open'
        ? { kind: 'form', form: TOPIC }
        : intent.kind === 'command'
          ? { kind: 'card', card: AGENDA }
          : NOTE;
    const { text } = await desk.web.post('/form', { ...(await hiddenOf('/agenda')), 'f.title': 'Budget' });
    expect(textOf(text)).toContain('Saved.');
    expect(textOf(text)).toContain('Transport gap');
  });

  it('that is not right keeps what was typed, says what to change, and explains first', async () => {
    desk.web.host.answer = (intent) =>
      intent.kind === 'submit'
        ? {
            kind: 'invalid',
            form: TOPIC,
            values: intent.values,
            errors: { title: 'It looks like a birth date.' },
            card: GUARD,
          }
        : { kind: 'form', form: TOPIC };
    const hidden = await hiddenOf('/channel');
    const { status, text } = await desk.web.post('/form', {
      ...hidden,
      'f.title': 'Born <b>4</b> May',
      'm.tags': 'courts',
    });
    expect(status).toBe(422);
    const inputs = tags(text, 'input');
    expect(inputs.find((tag) => tag.attributes.get('name') === 'f.title')?.attributes.get('value')).toBe(
      'Born <b>4</b> May',
    );
    const checked = inputs
      .filter((tag) => tag.attributes.has('checked'))
      .map((tag) => tag.attributes.get('value'));
    expect(checked).toEqual(['courts']);
    const focused = [...tags(text, 'button'), ...tags(text, 'div')].filter((tag) =>
      tag.attributes.has('autofocus'),
    );
    expect(focused.map((tag) => tag.attributes.get('value'))).toEqual(['token-case']);
    const said = textOf(text);
    expect(said.indexOf('Not saved: this may point to a person')).toBeLessThan(
      said.indexOf('To change: It looks like a birth date.'),
    );
    // The card has said it: it is not said a third time.
    expect(said).not.toContain('One thing to change');
    const next = formFor(text, '/form').hidden;
    expect(next['back']).toBe('/channel');
    expect(next['nonce']).not.toBe(hidden['nonce']);
  });

  it('is explained by a card without buttons, which then has the focus itself', async () => {
    const card = { ...GUARD, blocks: GUARD.blocks.filter(({ kind }) => kind !== 'buttons') };
    desk.web.host.answer = (intent) =>
      intent.kind === 'submit'
        ? { kind: 'invalid', form: TOPIC, values: intent.values, errors: { title: 'Two rows.' }, card }
        : { kind: 'form', form: TOPIC };
    const { text } = await desk.web.post('/form', { ...(await hiddenOf('/channel')), 'f.title': 'Rows' });
    const all = ['article', 'button', 'div', 'input'].flatMap((name) => tags(text, name));
    const focused = all.filter(({ attributes }) => attributes.has('autofocus'));
    expect(focused.map(({ attributes }) => attributes.get('id'))).toEqual(['guard']);
  });

  it('shows what it starts with', async () => {
    desk.web.host.answer = () => ({ kind: 'form', form: { ...TOPIC, values: { title: 'Budget' } } });
    const { text } = await desk.web.get('/form?t=token-edit');
    expect(
      tags(text, 'input')
        .find((tag) => tag.attributes.get('name') === 'f.title')
        ?.attributes.get('value'),
    ).toBe('Budget');
  });

  it.each(['/form', '/form?t=', `/form?t=${'x'.repeat(2001)}`])('%s opens nothing', async (path) => {
    expect((await desk.web.get(path)).status).toBe(404);
    expect(desk.web.host.handled).toEqual([]);
  });

  it.each<[string, Fields]>([
    ['no nonce', { nonce: '' }],
    ['an endless value', { 'f.title': 'x'.repeat(20_001) }],
    ['too many values', { 'm.tags': Array.from({ length: 201 }, () => 'x') }],
  ])('with %s does nothing', async (_, more) => {
    const hidden = await hiddenOf();
    const before = desk.web.host.handled.length;
    expect((await desk.web.post('/form', { ...hidden, ...more })).status).toBe(400);
    expect(desk.web.host.handled).toHaveLength(before);
  });

  it('takes no strange names for more than names', async () => {
    await desk.web.post('/form', { ...(await hiddenOf()), 'f.__proto__': 'x', 'f.constructor': 'y' });
    const submitted = desk.did().at(-1) as { values: object };
    expect(Object.entries(submitted.values)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.getPrototypeOf(submitted.values)).toBe(Object.prototype);
  });
});
