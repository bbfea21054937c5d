import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import type { Sent } from '../../src/kernel/platform.ts';
import { neverAsked, unsure, type Doing } from '../../src/kernel/sending.ts';
import { BREATH_MS } from './limits.ts';

/** Slack's own word for what went wrong, or undefined when it was not Slack that said no. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof WebAPIPlatformError ? error.data.error : undefined;

/** The workspace has no place for us any more, or the token is no good. */
const NO_ACCESS = new Set([
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'account_inactive',
  'token_expired',
]);
export const isNoAccess = (error: unknown): boolean => NO_ACCESS.has(errorCode(error) ?? '');

/** Slack had trouble of its own: it may have done what we asked. */
const UNSURE = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);
const TOO_FAST = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
const GONE = new Set(['message_not_found', 'cant_delete_message']);
/** How a call to Slack that failed ended, for the outbox. */
export function sentFrom(error: unknown, doing: Doing): Sent {
  if (error instanceof WebAPIRateLimitedError)
    return { state: 'retry', reason: 'ratelimited', afterMs: error.retryAfter * 1000 };
  const code = errorCode(error);
  if (code !== undefined) {
    if (TOO_FAST.has(code)) return { state: 'retry', reason: code, afterMs: BREATH_MS };
    if (UNSURE.has(code)) return unsure(doing, code);
    // A new token is on its way.
    if (code === 'token_expired') return { state: 'retry', reason: code };
    if (doing !== 'post' && GONE.has(code)) return { state: 'gone' };
    return { state: 'dead', reason: code };
  }
  if (error instanceof WebAPIHTTPError) {
    const { statusCode } = error;
    if (statusCode === 429) return { state: 'retry', reason: 'ratelimited', afterMs: BREATH_MS };
    return statusCode >= 500 || statusCode === 408
      ? unsure(doing, `http_${statusCode}`)
      : { state: 'dead', reason: `http_${statusCode}` };
  }
  const never = neverAsked(error);
  if (never) return never;
  return unsure(doing, error instanceof WebAPIRequestError ? 'no_answer' : 'fault');
}
