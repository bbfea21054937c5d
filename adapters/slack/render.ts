import type { KnownBlock } from '@slack/types';
import type { SealedCard } from '../../src/kernel/card.ts';
import { plainText, type Words } from '../../src/kernel/rich.ts';
import { cardText } from './plain.ts';
import { textBlock, unitsOf, type Unit } from './blocks.ts';
import { cut, escape, plainTextOf } from './elements.ts';
import { LIMITS } from './limits.ts';

export { ACTIONS } from './elements.ts';

export interface Message {
  /** What a notification and a screen reader say: generic for what we send, the whole text for an answer. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** How Slack counts is not said; their whole JSON is on the safe side. */
const charsOf = (blocks: readonly KnownBlock[]): number => JSON.stringify(blocks).length;

interface Room {
  readonly blocks: number;
  readonly chars: number;
}

const MESSAGE: Room = { blocks: LIMITS.messageBlocks, chars: LIMITS.messageChars };
const ANSWER: Room = { blocks: LIMITS.messageBlocks, chars: LIMITS.answerChars };
/** A home page and a modal are no messages, but stay readable. */
export const VIEW: Room = { blocks: LIMITS.viewBlocks, chars: 40_000 };

/** The units that fit, in their order; where some do not, a last line says where the rest is. */
function fit(units: readonly Unit[], room: Room, rest: readonly KnownBlock[]): readonly KnownBlock[] {
  const all = units.flatMap((unit) => unit.blocks);
  if (all.length <= room.blocks && charsOf(all) <= room.chars) return all;
  const kept = units.filter((unit) => unit.keep);
  let blocks = room.blocks - rest.length - kept.flatMap((unit) => unit.blocks).length;
  let chars = room.chars - charsOf(rest) - kept.reduce((sum, unit) => sum + charsOf(unit.blocks), 0);
  let full = false;
  const shown: KnownBlock[] = [];
  for (const unit of units) {
    const fits = !full && blocks >= unit.blocks.length && chars >= charsOf(unit.blocks);
    if (unit.keep) shown.push(...unit.blocks);
    else if (fits) {
      shown.push(...unit.blocks);
      blocks -= unit.blocks.length;
      chars -= charsOf(unit.blocks);
    } else if (!full) {
      full = true;
      shown.push(...rest);
    }
  }
  // So many buttons that they alone are too much: as many as there is room for.
  return shown.slice(0, room.blocks);
}

function titleUnit(card: SealedCard, words: Words): readonly Unit[] {
  const title = plainText(card.title, words).trim();
  return title === ''
    ? []
    : [{ keep: true, blocks: [{ type: 'header', text: plainTextOf(title, LIMITS.header) }] }];
}

/** A card's blocks, within the room that a message or a view has. Total: whatever a card holds, Slack takes the result. */
export function cardBlocks(
  card: SealedCard,
  words: Words,
  publicUrl: string,
  room: Room = MESSAGE,
): readonly KnownBlock[] {
  const units = [...titleUnit(card, words), ...card.blocks.flatMap((block) => unitsOf(block, words))];
  const rest = textBlock(
    [
      { kind: 'plain', text: 'There is more. The rest is on ' },
      { kind: 'link', text: 'your page', url: publicUrl },
      { kind: 'plain', text: '.' },
    ],
    words,
  );
  return fit(units, room, rest);
}

/** A message that Convener sends: the notification says only the generic notice (product rule 4). */
export const renderMessage = (card: SealedCard, words: Words, publicUrl: string): Message => ({
  text: cut(escape(card.notice), LIMITS.text),
  blocks: cardBlocks(card, words, publicUrl),
});

/** An answer to what a person did, seen by them alone: screen readers read the whole of it. */
export const renderAnswer = (card: SealedCard, words: Words, publicUrl: string): Message => ({
  text: cut(escape(cardText(card, words)), LIMITS.text),
  blocks: cardBlocks(card, words, publicUrl, ANSWER),
});
