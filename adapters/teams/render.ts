import type { Block, ListRow, SealedCard, Token } from '../../src/kernel/card.ts';
import { plainText, type Rich, type Words } from '../../src/kernel/rich.ts';
import type { AdaptiveCard, Heading, TextRun } from './card-json.ts';
import { cardOf, fit, fits, restLine, type Drawn } from './fit.ts';
import { NOTICE_TEXT } from './limits.ts';
import { drawButtons, type Stands } from './render-button.ts';
import { paragraphs, run, runs } from './rich.ts';
import { clean, isHarmless, line } from './text.ts';

/** What a card needs to become an Adaptive Card. */
export interface Drawing {
  readonly words: Words;
  readonly publicUrl: string;
}

/** The same, on the way: where it stands, and whether presses have their fallback. */
export interface Drawer extends Drawing {
  readonly stands: Stands;
  readonly fallback: boolean;
}

export interface Message {
  /** What notifications show and nothing else (product rule 4). */
  readonly summary: string;
  readonly card: AdaptiveCard;
}

const BOLD = { weight: 'Bolder' } as const;

/** A heading where its words are harmless: screen readers find it. Else the same look in a run, to the letter. */
export function drawTitle(title: Rich, words: Words): Drawn[] {
  const said = clean(plainText(title, words)).trim();
  if (said === '') return [];
  if (!isHarmless(said) || said.length > NOTICE_TEXT)
    return paragraphs(runs(title, words, { ...BOLD, size: 'Large' }));
  const block: Heading = {
    type: 'TextBlock',
    text: said,
    style: 'heading',
    size: 'Large',
    weight: 'Bolder',
    wrap: true,
  };
  return [{ block, whole: true }];
}

function rowRuns({ label, text, detail }: ListRow<Token>, words: Words): TextRun[] {
  const mark = label ? run(`${label} `, BOLD) : run('• ');
  const more = detail && detail.length > 0 ? [run(' · '), ...runs(detail, words)] : [];
  return [mark, ...runs(text, words), ...more];
}

function drawList({ heading, rows }: Block<Token> & { kind: 'list' }, drawer: Drawer): Drawn[] {
  const { words } = drawer;
  return [
    ...(heading ? paragraphs(runs(heading, words, BOLD)) : []),
    ...rows.flatMap((row, index) => {
      const buttons = row.buttons ?? [];
      const about = plainText(row.text, words);
      // Buttons belong to the row above them, not to the one below.
      const below = (rows[index - 1]?.buttons ?? []).length > 0 ? 'Medium' : 'Small';
      return [
        ...paragraphs(rowRuns(row, words), below),
        ...(buttons.length > 0 ? drawButtons(buttons, { ...drawer, about }) : []),
      ];
    }),
  ];
}

function drawBlock(block: Block<Token>, drawer: Drawer): Drawn[] {
  const { words } = drawer;
  switch (block.kind) {
    case 'text':
      return paragraphs(runs(block.text, words));
    case 'note':
      return paragraphs(runs(block.text, words, { size: 'Small', isSubtle: true }));
    case 'facts':
      return block.rows.flatMap(({ label, value }, index) =>
        paragraphs([run(`${label}: `, BOLD), ...runs(value, words)], index > 0 ? 'None' : undefined),
      );
    case 'list':
      return drawList(block, drawer);
    case 'buttons':
      return drawButtons(block.buttons, drawer);
    case 'divider':
      return [];
    default:
      return block satisfies never;
  }
}

const separated = ([first, ...others]: readonly Drawn[]): Drawn[] =>
  first ? [{ ...first, block: { ...first.block, separator: true } as Drawn['block'] }, ...others] : [];

/** A divider is a line above what follows it. */
export const drawBlocks = (blocks: readonly Block<Token>[], drawer: Drawer): Drawn[] =>
  blocks.flatMap((block, index) => {
    const drawn = drawBlock(block, drawer);
    return blocks[index - 1]?.kind === 'divider' ? separated(drawn) : drawn;
  });

export const drawCard = (
  { title, blocks }: Pick<SealedCard, 'title' | 'blocks'>,
  drawer: Drawer,
): Drawn[] => [...drawTitle(title, drawer.words), ...drawBlocks(blocks, drawer)];

/** Whatever is drawn, inside Teams' sizes. Where it gets tight, the fallbacks go before anything that can be read. */
export function cardFrom(
  draw: (drawer: Drawer) => readonly Drawn[],
  { words, publicUrl }: Drawing,
  stands: Stands = 'message',
): AdaptiveCard {
  const roomy = draw({ words, publicUrl, stands, fallback: true });
  const drawn = fits(roomy) ? roomy : draw({ words, publicUrl, stands, fallback: false });
  return cardOf(fit(drawn, restLine(publicUrl, words)));
}

const NAME = 'Convener';
export const noticeText = (notice: string): string =>
  notice.trim() === '' ? NAME : line(notice, NOTICE_TEXT);

/** A card as a message. Its notification says the card's notice and nothing else (product rule 4). */
export const renderCard = (card: SealedCard, drawing: Drawing): Message => ({
  summary: noticeText(card.notice),
  card: cardFrom((drawer) => drawCard(card, drawer), drawing),
});
