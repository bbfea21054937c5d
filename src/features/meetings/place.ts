import { z } from 'zod';
import { check, stored, type Checked } from '../../guard/index.ts';

export const MOST_PLACE = 140;

/** A place where a group meets is public: its address may stand. Anything else the guard finds may not. */
export const placeValue = z
  .string()
  .trim()
  .max(MOST_PLACE, `at most ${MOST_PLACE} characters, please.`)
  .default('')
  .transform((typed, ctx): Checked => {
    if (typed === '') return stored('');
    const verdict = check(typed.replace(/\s+/gu, ' '), { declaredPublic: true });
    if (verdict.state === 'clean') return verdict.text;
    ctx.addIssue({ code: 'custom', message: 'this may point to a person. Please write only the place.' });
    return z.NEVER;
  });
