import { describe, expect, it } from 'vitest';
import type { RefusalKind } from '../../../src/kernel/outcome.ts';
import { rich } from '../../../src/kernel/rich.ts';
import { AGENDA } from './cards.ts';
import { formFor, type Fields } from './client.ts';
import { deskForEach, NOTE } from './desk.ts';
import { formsOf, tags, textOf } from './html.ts';

const desk = deskForEach();
const statusOf = (text: string) =>
  tags(text, 'div').find((tag) => tag.attributes.get('id') === 'status')?.attributes;

describe('a press', () => {
  const press = async (more: Fields = {}): Promise<{ status: number; text: string }> => {
    const hidden = await desk.web.hidden('/', '/press');
    return desk.web.post('/press', { ...hidden, token: 'token-case', ...more });
  };

  it('is answered with the page it came from, the note on top and in focus', async () => {
    desk.answerTo(NOTE);
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
    desk.answerTo(NOTE);
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
    desk.answerTo(NOTE);
    const hidden = await desk.web.hidden('/', '/press');
    const close = async (at: string): Promise<string | undefined> => {
      const { text } = await desk.web.post(`/press?at=${encodeURIComponent(at)}`, { ...hidden, token: 't' });
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
    desk.answerTo(NOTE);
    const { status, text } = await press({ back });
    expect(status).toBe(200);
    expect(
      tags(text, 'a')
        .find((tag) => tag.attributes.get('class') === 'close')
        ?.attributes.get('href'),
    ).toBe('/');
    expect(textOf(text)).toContain('My messages Wed 27 Jan');
  });

  it('put into an open page, tells the page its address', async () => {
    const hidden = await desk.web.hidden('/', '/press');
    const inPlace = async (token: string): Promise<readonly unknown[]> => {
      const { headers } = await desk.web.post('/press', { ...hidden, token }, { 'hx-request': 'true' });
      return [headers['hx-replace-url'], headers['hx-push-url']];
    };
    desk.answerTo(NOTE);
    expect(await inPlace('a')).toEqual(['/', undefined]);
    desk.answerTo({ kind: 'card', card: AGENDA });
    expect(await inPlace('b')).toEqual([undefined, expect.stringMatching(/^\/press\?t=b&n=/)]);
    desk.answerTo({ kind: 'refused', why: 'not-now', text: rich`Later.` });
    expect(await inPlace('c')).toEqual([undefined, undefined]);
  });

  it('that needs no answer shows the page again', async () => {
    desk.answerTo({ kind: 'none' });
    const { status, text } = await press();
    expect(status).toBe(200);
    expect(statusOf(text)?.has('autofocus')).toBe(false);
  });

  it('may be answered with buttons', async () => {
    desk.answerTo({
      ...NOTE,
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

  it('from a fresh page, or by someone else, is another delivery', async () => {
    desk.answerTo(NOTE);
    await press();
    await press();
    const hidden = await desk.web.hidden('/', '/press');
    await desk.web.signIn('m01');
    await desk.web.post('/press', {
      ...hidden,
      csrf: (await desk.web.hidden('/', '/command'))['csrf'] ?? '',
      token: 'token-case',
    });
    await desk.web.post('/press', {
      ...hidden,
      csrf: (await desk.web.hidden('/', '/command'))['csrf'] ?? '',
      token: 'token-case',
    });
    const [a, b, c, d] = desk.deliveries();
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
    expect(desk.web.host.handled).toEqual([]);
  });
});

describe('a card that a press opened', () => {
  const open = async (): Promise<string> => {
    desk.web.host.answer = (intent) =>
      intent.kind === 'press' && intent.token === 'token-open' ? { kind: 'card', card: AGENDA } : NOTE;
    const hidden = await desk.web.hidden('/', '/press');
    return (await desk.web.post('/press', { ...hidden, token: 'token-open' })).text;
  };

  it('is a page of its own, with a generic title', async () => {
    const text = await open();
    expect(text).toContain('<title>Agenda updated · Larkmoor TF</title>');
    expect(tags(text, 'h1')).toHaveLength(1);
    expect(textOf(text)).toContain('Transport gap');
  });

  it('is come back to after something on it was pressed, by the same delivery', async () => {
    const { hidden } = formFor(await open(), '/press');
    const { text } = await desk.web.post('/press', { ...hidden, token: 'token-accept-m1' });
    expect(textOf(text)).toContain('Saved. 12 minutes are free.');
    expect(textOf(text)).toContain('Transport gap');
    const opened = { kind: 'press', token: 'token-open' };
    // Pressed, seen to come back, and shown; after the other press looked for, and shown.
    expect(desk.did()).toEqual([
      opened,
      opened,
      opened,
      { kind: 'press', token: 'token-accept-m1' },
      opened,
      opened,
    ]);
    const deliveries = desk.deliveries();
    expect(new Set(deliveries).size).toBe(2);
    expect(deliveries.at(-1)).toBe(deliveries[0]);
  });

  it('can be looked at again, and its buttons go on leading back to it', async () => {
    const { hidden } = formFor(await open(), '/press');
    const { status, text } = await desk.web.get(hidden['back'] ?? '');
    expect(status).toBe(200);
    expect(formFor(text, '/press').hidden['back']).toBe(hidden['back']);
    expect(tags(text, 'a').map((tag) => tag.attributes.get('href'))).toContain(
      `/form?${new URLSearchParams({ t: 'token-edit-m1', back: hidden['back'] ?? '' }).toString()}`,
    );
  });

  it('is My messages when it was something done once, and the core says so', async () => {
    const { hidden } = formFor(await open(), '/press');
    desk.web.host.answer = () => NOTE;
    const { text } = await desk.web.get(hidden['back'] ?? '');
    expect(textOf(text)).toContain('My messages Wed 27 Jan');
  });

  it('cannot be asked for with another token, by another person, or a day later', async () => {
    const { hidden } = formFor(await open(), '/press');
    const back = hidden['back'] ?? '';
    const before = desk.web.host.handled.length;
    const other = back.replace('token-open', 'token-case');
    expect((await desk.web.get(other)).headers['location']).toBe('/');
    desk.web.machine = new Date(desk.web.machine.getTime() + 24 * 3_600_000);
    expect((await desk.web.get(back)).headers['location']).toBe('/');
    desk.web.machine = new Date(desk.web.machine.getTime() - 24 * 3_600_000);
    await desk.web.signIn('m01');
    expect((await desk.web.get(back)).headers['location']).toBe('/');
    expect(desk.web.host.handled).toHaveLength(before);
  });
});

// A browser without scripts cannot go back to the answer of a POST, nor load it again.
describe('without scripts', () => {
  const sent = async (headers: Record<string, string> = {}) =>
    desk.web.send('/press', { ...(await desk.web.hidden('/', '/press')), token: 'token-case' }, headers);

  it('an answer stands on the page itself, once', async () => {
    desk.answerTo(NOTE);
    const { status, headers } = await sent();
    expect([status, headers['location']]).toEqual([303, '/']);
    expect(headers['set-cookie']?.[0]).toMatch(
      /^convener-note=.*; Max-Age=60; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(textOf((await desk.web.get('/')).text)).toContain('Saved. 12 minutes are free.');
    expect(desk.web.noteCookie).toBeUndefined();
    expect(textOf((await desk.web.get('/')).text)).not.toContain('Saved.');
  });

  it('is read by the one it is for alone, and by nobody when it was changed', async () => {
    desk.answerTo(NOTE);
    await sent();
    const kept = desk.web.noteCookie!;
    for (const wrong of [
      kept.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      'convener-note=x.y',
      'convener-note=',
    ]) {
      desk.web.noteCookie = wrong;
      const { status, text } = await desk.web.get('/');
      expect([status, textOf(text).includes('Saved.')]).toEqual([200, false]);
    }
    await desk.web.signIn('m01');
    desk.web.noteCookie = kept;
    expect(textOf((await desk.web.get('/')).text)).not.toContain('Saved.');
  });

  it('an answer too long to carry is shown at once', async () => {
    const noise = Array.from({ length: 400 }, (_, index) => Math.sin(index).toString(36)).join(' ');
    desk.answerTo({ kind: 'note', text: rich`Saved. ${noise}` });
    const { status, text } = await sent();
    expect([status, textOf(text).includes('Saved.')]).toEqual([200, true]);
  });

  it('a card that a press opened has an address; one that came of a change is shown at once', async () => {
    desk.answerTo({ kind: 'card', card: AGENDA });
    const { status, headers } = await sent();
    expect([status, headers['location']?.startsWith('/press?')]).toEqual([303, true]);
    let asked = 0;
    desk.web.host.answer = () => ((asked += 1) === 1 ? { kind: 'card', card: AGENDA } : NOTE);
    const once = await sent();
    expect([once.status, textOf(once.text).includes('Transport gap')]).toEqual([200, true]);
  });

  it('with scripts the answer comes at once', async () => {
    desk.answerTo(NOTE);
    const { status, headers } = await sent({ 'hx-request': 'true' });
    expect([status, headers['set-cookie']]).toEqual([200, undefined]);
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
    desk.answerTo({ kind: 'refused', why, text: rich`Please ask Dana.` });
    const hidden = await desk.web.hidden('/', '/press');
    const response = await desk.web.post('/press', { ...hidden, token: 't' });
    expect(response.status).toBe(status);
    expect(textOf(response.text)).toContain('Please ask Dana.');
    expect(tags(response.text, 'h1')).toHaveLength(1);
  });
});
