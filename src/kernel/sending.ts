import type { Sent } from './platform.ts';

/** What is being done: to post again what may have arrived is a repeat; to edit or remove again is not. */
export type Doing = 'post' | 'edit' | 'remove';

/** How something ended that the platform may have done. `silent`: because it is away, and not by a fault of ours. */
export const unsure = (doing: Doing, reason: string, silent = true): Sent => ({
  state: doing === 'post' ? 'unknown' : 'retry',
  reason,
  silent,
});

/** The system's own word for what broke, wherever in an error an SDK keeps it. */
export function systemCode(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if ('code' in at && typeof at.code === 'string' && /^E[A-Z_]+$/.test(at.code)) return at.code;
  return undefined;
}

const NEVER_ASKED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The connection never came about, so nothing was asked and trying again repeats nothing; undefined for all else. */
export function neverAsked(error: unknown): Sent | undefined {
  const reason = systemCode(error);
  return reason !== undefined && NEVER_ASKED.has(reason)
    ? { state: 'retry', reason, silent: true }
    : undefined;
}
