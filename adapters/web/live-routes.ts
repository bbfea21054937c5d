import type { Hono } from 'hono';
import { html } from 'hono/html';
import { isId } from './back.ts';
import { doorsRegion, hasDoors } from './doors-page.ts';
import { COMMAND_CHARS } from './limits.ts';
import {
  agendaCommand,
  agendaRegion,
  ask,
  channelRegion,
  live,
  messagesRegion,
  type Region,
} from './pages.ts';
import { livePath, paneRegion } from './pane-page.ts';
import { DOORS_PATH, panesOf } from './panes.ts';
import { look, withoutSlash } from './receive.ts';
import { Refusal } from './refusal.ts';
import type { Html } from './render.ts';
import { lookIn, receiveForm, type Site, type WebContext, type WebEnv } from './site.ts';
import type { Visit } from './visit.ts';

/** What could come next in the command box, as the browser's own suggestions. */
async function completions({ host, visitor }: Visit, typed: string): Promise<Html> {
  if (typed.length > COMMAND_CHARS) return html``;
  const rest = withoutSlash(typed);
  // The browser shows only what begins like the words in the box.
  const before = typed.slice(0, typed.length - rest.length);
  const words = await host.complete(look(visitor, host.now()), rest);
  return html`${words.map((each) => html`<option value="${before}${each}"></option>`)}`;
}

/** The parts of a page that it asks for while it is open. */
export function addLiveRoutes(app: Hono<WebEnv>, site: Site): void {
  const region = (path: string, made: (c: WebContext, visit: Visit) => Promise<Region | undefined>): void => {
    app.get(path, async (c) => {
      // Something went wrong, or is not there any more: what is on the screen stays.
      const stay = (status: 204 | 401 | 403): Response => c.body(null, status, { 'HX-Reswap': 'none' });
      const visit = await lookIn(c, site);
      if (!visit) {
        c.header('HX-Refresh', 'true');
        return stay(401);
      }
      try {
        const now = await made(c, visit);
        return !now || now.seen === c.req.query('seen') ? c.body(null, 204) : c.html(live(now));
      } catch (error) {
        if (error instanceof Refusal) return stay(403);
        site.log.error({ error, route: path }, 'live part failed');
        return stay(204);
      }
    });
  };
  region('/live/messages', (_, visit) => messagesRegion(visit, 'kept'));
  region('/live/channel', (_, visit) => channelRegion(visit));
  if (hasDoors(site.demo)) region(`/live${DOORS_PATH}`, (_, visit) => doorsRegion(visit));
  for (const { path, pane } of panesOf(site.demo))
    region(livePath(path), (_, visit) => paneRegion(visit, { path, pane }));
  region('/live/agenda', async (c, visit) => {
    const meeting = c.req.query('meeting');
    if (meeting !== undefined && !isId(meeting)) return undefined;
    return agendaRegion(visit, await ask(visit, agendaCommand(meeting)), meeting);
  });

  app.get('/complete', async (c) => {
    const visit = await lookIn(c, site);
    return visit ? c.html(await completions(visit, c.req.query('q') ?? '')) : c.body(null, 401);
  });
  app.post('/complete', async (c) => {
    const { visit, form } = await receiveForm(c, site);
    return c.html(await completions(visit, form.get('q') ?? ''));
  });
}
