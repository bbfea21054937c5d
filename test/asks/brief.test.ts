import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { briefAt, nextTold, toldNow, whyUntold, type Askable } from '../../src/asks/brief.ts';
import { channelRoom, hasRoom, mondayOf } from '../../src/asks/budget.ts';
import { cueFor, dateOf, daysBefore, isAway, nextPermitted } from '../../src/asks/permitted.ts';
import { addDays, localTimeOf, weekdayOf } from '../../src/schedule/local-time.ts';

const HOUR = 3_600_000;
const at = (text: string): Date => new Date(text);
const person = (change: Partial<Askable['calendar']> = {}, rest: Partial<Askable> = {}): Askable => ({
  calendar: {
    zone: 'America/New_York',
    hours: { from: '08:00', to: '18:00' },
    holidays: new Set(),
    leaves: [],
    ...change,
  },
  lessMail: false,
  sent: [],
  ...rest,
});

describe('when a person may be asked', () => {
  const next = (from: string, who = person()) =>
    nextPermitted(at(from), at('2027-03-30T00:00:00Z'), who.calendar)?.toISOString();

  it('is in their hours, on their days, not on holidays and not while they are away', () => {
    expect(next('2027-02-03T09:00:00Z')).toBe('2027-02-03T13:00:00.000Z');
    expect(next('2027-02-03T15:00:00Z')).toBe('2027-02-03T15:00:00.000Z');
    expect(next('2027-02-05T23:00:00Z')).toBe('2027-02-08T13:00:00.000Z');
    const away = person({
      holidays: new Set(['2027-02-15']),
      leaves: [{ first: '2027-02-04', last: '2027-02-14' }],
    });
    expect(next('2027-02-03T23:00:00Z', away)).toBe('2027-02-16T13:00:00.000Z');
  });

  it('never reaches a day away through hours that cross midnight', () => {
    const night = person({
      hours: { from: '22:00', to: '06:00' },
      leaves: [{ first: '2027-02-04', last: '2027-02-04' }],
    });
    // Wednesday's hours reach into Thursday, on which they are away.
    expect(next('2027-02-04T05:30:00Z', night)).toBe('2027-02-06T03:00:00.000Z');
  });

  it('is never in a leave that is longer than the window', () => {
    const away = person({ leaves: [{ first: '2020-01-01', last: '2099-12-31' }] });
    expect(next('2027-02-03T15:00:00Z', away)).toBeUndefined();
  });

  it('counts days back to a working day, and knows when a day begins', () => {
    const { calendar } = person({ holidays: new Set(['2027-02-03']) });
    expect(daysBefore('2027-02-10', 7, calendar)).toBe('2027-02-02');
    expect(cueFor(at('2027-02-03T14:30:00Z'), calendar, null)).toEqual(at('2027-02-03T05:00:00Z'));
    const start = at('2027-02-03T14:00:00Z');
    expect(cueFor(at('2027-02-03T14:30:00Z'), calendar, start)).toEqual(start);
  });
});

describe('budgets', () => {
  it('are one a day and two a week, one with less mail', () => {
    expect(hasRoom('2027-02-03', [], false)).toBe(true);
    expect(hasRoom('2027-02-03', ['2027-02-03'], false)).toBe(false);
    expect(hasRoom('2027-02-05', ['2027-02-01', '2027-02-03'], false)).toBe(false);
    expect(hasRoom('2027-02-08', ['2027-02-01', '2027-02-03'], false)).toBe(true);
    expect(hasRoom('2027-02-05', ['2027-02-01'], true)).toBe(false);
  });

  it('of channels leave meeting days out', () => {
    const meetingDays = new Set(['2027-02-10']);
    const sent = ['2027-02-08', '2027-02-10', '2027-02-10'];
    expect(channelRoom({ date: '2027-02-12', sent, meetingDays })).toBe(true);
    expect(channelRoom({ date: '2027-02-12', sent: [...sent, '2027-02-09'], meetingDays })).toBe(false);
    expect(channelRoom({ date: '2027-02-10', sent: [...sent, '2027-02-09'], meetingDays })).toBe(true);
  });
});

describe('why something was never told', () => {
  const window = { from: at('2027-02-03T14:00:00Z'), until: at('2027-02-05T17:00:00Z') };
  it.each([
    ['away', person({ leaves: [{ first: '2027-02-01', last: '2027-02-09' }] })],
    ['budget', person({}, { sent: ['2027-02-01', '2027-02-02'] })],
    ['late', person()],
  ])('%s', (why, who) => {
    expect(whyUntold(who, window)).toBe(why);
  });
});

