import { describe, expect, it } from 'vitest';
import { briefCard } from '../../../src/features/briefs/cards.ts';
import { text, type Card } from '../../../src/kernel/card.ts';
import { rich } from '../../../src/kernel/rich.ts';

const ZONES = { zone: 'UTC', home: 'UTC' };
const part = (key: string, card: Card | null) => ({
  ask: { key, state: 'open' as const, untilAt: new Date('2027-02-10T15:00:00Z') },
  card,
});
const asked = (about: string): Card => ({
  title: rich`Hi Grace.`,
  notice: 'A question for you',
  endsItself: true,
  blocks: [text(rich`How is ${about} going?`)],
});

describe('several things in one note', () => {
  it('greet once', () => {
    const card = briefCard([part('a', asked('the map')), part('b', asked('the roster'))], ZONES)!;
    const said = JSON.stringify(card.blocks);
    expect(said.split('Hi Grace.')).toHaveLength(2);
    expect(said).toContain('the map');
    expect(said).toContain('the roster');
  });

  it('say once that nothing of them is asked any more', () => {
    const card = briefCard([part('a', null), part('b', null)], ZONES)!;
    expect(card.title).toEqual(rich`No longer needed`);
    expect(card.blocks).toEqual([text(rich`We do not ask this any more. There is nothing to do.`)]);
  });
});
