import type { Clock } from '../../src/kernel/clock.ts';
import type { Log } from '../../src/kernel/log.ts';

const EVERY_MS = 60_000;

/** Counts requests that were not signed as they should be. Whoever forges must not fill the log; whoever has set a wrong
 * TEAMS_APP_ID or TEAMS_CLOUD must find out. */
export function createForged(log: Log, clock: Clock): () => void {
  let count = 0;
  let saidAt = -Infinity;
  return () => {
    count += 1;
    const now = clock.now().getTime();
    if (now - saidAt < EVERY_MS) return;
    log.warn(
      { platform: 'teams', count },
      'requests were not signed by Microsoft for this app: forged, or TEAMS_APP_ID or TEAMS_CLOUD is wrong',
    );
    saidAt = now;
    count = 0;
  };
}
