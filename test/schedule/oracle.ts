import { DateTime } from 'luxon';

/** A rule said twice: as RFC 5545 text, and as a plain question about a day, answered without any rule engine. */
export interface OracleRule {
  readonly name: string;
  readonly rrule: string;
  readonly dtstart: string;
  readonly times?: readonly string[];
  readonly on: (day: DateTime) => boolean;
}

export const ZONES = [
  'America/New_York',
  'America/Chicago',
  'Europe/London',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/St_Johns',
];

const utc = (date: string) => DateTime.fromISO(date, { zone: 'utc' });
const daysSince = (day: DateTime, date: string) => Math.round(day.diff(utc(date), 'days').days);
const daysOfMonth = (day: DateTime) =>
  Array.from({ length: day.daysInMonth ?? 0 }, (_, index) => day.set({ day: index + 1 }));
const isWeekday = (day: DateTime) => day.weekday <= 5;

/** Position of `day` among the days of its month that `pick` takes: 0 when it is none of them. */
function position(day: DateTime, pick: (day: DateTime) => boolean): number {
  return (
    daysOfMonth(day)
      .filter(pick)
      .findIndex((each) => each.day === day.day) + 1
  );
}

const EVERY_TIME = ['01:15', '01:30', '01:45', '02:00', '02:15', '02:30', '02:45', '03:00'];

export const RULES: readonly OracleRule[] = [
  {
    name: 'second Wednesday of the month',
    rrule: 'FREQ=MONTHLY;BYDAY=2WE',
    dtstart: '2026-01-01T10:00:00',
    on: (day) => day.weekday === 3 && day.day >= 8 && day.day <= 14,
  },
  {
    name: 'Mondays and Thursdays',
    rrule: 'FREQ=WEEKLY;BYDAY=MO,TH',
    dtstart: '2016-02-29T08:00:00',
    on: (day) => day.weekday === 1 || day.weekday === 4,
  },
  {
    name: 'every other Wednesday',
    rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE',
    dtstart: '2016-01-06T14:00:00',
    on: (day) => daysSince(day, '2016-01-06') % 14 === 0,
  },
  { name: 'daily at 02:30', rrule: 'FREQ=DAILY', dtstart: '2025-12-01T02:30:00', on: () => true },
  { name: 'daily at 02:15', rrule: 'FREQ=DAILY', dtstart: '2006-12-01T02:15:00', on: () => true },
  { name: 'daily at 01:30', rrule: 'FREQ=DAILY', dtstart: '2025-12-01T01:30:00', on: () => true },
  { name: 'daily at midnight', rrule: 'FREQ=DAILY', dtstart: '2025-12-01T00:00:00', on: () => true },
  {
    name: 'daily, each quarter of an hour round the clock change',
    rrule: 'FREQ=DAILY;BYHOUR=1,2;BYMINUTE=15,30,45',
    dtstart: '2025-12-01T01:15:00',
    times: EVERY_TIME.filter((time) => !time.endsWith(':00')),
    on: () => true,
  },
  {
    name: 'last weekday of the month',
    rrule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    dtstart: '2025-10-31T16:00:00',
    on: (day) => isWeekday(day) && position(day, isWeekday) === daysOfMonth(day).filter(isWeekday).length,
  },
  {
    name: 'the 31st',
    rrule: 'FREQ=MONTHLY;BYMONTHDAY=31',
    dtstart: '2025-08-31T01:30:00',
    on: (day) => day.day === 31,
  },
  {
    name: 'the 31st, by the start alone',
    rrule: 'FREQ=MONTHLY',
    dtstart: '2015-08-31T09:00:00',
    on: (day) => day.day === 31,
  },
  {
    name: 'last day of the month',
    rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1',
    dtstart: '2020-02-29T09:00:00',
    on: (day) => day.day === day.daysInMonth,
  },
  {
    name: 'every six weeks',
    rrule: 'FREQ=WEEKLY;INTERVAL=6;BYDAY=MO',
    dtstart: '2026-01-05T10:00:00',
    on: (day) => day >= utc('2026-01-05') && daysSince(day, '2026-01-05') % 42 === 0,
  },
  {
    name: 'first and third of the Tuesdays and Thursdays',
    rrule: 'FREQ=MONTHLY;BYDAY=TU,TH;BYSETPOS=1,3',
    dtstart: '2025-12-15T10:00:00',
    on: (day) => [1, 3].includes(position(day, (each) => each.weekday === 2 || each.weekday === 4)),
  },
  {
    name: 'first Wednesday of each quarter',
    rrule: 'FREQ=MONTHLY;INTERVAL=3;BYDAY=1WE',
    dtstart: '2019-01-02T10:00:00',
    on: (day) => day.month % 3 === 1 && day.weekday === 3 && day.day <= 7,
  },
  {
    name: 'every third day at 02:30',
    rrule: 'FREQ=DAILY;INTERVAL=3',
    dtstart: '2016-01-01T02:30:00',
    on: (day) => daysSince(day, '2016-01-01') % 3 === 0,
  },
  {
    name: 'every other week from Sunday, Sunday and Monday',
    rrule: 'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO',
    dtstart: '2015-01-04T02:00:00',
    on: (day) => [0, 1].includes(daysSince(day, '2015-01-04') % 14),
  },
  {
    name: 'every other week from Monday, Sunday and Monday',
    rrule: 'FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=SU,MO',
    dtstart: '2015-01-04T02:00:00',
    on: (day) => [0, 8].includes(daysSince(day, '2015-01-04') % 14),
  },
  {
    name: 'Sundays of the months in which clocks change',
    rrule: 'FREQ=YEARLY;BYMONTH=3,4,10,11;BYDAY=SU',
    dtstart: '2024-01-01T02:00:00',
    on: (day) => [3, 4, 10, 11].includes(day.month) && day.weekday === 7,
  },
  {
    name: 'Thanksgiving',
    rrule: 'FREQ=YEARLY;BYMONTH=11;BYDAY=4TH',
    dtstart: '1996-11-28T12:00:00',
    on: (day) => day.month === 11 && day.weekday === 4 && day.day >= 22 && day.day <= 28,
  },
];

