import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answers = Readonly<Record<string, (body: URLSearchParams) => Readonly<Record<string, unknown>>>>;

/** Slack's Web API for a bench: every call succeeds at once. Its cost falls on the bench, not on the server. */
export async function startSlackApi(
  answers: Answers,
): Promise<{ url: string; calls: () => number; stop(): Promise<void> }> {
  let calls = 0;
  let ts = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls += 1;
      const body = new URLSearchParams(Buffer.concat(chunks).toString());
      const method = (request.url ?? '').split('/').at(-1)!.split('?')[0]!;
      const own = answers[method]?.(body) ?? { ts: `1800000000.${(ts += 1)}`, channel: body.get('channel') };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: true, ...own }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    calls: () => calls,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
