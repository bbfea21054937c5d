import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../src/schedule/recurrence.ts';
import {
  isWorkingDay,
  nextWorkingDay,
  nextWorkingMoment,
  previousWorkingDay,
  type WorkingCalendar,
  workingDaysBefore,
  type WorkingHours,
} from '../../src/schedule/working-days.ts';

const NY = 'America/New_York';
const plain: WorkingCalendar = { holidays: new Set() };
// Memorial Day, the observed fourth of July, Christmas and the days around New Year.
const holidays: WorkingCalendar = {
  holidays: new Set(['2026-05-25', '2026-07-03', '2026-12-25', '2026-12-31', '2027-01-01']),
};
const never: WorkingCalendar = { holidays: new Set(), days: new Set() };

describe('working days', () => {
  it('are Monday to Friday without holidays, unless the calendar names other days', () => {
    expect(isWorkingDay('2026-07-02', holidays)).toBe(true);
    expect(isWorkingDay('2026-07-03', holidays)).toBe(false);
    expect(isWorkingDay('2026-07-04', plain)).toBe(false);
    const weekend = { holidays: new Set(['2026-07-05']), days: new Set([6, 7]) };
    expect(['2026-07-03', '2026-07-04', '2026-07-05'].map((day) => isWorkingDay(day, weekend))).toEqual([
      false,
      true,
      false,
    ]);
    expect(() => isWorkingDay('2026-02-30', plain)).toThrow(RangeError);
  });

  it.each([
    ['2027-02-10', 4, '2027-02-04'],
    ['2027-02-10', 1, '2027-02-09'],
    ['2027-02-10', 0, '2027-02-10'],
    ['2027-02-08', 1, '2027-02-05'],
    ['2027-02-07', 1, '2027-02-05'],
    ['2027-02-06', 0, '2027-02-05'],
    ['2026-07-06', 1, '2026-07-02'],
    ['2027-01-04', 1, '2026-12-30'],
    ['2027-01-04', 4, '2026-12-24'],
    ['2027-01-04', 250, '2026-01-12'],
  ])('before %s, %i back: %s', (date, n, want) => {
    expect(workingDaysBefore(date, n, holidays)).toBe(want);
  });

  it.each([
    ['2026-07-02', '2026-07-02', '2026-07-02'],
    ['2026-07-03', '2026-07-02', '2026-07-06'],
    ['2026-07-05', '2026-07-02', '2026-07-06'],
    ['2027-01-01', '2026-12-30', '2027-01-04'],
  ])('near %s: %s and %s', (date, before, after) => {
    expect(previousWorkingDay(date, holidays)).toBe(before);
    expect(nextWorkingDay(date, holidays)).toBe(after);
  });

  it('are looked for within bounds', () => {
    for (const find of [nextWorkingDay, previousWorkingDay]) {
      expect(() => find('2026-07-03', never)).toThrow(/No working day within 400 days/);
    }
    for (const n of [-1, 1.5, 1001, Number.NaN]) {
      expect(() => workingDaysBefore('2026-07-03', n, plain)).toThrow(RangeError);
    }
    expect(() => workingDaysBefore('2026-07-03', 1, never)).toThrow(RangeError);
  });

  it('before a date: n of them lie between, and the answer works', () => {
    const date = fc.integer({ min: 0, max: 2000 }).map((n) => addDays('2025-01-01', n));
    const off = fc.uniqueArray(date, { maxLength: 40 });
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
    const check = (day: string, n: number, free: string[], week: number[]) => {
      const cal = { holidays: new Set(free), days: new Set(week) };
      const found = workingDaysBefore(day, n, cal);
      const between: string[] = [];
      for (let each = DateTime.fromISO(found); each < DateTime.fromISO(day); each = each.plus({ days: 1 })) {
        const text = each.toISODate() ?? '';
        if (week.includes(each.weekday) && !free.includes(text)) between.push(text);
      }
      expect(between).toHaveLength(n);
      expect(between[0]).toBe(found);
    };
    fc.assert(fc.property(date, fc.integer({ min: 1, max: 30 }), off, days, check), { numRuns: 200 });
  });
});

const office: WorkingHours = { tzid: NY, from: '08:00', to: '18:00' };

/** `local` is a wall time; the answer is too, with its offset. */
function next(local: string, hours: WorkingHours): string | null {
  const from = DateTime.fromISO(local, { zone: hours.tzid }).toJSDate();
  return DateTime.fromJSDate(nextWorkingMoment(from, hours), { zone: hours.tzid }).toISO({
    suppressMilliseconds: true,
    suppressSeconds: true,
  });
}

