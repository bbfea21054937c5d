import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { addDays, occurrences, type Recurrence, recurrenceProblems } from '../../src/schedule/recurrence.ts';
import { oracleDates, oracleInstant, type RandomRule, textOf, ZONES } from './oracle.ts';

const DAY = 86_400_000;
const at = (iso: string) => new Date(iso);
const midnight = (date: string, zone: string) => DateTime.fromISO(date, { zone }).toJSDate();
const instants = (r: Recurrence, from: Date, to: Date) =>
  occurrences(r, from, to).map((each) => each.at.getTime());
const dates = (r: Recurrence, from: string, to: string) =>
  occurrences(r, at(`${from}T00:00:00Z`), at(`${to}T00:00:00Z`)).map((each) => each.localDate);

const someOf = <T>(values: readonly T[], max: number) =>
  fc.uniqueArray(fc.constantFrom(...values), { maxLength: max });
const randomRule: fc.Arbitrary<RandomRule> = fc
  .record({
    freq: fc.constantFrom('DAILY' as const, 'WEEKLY' as const, 'MONTHLY' as const),
    interval: fc.constantFrom(1, 1, 2, 3, 5, 6, 13),
    months: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, someOf([1, 2, 3, 6, 9, 10, 11, 12], 4)),
    weekdays: someOf([1, 2, 3, 4, 5, 6, 7], 4),
    monthDays: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      someOf([1, 2, 15, 28, 30, 31, -1, -2, -31], 3),
    ),
    positions: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, someOf([1, 2, 3, -1, -2], 2)),
    weekStart: fc.integer({ min: 1, max: 7 }),
  })
  .map((rule) => (rule.freq === 'WEEKLY' ? { ...rule, monthDays: [] } : rule));
const startDate = fc.integer({ min: 0, max: 9000 }).map((days) => addDays('2001-01-01', days));
const timeOfDay = fc.constantFrom('00:00', '00:30', '01:30', '02:15', '02:30', '10:00', '23:30');
const recurrence = fc
  .record({ rule: randomRule, date: startDate, time: timeOfDay, tzid: fc.constantFrom(...ZONES) })
  .map(({ rule, date, time, tzid }) => ({ rrule: textOf(rule), dtstart: `${date}T${time}:00`, tzid }))
  .filter((r) => recurrenceProblems(r).length === 0);
const instant = fc.date({
  min: at('2001-01-01T00:00:00Z'),
  max: at('2028-01-01T00:00:00Z'),
  noInvalidDate: true,
});

