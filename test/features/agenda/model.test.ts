import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allRows,
  caseTitle,
  counted,
  freeMinutes,
  inOrder,
  layout,
  minutesOf,
  moveWithin,
  overflow,
  placeFirst,
  placeNew,
  rowByLabel,
  sum,
  type AgendaState,
  type Item,
} from '../../../src/features/agenda/model.ts';
import { stored } from '../../../src/guard/index.ts';
import { SEGMENTS, type Person, type Reader, type Role, type Segment } from '../../../src/kernel/access.ts';
import type { ItemId, MeetingId, MemberId, TaskForceId } from '../../../src/kernel/ids.ts';

const START = new Date('2027-02-10T15:00:00Z');

function item(id: string, over: Partial<Item> = {}): Item {
  return {
    taskForce: 'lctf' as TaskForceId,
    id: id as ItemId,
    meeting: 'feb' as MeetingId,
    position: 1,
    title: stored(`Topic ${id}`),
    minutes: 10,
    kind: 'discussion',
    segment: 'members',
    owner: null,
    enteredBy: null,
    state: 'accepted',
    carriedOver: false,
    timesCarried: 0,
    declared: false,
    task: null,
    hidden: null,
    ...over,
  };
}

function reader(segments: readonly Segment[], roles: readonly Role[] = ['member'], member = 'm03'): Reader {
  const person: Person = {
    member: member as MemberId,
    name: 'A Person',
    agencyName: 'An Agency',
    roles,
    segments,
    zone: 'UTC',
  };
  return { person, segments, zone: 'UTC' };
}

const chair = reader(SEGMENTS, ['facilitator'], 'm01');
const member = reader(['open', 'members']);
const guest = reader(['open'], ['guest'], 'm11');
const state = (
  items: readonly Item[],
  phase: AgendaState['phase'] = 'collecting',
  length = 90,
): AgendaState => ({ startsAt: START, length, phase, items });

/** The sample's February, as its file has it. */
const february: readonly Item[] = [
  item('01', { position: 1, minutes: 8, kind: 'standing', segment: 'open' }),
  item('02', { position: 2, minutes: 4, kind: 'standing', segment: 'open' }),
  item('03', { position: 3, minutes: 10, kind: 'training', segment: 'open' }),
  item('04', { position: 4, minutes: 10, kind: 'information', segment: 'open' }),
  item('05', { position: 5, minutes: 15, carriedOver: true }),
  item('06', { position: 6, minutes: 12, kind: 'report' }),
  item('07', { position: 7, minutes: 10, kind: 'report' }),
  item('08', { position: 8, minutes: 12, state: 'proposed' }),
  item('09', { position: 9, minutes: 8, kind: 'decision', state: 'proposed' }),
  item('10', { position: 10, minutes: 5, kind: 'standing' }),
];

const arbitraryItem = fc.record({
  minutes: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }),
  kind: fc.constantFrom<Item['kind']>(
    'standing',
    'report',
    'training',
    'discussion',
    'decision',
    'information',
    'closed',
    'case',
  ),
  segment: fc.constantFrom(...SEGMENTS),
  state: fc.constantFrom<Item['state']>('suggested', 'proposed', 'accepted'),
  carriedOver: fc.boolean(),
});
const arbitraryItems = fc
  .array(arbitraryItem, { maxLength: 15 })
  .map((list) => list.map((each, index) => item(`i${index}`, { ...each, position: index + 1 })));
const anyPhase = fc.constantFrom<AgendaState['phase']>('collecting', 'closed', 'draft', 'published');
const idsOf = (items: readonly Item[]): string[] => items.map((each) => each.id as string);

describe('minutes', () => {
  it('counts a topic without minutes as 10, and one with none as none', () => {
    expect(minutesOf(item('a', { minutes: null }))).toBe(10);
    expect(minutesOf(item('a', { minutes: 0, kind: 'report' }))).toBe(0);
  });

  it('94 minutes do not fit in 90', () => {
    expect(sum(counted(february))).toBe(94);
    expect(freeMinutes(layout(state(february), chair))).toBe(-4);
  });
});

