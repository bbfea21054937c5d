import { buttons, divider, note, press, text, type Block, type Card } from '../../kernel/card.ts';
import { bold, rich, time, type Rich } from '../../kernel/rich.ts';
import { timeText, type Zones } from '../../kernel/time-text.ts';
import type { Asked } from './model.ts';

/** One thing that is asked: its own card while it is open and there is something to show. */
export interface Part {
  readonly ask: Pick<Asked, 'key' | 'state' | 'untilAt'>;
  readonly card: Card | null;
}

export const isOpen = ({ card }: Part): boolean => card !== null;

/** What is left of an ask that nobody asks any more. */
function settledText({ ask: { state } }: Part): Rich {
  switch (state) {
    case 'done':
      return rich`Done, thank you.`;
    case 'declined':
      return rich`Not this time. That is fine.`;
    case 'open':
    case 'ended':
      return rich`We do not ask this any more. There is nothing to do.`;
    default:
      return state satisfies never;
  }
}

/** What is over in the same way is said once, however many asks it was. */
function saidOnce(parts: readonly Part[]): readonly Part[] {
  const wordsOf = (part: Part): string => (isOpen(part) ? '' : JSON.stringify(settledText(part)));
  const words = parts.map(wordsOf);
  return parts.filter((part, index) => isOpen(part) || words.indexOf(words[index]!) === index);
}

/** When asking stops, and the way out; nothing where the ask says so itself. */
function wayOut({ key, untilAt }: Part['ask'], card: Card): readonly Block[] {
  if (card.endsItself) return [];
  return [
    note(rich`We stop asking ${time(untilAt)}.`),
    buttons(press('Not this time', 'briefs.not-now', { key }, 'quiet')),
  ];
}

/** One ask among others: under its own title, since the card's speaks of all. */
function partBlocks(part: Part, greeted: boolean): readonly Block[] {
  const { ask, card } = part;
  if (!card) return [text(settledText(part))];
  const title = card.title.map((span) => (span.kind === 'plain' ? bold(span.text) : span));
  return [...(greeted ? [] : [text(title)]), ...card.blocks, ...wayOut(ask, card)];
}

/** Each ask; "Hi Grace." is said once. */
function blocksOf(parts: readonly Part[]): readonly (readonly Block[])[] {
  const titles = parts.map(({ card }) => (card ? JSON.stringify(card.title) : ''));
  return parts.map((part, index) => partBlocks(part, titles.indexOf(titles[index]!) < index));
}

/** Nothing of it is asked any more. Who did something is thanked for it, and nobody else. */
function settledCard(parts: readonly Part[], blocks: readonly Block[]): Card {
  const is = (state: Asked['state']): boolean => parts.some(({ ask }) => ask.state === state);
  const title = is('done') ? 'Thank you' : is('declined') ? 'That is fine' : 'No longer needed';
  return { title: rich`${title}`, notice: title, blocks };
}

/** All that was asked in one day, the heaviest first (product rule 8); null once it stands in a later brief. */
export function briefCard(all: readonly Part[], zones: Zones): Card | null {
  const parts = saidOnce(all);
  const [only, ...others] = parts;
  if (!only) return null;
  if (others.length === 0) {
    const { ask, card } = only;
    if (!card) return settledCard(parts, [text(settledText(only))]);
    return { title: card.title, notice: card.notice, blocks: [...card.blocks, ...wayOut(ask, card)] };
  }
  const blocks = blocksOf(parts).flatMap((own, index) => (index === 0 ? own : [divider, ...own]));
  const open = parts.filter(isOpen);
  const [first] = open.map(({ ask }) => ask.untilAt).toSorted((a, b) => a.getTime() - b.getTime());
  if (!first) return settledCard(parts, blocks);
  const things = open.length === 1 ? '1 thing' : `${open.length} things`;
  const until = timeText({ at: first, style: 'moment' }, zones);
  return {
    title: rich`${things}, when you have a moment`,
    notice: `${things} when you have a moment, the first until ${until}`,
    blocks,
  };
}

/** For a person's own page: what is asked of them now. */
export function openBlocks(parts: readonly Part[]): readonly Block[] {
  const open = parts.filter(isOpen);
  if (open.length === 0) return [];
  return [text([bold('Asked of you')]), ...blocksOf(open).flatMap((own) => [...own, divider])];
}
