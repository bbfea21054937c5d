import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SealedCard } from '../../../src/kernel/card.ts';
import type { Standing } from '../../../src/kernel/platform.ts';
import { plain, rich } from '../../../src/kernel/rich.ts';
import { AGENDA, CALL } from './cards.ts';
import { startWeb, type Web } from './client.ts';
import { PEOPLE, TASK_FORCE, wordsFor } from './fake-host.ts';
import { parse, tags, textOf } from './html.ts';

let web: Web;
beforeEach(async () => {
  web = await startWeb();
});
afterEach(() => web.stop());

const standing = (key: string, card: Standing['card'], shownAt: string, editedAt?: string): Standing => ({
  key,
  ref: `ref-${key}`,
  card,
  words: wordsFor(PEOPLE),
  shownAt: new Date(shownAt),
  editedAt: editedAt === undefined ? null : new Date(editedAt),
});

const linksOf = (html: string): readonly (string | undefined)[] =>
  tags(html, 'a').map((tag) => tag.attributes.get('href'));

describe('signed out', () => {
  it('shows a quiet page that says what this is, and gives nothing away', async () => {
    const { status, text } = await web.get('/');
    expect(status).toBe(200);
    expect(textOf(text)).toContain('Ask your facilitator for your link.');
    expect(textOf(text)).toContain('Members and guests : ask your facilitator or a co-chair.');
    expect(textOf(text)).toContain('prints a new one.');
    expect(text).toContain('<meta name="robots" content="noindex, nofollow" />');
    expect(text).not.toContain(TASK_FORCE.neutralName);
    expect(tags(text, 'form')).toEqual([]);
  });

  it.each(['/channel', '/agenda', '/roster', '/help', '/form?t=x', '/press?t=x'])(
    '%s is the same page',
    async (path) => {
      const { status, text } = await web.get(path);
      expect(status).toBe(401);
      expect(textOf(text)).toContain('Ask your facilitator for your link.');
      expect(web.host.handled).toEqual([]);
    },
  );

  it('says to someone who came to print how to get a page of their own', async () => {
    const { status, text } = await web.get('/agenda?meeting=mtg-1&print=1');
    expect(status).toBe(401);
    expect(textOf(text)).toContain('To print, open your own page first');
    expect(textOf(text)).toContain('/convener invite and your name in Slack');
    expect(text).not.toContain(TASK_FORCE.neutralName);
  });

  it('is what someone sees who is not on the roster any more', async () => {
    await web.signIn('m20');
    web.host.roster = [];
    expect(textOf((await web.get('/')).text)).toContain('Ask your facilitator for your link.');
  });
});

describe('my messages', () => {
  beforeEach(() => web.signIn('m20'));

  it('say who you are, and where you can go', async () => {
    const { text } = await web.get('/');
    expect(() => parse(text)).not.toThrow();
    expect(textOf(text)).toContain(TASK_FORCE.name);
    expect(textOf(text)).toContain('Pia Sorensen, Northgate Family Center Sign out');
    expect(linksOf(text)).toEqual(['#main', '/', '/channel', '/agenda', '/preview', '/roster', '/help']);
    expect(
      tags(text, 'a')
        .find((tag) => tag.attributes.get('aria-current') === 'page')
        ?.attributes.get('href'),
    ).toBe('/');
    expect(text).toContain('<title>My messages · Larkmoor TF</title>');
  });

  it('say so when there are none', async () => {
    expect(textOf((await web.get('/')).text)).toContain('No message has come yet.');
  });

  it('stand as cards, newest first, with when they were sent and edited', async () => {
    web.host.messages.set('direct:m20', [
      standing('agenda', AGENDA, '2027-02-08T15:00:00Z', '2027-02-08T15:05:00Z'),
      standing('call', CALL, '2027-01-27T14:00:00Z', '2027-02-02T15:05:00Z'),
    ]);
    web.host.messages.set('direct:m01', [
      standing('other', { ...CALL, title: rich`For Dana` }, '2027-02-08T15:00:00Z'),
    ]);
    const said = textOf((await web.get('/')).text);
    expect(said).toContain('Mon 8 Feb, 10:00 · edited 10:05 Agenda, Wed 10 Feb, 10:00 to 11:30');
    expect(said).toContain(
      'Wed 27 Jan, 09:00 · edited Tue 2 Feb, 10:05 What should we talk about on Wed 10 Feb ?',
    );
    expect(said.indexOf('Agenda, ')).toBeLessThan(said.indexOf('What should'));
    expect(said).not.toContain('For Dana');
  });

  it('have a box for commands on every page', async () => {
    web.host.answer = () => ({ kind: 'card', card: AGENDA });
    for (const path of ['/', '/channel', '/agenda', '/roster', '/help', '/nowhere']) {
      const { text } = await web.get(path);
      const [box] = tags(text, 'input').filter((tag) => tag.attributes.get('name') === 'q');
      expect(box?.attributes.get('list'), path).toBe('completions');
      expect(tags(text, 'datalist'), path).toHaveLength(1);
    }
  });
});

