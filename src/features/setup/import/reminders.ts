import { z } from 'zod';
import { DEFAULT_RULES, type ReminderRules, type WeeklyRule } from '../../../schedule/reminder-rules.ts';
import { isTimeZone } from '../../../schedule/recurrence.ts';
import { id, issue, list, time, unkept, whole } from './fields.ts';
import type { TaskForceFile } from './file.ts';
import { listed } from '../../../kernel/listed.ts';

// When Convener reminds. A rule is known by its id; one that is known and cannot be followed is refused.

/** Our rules by the ids of a file, with or without "r-" before them. */
const KINDS: Readonly<Record<string, keyof ReminderRules>> = {
  solicit2: 'lastCall',
  conf: 'confidentiality',
  'conf-meeting': 'beforeMeeting',
  reportback: 'reportBack',
  feedback: 'feedback',
  digest: 'digest',
  ack: 'acknowledgement',
};
/** The timeline of a meeting series says when these happen. */
const BY_TIMELINE: readonly string[] = ['solicit', 'publish'];
const NOT_HERE_YET: readonly string[] = ['mou'];

const nameOf = (rule: string): string => rule.replace(/^r-/, '');
const kindOf = (rule: string): keyof ReminderRules | undefined =>
  Object.hasOwn(KINDS, nameOf(rule)) ? KINDS[nameOf(rule)] : undefined;

const fields = z.strictObject({
  id,
  what: unkept,
  to: unkept,
  relativeTo: unkept.optional(),
  offset: z.union([unkept, list(unkept)]).optional(),
  at: time.optional(),
  cron: z
    .string()
    .regex(/^\S+(?: \S+){4}$/, { error: 'must have five parts, such as 0 9 * * MON.', abort: true })
    .optional(),
  timezone: z.string().refine((value) => value === 'member' || isTimeZone(value), {
    error: "is not a time zone known here. Use a place such as America/New_York, or 'member'.",
    abort: true,
  }),
  skip: unkept.optional(),
  quietHours: z.tuple([time, time]).optional(),
  rotateTexts: z.boolean().optional(),
  stopWhen: unkept.optional(),
  escalate: z.strictObject({ after: unkept, cc: unkept }).optional(),
  reminder: unkept.optional(),
  max: whole(0, 1_000_000).optional(),
});
type FileRule = z.output<typeof fields>;

/** What cannot be followed, and in which field. */
interface Cannot {
  readonly field: 'cron' | 'offset' | 'at' | 'timezone' | 'skip' | 'max';
  readonly message: string;
}
type Read<T> = T | Cannot;

const cannot = (field: Cannot['field'], message: string): Cannot => ({ field, message });
const isCannot = (read: object): read is Cannot => 'field' in read;

const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
const CRON = /^([0-5]?\d) ([01]?\d|2[0-3]) \* \* ([A-Z0-7]+(?:,[A-Z0-7]+)*)$/i;

/** ISO weekday of a cron's: names, or 0 and 7 for Sunday. */
function weekday(said: string): number {
  const named = WEEKDAYS.indexOf(said.toUpperCase()) + 1;
  if (named > 0) return named;
  return /^[0-7]$/.test(said) ? Number(said) || 7 : 0;
}

const SKIP: Readonly<Record<string, WeeklyRule['holidays']>> = {
  'holidays:next-workday': 'next',
  'holidays:previous-workday': 'previous',
};

function weekly({ cron, timezone, skip }: FileRule, usual: WeeklyRule): Read<WeeklyRule> {
  const [, minute = '', hour = '', said = ''] = CRON.exec(cron ?? '') ?? [];
  const days = [...new Set(said.split(',').map(weekday))].toSorted((a, b) => a - b);
  if (said === '' || days.includes(0))
    return cannot('cron', 'must be a time on days of the week, such as 0 9 * * MON or 30 8 * * TUE,FRI.');
  // A digest that would say nothing is left out by itself.
  const holidays = skip === undefined || skip === 'if-empty' ? usual.holidays : SKIP[skip];
  if (!holidays)
    return cannot('skip', "must be 'holidays:next-workday' or 'holidays:previous-workday', or be left out.");
  const at = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  return { days, at, zone: timezone === 'member' ? null : timezone, holidays };
}

const offsets = ({ offset }: FileRule): readonly string[] => (offset === undefined ? [] : [offset].flat());

function daysBefore(rule: FileRule, usual: { readonly at: string }) {
  const days = offsets(rule).map((each) => Number(/^-(\d{1,2})d$/.exec(each)?.[1] ?? Number.NaN));
  if (days.length === 0 || days.some(Number.isNaN))
    return cannot('offset', 'must be days before, such as -7d.');
  if (rule.timezone !== 'member')
    return cannot('timezone', "must be 'member': people are asked at a time of their own day.");
  if (rule.skip !== undefined && rule.skip !== 'holidays:previous-workday')
    return cannot('skip', "must be 'holidays:previous-workday', or be left out.");
  return { days: [...new Set(days)].toSorted((a, b) => b - a), at: rule.at ?? usual.at };
}

