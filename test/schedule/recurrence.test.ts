import { execFileSync } from 'node:child_process';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  instantAt,
  localDateOf,
  localTimeOf,
  occurrences,
  type Recurrence,
} from '../../src/schedule/recurrence.ts';
import { oracleInstants, RULES, ZONES } from './oracle.ts';

const FIRST = '2026-01-01';
const LAST = '2027-12-31';
const DAY = 86_400_000;
const at = (iso: string) => new Date(iso);
const midnight = (date: string, zone: string) => DateTime.fromISO(date, { zone }).toJSDate();
const instants = (r: Recurrence, from: Date, to: Date) =>
  occurrences(r, from, to).map((each) => each.at.getTime());
const dates = (r: Recurrence, from: string, to: string) =>
  occurrences(r, at(`${from}T00:00:00Z`), at(`${to}T00:00:00Z`)).map((each) => each.localDate);

describe('two years against Luxon', () => {
  for (const tzid of ZONES) {
    it.each(RULES)(`${tzid}: $name`, (rule) => {
      const want = oracleInstants(rule, tzid, FIRST, LAST);
      const r = { rrule: rule.rrule, dtstart: rule.dtstart, tzid };
      const from = midnight(FIRST, tzid);
      const to = midnight(addDays(LAST, 1), tzid);
      expect(want.length).toBeGreaterThan(1);
      expect(instants(r, from, to)).toEqual(want);
      // As the planner asks: window after window, none of them a whole number of days.
      const walked: number[] = [];
      for (let start = from.getTime(); start < to.getTime(); start += 61.3 * DAY) {
        walked.push(...instants(r, new Date(start), new Date(Math.min(start + 61.3 * DAY, to.getTime()))));
      }
      expect(walked).toEqual(want);
    });
  }

  it('gives the same under any zone of the server', () => {
    const cases = ZONES.flatMap((tzid) => RULES.map(({ rrule, dtstart }) => ({ rrule, dtstart, tzid })));
    const here = cases.map((each) => instants(each, at('2026-01-01T00:00:00Z'), at('2028-01-01T00:00:00Z')));
    const script = `
      const { occurrences, instantAt, localDateOf, localTimeOf } = await import(process.argv[1]);
      const found = JSON.parse(process.argv[2]).map((each) =>
        occurrences(each, new Date('2026-01-01T00:00:00Z'), new Date('2028-01-01T00:00:00Z')));
      const now = new Date('2026-03-08T06:59:00Z');
      process.stdout.write(JSON.stringify({
        zone: new Date('2026-07-01T00:00:00Z').getTimezoneOffset(),
        found: found.map((each) => each.map(({ at }) => at.getTime())),
        texts: found.flat().map(({ localDate, localTime }) => localDate + localTime).join(),
        others: [instantAt('2026-03-08', '02:30', 'America/Chicago'), localDateOf(now, 'Asia/Kathmandu'), localTimeOf(now, 'Asia/Kathmandu')],
      }));`;
    const url = new URL('../../src/schedule/recurrence.ts', import.meta.url).href;
    const answers = ['UTC', 'America/New_York', 'Asia/Tokyo'].map((TZ) => {
      const args = ['--input-type=module', '-e', script, url, JSON.stringify(cases)];
      const env = { ...process.env, TZ, NODE_OPTIONS: '' };
      const { zone, ...answer } = JSON.parse(
        execFileSync(process.execPath, args, { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
      );
      return { zone, answer };
    });
    expect(answers.map(({ zone }) => zone)).toEqual([0, 240, -540]);
    expect(answers[0]?.answer.found).toEqual(here);
    expect(answers[1]?.answer).toEqual(answers[0]?.answer);
    expect(answers[2]?.answer).toEqual(answers[0]?.answer);
  });
});

describe('clock changes', () => {
  // A skipped time takes the offset before the gap, a repeated one is the first of the two.
  it.each([
    ['America/New_York', '2026-03-08', '02:30', '2026-03-08T07:30:00Z', '03:30'],
    ['America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30:00Z', '01:30'],
    ['America/Chicago', '2027-03-14', '02:15', '2027-03-14T08:15:00Z', '03:15'],
    ['America/Chicago', '2027-11-07', '01:30', '2027-11-07T06:30:00Z', '01:30'],
    ['Europe/London', '2026-03-29', '01:30', '2026-03-29T01:30:00Z', '02:30'],
    ['Europe/London', '2026-10-25', '01:30', '2026-10-25T00:30:00Z', '01:30'],
    ['America/St_Johns', '2026-03-08', '02:30', '2026-03-08T06:00:00Z', '03:30'],
    ['America/St_Johns', '2026-11-01', '01:30', '2026-11-01T04:00:00Z', '01:30'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45:00Z', '02:45'],
    ['Australia/Lord_Howe', '2026-10-04', '02:30', '2026-10-03T15:30:00Z', '02:30'],
    ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45:00Z', '01:45'],
    ['Australia/Lord_Howe', '2026-04-05', '02:00', '2026-04-04T15:30:00Z', '02:00'],
    ['Asia/Kathmandu', '2026-03-08', '02:30', '2026-03-07T20:45:00Z', '02:30'],
  ])('%s %s %s is %s', (tzid, date, time, want, shown) => {
    const instant = instantAt(date, time, tzid);
    expect(instant).toEqual(at(want));
    expect([localDateOf(instant, tzid), localTimeOf(instant, tzid)]).toEqual([date, shown]);
    const daily = { rrule: 'FREQ=DAILY', dtstart: `2026-01-01T${time}:00`, tzid };
    const around = occurrences(daily, midnight(date, tzid), midnight(addDays(date, 1), tzid));
    expect(around).toEqual([{ localDate: date, localTime: time, at: instant }]);
  });

  it('gives one occurrence where two local times fall on one instant', () => {
    const r = {
      rrule: 'FREQ=DAILY;BYHOUR=2,3',
      dtstart: '2026-01-01T02:30:00',
      tzid: 'America/New_York',
      exdates: [] as string[],
    };
    const day = (each: Recurrence) =>
      occurrences(each, at('2026-03-08T05:00:00Z'), at('2026-03-09T04:00:00Z'));
    expect(day(r)).toEqual([{ localDate: '2026-03-08', localTime: '03:30', at: at('2026-03-08T07:30:00Z') }]);
    expect(day({ ...r, exdates: ['2026-03-08T03:30:00'] })).toHaveLength(1);
    expect(day({ ...r, exdates: ['2026-03-08'] })).toEqual([]);
  });

  it('sorts by instant when a skipped time runs after a later one', () => {
    const r = {
      rrule: 'FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,45',
      dtstart: '2026-01-01T02:00:00',
      tzid: 'America/New_York',
    };
    const day = occurrences(r, at('2026-03-08T05:00:00Z'), at('2026-03-09T04:00:00Z'));
    expect(day.map((each) => each.localTime)).toEqual(['03:00', '03:45']);
    const three = { ...r, rrule: 'FREQ=DAILY;BYHOUR=2,3;BYMINUTE=15;BYSETPOS=1,2' };
    expect(instants(three, at('2026-03-08T05:00:00Z'), at('2026-03-09T04:00:00Z'))).toHaveLength(1);
    const crossing = { ...r, rrule: 'FREQ=DAILY;BYHOUR=2,3;BYMINUTE=10,50;BYSETPOS=2,3' };
    const crossed = occurrences(crossing, at('2026-03-08T05:00:00Z'), at('2026-03-09T04:00:00Z'));
    expect(crossed.map((each) => each.localTime)).toEqual(['03:10', '02:50']);
  });

  it('runs once when the calendar loses a whole day', () => {
    const r = { rrule: 'FREQ=DAILY', dtstart: '2011-12-01T10:00:00', tzid: 'Pacific/Apia' };
    const found = occurrences(r, at('2011-12-29T00:00:00Z'), at('2012-01-02T00:00:00Z'));
    expect(found.map((each) => each.localDate)).toEqual([
      '2011-12-29',
      '2011-12-31',
      '2012-01-01',
      '2012-01-02',
    ]);
  });
});

describe('the ends of a series', () => {
  const base = { dtstart: '2026-01-07T23:30:00', tzid: 'America/New_York' };
  const all = (rrule: string) => dates({ ...base, rrule }, '2025-01-01', '2030-01-01');

  it('starts at the start, whether or not the rule meets it', () => {
    expect(all('FREQ=MONTHLY;BYDAY=1MO;COUNT=2')).toEqual(['2026-02-02', '2026-03-02']);
    expect(all('FREQ=WEEKLY;COUNT=2')).toEqual(['2026-01-07', '2026-01-14']);
  });

  it.each([
    ['a day, whole in the local zone', 'UNTIL=20260121', 3],
    ['a local moment, inclusive', 'UNTIL=20260121T233000', 3],
    ['a local moment just before', 'UNTIL=20260121T232959', 2],
    ['UTC, inclusive', 'UNTIL=20260122T043000Z', 3],
    ['UTC just before', 'UNTIL=20260122T042959Z', 2],
  ])('UNTIL is %s', (_, until, count) => {
    expect(all(`FREQ=WEEKLY;${until}`)).toHaveLength(count);
  });

  it('tells the two passes of an overlap apart in a UTC UNTIL', () => {
    const r = {
      rrule: 'FREQ=DAILY;UNTIL=20261101T051500Z',
      dtstart: '2026-10-30T01:30:00',
      tzid: 'America/New_York',
    };
    expect(dates(r, '2026-10-01', '2026-12-01')).toEqual(['2026-10-30', '2026-10-31']);
    const later = { ...r, rrule: 'FREQ=DAILY;UNTIL=20261101T061500Z' };
    expect(dates(later, '2026-10-01', '2026-12-01')).toEqual(['2026-10-30', '2026-10-31', '2026-11-01']);
  });

  it('takes out days and single times, which still use up COUNT', () => {
    const r = {
      rrule: 'FREQ=DAILY;BYHOUR=9,15;COUNT=6',
      dtstart: '2026-05-01T09:00:00',
      tzid: 'Europe/London',
    };
    const exdates = ['2026-05-01', '2026-05-02T15:00:00', '2026-05-03T08:00:00'];
    const found = occurrences({ ...r, exdates }, at('2026-04-01T00:00:00Z'), at('2026-06-01T00:00:00Z'));
    expect(found.map((each) => `${each.localDate} ${each.localTime}`)).toEqual([
      '2026-05-02 09:00',
      '2026-05-03 09:00',
      '2026-05-03 15:00',
    ]);
  });

  it('takes windows from inclusive to exclusive, and none that is empty', () => {
    const r = { rrule: 'FREQ=DAILY', dtstart: '2026-05-01T09:00:00', tzid: 'UTC' };
    const nine = at('2026-05-04T09:00:00Z');
    const next = at('2026-05-05T09:00:00Z');
    expect(instants(r, nine, next)).toEqual([nine.getTime()]);
    expect(instants(r, next, next)).toEqual([]);
    expect(instants(r, next, nine)).toEqual([]);
    expect(dates(r, '1900-01-01', '2026-05-02')).toEqual(['2026-05-01']);
    expect(dates(r, '2199-12-31', '2210-01-01')).toEqual(['2199-12-31']);
    expect(() => instants(r, at('never'), next)).toThrow(RangeError);
    expect(() => instants({ ...r, rrule: 'FREQ=HOURLY' }, nine, next)).toThrow(RangeError);
  });
});
