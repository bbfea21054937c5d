import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Platform } from '../../src/kernel/platform.ts';

export interface Logged {
  readonly fields: object;
  readonly message: string;
}

/** A log to look into. */
export function createLog() {
  const lines: Logged[] = [];
  const say = (fields: object, message: string): void => void lines.push({ fields, message });
  return { lines, info: say, warn: say, error: say };
}

export interface Served {
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

/** A platform's routes on a real port. */
export async function serve({ routes }: Pick<Platform, 'routes'>): Promise<Served> {
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    const route = routes.find((each) => each.path === path) ?? routes.find((each) => each.path === '/');
    if (route) route.handle(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
