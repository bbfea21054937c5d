import { ruleOf, type Unit } from '../meetings/index.ts';
import type { HowOften } from './founding-form.ts';

const UNITS: Readonly<Record<HowOften, readonly [unit: Unit, every: number]>> = {
  monthly: ['month', 1],
  'two-weekly': ['week', 2],
  weekly: ['week', 1],
  once: ['once', 1],
};

/** The rule of a series whose first meeting is on this day (YYYY-MM-DD). */
export const ruleFor = (repeats: HowOften, date: string): string => ruleOf(...UNITS[repeats], date);
