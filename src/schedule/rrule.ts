import { isLocalDate, isLocalDateTime } from './local-time.ts';

/** An RRULE that passed every check on its text. */
export interface Rule {
  /** Upper case, one spelling per value, without COUNT, UNTIL and BYSECOND. */
  readonly text: string;
  readonly count?: number;
  readonly until?: Until;
}

/** The last moment of a rule, inclusive: a whole local day, a local date-time, or (written with Z) UTC. */
export type Until =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'local' | 'utc'; readonly date: string; readonly time: string };

export type ReadRule = { readonly rule: Rule } | { readonly problems: readonly string[] };

type Parts = ReadonlyMap<string, readonly string[]>;

// No task force meets this often, and COUNT has to be counted out from DTSTART.
const MOST_COUNT = 1000;
const MOST_INTERVAL = 1000;
const MOST_TIMES_A_DAY = 24;
const LONGEST = 500;

const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY'];
const TOO_OFTEN = ['HOURLY', 'MINUTELY', 'SECONDLY'];
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const ORDINAL_DAY = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/;
const UNTIL = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/;

/** RFC 5545 3.3.10: lowest and highest value; `signed` values may also count back from the end. */
const RANGES = new Map([
  ['BYMONTH', { low: 1, high: 12, signed: false }],
  ['BYMONTHDAY', { low: 1, high: 31, signed: true }],
  ['BYSETPOS', { low: 1, high: 366, signed: true }],
  ['BYHOUR', { low: 0, high: 23, signed: false }],
  ['BYMINUTE', { low: 0, high: 59, signed: false }],
  ['BYSECOND', { low: 0, high: 0, signed: false }],
]);
const SINGLE = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST'];
// rrule-temporal 2.2.8 gets these wrong beside other parts and after a jump; nobody meets by them.
const UNSUPPORTED = ['BYWEEKNO', 'BYYEARDAY'];
const NAMES = [...SINGLE, ...RANGES.keys(), 'BYDAY'];

/** Reads an RRULE value ("FREQ=MONTHLY;BYDAY=2WE"). The problems are plain sentences that repeat no input. */
export function readRule(text: string): ReadRule {
  const split = splitParts(text);
  if (typeof split === 'string') return { problems: [split] };
  const inParts = [
    frequencyProblem(split),
    ...numberProblems(split),
    weekdayProblem(split),
    untilProblem(split),
  ];
  const single = inParts.filter((each) => each !== undefined);
  // How the parts stand together can be judged only when each is right by itself.
  const problems =
    single.length > 0 ? single : combinationProblems(split).filter((each) => each !== undefined);
  return problems.length > 0 ? { problems } : { rule: ruleOf(split) };
}

function splitParts(text: string): Parts | string {
  const example = 'Write it like FREQ=MONTHLY;BYDAY=2WE.';
  if (text === '') return `There is no rule. ${example}`;
  if (text.length > LONGEST) return `The rule is too long: at most ${LONGEST} characters.`;
  if (/[\r\n]|DTSTART|RDATE|EXDATE|EXRULE|RRULE/i.test(text)) {
    return `Give the rule alone, on one line, without RRULE:, DTSTART, RDATE or EXDATE. ${example}`;
  }
  const parts = new Map<string, readonly string[]>();
  for (const part of text.toUpperCase().split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    if (value === '' || more.length > 0) return `The rule is not understood. ${example}`;
    if (UNSUPPORTED.includes(name))
      return `${name} cannot be used. Use BYMONTH, BYMONTHDAY or BYDAY instead.`;
    if (!NAMES.includes(name)) return `The rule has a part that is not known. Use only ${NAMES.join(', ')}.`;
    if (parts.has(name)) return `${name} stands in the rule twice. Keep one.`;
    const values = SINGLE.includes(name) ? [value] : value.split(',');
    parts.set(name, values);
  }
  return parts;
}

function frequencyProblem(parts: Parts): string | undefined {
  const [freq] = parts.get('FREQ') ?? [];
  if (freq === undefined) return 'The rule must say how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.';
  if (TOO_OFTEN.includes(freq)) return `FREQ=${freq} is too often. Use DAILY, WEEKLY, MONTHLY or YEARLY.`;
  return FREQUENCIES.includes(freq) ? undefined : 'FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY.';
}

function numberProblems(parts: Parts): (string | undefined)[] {
  const [interval = '1'] = parts.get('INTERVAL') ?? [];
  const [count = '1'] = parts.get('COUNT') ?? [];
  const wrongRanges = [...RANGES].filter(([name]) =>
    (parts.get(name) ?? []).some((each) => !fits(name, each)),
  );
  return [
    isBetween(interval, 1, MOST_INTERVAL)
      ? undefined
      : `INTERVAL must be a whole number from 1 to ${MOST_INTERVAL}.`,
    isBetween(count, 1, MOST_COUNT)
      ? undefined
      : `COUNT must be a whole number from 1 to ${MOST_COUNT}. For a longer series use UNTIL, or leave both out.`,
    ...wrongRanges.map(([name]) => rangeSentence(name)),
  ];
}

function fits(name: string, value: string): boolean {
  const range = RANGES.get(name);
  if (!range) return false;
  return isBetween(range.signed ? value.replace(/^[+-]/, '') : value, range.low, range.high);
}

