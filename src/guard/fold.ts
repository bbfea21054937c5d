/** Text as the rules read it, with the way back: unit i came from original[starts[i], ends[i]). */
export interface Folded {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

// People paste from Word, PDFs and phones: the same date may arrive with no-break spaces, soft hyphens,
// long dashes or full-width digits. Rules are written once, for plain characters.
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Mn}\p{Me}]/u;
const SPACE = /[\p{Z}\t-\r\u0085\u2800]/u;
const DASH = /[\p{Pd}\u2212\u2043\u02d7]/u;
const PLAIN = new Map([
  ...Array.from('\u2018\u2019\u201b\u02bc\u2032\u00b4`', (mark) => [mark, "'"] as const),
  ...Array.from('\u201c\u201d\u201e\u2033', (mark) => [mark, '"'] as const),
  ...Array.from('\u00b7\u2022\u2027\u2219\u30fb\u3002', (mark) => [mark, '.'] as const),
  ...Array.from('\u2044\u2215\u29f8', (mark) => [mark, '/'] as const),
]);
/** First character of the circled digits that Unicode does not decompose, with its value. */
const CIRCLED = [
  [0x2776, 1],
  [0x2780, 1],
  [0x278a, 1],
  [0x24f5, 1],
] as const;

/** Folds to plain characters (NFKD without marks), one space for any run of white space. Linear. */
export function fold(original: string): Folded {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  let at = 0;
  let spaced = false;
  for (const char of original) {
    const end = at + char.length;
    const plain = foldCharacter(char);
    if (plain === '' || (plain === ' ' && spaced)) {
      // Marks and invisible characters belong to what stands before them, so a hit covers them.
      if (ends.length > 0) ends[ends.length - 1] = end;
    } else {
      text += plain;
      spaced = plain === ' ';
      for (let unit = 0; unit < plain.length; unit += 1) {
        starts.push(at);
        ends.push(end);
      }
    }
    at = end;
  }
  return { text, starts, ends };
}

function foldCharacter(char: string): string {
  if (SPACE.test(char)) return ' ';
  if (/[\u0021-\u005f\u0061-\u007e]/.test(char)) return char;
  const mapped = PLAIN.get(char) ?? circledDigit(char);
  if (mapped !== undefined) return mapped;
  let plain = '';
  for (const part of char.normalize('NFKD')) plain += foldPart(part);
  return plain;
}

function foldPart(part: string): string {
  if (SPACE.test(part)) return ' ';
  if (INVISIBLE.test(part)) return '';
  if (DASH.test(part)) return '-';
  if (/\p{Nd}/u.test(part)) return digitOf(part);
  return PLAIN.get(part) ?? part;
}

// Unicode keeps decimal digits in unbroken runs of ten, so the distance to the start of the run is the value.
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}

function circledDigit(char: string): string | undefined {
  const code = char.codePointAt(0) ?? 0;
  if (code === 0x24ff) return '0';
  const run = CIRCLED.find(([first]) => code >= first && code < first + 10);
  return run && String(code - run[0] + run[1]);
}