describe('what does not fit', () => {
  it('is taken from the end of the order, never standing items, reports or what was moved over', () => {
    expect([...overflow(february, 90)]).toEqual(['09']);
    expect([...overflow(february, 80)]).toEqual(['09', '08']);
    expect([...overflow(february, 10)]).toEqual(['09', '08', '04', '03']);
  });

  it('is nothing while the meeting is long enough', () => {
    expect(overflow(february, 94).size).toBe(0);
  });

  const isKept = (each: Item) => each.carriedOver || ['standing', 'report', 'closed'].includes(each.kind);

  it('fits afterwards, or only what may not yield is left; the closed part yields to the others (property)', () => {
    fc.assert(
      fc.property(arbitraryItems, fc.integer({ min: 0, max: 300 }), (items, length) => {
        const out = overflow(items, length);
        const left = counted(items).filter((each) => !out.has(each.id));
        const others = left.filter((each) => each.segment !== 'closed');
        expect(sum(others) <= length || others.every((each) => isKept(each) || minutesOf(each) === 0)).toBe(
          true,
        );
        const closed = left.filter((each) => each.segment === 'closed');
        const room = Math.max(0, length - sum(others));
        expect(sum(closed) <= room || closed.every((each) => isKept(each) || minutesOf(each) === 0)).toBe(
          true,
        );
      }),
    );
  });

  it('takes no more than it must (property)', () => {
    fc.assert(
      fc.property(arbitraryItems, fc.integer({ min: 0, max: 300 }), (items, length) => {
        const visible = items.filter((each) => each.segment !== 'closed');
        const out = [...overflow(visible, length)];
        const left = sum(counted(visible).filter((each) => !out.includes(each.id)));
        const last = visible.find((each) => each.id === out.at(-1));
        expect(last === undefined || left + minutesOf(last) > length).toBe(true);
      }),
    );
  });
});

describe('groups and numbers', () => {
  it('numbers each part by itself and says when it begins', () => {
    const { groups } = layout(state(february), member);
    expect(
      groups.map((group) => [group.segment, group.startsAt.toISOString().slice(11, 16), group.minutes]),
    ).toEqual([
      ['open', '15:00', 32],
      ['members', '15:32', 62],
    ]);
    expect(allRows(layout(state(february), member)).map((row) => row.label)).toEqual([
      '1',
      '2',
      '3',
      '4',
      'M1',
      'M2',
      'M3',
      'M4',
      'M5',
      'M6',
    ]);
  });

  it('shows a guest the open part and one untitled figure', () => {
    const seen = layout(state(february), guest);
    expect(allRows(seen).map((row) => row.item.id)).toEqual(['01', '02', '03', '04']);
    expect(seen.untitledMinutes).toBe(62);
  });

  it('puts what does not fit under "If time allows" once topics are closed', () => {
    const seen = layout(state(february, 'draft'), member);
    expect(seen.ifTimeAllows.map((row) => row.item.id)).toEqual(['09']);
    expect(seen.groups[1]?.minutes).toBe(54);
  });

  it('shows a suggestion to its writer and the chairs only', () => {
    const items = [...february, item('s', { state: 'suggested', segment: 'open', owner: 'm11' as MemberId })];
    expect(layout(state(items), guest).waiting.map((row) => row.label)).toEqual(['W1']);
    expect(layout(state(items), chair).waiting).toHaveLength(1);
    expect(layout(state(items), member).waiting).toHaveLength(0);
    expect(
      allRows(layout(state(items), reader(['open'], ['guest'], 'm12'))).map((row) => row.item.id),
    ).not.toContain('s');
  });

  it('begins the closed part after the minutes of a part that a reader may not see', () => {
    const items = [...february, item('c', { position: 11, segment: 'closed', kind: 'case', minutes: 15 })];
    const odd = reader(['open', 'closed']);
    expect(
      layout(state(items, 'collecting', 200), odd)
        .groups.at(-1)
        ?.startsAt.toISOString()
        .slice(11, 16),
    ).toBe('16:34');
  });

  it('says nothing at all where nothing may be read', () => {
    expect(layout(state(february), { segments: [], zone: 'UTC' })).toMatchObject({
      groups: [],
      untitledMinutes: 0,
      minutes: 0,
    });
  });

  it('finds rows by what a person types', () => {
    const seen = layout(state(february), member);
    expect(rowByLabel(seen, ' m2 ')?.item.id).toBe('06');
    expect(rowByLabel(seen, 'C1')).toBeUndefined();
  });

  it('has no gaps in any reader’s numbers (property)', () => {
    fc.assert(
      fc.property(
        arbitraryItems,
        fc.constantFrom(chair, member, guest),
        fc.constantFrom<AgendaState['phase']>('collecting', 'draft', 'published'),
        (items, who, phase) => {
          for (const group of layout(state(items, phase), who).groups) {
            expect(group.rows.map((row) => Number(row.label.replace(/^\D/, '')))).toEqual(
              group.rows.map((_, index) => index + 1),
            );
          }
        },
      ),
    );
  });

  it('tells nothing of the closed part to whoever may not read it (property)', () => {
    fc.assert(
      fc.property(
        arbitraryItems,
        arbitraryItems,
        fc.constantFrom(member, guest),
        anyPhase,
        (items, others, who, phase) => {
          const visible = items.filter((each) => each.segment !== 'closed');
          const secret = others
            .filter((each) => each.segment === 'closed')
            .map((each, index) => ({ ...each, id: `c${index}` as ItemId }));
          expect(layout(state([...visible, ...secret], phase), who)).toEqual(
            layout(state(visible, phase), who),
          );
        },
      ),
    );
  });

  it('tells a guest nothing of the members’ part but its minutes (property)', () => {
    fc.assert(
      fc.property(arbitraryItems, (items) => {
        const open = items.filter((each) => each.segment === 'open');
        const minutes = sum(counted(items.filter((each) => each.segment === 'members')));
        const one = minutes > 0 ? [item('one', { minutes, position: 99 })] : [];
        expect(layout(state(items.filter((each) => each.segment !== 'closed')), guest)).toEqual(
          layout(state([...open, ...one]), guest),
        );
      }),
    );
  });
});