function isBetween(digits: string, low: number, high: number): boolean {
  return /^\d{1,6}$/.test(digits) && Number(digits) >= low && Number(digits) <= high;
}

function rangeSentence(name: string): string {
  const range = RANGES.get(name);
  if (!range) return '';
  if (name === 'BYSECOND') return 'Times are to the minute: leave BYSECOND out.';
  const back = range.signed ? `, or -1 to -${range.high} counted from the end` : '';
  return `${name} must be whole numbers from ${range.low} to ${range.high}${back}.`;
}

function weekdayProblem(parts: Parts): string | undefined {
  const [freq = ''] = parts.get('FREQ') ?? [];
  const [weekStart = 'MO'] = parts.get('WKST') ?? [];
  if (!WEEKDAYS.includes(weekStart)) return `WKST must be one of ${WEEKDAYS.join(', ')}.`;
  const days = (parts.get('BYDAY') ?? []).map((each) => ORDINAL_DAY.exec(each));
  if (days.includes(null)) return `BYDAY must be days such as ${WEEKDAYS.join(', ')}, 2WE or -1FR.`;
  const ordinals = days.flatMap((each) => each?.[1] ?? []).map((each) => Math.abs(Number(each)));
  if (ordinals.length === 0) return undefined;
  if (freq === 'DAILY' || freq === 'WEEKLY')
    return 'A numbered day such as 2WE needs FREQ=MONTHLY or YEARLY.';
  // rrule-temporal 2.2.8 forgets BYMONTHDAY here.
  if (freq === 'YEARLY' && parts.has('BYMONTHDAY') && !parts.has('BYMONTH')) {
    return 'With FREQ=YEARLY a numbered day such as 2WE needs BYMONTH beside BYMONTHDAY.';
  }
  const most = freq === 'MONTHLY' ? 5 : 53;
  const outside = ordinals.some((each) => each < 1 || each > most);
  return outside ? `The number before a day in BYDAY must be 1 to ${most}, or -1 to -${most}.` : undefined;
}

function untilProblem(parts: Parts): string | undefined {
  const [until] = parts.get('UNTIL') ?? [];
  if (until === undefined || readUntil(until)) return undefined;
  return 'UNTIL must be a real day such as 20271231, or a moment such as 20271231T170000Z.';
}

/** RFC 5545 3.3.10, the table of BYxxx parts by FREQ, and its rules on COUNT, UNTIL and BYSETPOS. */
function combinationProblems(parts: Parts): (string | undefined)[] {
  const [freq = ''] = parts.get('FREQ') ?? [];
  // BYSECOND says nothing here (see RANGES), so it is nothing to take a position in.
  const others = NAMES.filter((name) => /^BY(?!SETPOS|SECOND)/.test(name) && parts.has(name));
  const timesADay = (parts.get('BYHOUR')?.length ?? 1) * (parts.get('BYMINUTE')?.length ?? 1);
  const most = timesADay * daysInPeriod(freq, parts);
  const outOfReach = (parts.get('BYSETPOS') ?? ['1']).every((each) => Math.abs(Number(each)) > most);
  const cases: [boolean, string][] = [
    [parts.has('COUNT') && parts.has('UNTIL'), 'COUNT and UNTIL cannot stand together. Keep one.'],
    [
      parts.has('BYSETPOS') && others.length === 0,
      'BYSETPOS needs another BY part beside it, such as BYDAY.',
    ],
    [parts.has('BYMONTHDAY') && freq === 'WEEKLY', 'BYMONTHDAY cannot stand beside FREQ=WEEKLY.'],
    [outOfReach, `BYSETPOS is never reached. The highest position here is ${most}.`],
    [timesADay > MOST_TIMES_A_DAY, `The rule runs too often: at most ${MOST_TIMES_A_DAY} times a day.`],
  ];
  return cases.map(([wrong, message]) => (wrong ? message : undefined));
}

/** How many days of one period the rule can pick at the most. */
function daysInPeriod(freq: string, parts: Parts): number {
  if (freq === 'YEARLY') return 366;
  if (freq === 'MONTHLY') return 31;
  return freq === 'WEEKLY' ? (parts.get('BYDAY')?.length ?? 1) : 1;
}

function readUntil(text: string): Until | undefined {
  const [, year, month, day, hour, minute, second, zulu] = UNTIL.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return isLocalDate(date) ? { kind: 'date', date } : undefined;
  const time = `${hour}:${minute}:${second}`;
  return isLocalDateTime(`${date}T${time}`) ? { kind: zulu ? 'utc' : 'local', date, time } : undefined;
}

function ruleOf(parts: Parts): Rule {
  const kept = [...parts].filter(([name]) => !['COUNT', 'UNTIL', 'BYSECOND'].includes(name));
  const text = kept.map(([name, values]) => `${name}=${values.map(plainValue).join(',')}`).join(';');
  const [count] = parts.get('COUNT') ?? [];
  const until = readUntil(parts.get('UNTIL')?.[0] ?? '');
  return { text, ...(count ? { count: Number(count) } : {}), ...(until ? { until } : {}) };
}

/** "+02WE" -> "2WE", "007" -> "7": one spelling for the engine. */
function plainValue(value: string): string {
  return value.replace(
    /^([+-]?)0*(\d)/,
    (_, sign: string, digit: string) => (sign === '-' ? '-' : '') + digit,
  );
}
