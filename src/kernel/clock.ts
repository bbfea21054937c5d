/** The only source of "now". The demo's can stand still and be moved on; the machine's own is `systemClock`. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