describe('the channel', () => {
  it('is open to the members’ part', async () => {
    await web.signIn('m20');
    web.host.messages.set('channel:main', [standing('agenda', AGENDA, '2027-02-08T15:00:00Z')]);
    const { status, text } = await web.get('/channel');
    expect(status).toBe(200);
    expect(textOf(text)).toContain('Transport gap');
  });

  it('is kindly closed to a guest, who is shown no link to it', async () => {
    await web.signIn('m11');
    web.host.messages.set('channel:main', [standing('agenda', AGENDA, '2027-02-08T15:00:00Z')]);
    const { status, text } = await web.get('/channel');
    expect(status).toBe(403);
    expect(textOf(text)).toContain(
      "This channel is for the members' part. Your own copy of each agenda is under My messages.",
    );
    expect(text).not.toContain('Transport gap');
    expect(linksOf(text)).not.toContain('/channel');
    expect((await web.get('/live/channel?seen=x')).status).toBe(403);
  });
});

describe('pages that a command answers', () => {
  beforeEach(async () => {
    await web.signIn('m20');
    web.host.answer = () => ({ kind: 'card', card: AGENDA });
  });

  it.each([
    ['/agenda', 'agenda'],
    ['/agenda?meeting=mtg-2027-02', 'agenda --meeting mtg-2027-02'],
    ['/roster', 'roster'],
    ['/help', 'help'],
  ])('%s asks "%s", as the person who looks', async (path, command) => {
    const { status, text } = await web.get(path);
    expect(status).toBe(200);
    expect(tags(text, 'h1')).toHaveLength(1);
    const [{ envelope, intent } = { envelope: undefined, intent: undefined }] = web.host.handled;
    expect(intent).toEqual({ kind: 'command', text: command });
    expect(envelope).toMatchObject({
      platform: 'web',
      tenant: 'lctf',
      taskForce: 'lctf',
      account: 'm20',
      place: 'direct:m20',
      receivedAt: web.host.at,
    });
  });

  it.each([
    ['/agenda?meeting=nothing-of-the-kind', '/agenda'],
    ['/agenda', '/'],
    ['/roster', '/'],
  ])('%s, when it is refused, leads on to %s and not back to itself', async (path, out) => {
    web.host.answer = () => ({ kind: 'refused', why: 'unknown', text: rich`Not here, or not for you.` });
    const { status, text } = await web.get(path);
    expect(status).toBe(404);
    const main = text.slice(text.indexOf('<div class="kind">'));
    expect(linksOf(main.slice(0, main.indexOf('</div>') + 6))).toEqual([out]);
  });

  it('are each a new delivery', async () => {
    await web.get('/agenda');
    await web.get('/agenda');
    const [first, second] = web.host.handled.map(({ envelope }) => envelope.deliveryId);
    expect(first).not.toBe(second);
  });

  it.each([
    '/agenda?meeting=',
    '/agenda?meeting=a%20b',
    '/agenda?meeting=a%22',
    `/agenda?meeting=${'x'.repeat(65)}`,
  ])('%s is nothing of ours', async (path) => {
    expect((await web.get(path)).status).toBe(404);
    expect(web.host.handled).toEqual([]);
  });

  it('show a note as their content', async () => {
    web.host.answer = () => ({ kind: 'note', text: rich`No meeting is planned yet.` });
    const { status, text } = await web.get('/agenda');
    expect(status).toBe(200);
    expect(textOf(text)).toContain('Agenda No meeting is planned yet.');
  });

  it('show what a note lists: under their own heading, or before all headings where it answers a press', async () => {
    const rows = [{ label: '', text: rich`Friday's digest` }];
    web.host.answer = () => ({
      kind: 'note',
      text: rich`Convener goes on.`,
      buttons: [{ kind: 'list', heading: rich`Left out`, rows }],
    });
    expect((await web.get('/agenda')).text).toContain('<h2>Left out</h2>');
    const fields = await web.hidden('/', '/command');
    const { text } = await web.send('/command', { ...fields, q: 'resume' }, { 'hx-request': 'true' });
    expect(text).toContain('<strong>Left out</strong>');
    expect(text.indexOf('Left out')).toBeLessThan(text.indexOf('<h1'));
    expect(text).not.toMatch(/<h[23]>Left out/);
  });

  it('may be empty', async () => {
    web.host.answer = () => ({ kind: 'none' });
    expect(textOf((await web.get('/agenda')).text)).toContain('Agenda Nothing here yet.');
    expect(web.host.handled).toHaveLength(1);
  });

  const stands = (card: SealedCard): void => {
    const shownAt = new Date('2027-02-08T15:00:00Z');
    const words = wordsFor(PEOPLE);
    web.host.messages.set('channel:main', [{ key: 'k', ref: 'r', card, words, shownAt, editedAt: null }]);
  };
  const listOf = (...labels: string[]): SealedCard['blocks'] => [
    { kind: 'list', rows: labels.map((label) => ({ label, text: [plain(`Topic ${label}`)] })) },
  ];

  it('print the copy for the table: what stands in the channel, not what only this reader may see', async () => {
    web.host.answer = () => ({ kind: 'card', card: { ...AGENDA, blocks: listOf('1', 'M1', 'C1', 'W1') } });
    stands({ ...AGENDA, blocks: listOf('1', 'M1') });
    const table = await web.get('/agenda?meeting=mtg-1&print=1');
    expect(textOf(table.text)).toMatch(/The copy for the table.*Topic 1.*Topic M1/);
    expect(textOf(table.text)).not.toMatch(/Topic [CW]1/);
    expect(linksOf(table.text)).toContain('/agenda?meeting=mtg-1&print=own');
    const own = await web.get('/agenda?meeting=mtg-1&print=own');
    expect(textOf(own.text)).toMatch(
      /Pia Sorensen: your own copy.*do not leave it on a table.*Topic C1.*Topic W1/,
    );
  });

  it('have no copy for the table before the agenda is out, or of another meeting', async () => {
    for (const other of [undefined, { ...AGENDA, title: [plain('Another')] }]) {
      if (other) stands(other);
      const { text } = await web.get('/agenda?print=1');
      expect(textOf(text)).toContain('No copy for the table yet');
      expect(textOf(text)).not.toContain('Transport gap');
      expect(linksOf(text)).toContain('/agenda?print=own');
    }
  });

  it('print their own copy for someone invited to the open part, who has no other', async () => {
    await web.signIn('m11');
    const { text } = await web.get('/agenda?meeting=mtg-1&print=1');
    expect(textOf(text)).toContain('Transport gap');
    expect(textOf(text)).not.toContain('table');
  });

  it('have a version to print, with nothing to press', async () => {
    const { text } = await web.get('/agenda?meeting=mtg-1&print=own');
    expect(textOf(text)).toContain('Transport gap');
    expect(tags(text, 'form')).toEqual([]);
    expect(tags(text, 'nav')).toEqual([]);
    expect(linksOf(text)).toEqual(['#main', '/agenda?meeting=mtg-1']);
    expect(tags(text, 'button').map((tag) => tag.attributes.has('hidden'))).toEqual([true]);
  });

  it('keep the title of the window generic', async () => {
    web.host.answer = () => ({ kind: 'card', card: { ...AGENDA, title: [plain('Secret topic')] } });
    expect((await web.get('/agenda')).text).toContain('<title>Agenda · Larkmoor TF</title>');
  });
});

