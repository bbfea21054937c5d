import type { Block, SealedButton, SealedCard, Token } from './card.ts';
import { plainText, type Words } from './rich.ts';

const labels = (buttons: readonly SealedButton[] = []): string =>
  buttons.map(({ label }) => `[${label}]`).join(' ');

function lines(block: Block<Token>, words: Words): readonly string[] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [plainText(block.text, words)];
    case 'facts':
      return block.rows.map(({ label, value }) => `${label}: ${plainText(value, words)}`);
    case 'list':
      return [
        block.heading ? plainText(block.heading, words) : '',
        ...block.rows.map(({ label, text, detail, buttons }) =>
          [
            label || '-',
            plainText(text, words),
            detail && detail.length > 0 ? `(${plainText(detail, words)})` : '',
            labels(buttons),
          ]
            .filter(Boolean)
            .join(' '),
        ),
      ];
    case 'buttons':
      return [labels(block.buttons)];
    case 'divider':
      return ['---'];
    default:
      return block satisfies never;
  }
}

/** All that a card says, as plain text: one line per row, buttons by their names. */
export const cardText = (card: SealedCard, words: Words): string =>
  [plainText(card.title, words), ...card.blocks.flatMap((block) => lines(block, words))]
    .filter((line) => line !== '')
    .join('\n');
