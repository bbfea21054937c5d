import { AsyncLocalStorage } from 'node:async_hooks';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Log } from '../../src/kernel/log.ts';
import { CALL_TIMEOUT_MS } from './limits.ts';
import { sdkLog } from './sdk-log.ts';

/** Two clients of one workspace: what a person waits for is never stuck behind what we post. */
interface Pair {
  readonly posts: WebClient;
  readonly talk: WebClient;
}

export interface Clients {
  /** For messages in the background. */
  posts(token: string): WebClient;
  /** For what a person waits for. */
  talk(token: string): WebClient;
  /** Without a token, for OAuth. */
  readonly open: WebClient;
  readonly options: WebClientOptions;
  /** Calls made inside end when the signal says so. */
  within<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

const KEPT = 500;

/**
 * Slack's Web API. The SDK's own retries are off: it would post twice after a timeout, and its answer to "too fast" is to
 * hold back everything of that workspace. Waiting is the outbox's business.
 */
export function createClients({ apiUrl }: { readonly apiUrl: string }, log: Log): Clients {
  const signals = new AsyncLocalStorage<AbortSignal>();
  const fetchWithin: typeof fetch = (url, init) => {
    const given = [init?.signal, signals.getStore()].filter((each) => each instanceof AbortSignal);
    return fetch(url, { ...init, ...(given.length > 0 ? { signal: AbortSignal.any(given) } : {}) });
  };
  const options: WebClientOptions = {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    timeout: CALL_TIMEOUT_MS,
    rejectRateLimitedCalls: true,
    // Whoever waits in the SDK's own queue is lost to the signals: the outbox decides how much is sent at once.
    maxRequestConcurrency: 1000,
    logger: sdkLog(log),
    fetch: fetchWithin,
  };
  const pairs = new Map<string, Pair>();
  const pairOf = (token: string): Pair => {
    const known = pairs.get(token);
    if (known) return known;
    const pair = { posts: new WebClient(token, options), talk: new WebClient(token, options) };
    const oldest = pairs.keys().next();
    if (pairs.size >= KEPT && !oldest.done) pairs.delete(oldest.value);
    pairs.set(token, pair);
    return pair;
  };
  return {
    posts: (token) => pairOf(token).posts,
    talk: (token) => pairOf(token).talk,
    open: new WebClient(undefined, options),
    options,
    within: (signal, work) => signals.run(signal, work),
  };
}
