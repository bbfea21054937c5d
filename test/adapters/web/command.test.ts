import { describe, expect, it } from 'vitest';
import { rich } from '../../../src/kernel/rich.ts';
import { TOPIC } from './cards.ts';
import { formFor, type Fields } from './client.ts';
import { deskForEach, NOTE } from './desk.ts';
import { tags } from './html.ts';

const desk = deskForEach();

describe('a command', () => {
  const type = async (
    q: string,
    more: Fields = {},
  ): Promise<{ status: number; text: string; headers: object }> =>
    desk.web.post('/command', { ...(await desk.web.hidden('/', '/command')), q, ...more });

  it.each([
    ['agenda add Budget --minutes 10', 'agenda add Budget --minutes 10'],
    ['/agenda add Budget', 'agenda add Budget'],
    ['/convener agenda add Budget', 'agenda add Budget'],
    ['  / Convener  pause', 'pause'],
    ['/convener', ''],
  ])('%j is "%s"', async (typed, text) => {
    desk.answerTo(NOTE);
    await type(typed);
    expect(desk.web.host.handled[0]?.intent).toEqual({ kind: 'command', text });
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
    const hidden = await desk.web.hidden('/', '/command');
    const inPlace = await desk.web.post('/command', { ...hidden, q: typed }, { 'hx-request': 'true' });
    expect([inPlace.status, inPlace.headers['hx-redirect']]).toEqual([204, page]);
    expect(desk.web.host.handled).toEqual([]);
  });

  it('that was not understood stays in the box', async () => {
    desk.answerTo({ kind: 'refused', why: 'bad-input', text: rich`I do not know that command.` });
    const { status, text } = await type('agneda "add"');
    expect(status).toBe(400);
    const [box] = tags(text, 'input').filter((tag) => tag.attributes.get('name') === 'q');
    expect(box?.attributes.get('value')).toBe('agneda "add"');
  });

  it('may open a form', async () => {
    desk.answerTo({ kind: 'form', form: TOPIC });
    expect(formFor((await type('agenda add')).text, '/form').hidden['t']).toBe('token-context');
  });

  it('has an end', async () => {
    expect((await type('x'.repeat(8001))).status).toBe(400);
    expect(desk.web.host.handled).toEqual([]);
  });
});

describe('completion', () => {
  it.each(['GET', 'POST'])('by %s: what could come next, as options', async (method) => {
    const hidden = await desk.web.hidden('/', '/command');
    const { status, text } =
      method === 'GET'
        ? await desk.web.get('/complete?q=agenda%20')
        : await desk.web.post('/complete', { ...hidden, q: 'agenda ' });
    expect(status).toBe(200);
    expect(desk.web.host.completed).toEqual(['agenda ']);
    expect(tags(text, 'option').map((tag) => tag.attributes.get('value'))).toEqual(['agenda add']);
  });

  it('keeps the slash that was typed', async () => {
    const { text } = await desk.web.get('/complete?q=%2Fage');
    expect(tags(text, 'option').map((tag) => tag.attributes.get('value'))).toEqual([
      '/agenda',
      '/agenda add',
    ]);
  });

  it('goes by POST from our pages: what is half typed stands in no address', async () => {
    const [box] = tags((await desk.web.get('/')).text, 'input').filter(
      (tag) => tag.attributes.get('name') === 'q',
    );
    expect(box?.attributes.get('hx-post')).toBe('/complete');
    expect(box?.attributes.get('hx-trigger')).toBe('input changed delay:150ms');
  });

  it('is for people who are signed in', async () => {
    desk.web.cookie = undefined;
    expect((await desk.web.get('/complete?q=a')).status).toBe(401);
    expect(desk.web.host.completed).toEqual([]);
  });
});

describe('addresses of forms, asked for again', () => {
  it.each(['/command', '/sign-out', '/press'])('%s leads to My messages', async (path) => {
    const { status, headers } = await desk.web.get(path);
    expect([status, headers['location']]).toEqual([303, '/']);
  });
});
