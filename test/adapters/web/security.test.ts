import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isKnownHost, isOwnSite } from '../../../adapters/web/origin.ts';
import { rich } from '../../../src/kernel/rich.ts';
import { encode, startWeb, type Web } from './client.ts';
import { tags, textOf } from './html.ts';

let web: Web;
beforeEach(async () => {
  web = await startWeb();
  web.host.answer = () => ({ kind: 'note', text: rich`Saved.` });
});
afterEach(() => web.stop());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('a form from elsewhere', () => {
  beforeEach(() => web.signIn('m20'));
  const sent = async (headers: Record<string, string>): Promise<number> => {
    const hidden = await web.hidden('/', '/command');
    const body = encode({ ...hidden, token: 't' });
    return (await web.request('POST', '/press', { headers: { ...FORM, ...headers }, body })).status;
  };

  it.each<[string, Record<string, string>, number]>([
    ['a browser of today, our page', { 'sec-fetch-site': 'same-origin' }, 303],
    ['a browser of today, another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a browser of today, a sister site', { 'sec-fetch-site': 'same-site' }, 403],
    ['an older browser, the public address', { origin: 'http://convener.example' }, 303],
    ['an older browser, another site', { origin: 'https://evil.example' }, 403],
    ['an older browser, a hidden site', { origin: 'null' }, 403],
    ['no browser, but the right token', {}, 303],
  ])('%s', async (_, headers, status) => {
    expect(await sent(headers)).toBe(status);
    expect(web.host.handled).toHaveLength(status === 303 ? 1 : 0);
  });

  it.each([
    ['none', ''],
    ['a wrong one', 'x'],
    ['one of another session', undefined],
  ])('with %s for a token does nothing, and says what to do', async (_, csrf) => {
    const hidden = await web.hidden('/', '/command');
    if (csrf === undefined) await web.signIn('m20');
    const { status, text } = await web.post('/press', {
      ...hidden,
      ...(csrf === undefined ? {} : { csrf }),
      token: 't',
    });
    expect(status).toBe(403);
    expect(textOf(text)).toContain('Go back, load the page again, and then press once more.');
    expect(web.host.handled).toEqual([]);
  });

  it.each(['/press', '/command', '/form', '/complete', '/sign-out'])('%s needs the token', async (path) => {
    expect((await web.post(path, { token: 't', q: 'pause', t: 't', nonce: 'n'.repeat(20) })).status).toBe(
      403,
    );
    expect(web.host.handled).toEqual([]);
    expect(web.cookie).toBeDefined();
  });

  it('signed out, it is told so', async () => {
    const hidden = await web.hidden('/', '/command');
    web.cookie = undefined;
    const { status, text } = await web.post('/press', { ...hidden, token: 't' });
    expect(status).toBe(401);
    expect(textOf(text)).toContain('Open your link again');
  });
});

