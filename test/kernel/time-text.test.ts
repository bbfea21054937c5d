import { describe, expect, it } from 'vitest';
import { timeText } from '../../src/kernel/time-text.ts';

const NEW_YORK = { zone: 'America/New_York', home: 'America/New_York' };
const at = new Date('2027-02-10T15:00:00Z');
const until = new Date('2027-02-10T16:30:00Z');

describe('times as people read them', () => {
  it.each([
    [{ at, style: 'date' as const }, NEW_YORK, 'Wed 10 Feb'],
    [{ at, style: 'time' as const }, NEW_YORK, '10:00'],
    [{ at, style: 'moment' as const }, NEW_YORK, 'Wed 10 Feb, 10:00'],
    [{ at, until, style: 'moment' as const }, NEW_YORK, 'Wed 10 Feb, 10:00 to 11:30'],
    [{ at: new Date('2027-02-04T17:00:00Z'), style: 'moment' as const }, NEW_YORK, 'Thu 4 Feb, noon'],
    [
      { at, until, style: 'moment' as const },
      { zone: 'America/Chicago', home: 'America/New_York' },
      'Wed 10 Feb, 09:00 to 10:30 (Central Time)',
    ],
    [{ at: new Date('2027-09-08T14:00:00Z'), style: 'date' as const }, NEW_YORK, 'Wed 8 Sep'],
    [{ at: new Date('2027-02-10T05:00:00Z'), style: 'time' as const }, NEW_YORK, '00:00'],
  ])('%o', (moment, zones, expected) => {
    expect(timeText(moment, zones)).toBe(expected);
  });
});