describe('order', () => {
  it('puts a new topic before what closes the meeting', () => {
    expect(placeNew(february, 'new').slice(-2)).toEqual(['new', '10']);
    expect(placeNew([], 'new')).toEqual(['new']);
  });

  it.each([
    ['10', 1, ['10', '05', '06', '07', '08', '09']],
    ['05', 2, ['06', '05', '07', '08', '09', '10']],
    ['05', 99, ['06', '07', '08', '09', '10', '05']],
    ['09', -3, ['09', '05', '06', '07', '08', '10']],
  ])('moves %s to place %s of its part', (id, to, expected) => {
    const order = moveWithin(february, id, to);
    const placed = february.map((each) => ({ ...each, position: order.indexOf(each.id) + 1 }));
    expect(idsOf(inOrder(placed).filter((each) => each.segment === 'members'))).toEqual(expected);
  });

  it('keeps every item exactly once, and the other parts as they were (property)', () => {
    fc.assert(
      fc.property(arbitraryItems, fc.nat(20), fc.integer({ min: -5, max: 30 }), (items, pick, to) => {
        if (items.length === 0) return;
        const moved = items[pick % items.length]!;
        const order = moveWithin(items, moved.id, to);
        expect([...order].sort()).toEqual(idsOf(items).sort());
        const others = (ids: readonly string[]) =>
          ids.filter((id) => items.find((each) => each.id === id)!.segment !== moved.segment);
        expect(others(order)).toEqual(others(idsOf(items)));
      }),
    );
  });

  it('puts what was moved over before every topic, after what opens the meeting', () => {
    expect(placeFirst(february, ['old1', 'old2']).slice(0, 5)).toEqual(['01', '02', 'old1', 'old2', '03']);
    expect(placeFirst([], ['old'])).toEqual(['old']);
  });

  it('names cases by number alone', () => {
    expect(caseTitle([item('a', { kind: 'case', segment: 'closed' })])).toBe('Case discussion 2');
  });
});
