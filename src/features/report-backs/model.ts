/** The longest line of a report, in characters. */
export const MOST_LINE = 280;
