/** What JSON and chats can carry: no half characters, none of the invisible control ones but tab and line break. */
export const clean = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ');

/** At most `max` of what a platform counts, with a "…" where something is left out; a character is never halved. */
export function cut(
  text: string,
  max: number,
  lengthOf: (text: string) => number = ({ length }) => length,
): string {
  if (lengthOf(text) <= max) return text;
  let left = max - 1;
  let kept = '';
  for (const letter of text) {
    left -= lengthOf(letter);
    if (left < 0) break;
    kept += letter;
  }
  return `${kept}…`;
}