const ZONES = ['America/New_York', 'Europe/Berlin', 'Pacific/Auckland', 'America/Phoenix', 'Asia/Kolkata'];
const FIRST = at('2027-02-25T00:00:00Z').getTime();
const DAYS = 35;
const date = fc.integer({ min: 0, max: DAYS }).map((n) => addDays('2027-02-25', n));
const time = fc.integer({ min: 0, max: 47 }).map((n) => {
  const hour = String(Math.floor(n / 2)).padStart(2, '0');
  return `${hour}:${n % 2 ? '30' : '00'}`;
});
const anyone = fc.record({
  zone: fc.constantFrom(...ZONES),
  hours: fc.record({ from: time, to: time }).filter(({ from, to }) => from !== to),
  holidays: fc.array(date, { maxLength: 4 }).map((days) => new Set(days)),
  leaves: fc.array(
    fc.tuple(date, fc.integer({ min: 0, max: 8 })).map(([first, n]) => ({ first, last: addDays(first, n) })),
    { maxLength: 2 },
  ),
});
const asked = fc
  .record({
    from: fc.integer({ min: 0, max: DAYS * 24 }),
    hours: fc.integer({ min: 1, max: 300 }),
    // Settled so long after it began, or never.
    settled: fc.option(fc.integer({ min: 0, max: 200 })),
  })
  .map(({ from, hours, settled }) => ({
    from: new Date(FIRST + from * HOUR),
    until: new Date(FIRST + (from + hours) * HOUR),
    settledAt: settled === null ? undefined : new Date(FIRST + (from + settled) * HOUR),
  }));

const inside = (hours: { from: string; to: string }, now: string): boolean =>
  hours.from < hours.to ? hours.from <= now && now < hours.to : now >= hours.from || now < hours.to;

describe('briefs of anyone, about anything', () => {
  it('keep the budget, the hours, the days and the leave; tell nothing settled, and all of a day at once', () => {
    fc.assert(
      fc.property(anyone, fc.boolean(), fc.array(asked, { maxLength: 8 }), (calendar, lessMail, asks) => {
        const sent: string[] = [];
        const told = new Set<object>();
        // The clock as the corridor sees it: now is a moment something is known, or a brief is due.
        for (let now = new Date(FIRST); now.getTime() < FIRST + (DAYS + 15) * 24 * HOUR;) {
          const who: Askable = { calendar, lessMail, sent: [...sent] };
          const known = asks.filter(
            (each) =>
              !told.has(each) &&
              cueFor(each.from, calendar, null) <= now &&
              (each.settledAt === undefined || each.settledAt > now),
          );
          const these = toldNow(who, known, now);
          if (these.length > 0) {
            const day = dateOf(now, calendar);
            const clock = localTimeOf(now, calendar.zone);
            expect(inside(calendar.hours, clock)).toBe(true);
            expect(isAway(calendar, day)).toBe(false);
            expect(calendar.holidays.has(day)).toBe(false);
            const crosses = calendar.hours.from > calendar.hours.to && clock < calendar.hours.to;
            expect(weekdayOf(crosses ? addDays(day, -1) : day)).toBeLessThan(6);
            expect(sent).not.toContain(day);
            const week = sent.filter((each) => mondayOf(each) === mondayOf(day));
            expect(week.length).toBeLessThan(lessMail ? 1 : 2);
            // All that begins on that day or before, is open and not over.
            expect(these).toEqual(
              known.filter((each) => each.until > now && dateOf(each.from, calendar) <= day),
            );
            for (const each of these) {
              expect(each.until > now).toBe(true);
              told.add(each);
            }
            sent.push(day);
            continue;
          }
          const brief = briefAt(who, known, now);
          const steps = [
            brief?.at,
            ...asks.flatMap((each) => [cueFor(each.from, calendar, null), each.settledAt]),
          ];
          const times = steps.flatMap((each) => (each && each > now ? [each.getTime()] : []));
          if (times.length === 0) break;
          now = new Date(Math.min(...times));
        }
        // What was open in a moment that was allowed has been told.
        for (const each of asks.filter((one) => !told.has(one) && one.settledAt === undefined)) {
          expect(nextTold({ calendar, lessMail, sent }, each)).toBeUndefined();
        }
      }),
      { numRuns: 100 },
    );
  });
});
