import { segmentsOf, type Person, type Role } from '../../kernel/access.ts';
import type { agencies, members } from './table.ts';

export type Member = typeof members.$inferSelect;
export type Agency = typeof agencies.$inferSelect;

/** Hours in which Convener may ask someone, when they said nothing else (product rule 8). */
export const DEFAULT_HOURS = { from: '08:00', to: '18:00' };

export const firstName = (name: string): string => name.split(' ')[0] ?? name;

/** A member as access sees them: whoever leads a subcommittee is a lead as well. */
export function personOf(member: Member, agency: Agency, leads: boolean): Person {
  const roles: readonly Role[] = leads ? [...member.roles, 'lead'] : member.roles;
  return {
    member: member.id,
    name: member.name,
    agencyName: agency.name,
    roles,
    segments: segmentsOf(roles, agency.segments),
    zone: member.zone,
  };
}
