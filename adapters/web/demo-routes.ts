import type { Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { readBack } from './back.ts';
import { bodyText, isJson } from './body.ts';
import { ownPage } from './demo-guide.ts';
import type { Demo } from './demo.ts';
import { DEMO_AHEAD_MS } from './limits.ts';
import { Refusal } from './refusal.ts';
import {
  beginDemoVisit,
  receiveForm,
  requireOwnSite,
  send,
  type Site,
  type WebContext,
  type WebEnv,
} from './site.ts';

const clockBody = z.object({ to: z.iso.datetime({ offset: true }) });
const memberBody = z.object({ member: z.string().min(1).max(100) });

/** Why the clock was not moved, or undefined when it was. */
async function move(demo: Demo, to: Date | undefined): Promise<string | undefined> {
  if (!to || Number.isNaN(to.getTime()))
    return 'Please give a date and a time, such as 2027-02-10 and 10:00.';
  if (to.getTime() - demo.now().getTime() > DEMO_AHEAD_MS)
    return 'That is too far ahead: 400 days at once are the most.';
  return (await demo.advance(to)) === 'backwards'
    ? 'The demo only goes forward. Please choose a later time.'
    : undefined;
}

function formTime(form: URLSearchParams, zone: string): Date | undefined {
  const to = form.get('to');
  if (to !== null) return z.iso.datetime({ offset: true }).safeParse(to).success ? new Date(to) : undefined;
  try {
    const local = Temporal.PlainDateTime.from(`${form.get('date')}T${form.get('time')}`);
    return new Date(local.toZonedDateTime(zone).epochMilliseconds);
  } catch {
    return undefined;
  }
}

async function jsonBody<T>(c: WebContext, schema: z.ZodType<T>): Promise<T | undefined> {
  const body = await bodyText(c);
  try {
    const parsed = schema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

const notMoved = (why: string): Refusal => new Refusal(400, 'The clock stays where it is', why);

async function isMember({ host }: Site, demo: Demo, account: string): Promise<boolean> {
  return (await host.people(demo.taskForce)).some((person) => person.member === account);
}

async function become(c: WebContext, site: Site, demo: Demo, account: string | undefined): Promise<boolean> {
  if (account === undefined || !(await isMember(site, demo, account))) return false;
  return (await site.sessions.begin(c, { taskForce: demo.taskForce, account })) !== undefined;
}

/** The demo's own routes: be anyone, and move the clock. Scripts send JSON, and need no session for it. */
export function addDemoRoutes(app: Hono<WebEnv>, site: Site, demo: Demo): void {
  const nobody = 'There is no such person in the demo.';

  app.post('/demo/as', async (c) => {
    if (isJson(c)) {
      requireOwnSite(c, site);
      const member = (await jsonBody(c, memberBody))?.member;
      return (await become(c, site, demo, member)) ? c.json({ member }) : c.json({ error: nobody }, 400);
    }
    const { visit, form } = await receiveForm(c, site);
    const back = readBack(form.get('back'), visit.visitor, visit.now);
    const found = await become(c, site, demo, form.get('member') ?? undefined);
    if (!found) throw new Refusal(400, 'Nobody was chosen', nobody);
    return c.redirect(back.kind === 'pressed' ? '/' : back.path, 303);
  });

  // Whoever was signed in was so in the task force that is left behind.
  app.post('/demo/over', async (c) => {
    await receiveForm(c, site);
    await demo.startOver();
    await beginDemoVisit(c, site, demo);
    return c.redirect('/', 303);
  });
  app.get('/demo/own', (c) => send(c, site, ownPage()));

  app.post('/demo/clock', async (c) => {
    if (isJson(c)) {
      requireOwnSite(c, site);
      const body = await jsonBody(c, clockBody);
      const error = await move(demo, body && new Date(body.to));
      return error === undefined ? c.json({ now: demo.now().toISOString() }) : c.json({ error }, 400);
    }
    const { visit, form } = await receiveForm(c, site);
    const error = await move(demo, formTime(form, demo.zone));
    if (error !== undefined) throw notMoved(error);
    return c.redirect(readBack(form.get('back'), visit.visitor, visit.now).path, 303);
  });
}