/** "-30m" or "+15m", as minutes before or after. */
function minutes(rule: FileRule, sign: '-' | '+'): Read<{ readonly minutes: number }> {
  const [said = '', ...others] = offsets(rule);
  const [, found] = (sign === '-' ? /^-(\d{1,4})m$/ : /^\+?(\d{1,4})m$/).exec(said) ?? [];
  const count = Number(found ?? Number.NaN);
  return others.length > 0 || Number.isNaN(count) || count > 1440
    ? cannot('offset', `must be minutes ${sign === '-' ? 'before, such as -30m' : 'after, such as +15m'}.`)
    : { minutes: count };
}

function read(rule: FileRule, kind: keyof ReminderRules): Read<ReminderRules[keyof ReminderRules]> {
  switch (kind) {
    case 'confidentiality':
    case 'digest':
      return weekly(rule, DEFAULT_RULES[kind]);
    case 'acknowledgement': {
      const found = weekly(rule, DEFAULT_RULES[kind]);
      return isCannot(found) ? found : { ...found, most: rule.max ?? DEFAULT_RULES[kind].most };
    }
    case 'lastCall':
    case 'reportBack': {
      const found = daysBefore(rule, DEFAULT_RULES[kind]);
      return kind === 'lastCall' && !isCannot(found) && found.days.length > 1
        ? cannot('offset', 'must be one number of days: nobody is asked twice for a meeting.')
        : found;
    }
    case 'beforeMeeting':
      return minutes(rule, '-');
    case 'feedback': {
      const found = minutes(rule, '+');
      return isCannot(found) ? found : { minutesAfter: found.minutes };
    }
    default:
      return kind satisfies never;
  }
}

export const reminderRules = list(
  fields.superRefine((rule, ctx) => {
    const kind = kindOf(rule.id);
    const found = kind && read(rule, kind);
    if (!found || !isCannot(found)) return;
    // What is not there is told of the rule as a whole.
    if (rule[found.field] === undefined) issue(ctx, [], `${found.field} ${found.message}`);
    else issue(ctx, found.field, found.message);
  }),
);

/** What the file says of when to remind; the timeline of its first series first, then its own rules. */
export function rulesOf({ meetingSeries, reminderRules: rules }: TaskForceFile): Partial<ReminderRules> {
  const [timeline] = meetingSeries.flatMap(({ agendaTimeline }) => agendaTimeline ?? []);
  const { lastCallDaysBefore: days, lastCallAt: at } = timeline ?? {};
  const { confidentialityMinutesBefore: before, feedbackPollMinutesAfter: after } = timeline ?? {};
  const { lastCall } = DEFAULT_RULES;
  const own = rules.flatMap((rule) => {
    const kind = kindOf(rule.id);
    return kind ? [[kind, read(rule, kind)]] : [];
  });
  return {
    ...(days === undefined && at === undefined
      ? {}
      : { lastCall: { days: days === undefined ? lastCall.days : [days], at: at ?? lastCall.at } }),
    ...(before === undefined ? {} : { beforeMeeting: { minutes: before } }),
    ...(after === undefined ? {} : { feedback: { minutesAfter: after } }),
    ...(Object.fromEntries(own) as Partial<ReminderRules>),
  };
}

/** Which rules were taken, and why the others were not. Ids are the file's own; nothing else of it is repeated. */
export function rulesTold({ reminderRules: rules }: TaskForceFile): readonly string[] {
  const ids = rules.map((rule) => rule.id);
  const said = (list: readonly string[], words: string): readonly string[] =>
    list.length > 0
      ? [`${list.length === 1 ? 'Reminder rule' : 'Reminder rules'} ${listed(list)}: ${words}`]
      : [];
  const of = (names: readonly string[]) => ids.filter((each) => names.includes(nameOf(each)));
  const unknown = ids.filter(
    (each) => !kindOf(each) && !BY_TIMELINE.includes(nameOf(each)) && !NOT_HERE_YET.includes(nameOf(each)),
  );
  return [
    ...said(
      ids.filter((each) => kindOf(each)),
      'taken. Whom they reach, when they stop and how they are worded is our own way.',
    ),
    ...said(of(BY_TIMELINE), 'not taken, the timeline of the meeting series says it.'),
    ...said(of(NOT_HERE_YET), 'not taken yet.'),
    ...said(unknown, 'not taken, we do not remind of that.'),
  ];
}
