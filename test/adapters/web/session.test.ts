import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../src/kernel/access.ts';
import { startWeb, type Web } from './client.ts';
import { ADELE, DANA, person, PIA } from './fake-host.ts';
import { formsOf, tags, textOf } from './html.ts';

const HOUR = 3_600_000;
const TOKEN = 'a-personal-link-of-pia';

let web: Web;
beforeEach(async () => {
  web = await startWeb();
  web.host.invites.set(TOKEN, 'm20');
});
afterEach(() => web.stop());

const later = (ms: number): void => {
  web.machine = new Date(web.machine.getTime() + ms);
};
const isSignedIn = async (): Promise<boolean> => tags((await web.get('/')).text, 'nav').length === 1;

describe('a personal link', () => {
  it('shows a page with a button, and uses nothing up', async () => {
    for (let look = 0; look < 3; look += 1) {
      const { status, text, headers } = await web.get(`/i/${TOKEN}`);
      expect(status).toBe(200);
      expect(textOf(text)).toContain('Open your page for Larkmoor TF');
      expect(formsOf(text).map(({ action }) => action)).toEqual([`/i/${TOKEN}`]);
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers['referrer-policy']).toBe('same-origin');
    }
    expect(web.host.invites.has(TOKEN)).toBe(true);
    await web.request('HEAD', `/i/${TOKEN}`);
    expect(web.host.invites.has(TOKEN)).toBe(true);
    expect(web.records.rows.size).toBe(0);
  });

  it('gives away neither who is meant nor which task force', async () => {
    const { text } = await web.get(`/i/${TOKEN}`);
    expect(text).not.toContain('Pia');
    expect(text).not.toContain('Larkmoor County');
  });

  it('signs in by its button', async () => {
    const { status, headers } = await web.post(`/i/${TOKEN}`, {});
    expect([status, headers['location']]).toEqual([303, '/']);
    expect(textOf((await web.get('/')).text)).toContain('Pia Sorensen');
  });

  it.each([
    { 'sec-fetch-site': 'cross-site', origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])('signs nobody in from another site: %j', async (headers) => {
    const { status } = await web.request('POST', `/i/${TOKEN}`, { headers, body: '' });
    expect(status).toBe(403);
    expect(web.cookie).toBeUndefined();
    expect(web.host.invites.has(TOKEN)).toBe(true);
  });

  it.each(['GET', 'POST'])('that is old has had its day: %s', async (method) => {
    for (const token of ['an-unknown-link-123', 'short', 'x'.repeat(300), 'a%20b%3Cc%3E']) {
      const { status, text } =
        method === 'GET' ? await web.get(`/i/${token}`) : await web.post(`/i/${token}`, {});
      expect(status).toBe(410);
      expect(textOf(text)).toContain('This link has had its day');
      expect(textOf(text)).toContain('Members and guests : ask your facilitator or a co-chair.');
      expect(textOf(text)).toContain('npm run -s convener -- invite YOUR-NAME');
    }
    expect(web.cookie).toBeUndefined();
  });

  it('of someone who left signs nobody in', async () => {
    web.host.roster = [DANA];
    const { status, text } = await web.post(`/i/${TOKEN}`, {});
    expect(status).toBe(403);
    expect(textOf(text)).toContain('Please ask your facilitator to add you.');
    expect(web.cookie).toBeUndefined();
  });

  it('replaces the session there was', async () => {
    await web.signIn('m01');
    const [before] = web.records.rows.keys();
    await web.signIn('m20');
    expect(web.records.rows.size).toBe(1);
    expect(web.records.rows.has(before ?? '')).toBe(false);
  });
});

describe('the cookie', () => {
  const cookieAt = async (secure: boolean): Promise<string> => {
    const other = await startWeb({ secure });
    other.host.invites.set(TOKEN, 'm20');
    const { headers } = await other.post(`/i/${TOKEN}`, {});
    await other.stop();
    return headers['set-cookie']?.at(-1) ?? '';
  };

  it('is for this host over https only, where there is https', async () => {
    expect(await cookieAt(true)).toMatch(
      /^__Host-convener=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(await cookieAt(false)).toMatch(
      /^convener=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('is kept as a hash alone, with no name', async () => {
    await web.signIn('m20');
    const value = web.cookie?.split('=')[1] ?? '';
    const [[key, row] = ['', undefined]] = web.records.rows;
    expect(key).toBe(`session ${createHash('sha256').update(value).digest('hex')}`);
    expect(JSON.stringify(row)).not.toContain(value);
    expect(row?.value).toEqual({ taskForce: 'lctf', account: 'm20', startedAt: web.machine.getTime() });
  });
});

describe('a session', () => {
  it('of a member lasts 14 days', async () => {
    await web.signIn('m20');
    later(14 * 24 * HOUR - 1);
    expect(await isSignedIn()).toBe(true);
    later(1);
    expect(await isSignedIn()).toBe(false);
  });

  it.each<Role>(['facilitator', 'co-chair', 'records-officer'])('of a %s lasts 12 hours', async (role) => {
    web.host.roster = [person('m07', 'Sam', 'Agency', [role])];
    await web.signIn('m07');
    expect([...web.records.rows.values()][0]?.expiresAt).toEqual(new Date(web.machine.getTime() + 12 * HOUR));
    later(12 * HOUR - 1);
    expect(await isSignedIn()).toBe(true);
    later(1);
    expect(await isSignedIn()).toBe(false);
  });

  it('is shortened when its owner is given power', async () => {
    await web.signIn('m20');
    later(13 * HOUR);
    web.host.roster = [{ ...PIA, roles: ['co-chair'] }];
    expect(await isSignedIn()).toBe(false);
    expect(web.records.rows.size).toBe(0);
  });

  it('does not keep the role: each request asks for it', async () => {
    await web.signIn('m20');
    expect((await web.get('/channel')).status).toBe(200);
    web.host.roster = [{ ...PIA, segments: ['open'] }];
    expect((await web.get('/channel')).status).toBe(403);
    web.host.roster = [ADELE];
    expect(await isSignedIn()).toBe(false);
  });

  it('does not follow the task force’s clock', async () => {
    await web.signIn('m20');
    web.host.at = new Date('2028-01-01T00:00:00Z');
    expect(await isSignedIn()).toBe(true);
  });

  it('that the records hold in some other shape is nobody', async () => {
    await web.signIn('m20');
    for (const row of web.records.rows.values()) row.value = { account: 7 };
    expect(await isSignedIn()).toBe(false);
  });

  it('ends by signing out', async () => {
    await web.signIn('m20');
    const kept = web.cookie;
    const { status, headers } = await web.post('/sign-out', await web.hidden('/', '/sign-out'));
    expect([status, headers['location']]).toEqual([303, '/signed-out']);
    expect(headers['set-cookie']?.[0]).toMatch(/^convener=; Max-Age=0; Path=\//);
    expect(web.records.rows.size).toBe(0);
    web.cookie = kept;
    expect(await isSignedIn()).toBe(false);
    expect(textOf((await web.get('/signed-out')).text)).toContain('You are signed out');
  });
});
