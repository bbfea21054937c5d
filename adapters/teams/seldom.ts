import type { Clock } from '../../src/kernel/clock.ts';
import type { Log } from '../../src/kernel/log.ts';

const EVERY_MS = 60_000;

/** Tells the log of something once a minute at most, with how often it was since. `fields` are those of the last one. */
export type Seldom = (fields?: object) => void;

export function createSeldom(log: Log, clock: Clock, said: string): Seldom {
  let count = 0;
  let saidAt = -Infinity;
  return (fields = {}) => {
    count += 1;
    const now = clock.now().getTime();
    if (now - saidAt < EVERY_MS) return;
    log.warn({ platform: 'teams', ...fields, count }, said);
    saidAt = now;
    count = 0;
  };
}

/** What is wrong with requests. Whoever forges must not fill the log; whoever has set something wrong must find out. */
export interface Refusals {
  readonly forged: Seldom;
  readonly keyless: Seldom;
  readonly foreign: Seldom;
}

export const createRefusals = (log: Log, clock: Clock): Refusals => ({
  forged: createSeldom(
    log,
    clock,
    'requests were not signed by Microsoft for this app: forged, or TEAMS_APP_ID or TEAMS_CLOUD is wrong',
  ),
  keyless: createSeldom(log, clock, "the keys of Microsoft's tokens could not be fetched"),
  foreign: createSeldom(log, clock, 'a request came from a tenant that is not on the list'),
});
