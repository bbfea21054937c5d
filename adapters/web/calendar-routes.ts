import type { Hono } from 'hono';
import { LINK_TOKEN } from './limits.ts';
import type { Site, WebContext, WebEnv } from './site.ts';

const MEETING = /^[\w.-]{1,200}$/;
const FILE = /^(.+)\.ics$/;

const GONE = 'This calendar link no longer works. "me calendar" makes a new one.\n';

/** Addresses that calendar programs look at by themselves: whoever has one needs no session. */
export function addCalendarRoutes(app: Hono<WebEnv>, site: Site): void {
  const answer = async (c: WebContext, token: string, meeting?: string): Promise<Response> => {
    const right = LINK_TOKEN.test(token) && (meeting === undefined || MEETING.test(meeting));
    const text = right ? await site.host.calendar(token, meeting) : undefined;
    if (text === undefined) return c.text(GONE, 404);
    return c.body(text, 200, {
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': `${meeting === undefined ? 'inline' : 'attachment'}; filename="meetings.ics"`,
      'Referrer-Policy': 'no-referrer',
    });
  };
  const named = (c: WebContext, name: string): string => FILE.exec(c.req.param(name) ?? '')?.[1] ?? '';
  app.get('/calendar/:file', (c) => answer(c, named(c, 'file')));
  app.get('/calendar/:token/:file', (c) => answer(c, c.req.param('token'), named(c, 'file')));
}
