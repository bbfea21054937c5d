import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, isAway } from '../../../src/asks/permitted.ts';
import { filedOf, isSilent } from '../../../src/features/report-backs/model.ts';
import { notesOf, planNags, type Owed, type ReportState } from '../../../src/features/report-backs/plan.ts';
import type { AskedPerson } from '../../../src/features/meetings/index.ts';
import type { AgencyId, MeetingId, MemberId, TaskId } from '../../../src/kernel/ids.ts';
import { addDays } from '../../../src/schedule/local-time.ts';
import { DEFAULT_RULES } from '../../../src/schedule/reminder-rules.ts';

const id = (text: string) => text as MemberId;
const person = (member: string, change: Partial<AskedPerson> = {}): AskedPerson => ({
  member: id(member),
  agency: 'x' as AgencyId,
  zone: 'America/New_York',
  hours: { from: '08:00', to: '18:00' },
  holidays: new Set(),
  leaves: [],
  lessMail: false,
  greeted: true,
  joined: '2026-01-01',
  ...change,
});
const WHO = ['owner', 'vice', 'lead', 'delegate', 'dana', 'co'];

function stateOf(
  change: Partial<ReportState> = {},
  away: readonly { member: string; first: string; last: string; delegate?: string }[] = [],
  holidays: readonly string[] = [],
): ReportState {
  const people = WHO.map((member) => {
    const leaves = away.filter((each) => each.member === member);
    return person(member, { leaves, holidays: new Set(holidays) });
  });
  return {
    owed: [],
    people: new Map(people.map((each) => [each.member, each])),
    leaves: away.map(({ member, first, last, delegate }) => {
      return { member: id(member), first, last, delegate: delegate === undefined ? null : id(delegate) };
    }),
    chairs: [id('dana'), id('co')],
    may: new Set(WHO.map(id)),
    rule: DEFAULT_RULES.reportBack,
    startedAt: null,
    ...change,
  };
}

const owed = (change: Partial<Owed> = {}): Owed => ({
  task: 't1' as TaskId,
  meeting: 'm1' as MeetingId,
  startsAt: new Date('2027-02-10T15:00:00Z'),
  owner: id('owner'),
  leaders: [id('vice'), id('lead')],
  parkedUntil: null,
  ...change,
});

const said = (state: ReportState, of = owed()) =>
  notesOf(state, of).map(
    ({ step, recipient, from }) => `${step} ${recipient} ${from.toISOString().slice(5, 16)}`,
  );

