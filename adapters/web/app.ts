import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { pageOf, pageAt, pressPage, agendaPage } from './answer.ts';
import { agendaBack, HOME, isMeeting, pageOfCommand, readBack, type Back, type PageName } from './back.ts';
import { addDemoRoutes } from './demo-routes.ts';
import { addInviteRoutes } from './invite-routes.ts';
import { kindPage, type Page } from './layout.ts';
import { addLiveRoutes } from './live-routes.ts';
import { isKnownHost } from './origin.ts';
import { agendaCommand, ask, printPage } from './pages.ts';
import { readPress, receiveCommand, receiveOpen, receiveSubmit, withoutSlash } from './receive.ts';
import { notAllowed, notFound, Refusal, unclear } from './refusal.ts';
import { hostOf, lookIn, receiveForm, send, type Site, type WebContext, type WebEnv } from './site.ts';
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

const QUIET: Page = {
  status: 200,
  title: 'Convener',
  back: '/',
  body: html`<div class="kind">
    <h1>Convener</h1>
    <p>
      Convener is the secretary of a task force whose members come from many agencies. It asks for topics,
      sends the agenda and reminds, so that nobody has to.
    </p>
    <p>Ask your facilitator for your link.</p>
  </div>`,
};

const gone = (demo: boolean): Page => ({
  status: 200,
  title: 'Signed out',
  back: '/',
  body: html`<div class="kind">
    <h1>You are signed out</h1>
    <p>To come back, open your link again, or ask your facilitator for a new one.</p>
    ${demo ? html`<p><a href="/">Open the demo again</a></p>` : ''}
  </div>`,
});

type Shown = (c: WebContext, visit: Visit) => Promise<Page>;

/** Pages to look at: reading works without any script. */
function addPages(app: Hono<WebEnv>, site: Site): void {
  const page = (path: string, shown: Shown): void => {
    app.get(path, async (c) => {
      const visit = await lookIn(c, site);
      return send(c, site, visit ? await shown(c, visit) : { ...QUIET, status: path === '/' ? 200 : 401 });
    });
    app.post(path, () => {
      throw notAllowed('GET, HEAD');
    });
  };
  const at = (path: PageName): Back => ({ kind: 'page', page: path, path });
  for (const path of ['/', '/channel', '/roster', '/help'] as const)
    page(path, (_, visit) => pageAt(visit, at(path)));
  page('/agenda', async (c, visit) => {
    const meeting = c.req.query('meeting');
    if (meeting !== undefined && !isMeeting(meeting)) throw notFound();
    const back = meeting === undefined ? at('/agenda') : agendaBack(meeting);
    if (c.req.query('print') !== '1') return agendaPage(visit, meeting, back);
    return printPage(visit, await ask(visit, agendaCommand(meeting)), back.path);
  });
}

/** What people do: one route per kind of intent. */
function addActions(app: Hono<WebEnv>, site: Site): void {
  const backOf = ({ visitor, now }: Visit, given: string | null | undefined): Back =>
    readBack(given, visitor, now);

  app.post('/command', async (c) => {
    const { visit, form } = await receiveForm(c, site);
    const own = pageOfCommand(withoutSlash(form.get('q') ?? ''));
    // The browser itself goes there, so that the address is the page's own.
    if (own && c.req.header('hx-request')) return c.body(null, 204, { 'HX-Redirect': own });
    if (own) return c.redirect(own, 303);
    const received = receiveCommand(visit.visitor, form, site.host.now());
    if (!received) throw unclear();
    const answer = await site.host.handle(received.envelope, received.intent);
    const typed = form.get('q') ?? '';
    return send(c, site, await pageOf(visit, answer, { back: backOf(visit, form.get('back')), typed }));
  });

  app.post('/press', async (c) => {
    const { visit, form } = await receiveForm(c, site);
    const pressed = readPress(form);
    if (!pressed) throw unclear();
    const page = await pressPage(visit, pressed, backOf(visit, form.get('back')));
    const at = c.req.query('at') ?? '';
    return send(c, site, /^[\w-]{1,64}$/.test(at) ? { ...page, at } : page);
  });

  app.get('/press', async (c) => {
    const visit = await lookIn(c, site);
    if (!visit) return send(c, site, { ...QUIET, status: 401 });
    const { pathname, search } = new URL(c.req.url);
    const back = backOf(visit, `${pathname}${search}`);
    return back.kind === 'pressed' ? send(c, site, await pageAt(visit, back)) : c.redirect('/', 303);
  });

  app.get('/form', async (c) => {
    const visit = await lookIn(c, site);
    if (!visit) return send(c, site, { ...QUIET, status: 401 });
    const received = receiveOpen(visit.visitor, c.req.query('t'), site.host.now());
    if (!received) throw notFound();
    const answer = await site.host.handle(received.envelope, received.intent);
    return send(c, site, await pageOf(visit, answer, { back: backOf(visit, c.req.query('back')) }));
  });

  app.post('/form', async (c) => {
    const { visit, form } = await receiveForm(c, site);
    const received = receiveSubmit(visit.visitor, form, site.host.now());
    if (!received) throw unclear();
    const answer = await site.host.handle(received.envelope, received.intent);
    return send(c, site, await pageOf(visit, answer, { back: backOf(visit, form.get('back')) }));
  });

  app.post('/sign-out', async (c) => {
    await receiveForm(c, site);
    await site.sessions.end(c);
    return c.redirect('/signed-out', 303);
  });
  app.get('/signed-out', (c) => send(c, site, gone(site.demo !== undefined)));

  // Where a browser lands that asks again for the address of a form.
  for (const path of ['/command', '/sign-out']) app.get(path, (c) => c.redirect('/', 303));
}

function addAssets(app: Hono<WebEnv>, { assets }: Site): void {
  const names = Object.keys(assets) as (keyof typeof assets)[];
  for (const name of names) {
    const { body, type, etag } = assets[name];
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
      c.set('visitor', c.get('visitor') ?? (await site.sessions.open(c)));
      return await send(c, site, kindPage({ status, title, text, back: HOME.path }));
    } catch {
      // What a page is made of is out of reach too.
      return c.text(`${title}\n\n${text}\n`, status);
    }
  });
  return app;
}
