import type { Hono } from 'hono';
import { pageAt, pageOf, pressPage } from './answer.ts';
import { pageOfCommand, readBack, type Back } from './back.ts';
import type { Page } from './layout.ts';
import { readPress, receiveCommand, receiveOpen, receiveSubmit, withoutSlash } from './receive.ts';
import { notFound, unclear } from './refusal.ts';
import { lookIn, receiveForm, send, sendAnswer, type Site, type WebEnv } from './site.ts';
import type { Visit } from './visit.ts';
import { gonePage, QUIET } from './quiet.ts';

const backOf = ({ visitor, now }: Visit, given: string | null | undefined): Back =>
  readBack(given, visitor, now);

function addCommand(app: Hono<WebEnv>, site: Site): void {
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
    return sendAnswer(
      c,
      site,
      visit,
      await pageOf(visit, answer, { back: backOf(visit, form.get('back')), typed }),
    );
  });
}

/** A card that only reads comes back when its press is delivered again; one that came of a change does not. */
async function canBeAskedAgain(visit: Visit, { back }: Page): Promise<boolean> {
  const again = backOf(visit, back);
  return again.kind === 'pressed' && (await pageAt(visit, again)).back === back;
}

function addPress(app: Hono<WebEnv>, site: Site): void {
  app.post('/press', async (c) => {
    const { visit, form } = await receiveForm(c, site);
    const pressed = readPress(form);
    if (!pressed) throw unclear();
    const page = await pressPage(visit, pressed, backOf(visit, form.get('back')));
    const at = c.req.query('at') ?? '';
    const scripts = c.req.header('hx-request') !== undefined;
    if (page.address === 'next' && !scripts && (await canBeAskedAgain(visit, page)))
      return c.redirect(page.back, 303);
    return sendAnswer(c, site, visit, /^[\w-]{1,64}$/.test(at) ? { ...page, at } : page);
  });

  app.get('/press', async (c) => {
    const visit = await lookIn(c, site);
    if (!visit) return send(c, site, { ...QUIET, status: 401 });
    const { pathname, search } = new URL(c.req.url);
    const back = backOf(visit, `${pathname}${search}`);
    return back.kind === 'pressed' ? send(c, site, await pageAt(visit, back)) : c.redirect('/', 303);
  });
}

function addForm(app: Hono<WebEnv>, site: Site): void {
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
    return sendAnswer(c, site, visit, await pageOf(visit, answer, { back: backOf(visit, form.get('back')) }));
  });
}

function addSignOut(app: Hono<WebEnv>, site: Site): void {
  app.post('/sign-out', async (c) => {
    await receiveForm(c, site);
    await site.sessions.end(c);
    return c.redirect('/signed-out', 303);
  });
  app.get('/signed-out', (c) => send(c, site, gonePage(site.demo !== undefined)));

  // Where a browser lands that asks again for the address of a form.
  for (const path of ['/command', '/sign-out']) app.get(path, (c) => c.redirect('/', 303));
}

/** What people do: one route per kind of intent. */
export function addActions(app: Hono<WebEnv>, site: Site): void {
  addCommand(app, site);
  addPress(app, site);
  addForm(app, site);
  addSignOut(app, site);
}
