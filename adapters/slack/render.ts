import type { ContextBlock, DividerBlock, HeaderBlock, KnownBlock, RichTextElement } from '@slack/types';
import type { Block, ListRow, SealedCard, Token } from '../../src/kernel/card.ts';
import { bold, type Rich, type Words } from '../../src/kernel/rich.ts';
import { clean } from '../../src/kernel/letters.ts';
import { fit, restBlock, type Drawn } from './fit.ts';
import { BLOCKS_IN_MESSAGE, CONTEXT_TEXT, HEADER_TEXT, NOTICE_TEXT, RICH_TEXT } from './limits.ts';
import { drawButtons } from './render-button.ts';
import { boldPiece, plainPiece, plainText, richBlock, richElements, sizeOf } from './rich.ts';
import { cut, escapeText, lengthOf, plainElement } from './text.ts';

/** Said where there are no words: Slack refuses a message without any. */
const NAME = 'Convener';

/** What a card needs to become blocks. */
export interface Drawing {
  readonly words: Words;
  readonly publicUrl: string;
}

/** What goes with every message: no preview of a link, and no text is read as markup. */
export const AS_IT_IS = { unfurl_links: false, unfurl_media: false, mrkdwn: false } as const;

export interface Message {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

type Line = readonly RichTextElement[];

function drawLines(lines: readonly Line[]): Drawn[] {
  const size = lines.reduce((sum, line) => sum + sizeOf(line) + 1, 0);
  const block = richBlock(lines);
  return block ? [{ block, size: Math.min(size, RICH_TEXT), whole: size - 1 <= RICH_TEXT }] : [];
}

/** Lines in as few blocks as they fit into. */
function drawMany(lines: readonly Line[]): Drawn[] {
  const groups: Line[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    const size = (last ?? []).reduce((sum, each) => sum + sizeOf(each) + 1, 0);
    if (last && size + sizeOf(line) < RICH_TEXT) last.push(line);
    else groups.push([line]);
  }
  return groups.flatMap(drawLines);
}

/** A heading where it fits into one: screen readers find it. */
export function drawTitle(title: Rich, words: Words): Drawn[] {
  const said = clean(plainText(title, words)).trim();
  if (said === '') return [];
  if (lengthOf(said) > HEADER_TEXT) return drawLines([richElements([bold(said)], words)]);
  const block = { type: 'header', text: plainElement(said, HEADER_TEXT) } satisfies HeaderBlock;
  return [{ block, size: lengthOf(said), whole: true }];
}

function drawNote(text: Rich, words: Words): Drawn[] {
  const elements = richElements(text, words);
  const quiet = elements.every((each) => each.type === 'text' && !each.style?.bold);
  const said = clean(plainText(text, words)).trim();
  if (!quiet || said === '' || lengthOf(said) > CONTEXT_TEXT) return drawLines([elements]);
  const block = {
    type: 'context',
    elements: [plainElement(said, CONTEXT_TEXT)],
  } satisfies ContextBlock;
  return [{ block, size: lengthOf(said), whole: true }];
}

function rowLine({ label, text, detail }: ListRow<Token>, words: Words): Line {
  const mark = label ? [boldPiece(`${label} `)] : [plainPiece('• ')];
  const more = detail && detail.length > 0 ? [plainPiece(' · '), ...richElements(detail, words)] : [];
  return [...mark, ...richElements(text, words), ...more];
}

interface Where extends Drawing {
  readonly at: string;
}

/** Rows without buttons share a block; a row with buttons has them right below. */
function drawList({ heading, rows }: Block<Token> & { kind: 'list' }, where: Where): Drawn[] {
  const { words, publicUrl, at } = where;
  const drawn: Drawn[] = [];
  let waiting: Line[] = heading
    ? [richElements(heading, words).map((each) => ({ ...each, style: { bold: true } }))]
    : [];
  rows.forEach((row, index) => {
    waiting.push(rowLine(row, words));
    if (!row.buttons || row.buttons.length === 0) return;
    const about = plainText(row.text, words);
    drawn.push(...drawMany(waiting), ...drawButtons(row.buttons, { publicUrl, at: `${at}.${index}`, about }));
    waiting = [];
  });
  return [...drawn, ...drawMany(waiting)];
}

function drawBlock(block: Block<Token>, where: Where): Drawn[] {
  const { words } = where;
  switch (block.kind) {
    case 'text':
      return drawLines([richElements(block.text, words)]);
    case 'note':
      return drawNote(block.text, words);
    case 'facts':
      return drawMany(
        block.rows.map(({ label, value }) => [boldPiece(`${label}: `), ...richElements(value, words)]),
      );
    case 'list':
      return drawList(block, where);
    case 'buttons':
      return drawButtons(block.buttons, where);
    case 'divider':
      return [{ block: { type: 'divider' } satisfies DividerBlock, size: 0, whole: true }];
    default:
      return block satisfies never;
  }
}

export const drawBlocks = (blocks: readonly Block<Token>[], drawing: Drawing, scope = ''): Drawn[] =>
  blocks.flatMap((block, index) => drawBlock(block, { ...drawing, at: `${scope}${index}` }));

export const drawCard = (card: SealedCard, drawing: Drawing, scope = ''): Drawn[] => [
  ...drawTitle(card.title, drawing.words),
  ...drawBlocks(card.blocks, drawing, scope),
];

/** Whatever is drawn, inside Slack's sizes. */
export function blocksOf(
  drawn: readonly Drawn[],
  { words, publicUrl }: Drawing,
  most: number = BLOCKS_IN_MESSAGE,
): KnownBlock[] {
  return fit(drawn, { blocks: most }, restBlock(publicUrl, words)).blocks;
}

/** The top-level text of a message: what notifications show and screen readers say. Slack parses it, so it is escaped. */
export const noticeText = (notice: string): string =>
  escapeText(cut(clean(notice).trim(), NOTICE_TEXT)) || NAME;

/** A card as a message. Its notification says the card's notice and nothing else (product rule 4). */
export const renderCard = (card: SealedCard, drawing: Drawing): Message => ({
  text: noticeText(card.notice),
  blocks: blocksOf(drawCard(card, drawing), drawing),
});
