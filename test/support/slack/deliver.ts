// How a request of Slack's reaches our server: signed HTTP, with every way to get that wrong, or Socket Mode.
import { createHmac } from 'node:crypto';
import { isThing, thing, type Thing } from './json.ts';
import type { Envelope, SocketSide } from './cloud-socket.ts';

/** How a request is sent. Nothing given: as Slack sends it. */
export interface How {
  /** Signs with a key that is not ours. */
  readonly forge?: boolean;
  /** Signs as of so many seconds ago; negative is the future. */
  readonly ageSeconds?: number;
  /** As some proxies add to the content type. */
  readonly charset?: string;
  readonly retry?: { readonly num: number; readonly reason: string };
  /** Leaves these headers out. */
  readonly without?: readonly string[];
}

/** The very bytes that were sent, for sending them again. */
export interface Bytes {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Heard {
  readonly status: number;
  readonly text: string;
  readonly json: Thing | undefined;
  /** Until the answer; Slack tells the person "it did not work" after 3,000. */
  readonly ms: number;
  readonly bytes: Bytes;
}

export type Deliver = (envelope: Envelope, how: How) => Promise<Heard>;

const parsed = (text: string): Thing | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isThing(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export async function sendBytes(url: string, { body, headers }: Bytes): Promise<Heard> {
  const started = performance.now();
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
  const text = await response.text();
  return {
    status: response.status,
    text,
    json: parsed(text),
    ms: performance.now() - started,
    bytes: { body, headers },
  };
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signed(body: string, type: string, secret: string, nowMs: number, how: How = {}): Bytes {
  const at = String(Math.floor(nowMs / 1000) - (how.ageSeconds ?? 0));
  const key = how.forge ? `${secret} of somebody else` : secret;
  const headers: Record<string, string> = {
    'content-type': how.charset ? `${type}; charset=${how.charset}` : type,
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': at,
    'x-slack-signature': `v0=${createHmac('sha256', key).update(`v0:${at}:${body}`).digest('hex')}`,
  };
  if (how.retry) {
    headers['x-slack-retry-num'] = String(how.retry.num);
    headers['x-slack-retry-reason'] = how.retry.reason;
  }
  for (const name of how.without ?? []) delete headers[name];
  return { body, headers };
}

const FORM = 'application/x-www-form-urlencoded';

/** Slack sends commands and presses as forms, events as JSON. */
function bodyOf({ type, payload }: Envelope): readonly [body: string, type: string] {
  if (type === 'events_api') return [JSON.stringify(payload), 'application/json'];
  const fields = type === 'interactive' ? { payload: JSON.stringify(payload) } : payload;
  return [new URLSearchParams(fields as Record<string, string>).toString(), FORM];
}

export const overHttp =
  (url: string, secret: string, now: () => number = Date.now): Deliver =>
  (envelope, how) =>
    sendBytes(url, signed(...bodyOf(envelope), secret, now(), how));

/** Socket Mode carries no signature: `how` can only repeat. */
export const overSocket =
  (socket: SocketSide): Deliver =>
  async (envelope, how) => {
    const started = performance.now();
    const answer = thing(await socket.deliver(how.retry ? { ...envelope, retry: how.retry } : envelope));
    const text = Object.keys(answer).length > 0 ? JSON.stringify(answer) : '';
    const ms = performance.now() - started;
    return {
      status: 200,
      text,
      json: text === '' ? undefined : answer,
      ms,
      bytes: { body: '', headers: {} },
    };
  };
