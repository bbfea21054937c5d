import type { Role } from '../../src/kernel/access.ts';

/** Roles as people say them. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  facilitator: 'facilitator',
  'co-chair': 'co-chair',
  lead: 'subcommittee lead',
  member: 'member',
  executive: 'agency executive',
  guest: 'guest of the open part',
  'records-officer': 'records officer',
};
