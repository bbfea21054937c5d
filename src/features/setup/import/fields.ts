import { z } from 'zod';
import { check, type Checked } from '../../../guard/index.ts';
import {
  isLocalDate,
  isLocalTime,
  isTimeZone,
  recurrenceProblems,
  spelledZone,
} from '../../../schedule/recurrence.ts';
import { ID } from './problem.ts';
import { listed } from '../../../kernel/listed.ts';

// The kinds of value a task force file is made of. Messages are for people, and repeat nothing of what they read.

export const MOST_NAME = 200;
export const MOST_TITLE = 140;

/** Parts of a meeting, and what an agency may read; case is the sample's word for closed. */
export const SEGMENTS = ['open', 'members', 'closed', 'case'] as const;

/** Why the guard would not let a text in, or undefined. */
function guardProblem(text: string): string | undefined {
  const verdict = check(text);
  if (verdict.state === 'clean') return undefined;
  const kinds = listed(new Set(verdict.hits.map((hit) => hit.words)));
  const later = verdict.hits.every((hit) => hit.overridable)
    ? ' If it is an office or a public place, leave it out here: a chair can enter it in Convener.'
    : '';
  return `may point to a person: it looks like ${kinds}. Take that out.${later}`;
}

/** One line of free text that will be stored: it passes the guard, or the file is not taken. */
export const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, { error: 'must be one line, without tabs or line breaks.' })
    .transform((value, ctx): Checked => {
      const verdict = check(value);
      if (verdict.state === 'clean') return verdict.text;
      ctx.addIssue({ code: 'custom', message: guardProblem(value) ?? '' });
      return z.NEVER;
    });

/** Text that is read but not stored (yet). */
export const unkept = z.string().max(2000);

export const ID_RULE =
  'an id has letters, digits, dots, dashes and low lines, 64 at most, and begins with a letter or digit.';

/** The id a row is known by. Ids are logged and audited, so they hold nothing about a person either. */
export const id = z
  .string()
  .regex(ID, { error: ID_RULE, abort: true })
  .superRefine((value, ctx) => {
    const message = guardProblem(value);
    if (message) ctx.addIssue({ code: 'custom', message });
  });

/** The id of another row; whether that row exists is check.ts's question. */
export const ref = z.string().regex(ID, { error: ID_RULE });

export const zone = z
  .string()
  .refine(isTimeZone, { error: 'is not a time zone known here. Use a place such as America/New_York.' })
  .transform(spelledZone);

export const date = z.string().refine(isLocalDate, { error: 'must be a real day, such as 2027-02-10.' });

export const time = z.string().refine(isLocalTime, { error: 'must be a time of day, such as 09:30.' });

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::[0-5]\d(?:\.\d{1,3})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

function isInstant(value: string): boolean {
  const [, day = '', hour = ''] = INSTANT.exec(value) ?? [];
  return isLocalDate(day) && isLocalTime(hour);
}

export const instant = z
  .string()
  .refine(isInstant, { error: 'must be a moment with its offset, such as 2027-02-03T09:00:00-05:00.' });

export const whole = (least: number, most: number) => z.int().min(least).max(most);

export const list = <T extends z.ZodType>(row: T, most = 5000) => z.array(row).max(most);

/** A rule whose start is not in the file, so that only the rule itself can be wrong. */
export const ruleAlone = z.string().superRefine((rrule, ctx) => {
  const start = { dtstart: '2027-01-04T09:00:00', tzid: 'UTC' };
  for (const { message } of recurrenceProblems({ rrule, ...start }))
    ctx.addIssue({ code: 'custom', message });
});

export const phone = z.string().regex(/^[+(]?\d[\d ().+/-]{1,30}(?: ?(?:x|ext\.?) ?\d{1,6})?$/, {
  error: 'must be a phone number, such as 555-0100.',
});

export const email = z.email({ error: 'must be an e-mail address.' }).max(254);

/** A problem between fields of one row, told at one of them. */
export function issue(ctx: z.core.$RefinementCtx, field: string | string[], message: string): void {
  ctx.addIssue({ code: 'custom', path: [field].flat(), message });
}
