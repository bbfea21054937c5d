import { howMany } from '../../kernel/how-many.ts';
import { list, text, type Block } from '../../kernel/card.ts';
import type { DigestRow } from '../../kernel/feature.ts';
import { bold, plain, rich, time } from '../../kernel/rich.ts';
import type { NextUp } from '../../schedule/next.ts';
import { digestBlocks, digestRow } from '../digests/index.ts';

/**
 * "4 things need you", each with its next step; what did not go out, which asks for nothing; and what Convener does by
 * itself, and when.
 */
export function deskBlocks(rows: readonly DigestRow[], next: readonly NextUp[]): readonly Block[] {
  const needs = rows.filter(({ part }) => part === 'needs you');
  return [
    needs.length > 0
      ? list(needs.map(digestRow), rich`${howMany(needs.length, 'thing needs', 'things need')} you`)
      : text(rich`${bold('Nothing needs you now.')} What is planned goes out by itself.`),
    ...digestBlocks(rows.filter(({ part }) => part !== 'needs you')),
    ...(next.length > 0
      ? [
          list(
            next.map(({ what, at, anyTime }) => ({
              label: '',
              text: [plain(what)],
              detail: [time(at, anyTime ? 'date' : 'moment')],
            })),
            rich`What happens next, if nobody acts`,
          ),
        ]
      : []),
  ];
}
