import { setTimeout as wait } from 'node:timers/promises';
import { TENANT_PACE_MS } from './limits.ts';

export interface Pace {
  /** Resolves when this tenant may be sent to again. Throws when the signal says stop. */
  turn(tenant: string, signal: AbortSignal): Promise<void>;
}

/** Spreads what one process sends into a tenant; each conversation's own pace is the outbox's business. */
export function createPace(
  now: () => number = () => performance.now(),
  gapMs: number = TENANT_PACE_MS,
): Pace {
  const next = new Map<string, number>();
  return {
    async turn(tenant, signal) {
      const at = Math.max(now(), next.get(tenant) ?? 0);
      next.set(tenant, at + gapMs);
      const ms = at - now();
      if (ms > 0) await wait(ms, undefined, { signal });
    },
  };
}
