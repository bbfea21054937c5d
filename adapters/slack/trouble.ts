import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { unansweredBy, type Sent } from '../../src/kernel/platform.ts';
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
/** It stands there still, and may not be deleted: by the workspace's rules, or because an archive keeps it. */
const KEPT = new Set(['cant_delete_message', 'compliance_exports_prevent_deletion']);
export const isKept = (error: unknown): boolean => KEPT.has(errorCode(error) ?? '');

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
    if (doing !== 'post' && code === 'message_not_found') return { state: 'gone' };
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
  // What is no answer of Slack's is a fault of ours: an outage is waited for, that is not.
  return error instanceof WebAPIRequestError ? unsure(doing, 'no_answer') : unsure(doing, 'fault', false);
}

/** What a look at Slack throws, when it failed so. */
export const lookFailed = (error: unknown): unknown => unansweredBy(error, sentFrom(error, 'edit'));
