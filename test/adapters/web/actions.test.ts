import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/kernel/platform.ts';
import type { RefusalKind } from '../../../src/kernel/outcome.ts';
import { rich } from '../../../src/kernel/rich.ts';
import { AGENDA, CALL, GUARD, TOPIC } from './cards.ts';
import { formFor, startWeb, type Fields, type Web } from './client.ts';
import { PEOPLE, wordsFor } from './fake-host.ts';
import { formsOf, tags, textOf } from './html.ts';

let web: Web;
beforeEach(async () => {
  web = await startWeb();
  await web.signIn('m20');
  web.host.messages.set('direct:m20', [
    {
      key: 'call',
      ref: 'r',
      card: CALL,
      words: wordsFor(PEOPLE),
      shownAt: new Date('2027-01-27T14:00:00Z'),
      editedAt: null,
    },
  ]);
});
afterEach(() => web.stop());

type Reply = Answer['reply'];
const note: Reply = { kind: 'note', text: rich`Saved. 12 minutes are free.` };
const answerTo = (reply: Reply): void => {
  web.host.answer = (intent) =>
    intent.kind === 'command' && intent.text.startsWith('agenda') && reply.kind === 'note'
      ? { kind: 'card', card: AGENDA }
      : reply;
};
const did = (): readonly object[] =>
  web.host.handled.map(({ intent }) => intent).filter((intent) => intent.kind !== 'command');
const deliveries = (): readonly string[] =>
  web.host.handled
    .filter(({ intent }) => intent.kind !== 'command')
    .map(({ envelope }) => envelope.deliveryId);
const statusOf = (text: string) =>
  tags(text, 'div').find((tag) => tag.attributes.get('id') === 'status')?.attributes;

