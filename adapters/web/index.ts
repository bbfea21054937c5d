// The web: a platform for members without Slack or Teams, and the demo. Pages are drawn by the server and work without
// scripts; htmx makes them nicer.
import { EDIT_PACE_MS } from './limits.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import type { Host, Platform, Records } from '../../src/kernel/platform.ts';
import { answerPlain } from '../../src/kernel/answer-plain.ts';
import type { Log } from '../../src/kernel/log.ts';
import { createApp } from './app.ts';
import { loadAssets } from './assets.ts';
import type { Demo } from './demo.ts';
import { panesOf } from './panes.ts';
import { PLATFORM } from './receive.ts';
import { audience, remove, show } from './send.ts';
import { createSessions } from './session.ts';

export type { Demo } from './demo.ts';
export type { Panes } from './panes.ts';

export interface WebConfig {
  /** Where people reach us, without a slash at the end. */
  readonly publicUrl: string;
  /** Over https: cookies are sent no other way. */
  readonly secure: boolean;
}

export interface WebDeps {
  readonly records: Records;
  readonly log: Log;
  readonly demo?: Demo;
  /** The machine's clock, for sessions: they do not follow the demo's. */
  readonly clock?: Clock;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The web platform. Its one route takes every path that nobody else does. */
export function createWebPlatform(config: WebConfig, deps: WebDeps): Platform {
  const { records, log, demo, clock = systemClock } = deps;
  const assets = loadAssets(panesOf(demo));
  let host: Host | undefined;
  let listener: Listener | undefined;

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (!listener)
      return answerPlain(response, 503, 'Convener is not ready yet. Please try again in a moment.');
    listener(request, response).catch((error: unknown) => {
      log.error({ error, method: request.method }, 'web request failed');
      if (!response.headersSent)
        answerPlain(response, 500, 'Something went wrong on our side. Please try again.');
    });
    return undefined;
  };

  return {
    name: PLATFORM,
    edits: true,
    paceMs: EDIT_PACE_MS,
    editPaceMs: 0,
    routes: [{ path: '/', handle }],
    async start(given) {
      host = given;
      const sessions = createSessions({
        host,
        records,
        clock,
        secure: config.secure,
        demo: demo !== undefined,
      });
      const app = createApp({ host, config, sessions, assets, clock, log, demo });
      // The process keeps its own Request and Response: other platforms' SDKs use them too.
      listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    },
    show: async (_, { previous }) => show(previous),
    remove: async (_, ref) => remove(ref),
    audience: async (place) => (host ? audience(place, host) : { state: 'unsure', why: 'hidden' }),
    // The web knows nobody but the roster, and needs nothing but the server it runs in.
    profile: async () => undefined,
    doctor: async () => [],
    async stop() {
      listener = undefined;
    },
  };
}
