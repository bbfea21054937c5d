import { AGES } from './ages.ts';
import { CONTACTS } from './contacts.ts';
import { NUMBERS } from './numbers.ts';
import { OPERATIONS } from './operations.ts';
import { PEOPLE } from './people.ts';
import type { Rule } from './rule.ts';

/**
 * The table of hard rules, one entry per kind, in English and for the United States. They are strict about what
 * has a cue or a fixed form, and miss the rest: names alone, descriptions, other languages (PRODUCT rule 2).
 */
export const HARD_RULES: readonly Rule[] = [...NUMBERS, ...PEOPLE, ...AGES, OPERATIONS, ...CONTACTS];
