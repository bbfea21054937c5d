import type { Clock } from '../kernel/clock.ts';
import type { Place } from '../kernel/platform.ts';

/** For so long the lanes of a list count as the ones that come next; what others write meanwhile comes after that. */
const GOOD_MS = 1000;
/** To find the lanes that have something to send reads all that waits: so many are found at once. */
export const LANES_AT_ONCE = 512;

/**
 * Lanes of each platform that were found to have something to send and not looked at yet, best first. Whether that still
 * holds is seen when they are locked.
 */
export function createShortlist(machine: Clock) {
  const lists = new Map<string, { readonly lanes: Place[]; readonly until: number }>();
  return {
    /** A list that is still good and not empty, with its platform; lanes are taken out of it as they are looked at. */
    lists(): readonly (readonly [platform: string, lanes: Place[]])[] {
      const now = machine.now().getTime();
      for (const [platform, { lanes, until }] of lists)
        if (until <= now || lanes.length === 0) lists.delete(platform);
      return [...lists].map(([platform, { lanes }]) => [platform, lanes] as const);
    },
    keep(platform: string, lanes: Place[]): void {
      lists.set(platform, { lanes, until: machine.now().getTime() + GOOD_MS });
    },
    /** There is news, perhaps urgent. */
    forget: (): void => lists.clear(),
  };
}