describe('any rule', () => {
  it('gives the days that a walk over every day gives, on the first instant of their time', () => {
    const inputs = [randomRule, startDate, timeOfDay, fc.constantFrom(...ZONES)] as const;
    const check = (rule: RandomRule, date: string, time: string, tzid: string) => {
      const want = oracleDates(rule, date, addDays(date, 1100));
      const r = { rrule: textOf(rule), dtstart: `${date}T${time}:00`, tzid };
      fc.pre(recurrenceProblems(r).length === 0);
      const found = occurrences(r, midnight(addDays(date, -9), tzid), midnight(addDays(date, 1101), tzid));
      expect(found.map((each) => each.localDate)).toEqual(want);
      expect(found.map((each) => each.at.getTime())).toEqual(
        want.map((day) => oracleInstant(day, time, tzid)),
      );
    };
    fc.assert(fc.property(...inputs, check), { numRuns: 150 });
  });

  it('is refused only if a walk finds no day either', () => {
    const check = (rule: RandomRule, date: string) => {
      const problems = recurrenceProblems({ rrule: textOf(rule), dtstart: `${date}T10:00:00`, tzid: 'UTC' });
      const needsPart = [rule.months, rule.weekdays, rule.monthDays].every((each) => each.length === 0);
      fc.pre(problems.length > 0 && !(needsPart && rule.positions.length > 0));
      expect(oracleDates(rule, date, addDays(date, 2000))).toEqual([]);
    };
    fc.assert(fc.property(randomRule, startDate, check), { numRuns: 25 });
  });

  it('gives the same however the window is split', () => {
    const check = (r: Recurrence, points: Date[]) => {
      const [a, b, c] = points.sort((x, y) => x.getTime() - y.getTime());
      if (!a || !b || !c) return;
      expect([...occurrences(r, a, b), ...occurrences(r, b, c)]).toEqual(occurrences(r, a, c));
    };
    const points = fc.array(instant, { minLength: 3, maxLength: 3 });
    fc.assert(fc.property(recurrence, points, check), { numRuns: 150 });
  });

  it('splits exactly at an occurrence too', () => {
    const check = (r: Recurrence, from: Date, pick: number) => {
      const to = new Date(from.getTime() + 900 * DAY);
      const whole = occurrences(r, from, to);
      fc.pre(whole.length > 0);
      const index = pick % whole.length;
      const cut = whole[index]?.at ?? from;
      expect(occurrences(r, from, cut)).toEqual(whole.slice(0, index));
      expect(occurrences(r, cut, to)).toEqual(whole.slice(index));
    };
    fc.assert(fc.property(recurrence, instant, fc.nat(), check), { numRuns: 100 });
  });

  it('loses exactly the dates that are taken out', () => {
    const check = (r: Recurrence, from: Date, picks: number[], whole: boolean) => {
      const to = new Date(from.getTime() + 900 * DAY);
      const before = occurrences(r, from, to);
      fc.pre(before.length > 0);
      const gone = picks.flatMap((pick) => before[pick % before.length] ?? []);
      const exdates = gone.map(({ localDate, localTime }) =>
        whole ? localDate : `${localDate}T${localTime}:00`,
      );
      const names = new Set(gone.map(({ localDate }) => localDate));
      const after = occurrences({ ...r, exdates }, from, to);
      expect(after).toEqual(before.filter(({ localDate }) => !names.has(localDate)));
    };
    const picks = fc.array(fc.nat(), { maxLength: 5 });
    fc.assert(fc.property(recurrence, instant, picks, fc.boolean(), check), { numRuns: 100 });
  });

  it('ends after COUNT occurrences, and at UNTIL', () => {
    const check = (r: Recurrence, count: number) => {
      const [from, to] = [at('2000-01-01T00:00:00Z'), at('2100-01-01T00:00:00Z')];
      const first = occurrences({ ...r, rrule: `${r.rrule};COUNT=${count}` }, from, to);
      const last = first.at(-1);
      fc.pre(last !== undefined);
      const until = last?.at.toISOString().replace(/[-:]|\.\d+/g, '') ?? '';
      const localUntil = `${last?.localDate}T${last?.localTime}00`.replace(/[-:]/g, '');
      expect(occurrences(r, from, new Date((last?.at.getTime() ?? 0) + 1))).toEqual(first);
      expect(occurrences({ ...r, rrule: `${r.rrule};UNTIL=${until}` }, from, to)).toEqual(first);
      expect(occurrences({ ...r, rrule: `${r.rrule};UNTIL=${localUntil}` }, from, to)).toEqual(first);
    };
    fc.assert(fc.property(recurrence, fc.integer({ min: 1, max: 40 }), check), { numRuns: 60 });
  });

  it('answers about now at once, even when it began in 1970', () => {
    const rules = [
      'FREQ=DAILY',
      'FREQ=WEEKLY;INTERVAL=2',
      'FREQ=MONTHLY;BYDAY=-1FR',
      'FREQ=DAILY;INTERVAL=3;BYDAY=MO',
    ];
    const started = performance.now();
    for (const rrule of rules) {
      const old = { rrule, dtstart: '1970-01-05T02:30:00', tzid: 'America/New_York' };
      const [phase] = occurrences(old, at('2025-06-01T00:00:00Z'), at('2026-01-01T00:00:00Z'));
      const young = { ...old, dtstart: `${phase?.localDate}T02:30:00` };
      for (let day = 0; day < 100; day += 1) {
        const from = new Date(Date.UTC(2026, 1, day));
        const to = new Date(Date.UTC(2026, 1, day + 62));
        expect(instants(old, from, to)).toEqual(instants(young, from, to));
      }
    }
    // Some 0.1 ms each when idle; a walk from 1970 takes a hundred times as long.
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('stays right when more rules are in use than are remembered', () => {
    const rules = Array.from({ length: 700 }, (_, index) => ({
      rrule: 'FREQ=DAILY',
      dtstart: `${addDays('2026-01-01', index)}T10:00:00`,
      tzid: 'UTC',
    }));
    const first = (r: Recurrence) => dates(r, r.dtstart.slice(0, 10), addDays(r.dtstart.slice(0, 10), 2))[0];
    for (const r of [...rules, ...rules.slice(0, 10)]) expect(`${first(r)}T10:00:00`).toBe(r.dtstart);
  });
});
