import type { RichTextBlock, RichTextElement } from '@slack/types';
import {
  plainText as wordsOf,
  spanText,
  webAddress,
  type Rich,
  type Span,
  type Words,
} from '../../src/kernel/rich.ts';
import { clean } from '../../src/kernel/letters.ts';
import { BUTTON_URL, RICH_TEXT } from './limits.ts';
import { cut, lengthOf } from './text.ts';

/** A link that Slack can carry. */
export function hrefOf(url: string): string | undefined {
  const href = webAddress(url)?.href;
  return href !== undefined && href.length <= BUTTON_URL ? href : undefined;
}

/** The first words that are slash commands of their own; all others follow ours. */
const SLASHED = /^(?:agenda|reportback)(?:\s|$)/;

/** "help" as it is typed in Slack: "/convener help". */
export const slashed = (command: string): string =>
  SLASHED.test(command) ? `/${command}` : `/convener ${command}`;

/** Content as plain text, with its commands as they are typed here. */
export const plainText = (text: Rich, words: Words): string =>
  wordsOf(
    text.map((span) => (span.kind === 'typed' ? { kind: 'plain', text: slashed(span.text) } : span)),
    words,
  );

const textElement = (text: string, bold: boolean): RichTextElement =>
  bold ? { type: 'text', text, style: { bold } } : { type: 'text', text };

function element(span: Span, words: Words): RichTextElement {
  const said = clean(spanText(span, words));
  switch (span.kind) {
    case 'plain':
    case 'mention':
    case 'time':
      return textElement(said, false);
    case 'bold':
      return textElement(said, true);
    case 'typed':
      return { type: 'text', text: clean(slashed(span.text)), style: { code: true } };
    case 'link': {
      const url = hrefOf(span.url);
      return url ? { type: 'link', url, text: said } : textElement(said, false);
    }
    default:
      return span satisfies never;
  }
}

const saidBy = (each: RichTextElement): string =>
  each.type === 'text' || each.type === 'link' ? (each.text ?? '') : '';

const sameLook = (a: RichTextElement, b: RichTextElement): boolean =>
  a.type === 'text' &&
  b.type === 'text' &&
  a.style?.bold === b.style?.bold &&
  a.style?.code === b.style?.code;

/** Neighbours that look alike become one, and what is empty goes. */
function joined(elements: readonly RichTextElement[]): RichTextElement[] {
  const found: RichTextElement[] = [];
  for (const each of elements) {
    if (saidBy(each) === '') continue;
    const last = found.at(-1);
    if (last && sameLook(last, each))
      found.splice(-1, 1, { ...last, text: saidBy(last) + saidBy(each) } as RichTextElement);
    else found.push(each);
  }
  return found;
}

/** Spans as rich text elements: what Slack shows to the letter, whatever a person typed into it. */
export const richElements = (text: Rich, words: Words): RichTextElement[] =>
  joined(text.map((span) => element(span, words)));

export const plainPiece = (text: string): RichTextElement => textElement(clean(text), false);
export const boldPiece = (text: string): RichTextElement => textElement(clean(text), true);

/** How many characters elements say. */
export const sizeOf = (elements: readonly RichTextElement[]): number =>
  elements.reduce((sum, each) => sum + lengthOf(saidBy(each)), 0);

/** The first `max` characters, with a "…" where something is left out. */
export function cutElements(elements: readonly RichTextElement[], max: number): RichTextElement[] {
  const found: RichTextElement[] = [];
  let left = max;
  for (const each of elements) {
    const size = lengthOf(saidBy(each));
    if (size <= left) {
      found.push(each);
      left -= size;
      continue;
    }
    if (left > 0) found.push({ ...each, text: cut(saidBy(each), left) } as RichTextElement);
    break;
  }
  return found;
}

/** Lines of text as one block; undefined when there is nothing to say. */
export function richBlock(lines: readonly (readonly RichTextElement[])[]): RichTextBlock | undefined {
  const all = lines
    .filter((line) => line.length > 0)
    .flatMap((line, index) => (index === 0 ? line : [plainPiece('\n'), ...line]));
  const elements = cutElements(joined(all), RICH_TEXT);
  if (elements.every((each) => saidBy(each).trim() === '')) return undefined;
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}
