// The content guard: every free text passes `check` before it is stored or posted, and again at publish.
export { check, LONGEST_TEXT, type Hit, type Verdict } from './check.ts';
export { stored, type Checked } from './checked.ts';
export { HARD_RULES } from './rules.ts';
export type { HitKind, Rule } from './rule.ts';
