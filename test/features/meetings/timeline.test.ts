import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  deadlines,
  DEFAULT_TIMELINE,
  orderTimeline,
  type Deadlines,
  type Timeline,
} from '../../../src/features/meetings/timeline.ts';
import { addDays, instantAt, localDateOf, localTimeOf } from '../../../src/schedule/recurrence.ts';
import {
  isWorkingDay,
  previousWorkingDay,
  workingDaysBefore,
  type WorkingCalendar,
} from '../../../src/schedule/working-days.ts';

const ZONE = 'America/New_York';
const COUNTY: WorkingCalendar = {
  holidays: new Set(['2027-01-18', '2027-02-15', '2027-05-31', '2027-06-18']),
};
const NO_HOLIDAYS: WorkingCalendar = { holidays: new Set() };

function wallClock(of: Deadlines, zone: string): Readonly<Record<string, string>> {
  const said = Object.entries(of).map(([step, at]: [string, Date]) => [
    step,
    `${localDateOf(at, zone)} ${localTimeOf(at, zone)}`,
  ]);
  return Object.fromEntries(said) as Record<string, string>;
}

const at = (date: string, time: string, calendar = COUNTY, timeline: Partial<Timeline> = {}) =>
  wallClock(
    deadlines(instantAt(date, time, ZONE), ZONE, { ...DEFAULT_TIMELINE, ...timeline }, calendar),
    ZONE,
  );

/** Days that lie between two dates. */
function between(from: string, to: string): readonly string[] {
  const days: string[] = [];
  for (let day = addDays(from, 1); day < to; day = addDays(day, 1)) days.push(day);
  return days;
}

describe('deadlines', () => {
  it('gives the sample its known times', () => {
    expect(at('2027-02-10', '10:00')).toEqual({
      callAt: '2027-01-27 09:00',
      topicsCloseAt: '2027-02-04 12:00',
      draftAt: '2027-02-04 13:00',
      publishAt: '2027-02-08 10:00',
    });
  });

  it('publishes on the same wall clock time when the clocks change between', () => {
    // 14 March 2027: clocks go forward in New York; 7 November: back.
    expect(at('2027-03-15', '10:00', NO_HOLIDAYS, { publishHoursBefore: 72 })['publishAt']).toBe(
      '2027-03-12 10:00',
    );
    expect(at('2027-03-16', '10:00', NO_HOLIDAYS, { publishHoursBefore: 24 * 5 })['publishAt']).toBe(
      '2027-03-11 10:00',
    );
    expect(at('2027-11-09', '10:00', NO_HOLIDAYS, { publishHoursBefore: 24 * 5 })['publishAt']).toBe(
      '2027-11-04 10:00',
    );
  });

  it('publishes on the working day before, at the same time, when its day is not one', () => {
    expect(at('2027-02-09', '10:00')['publishAt']).toBe('2027-02-05 10:00');
    expect(at('2027-02-17', '14:30')['publishAt']).toBe('2027-02-12 14:30');
  });

  it('calls on the working day before a holiday', () => {
    // 14 days before Monday 1 February is Martin Luther King Jr. Day.
    expect(at('2027-02-01', '10:00')['callAt']).toBe('2027-01-15 09:00');
  });

  it('moves the draft and the closing of topics earlier when a holiday squeezes them', () => {
    // Presidents' Day pushes publishing from Mon 15 to Fri 12 February: the draft needs a full day before that.
    expect(at('2027-02-17', '10:00')).toEqual({
      callAt: '2027-02-03 09:00',
      topicsCloseAt: '2027-02-10 12:00',
      draftAt: '2027-02-10 13:00',
      publishAt: '2027-02-12 10:00',
    });
    const squeezed: WorkingCalendar = { holidays: new Set(['2027-02-05', '2027-02-08']) };
    expect(at('2027-02-10', '10:00', squeezed)).toEqual({
      callAt: '2027-01-27 09:00',
      topicsCloseAt: '2027-02-02 12:00',
      draftAt: '2027-02-02 13:00',
      publishAt: '2027-02-04 10:00',
    });
  });

  it('closes topics a day before a draft that comes too early in its day', () => {
    expect(at('2027-02-10', '10:00', COUNTY, { draftAt: '11:00' })['topicsCloseAt']).toBe('2027-02-03 12:00');
    expect(at('2027-02-10', '10:00', COUNTY, { draftAt: '12:00' })['topicsCloseAt']).toBe('2027-02-03 12:00');
  });

  it('calls before topics close', () => {
    expect(at('2027-02-10', '10:00', COUNTY, { callDaysBefore: 1 })['callAt']).toBe('2027-02-04 09:00');
    expect(at('2027-02-10', '10:00', COUNTY, { callDaysBefore: 6, callAt: '12:00' })['callAt']).toBe(
      '2027-02-03 12:00',
    );
  });

  it('refuses a calendar in which nobody works', () => {
    const never: WorkingCalendar = { holidays: new Set(), days: new Set() };
    expect(() => at('2027-02-10', '10:00', never)).toThrow(RangeError);
  });
});

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const date = fc.integer({ min: 0, max: 1500 }).map((days) => addDays('2026-01-01', days));
const zone = fc.constantFrom(
  'America/New_York',
  'America/Chicago',
  'Europe/London',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Santiago',
  'Pacific/Auckland',
  'UTC',
);
const timeline: fc.Arbitrary<Timeline> = fc.record({
  callDaysBefore: fc.integer({ min: 1, max: 42 }),
  callAt: time,
  topicsCloseWorkingDaysBefore: fc.integer({ min: 0, max: 20 }),
  topicsCloseAt: time,
  draftWorkingDaysBefore: fc.integer({ min: 0, max: 20 }),
  draftAt: time,
  publishHoursBefore: fc.integer({ min: 0, max: 336 }),
});
const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((each) => new Set(each));

