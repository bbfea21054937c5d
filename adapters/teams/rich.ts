import { spanText, webAddress, type Rich, type Span, type Words } from '../../src/kernel/rich.ts';
import { cut } from '../../src/kernel/letters.ts';
import type { RichText, TextRun } from './card-json.ts';
import { BUTTON_URL, PARAGRAPH_TEXT } from './limits.ts';
import { clean } from './text.ts';

/** A link that Teams can carry. */
export function hrefOf(url: string): string | undefined {
  const href = webAddress(url)?.href;
  return href !== undefined && href.length <= BUTTON_URL ? href : undefined;
}

export type Look = Omit<TextRun, 'type' | 'text' | 'selectAction'>;

export const run = (text: string, look: Look = {}): TextRun => ({
  type: 'TextRun',
  text: clean(text),
  ...look,
});

function piece(span: Span, words: Words, look: Look): TextRun {
  const said = spanText(span, words);
  switch (span.kind) {
    case 'plain':
    case 'typed':
    case 'mention':
    case 'time':
      return run(said, look);
    case 'bold':
      return run(said, { ...look, weight: 'Bolder' });
    case 'link': {
      const url = hrefOf(span.url);
      return url ? { ...run(said, look), selectAction: { type: 'Action.OpenUrl', url } } : run(said, look);
    }
    default:
      return span satisfies never;
  }
}

/** Spans as runs: what Teams shows to the letter, whatever a person typed into it. */
export const runs = (text: Rich, words: Words, look: Look = {}): TextRun[] =>
  text.map((span) => piece(span, words, look));

const sameLook = (a: TextRun, b: TextRun): boolean =>
  !a.selectAction &&
  !b.selectAction &&
  a.weight === b.weight &&
  a.size === b.size &&
  a.isSubtle === b.isSubtle;

/** Neighbours that look alike become one, and what is empty goes. */
function joined(all: readonly TextRun[]): TextRun[] {
  const found: TextRun[] = [];
  for (const each of all) {
    if (each.text === '') continue;
    const last = found.at(-1);
    // Two that were harmless may not be so together.
    if (last && sameLook(last, each)) found.splice(-1, 1, { ...last, text: clean(last.text + each.text) });
    else found.push(each);
  }
  return found;
}

/** A line break inside a run is not shown as one: each line is a block of its own. */
function linesOf(all: readonly TextRun[]): TextRun[][] {
  const lines: TextRun[][] = [[]];
  for (const each of all)
    each.text.split('\n').forEach((text, index) => {
      if (index > 0) lines.push([]);
      lines.at(-1)!.push({ ...each, text });
    });
  return lines.map(joined).filter((line) => line.some(({ text }) => text.trim() !== ''));
}

/** The first `max` characters, with a "…" where something is left out. */
function cutRuns(all: readonly TextRun[], max: number): TextRun[] {
  const found: TextRun[] = [];
  let left = max;
  for (const each of all) {
    if (each.text.length <= left) {
      found.push(each);
      left -= each.text.length;
      continue;
    }
    if (left > 0) found.push({ ...each, text: cut(each.text, left) });
    break;
  }
  return found;
}

const lengthOf = (line: readonly TextRun[]): number => line.reduce((sum, { text }) => sum + text.length, 0);

export interface Paragraph {
  readonly block: RichText;
  readonly whole: boolean;
}

/** Runs as blocks, one for each line; none when there is nothing to say. */
export const paragraphs = (all: readonly TextRun[], spacing?: RichText['spacing']): Paragraph[] =>
  linesOf(all).map((line, index) => {
    const close = index > 0 ? 'None' : spacing;
    return {
      block: {
        type: 'RichTextBlock',
        inlines: cutRuns(line, PARAGRAPH_TEXT),
        ...(close ? { spacing: close } : {}),
      },
      whole: lengthOf(line) <= PARAGRAPH_TEXT,
    };
  });
