import { unansweredBy, type Lost, type Sent } from '../../src/kernel/platform.ts';
import { neverAsked, systemCode, unsure, type Doing } from '../../src/kernel/sending.ts';
import { BREATH_MS } from './limits.ts';
import { UntrustedService } from './connector.ts';

/** An answer of Teams that is no success, as the SDK throws it. */
interface Refusal {
  readonly status: number;
  readonly code: string | undefined;
  readonly afterMs: number | undefined;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const CODE = /^[\w.-]{1,80}$/;

/** The code stands in the error, or in the body it carries; only a word is taken, never a sentence of the SDK's. */
function codeOf(error: unknown): string | undefined {
  const details = field(error, 'details');
  const found = [
    field(error, 'code'),
    field(field(error, 'body'), 'code'),
    field(field(details, 'error'), 'code'),
    field(field(field(error, 'body'), 'error'), 'code'),
    field(details, 'code'),
  ].map(text);
  return found.find((code) => code !== undefined && CODE.test(code) && code !== 'REST_ERROR');
}

function retryAfter(error: unknown): number | undefined {
  const headers = field(field(error, 'response'), 'headers');
  const get = field(headers, 'get');
  const said: unknown = typeof get === 'function' ? get.call(headers, 'retry-after') : undefined;
  const seconds = Number(text(said) ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) * 1000 : undefined;
}

export function refusalOf(error: unknown): Refusal | undefined {
  const status = field(error, 'statusCode');
  return typeof status === 'number' ? { status, code: codeOf(error), afterMs: retryAfter(error) } : undefined;
}

/**
 * Nothing can be sent there any more: the person blocked us or took us away, or we are in that conversation no longer
 * (https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages).
 */
export function lostBy(error: unknown): Lost | undefined {
  const { status, code } = refusalOf(error) ?? {};
  if (status !== 403 && status !== 404) return undefined;
  if (code === 'MessageWritesBlocked' || code === 'ConversationBlockedByUser') return 'blocked';
  // Disabled by an administrator we are still in there: nobody tells us when we are enabled again.
  if (code === 'BotNotInConversationRoster') return 'removed';
  return code === 'ConversationNotFound' ? 'deleted' : undefined;
}

/** We may not look there. */
export const isNotForUs = (error: unknown): boolean => [403, 404].includes(refusalOf(error)?.status ?? 0);

/** 412 and 429 say that nothing was done; after the others it may have been
 * (https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/rate-limit). */
const NOT_DONE = new Set([412, 429]);

/** Errors of the SDK and of the runtime that say no answer came. */
const OF_THE_LINE = new Set(['RestError', 'AbortError', 'TimeoutError']);

/** How a call to Teams that failed ended, for the outbox. */
export function sentFrom(error: unknown, doing: Doing): Sent {
  if (error instanceof UntrustedService) return { state: 'dead', reason: 'untrusted_service' };
  const refusal = refusalOf(error);
  if (refusal) {
    const { status, code, afterMs } = refusal;
    const reason = code ?? `http_${status}`;
    if (NOT_DONE.has(status))
      return { state: 'retry', reason, afterMs: afterMs ?? (status === 429 ? BREATH_MS : 1000) };
    // The secret ran out, or Entra is not ready: nothing was done.
    if (status === 401) return { state: 'retry', reason, afterMs: BREATH_MS };
    if (doing !== 'post' && status === 404 && lostBy(error) === undefined) return { state: 'gone' };
    return status >= 500 || status === 408 ? unsure(doing, reason) : { state: 'dead', reason };
  }
  const never = neverAsked(error);
  if (never) return never;
  // No token of ours, so nothing was asked.
  if (error instanceof Error && /Auth/.test(error.name))
    return { state: 'retry', reason: 'no_token', afterMs: BREATH_MS };
  // What never came from the line is a fault of ours: an outage is waited for, that is not.
  const ofTheLine = systemCode(error) !== undefined || OF_THE_LINE.has(text(field(error, 'name')) ?? '');
  return unsure(doing, 'no_answer', ofTheLine);
}

/** What a look at Teams throws, when it failed so. */
export const lookFailed = (error: unknown): unknown => unansweredBy(error, sentFrom(error, 'edit'));

/** The connection ended without an answer. */
export const wasCut = (error: unknown): boolean => systemCode(error) === 'ECONNRESET';

/** For the log. */
export const reasonOf = (error: unknown): string =>
  refusalOf(error)?.code ?? systemCode(error) ?? String(refusalOf(error)?.status ?? 'other');