describe('parts that keep themselves up to date', () => {
  beforeEach(() => web.signIn('m20'));
  const seenIn = (text: string): string => {
    const [live] = tags(text, 'div').filter((tag) => tag.attributes.get('id') === 'live');
    expect(live?.attributes.get('hx-trigger')).toBe('every 10s');
    return live?.attributes.get('hx-get') ?? '';
  };

  it.each([
    ['/', 'direct:m20', '/live/messages?seen='],
    ['/channel', 'channel:main', '/live/channel?seen='],
  ])('%s is answered with nothing while nothing changed', async (page, place, begins) => {
    web.host.messages.set(place, [standing('call', CALL, '2027-01-27T14:00:00Z')]);
    const url = seenIn((await web.get(page)).text);
    expect(url.startsWith(begins)).toBe(true);
    const same = await web.get(url, { 'hx-request': 'true' });
    expect([same.status, same.text]).toEqual([204, '']);
    web.host.messages.set(place, [standing('agenda', AGENDA, '2027-02-08T15:00:00Z')]);
    const changed = await web.get(url, { 'hx-request': 'true' });
    expect(changed.status).toBe(200);
    expect(textOf(changed.text)).toContain('Transport gap');
    expect(seenIn(changed.text)).not.toBe(url);
    expect(tags(changed.text, 'html')).toEqual([]);
  });

  it('the agenda too', async () => {
    web.host.answer = () => ({ kind: 'card', card: AGENDA });
    const url = seenIn((await web.get('/agenda?meeting=mtg-1')).text);
    expect(url).toMatch(/^\/live\/agenda\?meeting=mtg-1&seen=/);
    expect((await web.get(url)).status).toBe(204);
    web.host.answer = () => ({ kind: 'card', card: CALL });
    expect((await web.get(url)).status).toBe(200);
  });

  it('leave what is on the screen when something fails', async () => {
    const url = seenIn((await web.get('/')).text);
    web.host.standing = () => Promise.reject(new Error('away'));
    expect((await web.get(url)).status).toBe(204);
    expect(web.logged.map(({ message }) => message)).toEqual(['live part failed']);
  });

  it('load the page anew for someone who was signed out', async () => {
    const url = seenIn((await web.get('/')).text);
    web.cookie = undefined;
    const { status, headers, text } = await web.get(url);
    expect([status, headers['hx-refresh'], text]).toEqual([401, 'true', '']);
  });
});

