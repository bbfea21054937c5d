import { z } from 'zod';

/** Line breaks, and characters that are invisible or turn the reading direction: a line with them is not what it seems. */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/gu;

interface Messages {
  readonly missing: string;
  readonly short: string;
  readonly long: string;
  readonly hidden: string;
}

/** One line of a person's text: trimmed, at least three characters that can be seen, none that cannot. */
export const oneLine = (max: number, say: Messages): z.ZodType<string> =>
  z
    .string(say.missing)
    .trim()
    .max(max, say.long)
    .refine((text) => !HIDDEN.test(text), say.hidden)
    .refine((text) => (text.match(VISIBLE) ?? []).length >= 3, say.short);

/** The same in the usual words: a topic, a task, a thing that was said. */
export const fewWords = (max: number): z.ZodType<string> =>
  oneLine(max, {
    missing: 'Please write one line.',
    short: 'Please write at least 3 characters.',
    long: `At most ${max} characters, please: one line is enough.`,
    hidden: 'Please use one line of plain characters.',
  });
