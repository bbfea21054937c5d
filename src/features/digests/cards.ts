import { buttons, list, press, type Block, type Card, type ListRow } from '../../kernel/card.ts';
import type { DigestPart, DigestRow } from '../../kernel/feature.ts';
import { rich, time, type Rich } from '../../kernel/rich.ts';

/** COPY 12: in this order, and a part without rows is left out. */
const PARTS: readonly DigestPart[] = [
  'needs you',
  'not sent',
  'not reached',
  'next meeting',
  'done',
  'open',
  'changed',
];

function heading(part: DigestPart, rows: number): Rich {
  switch (part) {
    case 'needs you':
      return rich`Needs you (${rows})`;
    case 'not sent':
      return rich`Not sent, and why (${rows})`;
    case 'not reached':
      return rich`Could not reach (${rows})`;
    case 'next meeting':
      return rich`Next meeting`;
    case 'done':
      return rich`Done`;
    case 'open':
      return rich`Open`;
    case 'changed':
      return rich`What changed`;
    default:
      return part satisfies never;
  }
}

/** One of them, with its way on. */
export const digestRow = ({ text, button }: DigestRow): ListRow => ({
  label: '',
  text,
  ...(button ? { buttons: [button] } : {}),
});

/** The rows of a digest, part by part; nothing where there is nothing to say. */
export const digestBlocks = (rows: readonly DigestRow[]): readonly Block[] =>
  PARTS.flatMap((part) => {
    const own = rows.filter((row) => row.part === part);
    return own.length > 0 ? [list(own.map(digestRow), heading(part, own.length))] : [];
  });

/** Null with nothing to say: then none is sent. `mine` leads from a channel to the reader's own. */
export function digestCard(rows: readonly DigestRow[], at: Date, mine: boolean): Card | null {
  const blocks = digestBlocks(rows);
  if (blocks.length === 0) return null;
  const own = buttons(press('Open my own', 'digests.open', {}));
  return {
    title: rich`This week, ${time(at, 'date')}`,
    notice: 'Your week',
    blocks: mine ? blocks : [...blocks, own],
  };
}