describe('the notes about a report', () => {
  it.each([
    [
      'come 14, 7 and 2 days before, then the vice-lead is asked, and later that day a facilitator',
      stateOf(),
      owed(),
      [
        '14 owner 01-27T14:00',
        '7 owner 02-03T14:00',
        '2 owner 02-08T14:00',
        'lead vice 02-09T14:00',
        'chair dana 02-09T20:00',
      ],
    ],
    [
      'ask the facilitator at once where nobody else leads',
      stateOf(),
      owed({ leaders: [id('owner')] }),
      ['14 owner 01-27T14:00', '7 owner 02-03T14:00', '2 owner 02-08T14:00', 'chair dana 02-09T14:00'],
    ],
    [
      'go to the lead where the vice-lead has the task, and to a co-chair where the facilitator has it',
      stateOf(),
      owed({ owner: id('dana'), leaders: [id('dana'), id('lead')] }),
      [
        '14 dana 01-27T14:00',
        '7 dana 02-03T14:00',
        '2 dana 02-08T14:00',
        'lead lead 02-09T14:00',
        'chair co 02-09T20:00',
      ],
    ],
    [
      'go to the delegate while the owner is away',
      stateOf({}, [{ member: 'owner', first: '2027-02-04', last: '2027-02-09', delegate: 'delegate' }]),
      owed(),
      [
        '14 owner 01-27T14:00',
        '7 owner 02-03T14:00',
        '2 delegate 02-08T14:00',
        'lead vice 02-09T14:00',
        'chair dana 02-09T20:00',
      ],
    ],
    [
      'pass over a vice-lead who is away without a delegate',
      stateOf({}, [{ member: 'vice', first: '2027-02-09', last: '2027-02-09' }]),
      owed({ leaders: [id('vice')] }),
      ['14 owner 01-27T14:00', '7 owner 02-03T14:00', '2 owner 02-08T14:00', 'chair dana 02-09T14:00'],
    ],
    [
      'come before holidays, two of one day once',
      stateOf({}, [], ['2027-02-03', '2027-02-08']),
      owed(),
      [
        '14 owner 01-27T14:00',
        '7 owner 02-02T14:00',
        '2 owner 02-05T14:00',
        'lead vice 02-09T14:00',
        'chair dana 02-09T20:00',
      ],
    ],
    [
      'begin when the task is back from being parked',
      stateOf(),
      owed({ parkedUntil: '2027-02-04' }),
      ['2 owner 02-08T14:00', 'lead vice 02-09T14:00', 'chair dana 02-09T20:00'],
    ],
  ])('%s', (_, state, of, expected) => expect(said(state, of)).toEqual(expected));

  it('are cues of their own at the start of the day, each until the next', () => {
    const [first, second] = planNags(stateOf({ owed: [owed()] }));
    expect(first).toMatchObject({
      key: 'report-backs.nag:t1:m1:14:owner',
      dueAt: new Date('2027-01-27T05:00:00Z'),
      until: new Date('2027-02-03T14:00:00Z'),
    });
    expect(second!.until).toEqual(new Date('2027-02-08T14:00:00Z'));
  });

  it('are, whatever the leave, holidays and dates: before the meeting, none where nothing is owed, none to someone away who has a stand-in, help last and from somebody else', () => {
    const day = fc.integer({ min: 0, max: 40 }).map((n) => addDays('2027-01-20', n));
    const leave = fc
      .record({
        member: fc.constantFrom(...WHO),
        first: day,
        days: fc.integer({ min: 0, max: 12 }),
        delegate: fc.option(fc.constantFrom(...WHO), { nil: undefined }),
      })
      .filter(({ member, delegate }) => member !== delegate)
      .map(({ member, first, days, delegate }) => {
        const row = { member, first, last: addDays(first, days) };
        return delegate === undefined ? row : { ...row, delegate };
      });
    const start = fc.integer({ min: 0, max: 40 * 24 }).map((n) => new Date(Date.UTC(2027, 0, 25, n)));
    fc.assert(
      fc.property(
        fc.array(leave, { maxLength: 6 }),
        fc.uniqueArray(day, { maxLength: 8 }),
        start,
        fc.uniqueArray(fc.constantFrom(...WHO), { maxLength: 2 }),
        fc.constantFrom(...WHO),
        (away, holidays, startsAt, leaders, owner) => {
          const of = owed({ startsAt, owner: id(owner), leaders: leaders.map(id) });
          const state = stateOf({ owed: [of] }, away, holidays);
          const notes = notesOf(state, of);
          const keys = planNags(state).map(({ key }) => key);
          expect(new Set(keys).size).toBe(keys.length);
          expect(planNags({ ...state, owed: [] })).toEqual([]);
          const own = notes.filter(({ help }) => !help);
          for (const { from, recipient, help } of notes) {
            expect(from < startsAt).toBe(true);
            const calendar = state.people.get(recipient)!;
            const isOwnerWaiting = !help && recipient === of.owner;
            // Who is away and has nobody is told when they are back: the brief sees to that.
            if (!isOwnerWaiting) expect(isAway(calendar, dateOf(from, calendar))).toBe(false);
            if (help) {
              expect(own.every((note) => note.recipient !== recipient && note.from < from)).toBe(true);
              expect(recipient).not.toBe(of.owner);
            }
          }
          expect(notes.filter(({ help }) => help).length).toBeLessThanOrEqual(2);
        },
      ),
    );
  });
});

describe('what a person says of a task', () => {
  it.each([
    ['on-track', 'on track'],
    ['On Track', 'on track'],
    ['on', 'on track'],
    ['help', 'need help'],
    ['DONE', 'done'],
    ['soon', undefined],
    ['', undefined],
  ])('%s is %s', (typed, state) => expect(filedOf(typed)).toBe(state));

  it('is silence after two meetings in a row without a report by who has it now', () => {
    const filedAt = new Date('2027-03-10T16:30:00Z');
    const none = { state: 'none' as const, enteredBy: id('a'), filedAt };
    const filed = { state: 'on track' as const, enteredBy: null, filedAt };
    const had = { owner: id('a'), parkedUntil: null };
    expect(isSilent([none, none, filed], had)).toBe(true);
    expect(isSilent([none, filed, none], had)).toBe(false);
    expect(isSilent([none], had)).toBe(false);
    expect(isSilent([none, none], { ...had, owner: id('b') })).toBe(false);
    expect(isSilent([none, { ...none, enteredBy: null }], had)).toBe(false);
    expect(isSilent([none, none], { ...had, parkedUntil: '2027-03-11' })).toBe(false);
  });
});
