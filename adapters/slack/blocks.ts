import type { ActionsBlock, KnownBlock, RichTextBlock, RichTextSection } from '@slack/types';
import type { Block, ListRow, SealedButton } from '../../src/kernel/card.ts';
import type { Token } from '../../src/kernel/card.ts';
import { plainText, type Rich, type Words } from '../../src/kernel/rich.ts';
import { button, elementsOf, plainTextOf, section } from './elements.ts';
import { LIMITS } from './limits.ts';

export const richBlock = (sections: readonly (RichTextSection | undefined)[]): RichTextBlock[] => {
  const kept = sections.filter((each) => each !== undefined);
  return kept.length > 0 ? [{ type: 'rich_text', elements: kept }] : [];
};

export const textBlock = (rich: Rich, words: Words): RichTextBlock[] =>
  richBlock([section(elementsOf(rich, words))]);

/** Small and grey where it is plain; a link or a name in bold needs rich text. */
function noteBlock(rich: Rich, words: Words): KnownBlock[] {
  if (rich.some((span) => span.kind === 'link' || span.kind === 'bold')) return textBlock(rich, words);
  const text = plainText(rich, words).trim();
  return text === '' ? [] : [{ type: 'context', elements: [plainTextOf(text, LIMITS.contextText)] }];
}

/** Buttons that fit; in rows of 25, which is Slack's most. */
export function actions(buttons: readonly SealedButton[]): ActionsBlock[] {
  const made = buttons.flatMap((each, index) => button(each, index) ?? []);
  const blocks: ActionsBlock[] = [];
  for (let at = 0; at < made.length; at += LIMITS.buttonsInBlock)
    blocks.push({ type: 'actions', elements: made.slice(at, at + LIMITS.buttonsInBlock) });
  return blocks;
}

const bold = (text: string) => ({ type: 'text', text, style: { bold: true } }) as const;

function row({ label, text, detail, buttons }: ListRow<Token>, words: Words): KnownBlock[] {
  const head = label === '' ? [] : [bold(`${label}  `)];
  const after = detail === undefined ? [] : elementsOf(detail, words);
  const more = after.length > 0 ? [{ type: 'text' as const, text: '\n' }, ...after] : [];
  const line = section([...head, ...elementsOf(text, words), ...more]);
  return [...richBlock([line]), ...actions(buttons ?? [])];
}

/** What belongs together in a message: it is shown whole, or left for the page. */
export interface Unit {
  readonly blocks: readonly KnownBlock[];
  /** Shown whatever else has no room. */
  readonly keep: boolean;
}

const unit = (blocks: readonly KnownBlock[], keep = false): Unit[] =>
  blocks.length > 0 ? [{ blocks, keep }] : [];

/** One block of a card as units: a list can be shown in part, a row cannot. */
export function unitsOf(block: Block<Token>, words: Words): readonly Unit[] {
  switch (block.kind) {
    case 'text':
      return unit(textBlock(block.text, words));
    case 'note':
      return unit(noteBlock(block.text, words));
    case 'facts': {
      const lines = block.rows.map(({ label, value }) =>
        section([bold(`${label}: `), ...elementsOf(value, words)]),
      );
      return unit(richBlock(lines));
    }
    case 'list': {
      const heading = block.heading
        ? richBlock([
            section(
              elementsOf(block.heading, words).map((each) =>
                each.type === 'text' ? { ...each, style: { bold: true } } : each,
              ),
            ),
          ])
        : [];
      return [...unit(heading), ...block.rows.flatMap((each) => unit(row(each, words)))];
    }
    case 'buttons':
      return unit(actions(block.buttons), true);
    case 'divider':
      return unit([{ type: 'divider' }]);
    default:
      return block satisfies never;
  }
}
