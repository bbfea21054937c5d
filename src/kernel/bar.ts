const LONGEST = 10;

/** A bar of characters: this part of the whole, at least one while there is any, ten for the whole and for more. */
export const barOf = (part: number, whole: number): string =>
  part <= 0 || whole <= 0
    ? ''
    : '█'.repeat(Math.min(LONGEST, Math.max(1, Math.round((part / whole) * LONGEST))));
