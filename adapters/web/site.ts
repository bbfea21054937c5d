import type { Context } from 'hono';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Host } from '../../src/kernel/platform.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { Assets } from './assets.ts';
import { bodyForm } from './body.ts';
import { demoBar } from './demo-bar.ts';
import type { Demo } from './demo.ts';
import { keepNote, takeNote } from './kept-note.ts';
import { documentOf, type Frame, type Page } from './layout.ts';
import { isOwnSite } from './origin.ts';
import { otherSite, signedOut } from './refusal.ts';
import { sameText, type Sessions, type Visitor } from './session.ts';
import { hiddenFor, newNonce, type Visit } from './visit.ts';

/** What every route works with. */
export interface Site {
  readonly host: Host;
  readonly config: { readonly publicUrl: string; readonly secure: boolean };
  readonly sessions: Sessions;
  readonly assets: Assets;
  readonly clock: Clock;
  readonly log: Log;
  readonly demo: Demo | undefined;
}

export interface WebEnv {
  Variables: { visitor: Visitor | undefined };
}

export type WebContext = Context<WebEnv>;

export const hostOf = (c: WebContext): string => c.req.header('host') ?? new URL(c.req.url).host;

export function requireOwnSite(c: WebContext, { config }: Site): void {
  const source = {
    fetchSite: c.req.header('sec-fetch-site'),
    origin: c.req.header('origin'),
    host: hostOf(c),
  };
  if (!isOwnSite(source, config.publicUrl)) throw otherSite();
}

/** In the demo whoever looks is somebody at once: the first facilitator. */
export async function beginDemoVisit(
  c: WebContext,
  { host, sessions }: Site,
  demo: Demo,
): Promise<Visitor | undefined> {
  const people = await host.people(demo.taskForce);
  const first = people.find((person) => person.roles.includes('facilitator'));
  return first && sessions.begin(c, { taskForce: demo.taskForce, account: first.member });
}

async function visitorOf(c: WebContext, site: Site): Promise<Visitor | undefined> {
  const looks = c.req.method === 'GET' || c.req.method === 'HEAD';
  const known = await site.sessions.open(c);
  const visitor = known ?? (site.demo && looks ? await beginDemoVisit(c, site, site.demo) : undefined);
  c.set('visitor', visitor);
  return visitor;
}

export const visitOf = ({ host, config, clock, demo }: Site, visitor: Visitor): Visit => ({
  host,
  publicUrl: config.publicUrl,
  visitor,
  nonce: newNonce(),
  panes: demo?.panes ?? {},
  now: clock.now(),
});

/** The visit behind a request that looks at something; undefined when signed out. */
export async function lookIn(c: WebContext, site: Site): Promise<Visit | undefined> {
  const visitor = await visitorOf(c, site);
  return visitor && visitOf(site, visitor);
}

export interface Sent {
  readonly visit: Visit;
  readonly form: URLSearchParams;
}

/** A form that a page of ours sent, from the session it was made for. */
export async function receiveForm(c: WebContext, site: Site): Promise<Sent> {
  requireOwnSite(c, site);
  const form = await bodyForm(c);
  const visitor = await visitorOf(c, site);
  if (!visitor) throw signedOut();
  if (!sameText(form.get('csrf') ?? '', visitor.csrf)) throw otherSite();
  return { visit: visitOf(site, visitor), form };
}

async function frameOf(c: WebContext, site: Site, page: Page): Promise<Frame> {
  const { assets } = site;
  const asked = c.get('visitor');
  if (!asked) return { assets, signedIn: undefined, demoBar: '' };
  // What they did may have paused it, or let it go on.
  const visitor = c.req.method === 'POST' ? await site.sessions.again(asked) : asked;
  const hidden = hiddenFor(visitOf(site, visitor), page.back);
  const bar =
    site.demo && !page.print
      ? await demoBar(site.demo, {
          host: site.host,
          hidden,
          visitor,
          first: c.req.header('cookie') === undefined,
        })
      : '';
  return { assets, signedIn: { visitor, hidden }, demoBar: bar };
}

const ADDRESS = { instead: 'HX-Replace-Url', next: 'HX-Push-Url' } as const;

/** The page with what was said on the way to it, if it was. */
function withKept(c: WebContext, { config }: Site, page: Page): Page {
  const visitor = c.get('visitor');
  if (!visitor || page.note || page.print || c.req.method !== 'GET') return page;
  const kept = takeNote(c, visitor, config.secure);
  return kept ? { ...page, ...kept } : page;
}

/** Sends a page in the frame that all pages share. */
export async function send(c: WebContext, site: Site, asked: Page): Promise<Response> {
  const page = withKept(c, site, asked);
  if (page.address && c.req.header('hx-request')) c.header(ADDRESS[page.address], page.back);
  const frame = await frameOf(c, site, page);
  return c.html(documentOf(page, frame), page.status);
}

/**
 * Sends the answer to a form. Where it is a page of ours with a note, a browser without scripts is sent to that page: the
 * answer to a POST could not be gone back to, or loaded again.
 */
export async function sendAnswer(
  c: WebContext,
  site: Site,
  { visitor }: Visit,
  page: Page,
): Promise<Response> {
  const { note, at, address, back } = page;
  const moves = address === 'instead' && !c.req.header('hx-request');
  if (!moves) return send(c, site, page);
  const kept =
    note && (await keepNote(c, visitor, at === undefined ? { note } : { note, at }, site.config.secure));
  return kept === false ? send(c, site, page) : c.redirect(back, 303);
}
