import type { KnownBlock } from '@slack/types';
import type { Words } from '../../src/kernel/rich.ts';
import { theRest } from '../../src/kernel/answer.ts';
import { ALL_BLOCKS } from './limits.ts';
import { richBlock, richElements } from './rich.ts';

/** A block, how many characters it says, and whether that is all it had to say. */
export interface Drawn {
  readonly block: KnownBlock;
  readonly size: number;
  readonly whole: boolean;
}

export interface Room {
  readonly blocks: number;
  readonly characters?: number;
}

/** Where the rest is: said last, when not everything fits. */
export function restBlock(publicUrl: string, words: Words): KnownBlock[] {
  const block = richBlock([richElements(theRest(publicUrl), words)]);
  return block ? [block] : [];
}

/** As many blocks from the start as Slack takes, and a last line that says where the rest is. */
export function fit(
  drawn: readonly Drawn[],
  room: Room,
  rest: readonly KnownBlock[],
): { blocks: KnownBlock[]; whole: boolean } {
  const characters = room.characters ?? ALL_BLOCKS;
  let sum = 0;
  const sums = drawn.map(({ size }) => (sum += size));
  const all = drawn.length <= room.blocks && (sums.at(-1) ?? 0) <= characters;
  if (all && drawn.every(({ whole }) => whole))
    return { blocks: drawn.map(({ block }) => block), whole: true };
  const lastLine = JSON.stringify(rest).length;
  const kept = drawn.filter(
    (_, index) => index < room.blocks - rest.length && sums[index]! <= characters - lastLine,
  );
  return { blocks: [...kept.map(({ block }) => block), ...rest], whole: false };
}
