import type { Words } from '../../src/kernel/rich.ts';
import { theRest } from '../../src/kernel/answer.ts';
import type { AdaptiveCard, Element } from './card-json.ts';
import { CARD_BYTES, CARD_VERSION } from './limits.ts';
import { paragraphs, runs } from './rich.ts';
import { bytesOf } from './text.ts';

/** An element, and whether that is all it had to say. */
export interface Drawn {
  readonly block: Element;
  readonly whole: boolean;
}

const NOTHING: Element = { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: '…' }] };

export const cardOf = (body: readonly Element[]): AdaptiveCard => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: CARD_VERSION,
  // Teams refuses a card with nothing in it.
  body: body.length > 0 ? body : [NOTHING],
});

/** Where the rest is: said last, when not everything fits. */
export const restLine = (publicUrl: string, words: Words): Element[] =>
  paragraphs(runs(theRest(publicUrl), words)).map(({ block }) => block);

/** With the comma before the next one. */
export const sizeOf = (elements: readonly Element[]): number =>
  elements.reduce((sum, each) => sum + bytesOf(each) + 1, 0);

const EMPTY = bytesOf(cardOf([]));

export const fits = (drawn: readonly Drawn[], room: number = CARD_BYTES): boolean =>
  sizeOf(drawn.map(({ block }) => block)) <= room - EMPTY;

/** As many elements from the start as Teams takes, and a last line that says where the rest is. */
export function fit(drawn: readonly Drawn[], rest: readonly Element[], room: number = CARD_BYTES): Element[] {
  const blocks = drawn.map(({ block }) => block);
  if (fits(drawn, room) && drawn.every(({ whole }) => whole)) return blocks;
  let left = room - EMPTY - sizeOf(rest);
  const over = blocks.findIndex((block) => (left -= sizeOf([block])) < 0);
  return [...(over === -1 ? blocks : blocks.slice(0, over)), ...rest];
}
