import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  instantAt,
  isLocalDate,
  isLocalTime,
  isTimeZone,
  spelledZone,
  localDateOf,
  localTimeOf,
} from '../../src/schedule/recurrence.ts';
import { oracleInstant, ZONES } from './oracle.ts';

const at = (iso: string) => new Date(iso);
const instant = fc.date({
  min: at('2001-01-01T00:00:00Z'),
  max: at('2028-01-01T00:00:00Z'),
  noInvalidDate: true,
});
const startDate = fc.integer({ min: 0, max: 9000 }).map((days) => addDays('2001-01-01', days));

describe('local dates and times', () => {
  it('knows real days, times and zones', () => {
    expect(['2028-02-29', '2026-12-31', '0001-01-01'].every(isLocalDate)).toBe(true);
    expect(
      ['2026-02-29', '2026-13-01', '2026-1-1', '26-01-01', '2026-01-01T00:00', ''].some(isLocalDate),
    ).toBe(false);
    expect(['00:00', '09:05', '23:59'].every(isLocalTime)).toBe(true);
    expect(['24:00', '9:05', '09:60', '09:05:00', ''].some(isLocalTime)).toBe(false);
    expect([...ZONES, 'UTC', 'America/Argentina/Ushuaia', 'US/Eastern'].every(isTimeZone)).toBe(true);
    expect(['EST', 'PST8PDT', '+05:00', 'New York', 'America', 'America/Nowhere', ''].some(isTimeZone)).toBe(
      false,
    );
  });

  it('spells a zone as calendars know it, however it was typed', () => {
    expect(['america/chicago', 'AMERICA/CHICAGO', 'us/central'].map(spelledZone)).toEqual(
      Array(3).fill('America/Chicago'),
    );
    expect(['America/Chicago', 'US/Central', 'Asia/Kolkata', 'UTC'].map(spelledZone)).toEqual([
      'America/Chicago',
      'US/Central',
      'Asia/Kolkata',
      'UTC',
    ]);
  });

  it('adds days over months, leap days and clock changes', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-07', 2)).toBe('2026-03-09');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    const check = (days: number) => {
      expect(addDays('2026-06-15', days)).toBe(DateTime.fromISO('2026-06-15').plus({ days }).toISODate());
      expect(addDays(addDays('2026-06-15', days), -days)).toBe('2026-06-15');
    };
    fc.assert(fc.property(fc.integer({ min: -100_000, max: 100_000 }), check));
  });

  it('reads an instant as Luxon does', () => {
    const check = (moment: Date, zone: string) => {
      const local = DateTime.fromJSDate(moment, { zone });
      expect(localDateOf(moment, zone)).toBe(local.toISODate());
      expect(localTimeOf(moment, zone)).toBe(local.toFormat('HH:mm'));
    };
    fc.assert(fc.property(instant, fc.constantFrom(...ZONES), check), { numRuns: 300 });
  });

  it('pins a local time as Luxon does, near a clock change and far from one', () => {
    const minutes = fc.integer({ min: 0, max: 1439 });
    const check = (date: string, minute: number, zone: string) => {
      const time = new Date(minute * 60_000).toISOString().slice(11, 16);
      expect(instantAt(date, time, zone).getTime()).toBe(oracleInstant(date, time, zone));
    };
    const changes = ['2026-03-08', '2026-11-01', '2026-03-29', '2026-10-25', '2026-04-05', '2026-10-04'];
    const date = fc.oneof(startDate, fc.constantFrom(...changes));
    fc.assert(fc.property(date, minutes, fc.constantFrom(...ZONES), check), { numRuns: 500 });
  });

  it('throws on what does not exist', () => {
    const now = at('2026-01-01T00:00:00Z');
    const wrong = [
      () => instantAt('2026-02-30', '10:00', 'UTC'),
      () => instantAt('2026-02-03', '24:00', 'UTC'),
      () => instantAt('2026-02-03', '10:00', 'Mars/Olympus'),
      () => localDateOf(now, 'EST'),
      () => localTimeOf(at('never'), 'UTC'),
      () => addDays('2026-02-30', 1),
      () => addDays('2026-02-01', 0.5),
      () => addDays('2026-02-01', 10_000_000),
    ];
    for (const each of wrong) expect(each).toThrow(RangeError);
  });
});
