import type { ServerResponse } from 'node:http';

/** Answers a request with one line, for machines and for people whom nothing better can be shown. */
export function answerPlain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
}
