import type { z } from 'zod';
import type { FormValues } from '../../kernel/card.ts';
import { errorsByField } from '../../kernel/field-errors.ts';
import type { FieldErrors } from '../../kernel/outcome.ts';
import { instantAt, localDateOf } from '../../schedule/recurrence.ts';
import { foundingValues } from './founding-form.ts';

const when = foundingValues.pick({ date: true, time: true, zone: true });

/** Also while another field is wrong: all errors come in one round. Without a place, a day that is past everywhere. */
function pastErrors(values: FormValues, now: Date): FieldErrors {
  const parsed = when.safeParse(values);
  const day = when.shape.date.safeParse(values['date']);
  const past = parsed.success
    ? instantAt(parsed.data.date, parsed.data.time, parsed.data.zone) <= now
    : day.success && day.data < localDateOf(now, 'Etc/GMT+12');
  return past ? { date: 'That is past. When is the next meeting?' } : {};
}

/** All that is wrong with what a founder said, by field: the first thing of each. */
export const foundingErrors = (
  values: FormValues,
  parsed: z.ZodSafeParseResult<unknown>,
  now: Date,
): FieldErrors => ({
  ...pastErrors(values, now),
  ...(parsed.success ? {} : errorsByField(parsed.error)),
});
