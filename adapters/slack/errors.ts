import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';

/** How a call to Slack failed. */
export type Failure =
  /** It said no: nothing was done. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'limited'; readonly afterMs: number }
  /** It may or may not have been done. */
  | { readonly kind: 'unknown'; readonly code: string };

/** Slack's own words for "it broke here, half done perhaps" (docs.slack.dev/reference/methods/chat.postMessage). */
const BROKE = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable']);

export function failureOf(error: unknown): Failure {
  if (error instanceof WebAPIRateLimitedError) return { kind: 'limited', afterMs: error.retryAfter * 1000 };
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    if (code === 'ratelimited' || code === 'rate_limited') return { kind: 'limited', afterMs: 30_000 };
    return BROKE.has(code) ? { kind: 'unknown', code } : { kind: 'refused', code };
  }
  if (error instanceof WebAPIHTTPError) return { kind: 'unknown', code: `http-${error.statusCode}` };
  return { kind: 'unknown', code: 'no-answer' };
}