describe('a press', () => {
  const press = async (more: Fields = {}): Promise<{ status: number; text: string }> => {
    const hidden = await web.hidden('/', '/press');
    return web.post('/press', { ...hidden, token: 'token-case', ...more });
  };

  it('reaches the core as this person’s', async () => {
    answerTo(note);
    await press();
    expect(web.host.handled).toHaveLength(1);
    expect(web.host.handled[0]?.intent).toEqual({ kind: 'press', token: 'token-case' });
    expect(web.host.handled[0]?.envelope).toMatchObject({
      account: 'm20',
      tenant: 'lctf',
      place: 'direct:m20',
    });
  });

  it('is answered with the page it came from, the note on top and in focus', async () => {
    answerTo(note);
    const { status, text } = await press();
    expect(status).toBe(200);
    expect(statusOf(text)?.get('role')).toBe('status');
    expect(statusOf(text)?.has('autofocus')).toBe(true);
    const said = textOf(text);
    expect(said).toContain('Saved. 12 minutes are free.');
    expect(said).toContain('My messages Wed 27 Jan, 09:00 What should we talk about');
    expect(said.indexOf('Saved.')).toBeLessThan(said.indexOf('What should'));
  });

  it('comes back to the page that it came from', async () => {
    answerTo(note);
    const { text } = await press({ back: '/agenda?meeting=mtg-1' });
    expect(textOf(text)).toContain('Saved. 12 minutes are free.');
    expect(textOf(text)).toContain('Transport gap');
    expect(
      tags(text, 'a')
        .find((tag) => tag.attributes.get('class') === 'close')
        ?.attributes.get('href'),
    ).toBe('/agenda?meeting=mtg-1');
  });

  it('knows the row it was about', async () => {
    answerTo(note);
    const hidden = await web.hidden('/', '/press');
    const close = async (at: string): Promise<string | undefined> => {
      const { text } = await web.post(`/press?at=${encodeURIComponent(at)}`, { ...hidden, token: 't' });
      return tags(text, 'a')
        .find((tag) => tag.attributes.get('class') === 'close')
        ?.attributes.get('href');
    };
    expect(await close('agenda-0123456789')).toBe('/#agenda-0123456789');
    expect(await close('"><b>')).toBe('/');
  });

  it.each([
    '//evil.example',
    'https://evil.example/',
    '/\\evil.example',
    '/form?t=x',
    '/agenda?meeting=a b',
    'javascript:1',
    '/sign-out',
    '',
    '/press?t=a&n=b&at=1&m=x',
  ])('never goes to %j', async (back) => {
    answerTo(note);
    const { status, text } = await press({ back });
    expect(status).toBe(200);
    expect(
      tags(text, 'a')
        .find((tag) => tag.attributes.get('class') === 'close')
        ?.attributes.get('href'),
    ).toBe('/');
    expect(textOf(text)).toContain('My messages Wed 27 Jan');
  });

  it('that needs no answer shows the page again', async () => {
    answerTo({ kind: 'none' });
    const { status, text } = await press();
    expect(status).toBe(200);
    expect(statusOf(text)?.has('autofocus')).toBe(false);
  });

  it('may be answered with buttons', async () => {
    answerTo({
      ...note,
      buttons: [
        { kind: 'buttons', buttons: [{ kind: 'press', label: 'Undo', action: 'a', value: 'token-undo' }] },
      ],
    });
    const { text } = await press();
    expect(
      formsOf(text)
        .flatMap((form) => form.buttons)
        .map(({ label }) => label),
    ).toContain('Undo');
  });

  it('is one delivery however often the same page sends it', async () => {
    answerTo(note);
    const hidden = await web.hidden('/', '/press');
    for (const token of ['token-a', 'token-a', 'token-b']) await web.post('/press', { ...hidden, token });
    const [first, again, other] = deliveries();
    expect(first).toMatch(/^web-[\w-]{43}$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('from a fresh page, or by someone else, is another delivery', async () => {
    answerTo(note);
    await press();
    await press();
    const hidden = await web.hidden('/', '/press');
    await web.signIn('m01');
    await web.post('/press', {
      ...hidden,
      csrf: (await web.hidden('/', '/command'))['csrf'] ?? '',
      token: 'token-case',
    });
    await web.post('/press', {
      ...hidden,
      csrf: (await web.hidden('/', '/command'))['csrf'] ?? '',
      token: 'token-case',
    });
    const [a, b, c, d] = deliveries();
    expect(new Set([a, b, c]).size).toBe(3);
    expect(d).toBe(c);
  });

  it.each<[string, Fields]>([
    ['no nonce', { nonce: '' }],
    ['an endless nonce', { nonce: 'n'.repeat(65) }],
    ['a strange nonce', { nonce: '<script>alert(1)</script>' }],
    ['no token', { token: '' }],
    ['an endless token', { token: 't'.repeat(2001) }],
  ])('with %s does nothing', async (_, more) => {
    const { status, text } = await press(more);
    expect(status).toBe(400);
    expect(textOf(text)).toContain('Nothing was done.');
    expect(web.host.handled).toEqual([]);
  });
});

describe('a card that a press opened', () => {
  const open = async (): Promise<string> => {
    web.host.answer = (intent) =>
      intent.kind === 'press' && intent.token === 'token-open' ? { kind: 'card', card: AGENDA } : note;
    const hidden = await web.hidden('/', '/press');
    return (await web.post('/press', { ...hidden, token: 'token-open' })).text;
  };

  it('is a page of its own, with a generic title', async () => {
    const text = await open();
    expect(text).toContain('<title>Agenda updated · Larkmoor TF</title>');
    expect(tags(text, 'h1')).toHaveLength(1);
    expect(textOf(text)).toContain('Transport gap');
  });

  it('is come back to after something on it was pressed, by the same delivery', async () => {
    const { hidden } = formFor(await open(), '/press');
    const { text } = await web.post('/press', { ...hidden, token: 'token-accept-m1' });
    expect(textOf(text)).toContain('Saved. 12 minutes are free.');
    expect(textOf(text)).toContain('Transport gap');
    expect(did()).toEqual([
      { kind: 'press', token: 'token-open' },
      { kind: 'press', token: 'token-accept-m1' },
      { kind: 'press', token: 'token-open' },
    ]);
    const [first, , third] = deliveries();
    expect(third).toBe(first);
  });

  it('can be looked at again, and its buttons go on leading back to it', async () => {
    const { hidden } = formFor(await open(), '/press');
    const { status, text } = await web.get(hidden['back'] ?? '');
    expect(status).toBe(200);
    expect(formFor(text, '/press').hidden['back']).toBe(hidden['back']);
    expect(tags(text, 'a').map((tag) => tag.attributes.get('href'))).toContain(
      `/form?${new URLSearchParams({ t: 'token-edit-m1', back: hidden['back'] ?? '' }).toString()}`,
    );
  });

  it('is My messages when it was something done once, and the core says so', async () => {
    const { hidden } = formFor(await open(), '/press');
    web.host.answer = () => note;
    const { text } = await web.get(hidden['back'] ?? '');
    expect(textOf(text)).toContain('My messages Wed 27 Jan');
  });

  it('cannot be asked for with another token, by another person, or a day later', async () => {
    const { hidden } = formFor(await open(), '/press');
    const back = hidden['back'] ?? '';
    const before = web.host.handled.length;
    const other = back.replace('token-open', 'token-case');
    expect((await web.get(other)).headers['location']).toBe('/');
    web.machine = new Date(web.machine.getTime() + 24 * 3_600_000);
    expect((await web.get(back)).headers['location']).toBe('/');
    web.machine = new Date(web.machine.getTime() - 24 * 3_600_000);
    await web.signIn('m01');
    expect((await web.get(back)).headers['location']).toBe('/');
    expect(web.host.handled).toHaveLength(before);
  });
});

describe('refusals', () => {
  it.each<[RefusalKind, number]>([
    ['stranger', 403],
    ['denied', 404],
    ['unknown', 404],
    ['bad-input', 400],
    ['too-old', 410],
    ['not-now', 409],
    ['fault', 500],
  ])('%s is a page with status %i', async (why, status) => {
    answerTo({ kind: 'refused', why, text: rich`Please ask Dana.` });
    const hidden = await web.hidden('/', '/press');
    const response = await web.post('/press', { ...hidden, token: 't' });
    expect(response.status).toBe(status);
    expect(textOf(response.text)).toContain('Please ask Dana.');
    expect(tags(response.text, 'h1')).toHaveLength(1);
  });

  it('look alike when they would tell what exists', async () => {
    const pages: string[] = [];
    for (const why of ['denied', 'unknown'] as const) {
      answerTo({ kind: 'refused', why, text: rich`Not here.` });
      const hidden = await web.hidden('/', '/press');
      const { text } = await web.post('/press', { ...hidden, token: 't' });
      pages.push(textOf(text));
    }
    expect(pages[0]).toBe(pages[1]);
  });
});

describe('a command', () => {
  const type = async (
    q: string,
    more: Fields = {},
  ): Promise<{ status: number; text: string; headers: object }> =>
    web.post('/command', { ...(await web.hidden('/', '/command')), q, ...more });

  it.each([
    ['agenda add Budget --minutes 10', 'agenda add Budget --minutes 10'],
    ['/agenda add Budget', 'agenda add Budget'],
    ['/convener agenda add Budget', 'agenda add Budget'],
    ['  / Convener  pause', 'pause'],
    ['/convener', ''],
  ])('%j is "%s"', async (typed, text) => {
    answerTo(note);
    await type(typed);
    expect(web.host.handled[0]?.intent).toEqual({ kind: 'command', text });
  });

  it.each([
    ['agenda', '/agenda'],
    ['/agenda', '/agenda'],
    [' Agenda ', '/agenda'],
    ['agenda --meeting mtg-2027-02', '/agenda?meeting=mtg-2027-02'],
    ['agenda —meeting mtg-2027-02', '/agenda?meeting=mtg-2027-02'],
    ['roster', '/roster'],
    ['/help', '/help'],
  ])('%j has a page of its own', async (typed, page) => {
    const { status, headers } = await type(typed);
    expect([status, headers]).toEqual([303, expect.objectContaining({ location: page })]);
    const hidden = await web.hidden('/', '/command');
    const inPlace = await web.post('/command', { ...hidden, q: typed }, { 'hx-request': 'true' });
    expect([inPlace.status, inPlace.headers['hx-redirect']]).toEqual([204, page]);
    expect(web.host.handled).toEqual([]);
  });

  it('that was not understood stays in the box', async () => {
    answerTo({ kind: 'refused', why: 'bad-input', text: rich`I do not know that command.` });
    const { status, text } = await type('agneda "add"');
    expect(status).toBe(400);
    const [box] = tags(text, 'input').filter((tag) => tag.attributes.get('name') === 'q');
    expect(box?.attributes.get('value')).toBe('agneda "add"');
  });

  it('may open a form', async () => {
    answerTo({ kind: 'form', form: TOPIC });
    expect(formFor((await type('agenda add')).text, '/form').hidden['t']).toBe('token-context');
  });

  it('is one delivery per page and text', async () => {
    answerTo(note);
    const hidden = await web.hidden('/', '/command');
    for (const q of ['pause', 'pause', 'resume']) await web.post('/command', { ...hidden, q });
    const [a, b, c] = web.host.handled.map(({ envelope }) => envelope.deliveryId);
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });

  it('has an end', async () => {
    expect((await type('x'.repeat(8001))).status).toBe(400);
    expect(web.host.handled).toEqual([]);
  });
});

describe('completion', () => {
  it.each(['GET', 'POST'])('by %s: what could come next, as options', async (method) => {
    const hidden = await web.hidden('/', '/command');
    const { status, text } =
      method === 'GET'
        ? await web.get('/complete?q=agenda%20')
        : await web.post('/complete', { ...hidden, q: 'agenda ' });
    expect(status).toBe(200);
    expect(web.host.completed).toEqual(['agenda ']);
    expect(tags(text, 'option').map((tag) => tag.attributes.get('value'))).toEqual(['agenda add']);
  });

  it('keeps the slash that was typed', async () => {
    const { text } = await web.get('/complete?q=%2Fage');
    expect(tags(text, 'option').map((tag) => tag.attributes.get('value'))).toEqual([
      '/agenda',
      '/agenda add',
    ]);
  });

  it('goes by POST from our pages: what is half typed stands in no address', async () => {
    const [box] = tags((await web.get('/')).text, 'input').filter(
      (tag) => tag.attributes.get('name') === 'q',
    );
    expect(box?.attributes.get('hx-post')).toBe('/complete');
    expect(box?.attributes.get('hx-trigger')).toBe('input changed delay:150ms');
  });

  it('is for people who are signed in', async () => {
    web.cookie = undefined;
    expect((await web.get('/complete?q=a')).status).toBe(401);
    expect(web.host.completed).toEqual([]);
  });
});

describe('a form', () => {
  beforeEach(() => {
    web.host.answer = (intent) => (intent.kind === 'open' ? { kind: 'form', form: TOPIC } : note);
  });
  const hiddenOf = async (back = '/'): Promise<Record<string, string>> =>
    web.hidden(`/form?t=token-add&back=${encodeURIComponent(back)}`, '/form');

  it('opens by a link, and so without any script', async () => {
    const page = await web.get('/');
    const href = tags(page.text, 'a')
      .map((tag) => tag.attributes.get('href'))
      .find((each) => each?.startsWith('/form'));
    expect(href).toBe('/form?t=token-add&back=%2F');
    const { status, text } = await web.get(href ?? '');
    expect(status).toBe(200);
    expect(did()).toEqual([{ kind: 'open', token: 'token-add' }]);
    expect(tags(text, 'h1')).toHaveLength(1);
    expect(text).toContain('<title>Add a topic · Larkmoor TF</title>');
  });

  it('sends its values by name; a choice of many is always a list', async () => {
    const hidden = await hiddenOf();
    await web.post('/form', { ...hidden, 'f.title': 'One\r\ntwo', 'f.minutes': '', 'm.tags': ['schools'] });
    await web.post('/form', {
      ...hidden,
      'f.title': '',
      'm.tags': ['schools', 'courts'],
      other: 'x',
      title: 'y',
    });
    expect(did().slice(1)).toEqual([
      {
        kind: 'submit',
        token: 'token-context',
        values: { title: 'One\ntwo', minutes: '', tags: ['schools'] },
      },
      { kind: 'submit', token: 'token-context', values: { title: '', tags: ['schools', 'courts'] } },
    ]);
  });

  it('comes back to where it was opened', async () => {
    web.host.answer = (intent) =>
      intent.kind === 'open'
        ? { kind: 'form', form: TOPIC }
        : intent.kind === 'command'
          ? { kind: 'card', card: AGENDA }
          : note;
    const { text } = await web.post('/form', { ...(await hiddenOf('/agenda')), 'f.title': 'Budget' });
    expect(textOf(text)).toContain('Saved.');
    expect(textOf(text)).toContain('Transport gap');
  });

  it('is one delivery while nothing in it changes', async () => {
    const hidden = await hiddenOf();
    for (const title of ['a', 'a', 'b']) await web.post('/form', { ...hidden, 'f.title': title });
    const [, a, again, b] = deliveries();
    expect(again).toBe(a);
    expect(b).not.toBe(a);
  });

  it('that is not right keeps what was typed, says what to change, and explains first', async () => {
    web.host.answer = (intent) =>
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
    const { status, text } = await web.post('/form', {
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
      said.indexOf('One thing to change'),
    );
    expect(said.indexOf('One thing to change')).toBeLessThan(said.indexOf('Add the topic'));
    const next = formFor(text, '/form').hidden;
    expect(next['back']).toBe('/channel');
    expect(next['nonce']).not.toBe(hidden['nonce']);
  });

  it('shows what it starts with', async () => {
    web.host.answer = () => ({ kind: 'form', form: { ...TOPIC, values: { title: 'Budget' } } });
    const { text } = await web.get('/form?t=token-edit');
    expect(
      tags(text, 'input')
        .find((tag) => tag.attributes.get('name') === 'f.title')
        ?.attributes.get('value'),
    ).toBe('Budget');
  });

  it.each(['/form', '/form?t=', `/form?t=${'x'.repeat(2001)}`])('%s opens nothing', async (path) => {
    expect((await web.get(path)).status).toBe(404);
    expect(web.host.handled).toEqual([]);
  });

  it.each<[string, Fields]>([
    ['no nonce', { nonce: '' }],
    ['an endless value', { 'f.title': 'x'.repeat(20_001) }],
    ['too many values', { 'm.tags': Array.from({ length: 201 }, () => 'x') }],
  ])('with %s does nothing', async (_, more) => {
    const hidden = await hiddenOf();
    const before = web.host.handled.length;
    expect((await web.post('/form', { ...hidden, ...more })).status).toBe(400);
    expect(web.host.handled).toHaveLength(before);
  });

  it('takes no strange names for more than names', async () => {
    await web.post('/form', { ...(await hiddenOf()), 'f.__proto__': 'x', 'f.constructor': 'y' });
    const submitted = did().at(-1) as { values: object };
    expect(Object.entries(submitted.values)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.getPrototypeOf(submitted.values)).toBe(Object.prototype);
  });
});

describe('addresses of forms, asked for again', () => {
  it.each(['/command', '/sign-out', '/press'])('%s leads to My messages', async (path) => {
    const { status, headers } = await web.get(path);
    expect([status, headers['location']]).toEqual([303, '/']);
  });
});
