import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerPlain } from './kernel/answer-plain.ts';
import type { HttpRoute } from './kernel/platform.ts';
import type { Log } from './log.ts';

export interface HttpServer {
  readonly port: number;
  stop(): Promise<void>;
}

interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly routes: readonly HttpRoute[];
  /** Resolves when the database answers. */
  readonly ready: () => Promise<void>;
}

// Chat platforms send small JSON; a request that dawdles is not one of theirs.
const REQUEST_TIMEOUT_MS = 30_000;
/** What is under way may finish when we stop; what only holds a connection open may not hold us. */
const GRACE_MS = 4000;

function routeFor(routes: readonly HttpRoute[], path: string): HttpRoute | undefined {
  const fits = (route: HttpRoute) =>
    route.path === path || (route.path.endsWith('/') && path.startsWith(route.path));
  return routes.filter(fits).sort((a, b) => b.path.length - a.path.length)[0];
}

const LISTEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Port PORT is taken by another program. Stop that one, or set another port.',
  EACCES:
    'Port PORT may not be used by this user. Choose one above 1023, and put a proxy before it if need be.',
  EADDRNOTAVAIL: 'HOST is no address of this machine. Set HOST to 127.0.0.1, or to 0.0.0.0 for all of them.',
  ENOTFOUND:
    'HOST is no address that this machine knows. Set HOST to 127.0.0.1, or to 0.0.0.0 for all of them.',
};

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const words = LISTEN_ERRORS[error.code ?? ''];
      reject(words ? new Error(words.replace('PORT', String(port)).replace('HOST', host)) : error);
    });
    server.listen(port, host, resolve);
  });
}

/** The one HTTP server: adapters' routes, /healthz (we run) and /readyz (the database answers). */
export async function startHttp({ host, port, routes, ready }: HttpOptions, log: Log): Promise<HttpServer> {
  const own = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> => {
    if (path !== '/healthz' && path !== '/readyz') return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') answerPlain(response, 405, 'GET only');
    else if (path === '/healthz') answerPlain(response, 200, 'ok');
    else
      await ready().then(
        () => answerPlain(response, 200, 'ready'),
        () => answerPlain(response, 503, 'the database does not answer'),
      );
    return true;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    if (await own(request, response, path)) return;
    const route = routeFor(routes, path);
    if (route) route.handle(request, response);
    else answerPlain(response, 404, 'There is nothing here.');
  };
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      log.error({ error, method: request.method }, 'http request failed');
      if (!response.headersSent)
        answerPlain(response, 500, 'Something went wrong on our side. Please try again.');
    });
  });
  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), GRACE_MS);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