/** Holidays cluster around the meeting, where they squeeze. */
const meeting = fc.record({ date, time, zone }).chain((when) =>
  fc.record({
    when: fc.constant(when),
    calendar: fc.record({
      holidays: fc
        .array(fc.integer({ min: 0, max: 60 }), { maxLength: 30 })
        .map((before) => new Set(before.map((each) => addDays(when.date, -each)))),
      days: fc.oneof(fc.constant(new Set([1, 2, 3, 4, 5])), days),
    }),
  }),
);

describe('properties', () => {
  it('always holds the order, with a whole working day between draft and publishing', () => {
    fc.assert(
      fc.property(meeting, timeline, ({ when, calendar }, settings) => {
        const startsAt = instantAt(when.date, when.time, when.zone);
        const found = deadlines(startsAt, when.zone, settings, calendar);
        expect(found.callAt.getTime()).toBeLessThan(found.topicsCloseAt.getTime());
        expect(found.topicsCloseAt.getTime()).toBeLessThan(found.draftAt.getTime());
        expect(found.draftAt.getTime()).toBeLessThan(found.publishAt.getTime());
        expect(found.publishAt.getTime()).toBeLessThanOrEqual(startsAt.getTime());
        const lies = between(localDateOf(found.draftAt, when.zone), localDateOf(found.publishAt, when.zone));
        expect(lies.some((day) => isWorkingDay(day, calendar))).toBe(true);
        for (const each of Object.values(found) as Date[]) {
          expect(isWorkingDay(localDateOf(each, when.zone), calendar)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('moves nothing in an ordinary week once the timeline is in order', () => {
    fc.assert(
      fc.property(date, time, timeline, (day, hour, settings) => {
        const ordinary = previousWorkingDay(day, NO_HOLIDAYS);
        const { timeline: ordered } = orderTimeline(settings);
        const found = wallClock(
          deadlines(instantAt(ordinary, hour, 'UTC'), 'UTC', ordered, NO_HOLIDAYS),
          'UTC',
        );
        const worked = (n: number) => workingDaysBefore(ordinary, n, NO_HOLIDAYS);
        const called = previousWorkingDay(addDays(ordinary, -ordered.callDaysBefore), NO_HOLIDAYS);
        expect(found['callAt']).toBe(`${called} ${ordered.callAt}`);
        expect(found['topicsCloseAt']).toBe(
          `${worked(ordered.topicsCloseWorkingDaysBefore)} ${ordered.topicsCloseAt}`,
        );
        expect(found['draftAt']).toBe(`${worked(ordered.draftWorkingDaysBefore)} ${ordered.draftAt}`);
      }),
      { numRuns: 300 },
    );
  });

  it('puts a timeline in order once, keeps the publish time and moves nothing later', () => {
    fc.assert(
      fc.property(timeline, (settings) => {
        const { timeline: ordered, moved } = orderTimeline(settings);
        expect(orderTimeline(ordered)).toEqual({ timeline: ordered, moved: [] });
        expect(ordered.publishHoursBefore).toBe(settings.publishHoursBefore);
        expect(ordered.draftWorkingDaysBefore).toBeGreaterThanOrEqual(settings.draftWorkingDaysBefore);
        expect(ordered.topicsCloseWorkingDaysBefore).toBeGreaterThanOrEqual(
          settings.topicsCloseWorkingDaysBefore,
        );
        expect(ordered.callDaysBefore).toBeGreaterThanOrEqual(settings.callDaysBefore);
        expect(moved.length > 0).toBe(JSON.stringify(ordered) !== JSON.stringify(settings));
      }),
    );
  });
});

describe('orderTimeline', () => {
  it('leaves the default as it is', () => {
    expect(orderTimeline(DEFAULT_TIMELINE)).toEqual({ timeline: DEFAULT_TIMELINE, moved: [] });
  });

  it('says each step it moved', () => {
    const late = {
      ...DEFAULT_TIMELINE,
      callDaysBefore: 3,
      topicsCloseWorkingDaysBefore: 1,
      draftWorkingDaysBefore: 2,
    };
    expect(orderTimeline(late)).toEqual({
      timeline: { ...DEFAULT_TIMELINE, callDaysBefore: 6 },
      moved: [
        'The draft now reaches the chairs 4 working days before the meeting.',
        'Topics now close 4 working days before the meeting.',
        'The call for topics now goes out 6 days before the meeting.',
      ],
    });
  });

  it('closes topics the day before a draft that is sent earlier in the day', () => {
    const { timeline: ordered, moved } = orderTimeline({ ...DEFAULT_TIMELINE, draftAt: '08:00' });
    expect(ordered).toEqual({ ...DEFAULT_TIMELINE, draftAt: '08:00', topicsCloseWorkingDaysBefore: 5 });
    expect(moved).toEqual(['Topics now close 5 working days before the meeting.']);
  });
});
