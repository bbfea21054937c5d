import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planReminders, planRounds } from '../../../src/features/confidentiality/plan.ts';
import { nextWording, reminderCard, versionAfter } from '../../../src/features/confidentiality/texts.ts';
import type { MeetingId } from '../../../src/kernel/ids.ts';
import { plainText } from '../../../src/kernel/rich.ts';
import { DEFAULT_RULES } from '../../../src/schedule/reminder-rules.ts';
import { daysOf } from '../../../src/schedule/rule-days.ts';

const ZONE = 'America/New_York';
const calendar = { holidays: new Set(['2027-01-18', '2027-02-15']) };
const from = new Date('2027-01-10T05:00:00Z');
const to = new Date('2027-03-20T04:00:00Z');
const WORDS = { names: new Map(), zone: ZONE, home: ZONE };

const plan = (weekly = DEFAULT_RULES.confidentiality, sent: readonly Date[] = []) =>
  planReminders(
    {
      zone: ZONE,
      calendar,
      weekly,
      minutesBefore: 30,
      meetings: [
        {
          id: 'm1' as MeetingId,
          startsAt: new Date('2027-02-10T15:00:00Z'),
          endsAt: new Date('2027-02-10T16:30:00Z'),
          sent,
        },
      ],
    },
    from,
    to,
  );
const inside = plan().filter(({ dueAt }) => dueAt >= from && dueAt < to);

describe('reminders', () => {
  it('come every Monday at nine; a holiday moves one to the next working day; the clock change moves none', () => {
    expect(
      inside.filter(({ kind }) => kind === 'confidentiality.weekly').map(({ dueAt }) => dueAt.toISOString()),
    ).toEqual([
      '2027-01-11T14:00:00.000Z',
      '2027-01-19T14:00:00.000Z',
      '2027-01-25T14:00:00.000Z',
      '2027-02-01T14:00:00.000Z',
      '2027-02-08T14:00:00.000Z',
      '2027-02-16T14:00:00.000Z',
      '2027-02-22T14:00:00.000Z',
      '2027-03-01T14:00:00.000Z',
      '2027-03-08T14:00:00.000Z',
      '2027-03-15T13:00:00.000Z',
    ]);
  });

  it('are named by the day of the rule, not by where a holiday moved them', () => {
    expect(inside.map(({ key }) => key)).toContain('confidentiality.weekly:2027-02-15');
  });

  it('come half an hour before a meeting, and help until it ends', () => {
    expect(inside.find(({ key }) => key === 'confidentiality.meeting:m1')).toMatchObject({
      dueAt: new Date('2027-02-10T14:30:00Z'),
      until: new Date('2027-02-10T16:30:00Z'),
    });
  });

  it.each([
    ['it was sent for this very time', ['2027-02-10T14:30:00Z'], 'm1'],
    ['it is still in mind: the meeting moved by a little', ['2027-02-10T13:40:00Z'], 'm1'],
    ['it was about another time', ['2027-02-10T13:00:00Z'], 'm1:2'],
    ['so were two', ['2027-02-08T14:30:00Z', '2027-02-09T14:30:00Z'], 'm1:3'],
    ['the meeting moved to a sooner time', ['2027-02-11T14:30:00Z'], 'm1'],
  ])('before a meeting comes again only where %s', (_, sent, key) => {
    const cues = plan(
      DEFAULT_RULES.confidentiality,
      sent.map((at) => new Date(at)),
    );
    expect(cues.filter(({ subject }) => subject === 'm1').map((cue) => cue.key)).toEqual([
      `confidentiality.meeting:${key}`,
    ]);
  });

  it('are never two on one day, whatever the rule and the holidays', () => {
    const rule = fc.record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      holidays: fc.constantFrom('next' as const, 'previous' as const, 'stay' as const),
    });
    const free = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { maxLength: 9 });
    fc.assert(
      fc.property(rule, free, (any, days) => {
        const off = new Set(days.map((day) => `2027-02-${String(day).padStart(2, '0')}`));
        const found = daysOf(any, ZONE, { holidays: off }, from, to).map(({ date }) => date);
        expect(new Set(found).size).toBe(found.length);
        if (any.holidays !== 'stay') expect(found.filter((date) => off.has(date))).toEqual([]);
      }),
    );
  });

  it('never say the same twice running, and come round', () => {
    const said: number[] = [];
    for (let last: number | undefined; said.length < 7;) said.push((last = nextWording(last)));
    expect(said).toEqual([0, 1, 2, 0, 1, 2, 0]);
  });

  it('say the same rules before a meeting and in the week, under their own titles', () => {
    const at = new Date('2027-02-10T15:00:00Z');
    const titles = [0, 1, 2].flatMap((wording) =>
      [at, undefined].map((startsAt) => plainText(reminderCard(wording, 'Dana', startsAt).title, WORDS)),
    );
    expect(titles).toEqual([
      'Before we start at 10:00',
      'A reminder for this week',
      'A minute before we meet',
      'A minute for this',
      'Today, as always',
      'Today, as always',
    ]);
  });
});

describe('rounds of asking', () => {
  it('are on Tuesdays, before the day begins for anybody', () => {
    const rounds = planRounds(DEFAULT_RULES.acknowledgement, ZONE, calendar, from, to);
    expect(rounds.find(({ subject }) => subject === '2027-02-02')).toMatchObject({
      key: 'confidentiality.ask:2027-02-02',
      dueAt: new Date('2027-02-01T17:00:00Z'),
    });
  });
});

describe('versions', () => {
  it.each([
    ['2027.1', 2027, '2027.2'],
    ['2026.4', 2027, '2027.1'],
    [undefined, 2027, '2027.1'],
    ['first', 2027, '2027.1'],
  ])('after %s in %i comes %s', (last, year, next) => expect(versionAfter(last, year)).toBe(next));
});
