import { clean as cleanLetters, cut } from '../../src/kernel/letters.ts';

// "{{" would begin a date or time function (https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/text-features),
// in plain runs as well: an invisible joiner keeps the two apart.
const JOINER = '\u2060';

/** What Adaptive Cards can carry, and show to the letter. */
export const clean = (text: string): string => cleanLetters(text).replace(/\{(?=\{)/g, `{${JOINER}`);

/** One line that is drawn to the letter: the name of a button, the label of a field. Never empty. */
export const line = (text: string, max: number): string =>
  cut(clean(text).replace(/\s+/g, ' ').trim() || '…', max);

/**
 * Words that no reader of markdown takes for more than words, so that they may stand where markdown is read: no signs of
 * it, no dot or slashes that could make an address, no numbered line.
 */
const HARMLESS =
  /^(?!\s*\d+[.)])(?:[\p{L}\p{M}\p{N} ,:;'’"“”?!·…–—%()]|\.(?=\s|$)|(?<=[\p{L}\p{N}])-(?=[\p{L}\p{N}]))*$/u;
export const isHarmless = (text: string): boolean => HARMLESS.test(text);

/** For the few places that always read markdown: a backslash before every sign makes it a sign. */
export const escapeMarkdown = (text: string): string =>
  isHarmless(text)
    ? text
    : text.replace(/[!-/:-@[-`{-~]/g, (sign) => (/[,'"?()%;]/.test(sign) ? sign : `\\${sign}`));

/** As JSON on the way to Teams. */
export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
