import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRoute } from '../../src/kernel/platform.ts';

/** Slack's own tolerance (docs: verifying requests). Bolt refuses what is older, and takes what is from the future. */
const SKEW_S = 300;

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'cache-control': 'no-store' });
  response.end();
}

/** Bolt compares the content type to the letter; proxies add a charset. */
function tidy({ headers }: IncomingMessage): void {
  const [type] = (headers['content-type'] ?? '').split(';');
  if (type) headers['content-type'] = type.trim().toLowerCase();
}

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

interface Routes {
  readonly events: () => Listener | undefined;
  readonly install: Listener | undefined;
  readonly redirect: Listener | undefined;
  readonly now: () => Date;
}

/** Slack's routes in the one server of Convener. */
export function createRoutes({ events, install, redirect, now }: Routes): readonly HttpRoute[] {
  const onEvents: Listener = (request, response) => {
    const listener = events();
    if (!listener) return refuse(response, 503);
    if (request.method !== 'POST') return refuse(response, 405);
    const stamp = Number(request.headers['x-slack-request-timestamp']);
    if (!(stamp - now().getTime() / 1000 < SKEW_S)) return refuse(response, 401);
    tidy(request);
    return listener(request, response);
  };
  const page =
    (listener: Listener): Listener =>
    (request, response) =>
      request.method === 'GET' ? listener(request, response) : refuse(response, 405);
  return [
    { path: '/slack/events', handle: onEvents },
    ...(install ? [{ path: '/slack/install', handle: page(install) }] : []),
    ...(redirect ? [{ path: '/slack/oauth_redirect', handle: page(redirect) }] : []),
  ];
}