describe('what is not there', () => {
  it.each(['/nowhere', '/demo/clock', '/demo/as', '/assets/other.js', '/i', '/../etc/passwd'])(
    '%s',
    async (path) => {
      const { status, text } = await web.get(path);
      expect(status).toBe(404);
      expect(textOf(text)).toContain('That page is not here any more, or not for you.');
    },
  );

  it('keeps the frame for someone who is signed in', async () => {
    await web.signIn('m20');
    expect(tags((await web.get('/nowhere')).text, 'nav')).toHaveLength(1);
  });
});

describe('when the core fails', () => {
  it('the page gives a number, and the log has it, without words of anyone', async () => {
    await web.signIn('m20');
    web.host.handle = () => Promise.reject(new Error('secret words'));
    const { status, text } = await web.get('/agenda');
    expect(status).toBe(500);
    expect(text).not.toContain('secret words');
    const [{ fields } = { fields: {} }] = web.logged;
    const { reference } = fields as { reference: string };
    expect(reference).toMatch(/^[0-9a-f]{8}$/);
    expect(textOf(text)).toContain(`tell your facilitator this number: ${reference}`);
  });

  it('even what pages are made of may fail', async () => {
    await web.signIn('m20');
    web.host.whoIs = () => Promise.reject(new Error('away'));
    const { status, text } = await web.get('/');
    expect(status).toBe(500);
    expect(text).toContain('Nothing was saved.');
  });
});
