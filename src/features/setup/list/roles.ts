import { ROLE_WORDS, type Role } from '../../../kernel/access.ts';
import { ROLE } from '../import/words.ts';

const dashed = (said: string): string =>
  said
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** As a file may say them, as people read them here, and as a list has them. */
const SAID: ReadonlyMap<string, Exclude<Role, 'lead'>> = new Map([
  ...Object.entries(ROLE),
  ...Object.entries(ROLE)
    .filter(([, role]) => role !== 'member')
    .map(([, role]) => [dashed(ROLE_WORDS[role]), role] as const),
  ['cochair', 'co-chair'],
  ['observer', 'guest'],
]);

/** The role that a cell names, in a file's words or ours; undefined for a job title, or anything else. */
export const roleSaid = (cell: string): Exclude<Role, 'lead'> | undefined => SAID.get(dashed(cell));