/** The first instant (ms) at which Luxon's clock in `zone` shows the time, or the instant it gives a skipped time. */
export function oracleInstant(date: string, time: string, zone: string): number {
  const local = DateTime.fromISO(`${date}T${time}:00`, { zone });
  return Math.min(...local.getPossibleOffsets().map((each) => each.toMillis()));
}

/** What the rule must give from the first day to the last, found by asking about every day. */
export function oracleInstants(rule: OracleRule, zone: string, first: string, last: string): number[] {
  const times = rule.times ?? [rule.dtstart.slice(11, 16)];
  const instants = new Set<number>();
  for (let day = utc(first); day <= utc(last); day = day.plus({ days: 1 })) {
    if (!rule.on(day)) continue;
    for (const time of times) instants.add(oracleInstant(day.toISODate() ?? '', time, zone));
  }
  return [...instants].sort((a, b) => a - b);
}

export interface RandomRule {
  readonly freq: 'DAILY' | 'WEEKLY' | 'MONTHLY';
  readonly interval: number;
  readonly months: readonly number[];
  readonly weekdays: readonly number[];
  readonly monthDays: readonly number[];
  readonly positions: readonly number[];
  readonly weekStart: number;
}

const NAMES = ['', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

export function textOf(rule: RandomRule): string {
  const list = (name: string, values: readonly (number | string | undefined)[]) =>
    values.length > 0 ? [`${name}=${values.join(',')}`] : [];
  return [
    `FREQ=${rule.freq};INTERVAL=${rule.interval};WKST=${NAMES[rule.weekStart]}`,
    ...list('BYMONTH', rule.months),
    ...list('BYMONTHDAY', rule.monthDays),
    ...list(
      'BYDAY',
      rule.weekdays.map((each) => NAMES[each]),
    ),
    ...list('BYSETPOS', rule.positions),
  ].join(';');
}

/** Which period of the rule a day belongs to, counted from the start's. */
function periodOf({ freq, weekStart }: RandomRule, day: DateTime, start: DateTime): number {
  const days = Math.round(day.diff(start, 'days').days);
  if (freq === 'DAILY') return days;
  if (freq === 'WEEKLY') return Math.floor((days + ((start.weekday - weekStart + 7) % 7)) / 7);
  return (day.year - start.year) * 12 + day.month - start.month;
}

function matches(rule: RandomRule, day: DateTime, start: DateTime): boolean {
  const { freq, months, weekdays, monthDays } = rule;
  if (months.length > 0 && !months.includes(day.month)) return false;
  const fromEnd = day.day - (day.daysInMonth ?? 0) - 1;
  if (monthDays.length > 0 && !monthDays.includes(day.day) && !monthDays.includes(fromEnd)) return false;
  if (weekdays.length > 0) return weekdays.includes(day.weekday);
  if (freq === 'WEEKLY') return day.weekday === start.weekday;
  return freq === 'DAILY' || monthDays.length > 0 || day.day === start.day;
}

/** The dates of any daily, weekly or monthly rule from its start to `last`, by walking over every single day. */
export function oracleDates(rule: RandomRule, startDate: string, last: string): string[] {
  const start = utc(startDate);
  const periods = new Map<number, DateTime[]>();
  // From before the start, since BYSETPOS counts the days of a whole period; to after the end likewise.
  for (
    let day = start.minus({ days: 31 });
    day <= utc(last).plus({ days: 31 });
    day = day.plus({ days: 1 })
  ) {
    const period = periodOf(rule, day, start);
    if (period < 0 || period % rule.interval !== 0 || !matches(rule, day, start)) continue;
    periods.set(period, [...(periods.get(period) ?? []), day]);
  }
  const picked = [...periods.values()].flatMap((days) =>
    rule.positions.length === 0
      ? days
      : days.filter((_, index) => rule.positions.some((p) => p === index + 1 || p === index - days.length)),
  );
  return picked.filter((day) => day >= start && day <= utc(last)).map((day) => day.toISODate() ?? '');
}
