import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerPlain } from '../../src/kernel/answer-plain.ts';
import type { Log } from '../../src/kernel/log.ts';
import { SIGNED_MS } from './limits.ts';
import { PLATFORM } from './site.ts';

const RETRY_REASON = /^[a-z_]{1,40}$/;

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Signed now, give or take five minutes. The SDK would take a request from tomorrow. */
export function isTimely(timestamp: string | readonly string[] | undefined, now: number): boolean {
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(now - Number(timestamp) * 1000) <= SIGNED_MS;
}

/** What the SDK compares to the letter: a proxy may have added a charset. */
const bareType = (type: string): string => type.split(';', 1)[0]!.trim().toLowerCase();

/** Looks at a request before the SDK does. Slack asks whether we speak TLS (`ssl_check`) unsigned: the SDK answers that. */
export function createGate(inner: Listener, now: () => number, log: Pick<Log, 'warn'>): Listener {
  return (request, response) => {
    if (request.method !== 'POST') return answerPlain(response, 404, 'There is nothing here.');
    const { headers } = request;
    const signed = headers['x-slack-request-timestamp'] !== undefined || headers['x-slack-signature'];
    if (signed && !isTimely(headers['x-slack-request-timestamp'], now()))
      return answerPlain(response, 401, 'This request is not from now. Is the clock right?');
    if (headers['content-type'] !== undefined) headers['content-type'] = bareType(headers['content-type']);
    // Slack did not like, or did not get, our last answer. Forged ones say so too: it is a hint, and no more.
    const attempts = Number(headers['x-slack-retry-num']);
    if (attempts >= 1 && attempts < 100)
      log.warn(
        {
          platform: PLATFORM,
          attempts,
          reason: RETRY_REASON.exec(String(headers['x-slack-retry-reason']))?.[0],
        },
        'Slack sends something again',
      );
    return inner(request, response);
  };
}
