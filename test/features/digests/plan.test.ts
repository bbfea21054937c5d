import { describe, expect, it } from 'vitest';
import { digestCard } from '../../../src/features/digests/cards.ts';
import { planDigests } from '../../../src/features/digests/plan.ts';
import type { DigestRow } from '../../../src/kernel/feature.ts';
import { plainText, rich } from '../../../src/kernel/rich.ts';
import { DEFAULT_RULES } from '../../../src/schedule/reminder-rules.ts';

const ZONE = 'America/New_York';
const from = new Date('2027-02-22T05:00:00Z');
const to = new Date('2027-03-27T04:00:00Z');
const WORDS = { names: new Map(), zone: ZONE, home: ZONE };

const plan = (holidays: readonly string[] = []) =>
  planDigests(DEFAULT_RULES.digest, ZONE, { holidays: new Set(holidays) }, from, to).filter(
    ({ dueAt }) => dueAt >= from && dueAt < to,
  );

describe('the digest', () => {
  it('comes on Fridays at half past eight, also over the clock change', () => {
    expect(plan().map(({ dueAt }) => dueAt.toISOString())).toEqual([
      '2027-02-26T13:30:00.000Z',
      '2027-03-05T13:30:00.000Z',
      '2027-03-12T13:30:00.000Z',
      '2027-03-19T12:30:00.000Z',
      '2027-03-26T12:30:00.000Z',
    ]);
  });

  it('comes the working day before a holiday, under the same name, and helps for a day', () => {
    expect(plan(['2027-03-26']).at(-1)).toMatchObject({
      key: 'digests.weekly:2027-03-26',
      dueAt: new Date('2027-03-25T12:30:00Z'),
      until: new Date('2027-03-26T12:30:00Z'),
    });
  });
});

describe('its card', () => {
  const row = (part: DigestRow['part'], text: string): DigestRow => ({ part, text: rich`${text}` });

  it('keeps the order, and leaves out what is empty', () => {
    const rows = [row('done', 'c'), row('next meeting', 'b'), row('needs you', 'a'), row('done', 'd')];
    const card = digestCard(rows, from, true);
    expect(card?.notice).toBe('Your week');
    const said = card?.blocks.flatMap((block) =>
      block.kind === 'list'
        ? [block.heading ?? [], ...block.rows.map(({ text }) => text)].map((text) => plainText(text, WORDS))
        : [],
    );
    expect(said).toEqual(['Needs you (1)', 'a', 'Next meeting', 'b', 'Done', 'c', 'd']);
  });

  it('is none with nothing to say', () => {
    expect(digestCard([], from, true)).toBeNull();
  });
});
