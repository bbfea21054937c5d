import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type { Asset } from './assets.ts';
import { addActions } from './action-routes.ts';
import { agendaPage, pageAt, previewOrWhy } from './answer.ts';
import { agendaBack, HOME, isId, type Back, type PageName } from './back.ts';
import { addCalendarRoutes } from './calendar-routes.ts';
import { hasDoors } from './doors-page.ts';
import { addDemoRoutes } from './demo-routes.ts';
import { addInviteRoutes } from './invite-routes.ts';
import { addSetupRoutes, BEGIN } from './setup-routes.ts';
import { kindPage, type Page } from './layout.ts';
import { addLiveRoutes } from './live-routes.ts';
import { isKnownHost } from './origin.ts';
import { agendaCommand, ask, printPage } from './pages.ts';
import { DOORS_PATH, panesOf } from './panes.ts';
import { QUIET, QUIET_PRINT } from './quiet.ts';
import { notAllowed, notFound, Refusal } from './refusal.ts';
import { hostOf, lookIn, send, type Site, type WebContext, type WebEnv } from './site.ts';
import type { Visit } from './visit.ts';

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CSP,
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex, nofollow',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

type Shown = (c: WebContext, visit: Visit) => Promise<Page>;

/** Pages to look at: reading works without any script. */
function addPages(app: Hono<WebEnv>, site: Site): void {
  const page = (path: string, shown: Shown): void => {
    app.get(path, async (c) => {
      const visit = await lookIn(c, site);
      if (visit) return send(c, site, await shown(c, visit));
      if (path === '/' && !site.demo && (await site.host.founding.empty())) return send(c, site, BEGIN);
      const quiet = c.req.query('print') === undefined ? QUIET : QUIET_PRINT;
      return send(c, site, { ...quiet, status: path === '/' ? 200 : 401 });
    });
    app.post(path, () => {
      throw notAllowed('GET, HEAD');
    });
  };
  const at = (path: PageName): Back => ({ kind: 'page', page: path, path });
  for (const path of ['/', '/channel', '/roster', '/help'] as const)
    page(path, (_, visit) => pageAt(visit, at(path)));
  if (hasDoors(site.demo)) page(DOORS_PATH, (_, visit) => pageAt(visit, at(DOORS_PATH)));
  for (const { path } of panesOf(site.demo)) page(path, (_, visit) => pageAt(visit, at(path)));
  page('/preview', async (c, visit) => {
    const person = c.req.query('person') || undefined;
    if (person !== undefined && !isId(person)) throw notFound();
    return previewOrWhy(visit, person, at('/preview'));
  });
  page('/agenda', async (c, visit) => {
    const meeting = c.req.query('meeting');
    if (meeting !== undefined && !isId(meeting)) throw notFound();
    const back = meeting === undefined ? at('/agenda') : agendaBack(meeting);
    const print = c.req.query('print');
    if (print !== '1' && print !== 'own') return agendaPage(visit, meeting, back);
    const answer = await ask(visit, agendaCommand(meeting));
    return printPage(visit, answer, { back: back.path, own: print === 'own' });
  });
}

function addAssets(app: Hono<WebEnv>, { assets }: Site): void {
  for (const [name, { body, type, etag }] of Object.entries<Asset>(assets)) {
    app.get(`/assets/${name}`, (c) => {
      const current = `"${c.req.query('v') ?? ''}"` === etag;
      const headers = {
        ETag: etag,
        'Cache-Control': current ? 'public, max-age=31536000, immutable' : 'no-cache',
      };
      if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
      return c.body(body, 200, { ...headers, 'Content-Type': type });
    });
  }
  app.get('/robots.txt', (c) => c.text('User-agent: *\nDisallow: /\n'));
}

function refusalOf(error: Error, c: WebContext, { log }: Site): Refusal {
  if (error instanceof Refusal) return error;
  const reference = randomBytes(4).toString('hex');
  log.error({ error, reference, method: c.req.method, route: c.req.routePath }, 'web request failed');
  return new Refusal(
    500,
    'That went wrong, and it was us',
    `Nothing was saved. Please try again in a moment. If it happens again, tell your facilitator this number: ${reference}`,
  );
}

/** The whole web platform as one request handler. */
export function createApp(site: Site): Hono<WebEnv> {
  const app = new Hono<WebEnv>({ strict: false });

  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    if (!c.res.headers.has('Referrer-Policy')) c.header('Referrer-Policy', 'same-origin');
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  });
  app.use(async (c, next) => {
    if (!['GET', 'HEAD', 'POST'].includes(c.req.method)) throw notAllowed('GET, HEAD, POST');
    if (site.demo && !isKnownHost(hostOf(c), site.config.publicUrl)) {
      throw new Refusal(
        403,
        'The demo is not at this address',
        `Please open ${site.config.publicUrl} instead. To reach it by another name, set PUBLIC_URL.`,
      );
    }
    await next();
  });

  addPages(app, site);
  addActions(app, site);
  addLiveRoutes(app, site);
  addInviteRoutes(app, site);
  addSetupRoutes(app, site);
  addCalendarRoutes(app, site);
  if (site.demo) addDemoRoutes(app, site, site.demo);
  addAssets(app, site);

  app.notFound(() => {
    throw notFound();
  });
  app.onError(async (error, c: WebContext) => {
    const { status, title, text, allow } = refusalOf(error, c, site);
    if (allow) c.header('Allow', allow);
    if (
      c.req.path.startsWith('/demo/') &&
      (c.req.header('content-type') ?? '').startsWith('application/json')
    ) {
      return c.json({ error: text }, status);
    }
    try {
      const visitor = c.get('visitor') ?? (await site.sessions.open(c));
      c.set('visitor', visitor);
      const link = visitor ? {} : { link: 'The first page' };
      return await send(c, site, kindPage({ status, title, text, back: HOME.path, ...link }));
    } catch {
      // What a page is made of is out of reach too.
      return c.text(`${title}\n\n${text}\n`, status);
    }
  });
  return app;
}
