import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, occurrences, recurrenceProblems } from '../../src/schedule/recurrence.ts';

describe('recurrenceProblems', () => {
  const good = { rrule: 'FREQ=WEEKLY', dtstart: '2026-02-04T10:00:00', tzid: 'America/New_York' };

  it.each([
    'FREQ=MONTHLY;BYDAY=2WE',
    'FREQ=MONTHLY;BYDAY=+2WE,-1FR',
    'freq=weekly;byday=mo,we',
    'FREQ=WEEKLY;INTERVAL=06;BYDAY=MO',
    'FREQ=MONTHLY;BYMONTHDAY=-1;BYSECOND=0',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO',
    'FREQ=YEARLY;BYDAY=20MO',
    'FREQ=DAILY;COUNT=1',
    'FREQ=DAILY;UNTIL=20260204',
    'FREQ=DAILY;UNTIL=20260204T150000Z',
    'FREQ=DAILY;BYHOUR=9,10,11,12;BYMINUTE=0,30',
  ])('accepts %s', (rrule) => {
    expect(recurrenceProblems({ ...good, rrule })).toEqual([]);
  });

  it.each([
    ['', /There is no rule/],
    ['every Tuesday', /not understood/],
    ['FREQ', /not understood/],
    ['FREQ=WEEKLY;', /not understood/],
    ['FREQ=WEEKLY=2', /not understood/],
    ['INTERVAL=2', /must say how often/],
    ['FREQ=FORTNIGHTLY', /FREQ must be/],
    ['FREQ=HOURLY', /too often/],
    ['FREQ=MINUTELY', /too often/],
    ['FREQ=SECONDLY', /too often/],
    ['FREQ=DAILY;BYHOUR=0,6,12,18;BYMINUTE=0,10,20,30,40,50,55', /at most 24 times a day/],
    ['RRULE:FREQ=WEEKLY', /rule alone/],
    ['FREQ=WEEKLY\nRRULE:FREQ=DAILY', /one line/],
    ['FREQ=WEEKLY\r\nEXDATE:20260101', /one line/],
    ['DTSTART:20260101T100000\nRRULE:FREQ=DAILY', /one line/],
    ['FREQ=WEEKLY;RDATE=20260101', /rule alone/],
    ['FREQ=WEEKLY;DTSTART=20260101', /rule alone/],
    ['FREQ=WEEKLY;RSCALE=HEBREW', /not known/],
    ['FREQ=WEEKLY;X-NAME=1', /not known/],
    ['FREQ=WEEKLY;FREQ=DAILY', /FREQ stands in the rule twice/],
    ['FREQ=WEEKLY;COUNT=0', /COUNT must be/],
    ['FREQ=WEEKLY;COUNT=-1', /COUNT must be/],
    ['FREQ=WEEKLY;COUNT=1.5', /COUNT must be/],
    ['FREQ=WEEKLY;COUNT=99999999999999999999', /COUNT must be/],
    ['FREQ=WEEKLY;COUNT=3;UNTIL=20270101', /cannot stand together/],
    ['FREQ=WEEKLY;INTERVAL=0', /INTERVAL must be/],
    ['FREQ=WEEKLY;INTERVAL=-2', /INTERVAL must be/],
    ['FREQ=WEEKLY;INTERVAL=two', /INTERVAL must be/],
    ['FREQ=YEARLY;INTERVAL=100000', /INTERVAL must be/],
    ['FREQ=YEARLY;BYMONTH=13', /BYMONTH must be/],
    ['FREQ=YEARLY;BYMONTH=-1', /BYMONTH must be/],
    ['FREQ=MONTHLY;BYMONTHDAY=32', /BYMONTHDAY must be/],
    ['FREQ=MONTHLY;BYMONTHDAY=0', /BYMONTHDAY must be/],
    ['FREQ=MONTHLY;BYMONTHDAY=1,,2', /BYMONTHDAY must be/],
    ['FREQ=DAILY;BYHOUR=24', /BYHOUR must be/],
    ['FREQ=DAILY;BYMINUTE=60', /BYMINUTE must be/],
    ['FREQ=DAILY;BYSECOND=30', /to the minute/],
    ['FREQ=YEARLY;BYYEARDAY=367', /BYYEARDAY cannot be used/],
    ['FREQ=YEARLY;BYWEEKNO=20', /BYWEEKNO cannot be used/],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0', /BYSETPOS must be/],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367', /BYSETPOS must be/],
    ['FREQ=MONTHLY;BYSETPOS=1', /needs another BY part/],
    ['FREQ=DAILY;BYDAY=MO;BYSETPOS=2', /never reached/],
    ['FREQ=WEEKLY;BYDAY=XX', /BYDAY must be/],
    ['FREQ=MONTHLY;BYDAY=6MO', /BYDAY must be 1 to 5/],
    ['FREQ=MONTHLY;BYDAY=0MO', /BYDAY must be 1 to 5/],
    ['FREQ=WEEKLY;BYDAY=2WE', /needs FREQ=MONTHLY or YEARLY/],
    ['FREQ=YEARLY;BYMONTHDAY=29;BYDAY=1MO', /needs BYMONTH/],
    ['FREQ=WEEKLY;BYMONTHDAY=3', /cannot stand beside FREQ=WEEKLY/],
    ['FREQ=WEEKLY;WKST=XX', /WKST must be/],
    ['FREQ=WEEKLY;UNTIL=soon', /UNTIL must be/],
    ['FREQ=WEEKLY;UNTIL=20270230', /UNTIL must be/],
    ['FREQ=WEEKLY;UNTIL=20260203', /UNTIL is before the start/],
    ['FREQ=WEEKLY;UNTIL=20260204T145959Z', /UNTIL is before the start/],
    ['FREQ=WEEKLY;BYDAY=TU;UNTIL=20260209', /UNTIL is before the first date/],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', /gives no date/],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=4', /gives no date/],
    ['FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31', /gives no date/],
    ['FREQ=DAILY;INTERVAL=7;BYDAY=MO', /gives no date/],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9', /gives no date/],
  ])('refuses %j', (rrule, message) => {
    const problems = recurrenceProblems({ ...good, rrule });
    expect(problems).toEqual([{ field: 'rrule', message: expect.stringMatching(message) }]);
    expect(problems[0]?.message).toMatch(/\.$/);
  });

  it.each([
    ['dtstart', { dtstart: '' }],
    ['dtstart', { dtstart: 'tomorrow' }],
    ['dtstart', { dtstart: '2026-02-04' }],
    ['dtstart', { dtstart: '2026-02-30T10:00:00' }],
    ['dtstart', { dtstart: '2026-02-04T24:00:00' }],
    ['dtstart', { dtstart: '2026-02-04T10:00:30' }],
    ['dtstart', { dtstart: '2026-02-04T10:00:00Z' }],
    ['dtstart', { dtstart: '1969-12-31T10:00:00' }],
    ['dtstart', { dtstart: '2200-01-01T10:00:00' }],
    ['tzid', { tzid: '' }],
    ['tzid', { tzid: 'Mars/Olympus' }],
    ['tzid', { tzid: 'EST' }],
    ['tzid', { tzid: '-05:00' }],
    ['exdates', { exdates: ['2026-02-31'] }],
    ['exdates', { exdates: ['20260204T100000Z'] }],
    ['exdates', { rrule: 'FREQ=WEEKLY;COUNT=2', exdates: ['2026-02-04', '2026-02-11T10:00:00'] }],
  ])('names the field %s of %j', (field, change) => {
    expect(recurrenceProblems({ ...good, ...change })).toMatchObject([{ field }]);
  });

  it('refuses what is too much', () => {
    const rrule = `FREQ=WEEKLY;BYDAY=${'MO,'.repeat(200)}MO`;
    const exdates = Array.from({ length: 501 }, (_, index) => addDays('2026-01-01', index));
    expect(recurrenceProblems({ ...good, rrule, exdates })).toMatchObject([
      { field: 'rrule' },
      { field: 'exdates' },
    ]);
    expect(recurrenceProblems({ ...good, exdates: exdates.slice(1) })).toEqual([]);
  });

  it('names everything at once, and repeats no input', () => {
    const problems = recurrenceProblems({
      rrule: 'FREQ=WEEKLY;INTERVAL=zzq;COUNT=zzq;BYDAY=zzq',
      dtstart: 'zzq',
      tzid: 'zzq',
      exdates: ['zzq'],
    });
    expect(problems.map((each) => each.field)).toEqual([
      'rrule',
      'rrule',
      'rrule',
      'dtstart',
      'tzid',
      'exdates',
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/zzq/i);
  });

  it('never throws or hangs, whatever is typed', () => {
    const part = fc.tuple(
      fc.constantFrom(
        'FREQ',
        'INTERVAL',
        'COUNT',
        'UNTIL',
        'BYDAY',
        'BYMONTH',
        'BYMONTHDAY',
        'BYSETPOS',
        'BYHOUR',
      ),
      fc.oneof(fc.constantFrom('DAILY', 'MONTHLY', '1', '-1', 'MO', '5FR', '20261231', '2,30'), fc.string()),
    );
    const freq = fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY', 'FREQ=MONTHLY', 'FREQ=YEARLY', '');
    const rule = fc
      .tuple(freq, fc.array(part, { maxLength: 3 }))
      .map(([first, parts]) => [first, ...parts.map((each) => each.join('='))].join(';'));
    const check = (rrule: string, dtstart: string, tzid: string) => {
      expect(recurrenceProblems({ rrule, dtstart, tzid }).length).toBeGreaterThan(0);
      const r = { ...good, rrule };
      if (recurrenceProblems(r).length > 0) return;
      expect(occurrences(r, new Date('2026-01-01'), new Date('2056-06-01')).length).toBeGreaterThan(0);
    };
    fc.assert(fc.property(rule, fc.string(), fc.string(), check), { numRuns: 300 });
  });
});