describe('the next working moment', () => {
  const night = { ...office, from: '22:00', to: '06:00' };
  it.each<[string, string, string, WorkingHours]>([
    ['inside', '2026-07-02T12:34', '2026-07-02T12:34-04:00', office],
    ['at the first minute', '2026-07-02T08:00', '2026-07-02T08:00-04:00', office],
    ['before the hours', '2026-07-02T07:59', '2026-07-02T08:00-04:00', office],
    ['in the last minute', '2026-07-02T17:59', '2026-07-02T17:59-04:00', office],
    ['at the end, which is outside', '2026-07-02T18:00', '2026-07-03T08:00-04:00', office],
    ['over a weekend', '2026-07-03T18:30', '2026-07-06T08:00-04:00', office],
    [
      'over a weekend and days off',
      '2026-07-03T09:00',
      '2026-07-07T08:00-04:00',
      { ...office, daysOff: new Set(['2026-07-03', '2026-07-06']) },
    ],
    ['on other weekdays', '2026-07-02T09:00', '2026-07-04T08:00-04:00', { ...office, days: new Set([6]) }],
    ['over the end of summer time', '2026-10-30T19:00', '2026-11-02T08:00-05:00', office],
    ['until midnight', '2026-07-02T23:59', '2026-07-02T23:59-04:00', { ...office, to: '00:00' }],
    ['from midnight on', '2026-07-03T00:00', '2026-07-03T08:00-04:00', { ...office, to: '00:00' }],
    [
      'the whole day',
      '2026-07-03T03:00',
      '2026-07-03T03:00-04:00',
      { ...office, from: '09:00', to: '09:00' },
    ],
    [
      'the whole day, after a weekend',
      '2026-07-04T03:00',
      '2026-07-06T00:00-04:00',
      { ...office, from: '09:00', to: '09:00' },
    ],
    ['a night, before it', '2026-07-02T12:00', '2026-07-02T22:00-04:00', night],
    ['a night, after midnight', '2026-07-03T05:59', '2026-07-03T05:59-04:00', night],
    ['a Friday night belongs to Friday', '2026-07-04T05:00', '2026-07-04T05:00-04:00', night],
    ['there is no Sunday night', '2026-07-06T05:00', '2026-07-06T22:00-04:00', night],
    [
      'a night that begins in the gap',
      '2026-03-08T01:59',
      '2026-03-08T03:00-04:00',
      { ...office, from: '02:30', to: '05:00', days: new Set([7]) },
    ],
    [
      'hours that end in the gap',
      '2026-03-07T12:00',
      '2026-03-08T01:00-05:00',
      { ...office, from: '01:00', to: '02:30', days: new Set([7]) },
    ],
    [
      'hours within the gap: none that day',
      '2026-03-08T01:00',
      '2026-03-15T02:00-04:00',
      { ...office, from: '02:00', to: '03:00', days: new Set([7]) },
    ],
    [
      'half an hour of gap',
      '2026-10-04T01:45',
      '2026-10-04T02:30+11:00',
      { ...office, tzid: 'Australia/Lord_Howe', from: '02:10', to: '05:00', days: new Set([7]) },
    ],
  ])('%s', (_, from, want, hours) => {
    expect(next(from, hours)).toBe(want);
  });

  it('judges a repeated hour by its clock, both times', () => {
    const hours: WorkingHours = { tzid: NY, from: '01:00', to: '01:30', days: new Set([7]) };
    const moment = (iso: string) => nextWorkingMoment(new Date(iso), hours).toISOString();
    expect(moment('2026-11-01T05:10:00.000Z')).toBe('2026-11-01T05:10:00.000Z');
    expect(moment('2026-11-01T05:40:00.000Z')).toBe('2026-11-01T06:00:00.000Z');
    expect(moment('2026-11-01T06:40:00.000Z')).toBe('2026-11-08T06:00:00.000Z');
  });

  it('keeps the milliseconds of a moment inside', () => {
    const inside = new Date('2026-07-02T15:00:00.123Z');
    expect(nextWorkingMoment(inside, office)).toEqual(inside);
  });

  it('gives up in plain words', () => {
    const at = new Date('2026-07-02T15:00:00Z');
    const allOff = Array.from({ length: 500 }, (_, n) => addDays('2026-07-01', n));
    expect(() => nextWorkingMoment(at, { ...office, days: new Set() })).toThrow(
      /No working hours within 400 days/,
    );
    expect(() => nextWorkingMoment(at, { ...office, daysOff: new Set(allOff) })).toThrow(RangeError);
    const almost = { ...office, daysOff: new Set(allOff.slice(0, 395)) };
    expect(nextWorkingMoment(at, almost) > at).toBe(true);
    expect(() => nextWorkingMoment(at, { ...office, from: '8:00' })).toThrow(/HH:MM/);
    expect(() => nextWorkingMoment(at, { ...office, to: '24:00' })).toThrow(/HH:MM/);
    expect(() => nextWorkingMoment(at, { ...office, tzid: 'EST' })).toThrow(RangeError);
    expect(() => nextWorkingMoment(new Date('never'), office)).toThrow(RangeError);
  });

  const ZONES = [
    NY,
    'Australia/Lord_Howe',
    'Europe/London',
    'Asia/Kathmandu',
    'America/St_Johns',
    'Asia/Beirut',
  ];
  const MINUTE = 60_000;

  function worksAt(at: number, { tzid, from, to, days, daysOff }: Required<WorkingHours>): boolean {
    const local = DateTime.fromMillis(at, { zone: tzid });
    const works = (day: DateTime) => days.has(day.weekday) && !daysOff.has(day.toISODate() ?? '');
    const time = local.toFormat('HH:mm');
    if (from === to) return works(local);
    if (from < to) return from <= time && time < to && works(local);
    if (time >= from) return works(local);
    return time < to && works(DateTime.fromISO(local.toISODate() ?? '', { zone: 'utc' }).minus({ days: 1 }));
  }

  it('is the first that a walk over every minute finds, in any zone', () => {
    const clock = fc.constantFrom(
      '00:00',
      '00:30',
      '01:00',
      '01:30',
      '02:00',
      '02:15',
      '02:30',
      '03:00',
      '08:00',
      '23:30',
    );
    const days = fc
      .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 3 })
      .map((each) => new Set(each));
    // Beirut changes at midnight, so that a day there begins at 01:00.
    const near = fc
      .tuple(
        fc.constantFrom(
          '2026-03-08',
          '2026-03-29',
          '2026-04-05',
          '2026-10-04',
          '2026-10-25',
          '2026-11-01',
          '2026-06-10',
        ),
        fc.integer({ min: -2200, max: 2200 }),
      )
      .map(([date, minutes]) => Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE);
    const hours = fc.record({
      tzid: fc.constantFrom(...ZONES),
      from: clock,
      to: clock,
      days,
      daysOff: fc.constant(new Set(['2026-11-02'])),
    });
    const check = (at: number, each: Required<WorkingHours>) => {
      let want = at;
      while (want < at + 4 * 1440 * MINUTE && !worksAt(want, each)) want += MINUTE;
      fc.pre(worksAt(want, each));
      expect(nextWorkingMoment(new Date(at), each).toISOString()).toBe(new Date(want).toISOString());
    };
    fc.assert(fc.property(near, hours, check), { numRuns: 150 });
  });

  it('is the same under any zone of the server', () => {
    const script = `
      const { nextWorkingMoment, workingDaysBefore } = await import(process.argv[1]);
      const found = [];
      for (let hour = 0; hour < 400; hour += 1) {
        const at = new Date(Date.UTC(2026, 2, 1, hour));
        for (const tzid of ['America/New_York', 'Australia/Lord_Howe'])
          found.push(nextWorkingMoment(at, { tzid, from: '08:00', to: '18:00' }).toISOString());
      }
      found.push(workingDaysBefore('2027-02-10', 4, { holidays: new Set() }));
      process.stdout.write(JSON.stringify({ zone: new Date(0).getTimezoneOffset(), found }));`;
    const url = new URL('../../src/schedule/working-days.ts', import.meta.url).href;
    const [utc, newYork, tokyo] = ['UTC', NY, 'Asia/Tokyo'].map((TZ) => {
      const args = ['--input-type=module', '-e', script, url];
      return JSON.parse(
        execFileSync(process.execPath, args, {
          env: { ...process.env, TZ, NODE_OPTIONS: '' },
          encoding: 'utf8',
        }),
      );
    });
    expect([utc.zone, newYork.zone, tokyo.zone]).toEqual([0, 300, -540]);
    expect(utc.found).toHaveLength(801);
    expect(newYork.found).toEqual(utc.found);
    expect(tokyo.found).toEqual(utc.found);
  });
});
