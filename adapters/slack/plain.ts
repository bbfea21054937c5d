import type { Block, SealedCard, Token } from '../../src/kernel/card.ts';
import { plainText, type Words } from '../../src/kernel/rich.ts';

function blockText(block: Block<Token>, words: Words): readonly string[] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [plainText(block.text, words)];
    case 'facts':
      return block.rows.map(({ label, value }) => `${label}: ${plainText(value, words)}`);
    case 'list':
      return [
        ...(block.heading ? [plainText(block.heading, words)] : []),
        ...block.rows.map(({ label, text, detail }) =>
          [label, plainText(text, words), detail ? `(${plainText(detail, words)})` : '']
            .filter((part) => part !== '')
            .join(' '),
        ),
      ];
    case 'buttons':
    case 'divider':
      return [];
    default:
      return block satisfies never;
  }
}

/** The same as the card says, as lines of plain text. */
export const cardText = (card: SealedCard, words: Words): string =>
  [plainText(card.title, words), ...card.blocks.flatMap((block) => blockText(block, words))]
    .filter((line) => line.trim() !== '')
    .join('\n');
