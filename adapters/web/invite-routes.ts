import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Page } from './layout.ts';
import { LINK_TOKEN } from './limits.ts';
import { NEW_LINK } from './quiet.ts';
import { Refusal } from './refusal.ts';
import { requireOwnSite, send, type Site, type WebContext, type WebEnv } from './site.ts';

const oldLink = (): Page => ({
  status: 410,
  title: 'This link has had its day',
  back: '/',
  body: html`<div class="kind">
    <h1>This link has had its day</h1>
    <p>For safety a link works for a limited time, and some work only once.</p>
    ${NEW_LINK}
    <p>Still signed in here? <a href="/">Open your page</a>.</p>
  </div>`,
});

function openPage(token: string, neutralName: string): Page {
  const body = html`<div class="kind">
    <h1>Open your page for ${neutralName}</h1>
    <p>This link is yours alone. Please do not pass it on.</p>
    <form method="post" action="/i/${token}">
      <button class="button main">Open my page</button>
    </form>
    <p class="hint">On a shared computer, sign out when you are done.</p>
  </div>`;
  return { status: 200, title: 'Open your page', back: '/', body };
}

const tokenOf = (c: WebContext): string | undefined => {
  const token = c.req.param('token') ?? '';
  return LINK_TOKEN.test(token) ? token : undefined;
};

/** Personal links. Looking at one uses nothing up: programs that read mail open links too. */
export function addInviteRoutes(app: Hono<WebEnv>, site: Site): void {
  // The address is a secret: it leaves this site as no referrer.
  app.use('/i/*', async (c, next) => {
    await next();
    c.header('Referrer-Policy', 'same-origin');
  });

  app.get('/i/:token', async (c) => {
    const token = tokenOf(c);
    const found = token ? await site.host.peekInvite(token) : 'old';
    return send(c, site, !token || found === 'old' ? oldLink() : openPage(token, found.neutralName));
  });

  app.post('/i/:token', async (c) => {
    requireOwnSite(c, site);
    const token = tokenOf(c);
    const used = token ? await site.host.useInvite(token) : 'old';
    if (used === 'old') return send(c, site, oldLink());
    if (await site.sessions.begin(c, used)) return c.redirect('/', 303);
    throw new Refusal(
      403,
      'We do not know you here yet',
      'You are not on the list of people here. Please ask your facilitator to add you.',
    );
  });
}