describe('where requests come from', () => {
  const PUBLIC = 'https://tf.example';
  const host = 'tf.example';

  it('is the same site when only the scheme differs, or the proxy changed the host', () => {
    expect(isOwnSite({ fetchSite: undefined, origin: 'http://tf.example', host }, PUBLIC)).toBe(true);
    expect(isOwnSite({ fetchSite: undefined, origin: PUBLIC, host: '10.0.0.5:3000' }, PUBLIC)).toBe(true);
    expect(isOwnSite({ fetchSite: undefined, origin: 'https://tf.example.evil.example', host }, PUBLIC)).toBe(
      false,
    );
    expect(isOwnSite({ fetchSite: undefined, origin: 'not an origin', host }, PUBLIC)).toBe(false);
    expect(isOwnSite({ fetchSite: 'cross-site', origin: PUBLIC, host }, PUBLIC)).toBe(false);
  });

  it.each([
    ['localhost:3000', true],
    ['LOCALHOST', true],
    ['127.0.0.1:8080', true],
    ['[::1]:3000', true],
    ['tf.example', true],
    ['tf.example:444', true],
    ['evil.example', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['a b', false],
    ['', false],
  ])('the demo answers to %s: %s', (name, known) => expect(isKnownHost(name, PUBLIC)).toBe(known));
});

describe('every answer', () => {
  const paths = ['/', '/nowhere', '/i/some-token-1234', '/signed-out', '/live/messages'];

  it.each(paths)('%s has a strict policy and is kept nowhere', async (path) => {
    const { headers } = await web.get(path);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-robots-tag']).toBe('noindex, nofollow');
    expect(headers['referrer-policy']).toBe('same-origin');
  });

  it('holds no script, style or handler in the page itself', async () => {
    await web.signIn('m20');
    const { text } = await web.get('/');
    for (const script of tags(text, 'script')) expect(script.attributes.get('src')).toMatch(/^\/assets\//);
    expect(text).not.toMatch(/ (?:style|on[a-z]+|hx-on[^=]*)=/);
    expect(tags(text, 'style')).toEqual([]);
  });

  it('tells htmx to evaluate, style and remember nothing', async () => {
    const { text } = await web.get('/');
    const [meta] = tags(text, 'meta').filter((tag) => tag.attributes.get('name') === 'htmx-config');
    expect(JSON.parse(meta?.attributes.get('content') ?? '')).toMatchObject({
      allowEval: false,
      allowScriptTags: false,
      includeIndicatorStyles: false,
      historyCacheSize: 0,
    });
  });
});

describe('methods', () => {
  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not allowed anywhere', async (method) => {
    for (const path of ['/', '/press', '/nowhere']) {
      const { status, headers } = await web.request(method, path);
      expect([status, headers['allow']]).toEqual([405, 'GET, HEAD, POST']);
    }
  });

  it.each(['/', '/channel', '/agenda', '/roster', '/help'])('POST %s is not allowed', async (path) => {
    const { status, headers } = await web.post(path, {});
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  it('HEAD is GET without the body', async () => {
    const { status, headers, text } = await web.request('HEAD', '/');
    expect([status, text]).toEqual([200, '']);
    expect(headers['content-type']).toContain('text/html');
  });
});

describe('bodies', () => {
  beforeEach(() => web.signIn('m20'));
  const fields = async (length: number): Promise<string> =>
    encode({ ...(await web.hidden('/', '/command')), token: 't', filler: 'x'.repeat(length) });

  it('of more than 64 KB are refused, said beforehand or not', async () => {
    const body = await fields(66_000);
    const said = await web.request('POST', '/press', { headers: FORM, body });
    expect(said.status).toBe(413);
    expect(textOf(said.text)).toContain('Please send a shorter text.');
    const unsaid = await web.request('POST', '/press', {
      headers: { ...FORM, 'transfer-encoding': 'chunked' },
      body,
    });
    expect(unsaid.status).toBe(413);
    expect(web.host.handled).toEqual([]);
  });

  it('of less are taken, said beforehand or not', async () => {
    for (const headers of [FORM, { ...FORM, 'transfer-encoding': 'chunked' }]) {
      const { status } = await web.request('POST', '/press', { headers, body: await fields(60_000) });
      expect(status).toBe(303);
    }
  });

  it.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x', ''])(
    'of type %j are no forms',
    async (type) => {
      const headers = type === '' ? {} : { 'content-type': type };
      const { status } = await web.request('POST', '/press', { headers, body: await fields(1) });
      expect(status).toBe(400);
      expect(web.host.handled).toEqual([]);
    },
  );

  it('that are no text do no harm', async () => {
    const body = Buffer.from([0xff, 0xfe, 0x00, 0x3d, 0x26, 0x25, 0x25]);
    expect((await web.request('POST', '/press', { headers: FORM, body })).status).toBe(403);
  });
});

describe('assets', () => {
  it('are served from memory, for good under their own hash', async () => {
    const page = (await web.get('/')).text;
    const urls = [
      ...tags(page, 'script').map((tag) => tag.attributes.get('src')),
      ...tags(page, 'link').map((tag) => tag.attributes.get('href')),
    ];
    expect(urls).toHaveLength(4);
    for (const url of urls) {
      const { status, headers, text } = await web.get(url ?? '');
      expect(status).toBe(200);
      expect(text.length).toBeGreaterThan(100);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      const again = await web.get(url ?? '', { 'if-none-match': headers.etag ?? '' });
      expect([again.status, again.text]).toEqual([304, '']);
    }
  });

  it('are asked for again when the address is an older one', async () => {
    const { status, headers } = await web.get('/assets/style.css?v=older');
    expect([status, headers['cache-control'], headers['content-type']]).toEqual([
      200,
      'no-cache',
      'text/css; charset=utf-8',
    ]);
  });

  it('robots are asked to stay away', async () => {
    expect((await web.get('/robots.txt')).text).toBe('User-agent: *\nDisallow: /\n');
  });
});

describe('strange requests', () => {
  it.each([
    '/%',
    '/%ff%fe',
    '/agenda?meeting=%',
    '/i/%00',
    '/\\',
    '//evil.example/',
    '/form?t=%E0%A4%A',
    `/${'a'.repeat(8000)}`,
  ])('%s ends in an answer', async (path) => {
    const { status } = await web.get(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(web.logged).toEqual([]);
  });

  it.each(['', 'x', 'a'.repeat(43), '"; DROP TABLE', '%00'])('a cookie of %j is nobody', async (value) => {
    web.cookie = `convener=${value}`;
    expect(textOf((await web.get('/')).text)).toContain('Ask your facilitator for your link.');
  });
});
