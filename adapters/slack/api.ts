import { WebClient, type WebClientOptions } from '@slack/web-api';
import { boltLog } from './bolt-log.ts';
import type { Log } from './config.ts';

/** One call to Slack may take so long. The default is for ever (facts: no timeout, 10 retries). */
const TIMEOUT_MS = 10_000;
/** A dialog must open within 3 s of the press. */
const INTERACTIVE_TIMEOUT_MS = 2500;

/** `bulk` posts and edits for the outbox; `quick` answers a person who waits, and is never stuck behind a post. */
export interface Clients {
  readonly bulk: WebClient;
  readonly quick: WebClient;
}

/** Retries are the outbox's: one of the SDK's own would post twice after a time-out. */
const options = (apiUrl: string, timeout: number, log: Log): WebClientOptions => ({
  slackApiUrl: apiUrl,
  timeout,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  allowAbsoluteUrls: false,
  logger: boltLog(log),
});

/** A client without a token, for what has none yet. */
export const anonymousClient = (apiUrl: string, log: Log): WebClient =>
  new WebClient(undefined, options(apiUrl, TIMEOUT_MS, log));

/** Clients by token, kept for as long as the token is in use. */
export function createClients(apiUrl: string, log: Log): (token: string) => Clients {
  const known = new Map<string, Clients>();
  return (token) => {
    const found = known.get(token);
    if (found) return found;
    // A workspace has one token at a time; old ones of rotation go first.
    if (known.size > 500) known.delete(known.keys().next().value!);
    const made = {
      bulk: new WebClient(token, options(apiUrl, TIMEOUT_MS, log)),
      quick: new WebClient(token, options(apiUrl, INTERACTIVE_TIMEOUT_MS, log)),
    };
    known.set(token, made);
    return made;
  };
}
