import { asc, isNotNull } from 'drizzle-orm';
import type { Tx } from '../../db/types.ts';
import { grantOf, type Person, type Segment } from '../../kernel/access.ts';
import type { AgencyId, MemberId } from '../../kernel/ids.ts';
import { activeMembers, people } from './store.ts';
import { agencies } from './table.ts';

/** An agency, with who is asked for it. */
export interface AgencyContact {
  readonly id: AgencyId;
  readonly name: string;
  readonly segments: readonly Segment[];
  /** Those of it who may be asked, the longest-standing first. */
  readonly people: readonly Person[];
  /** Who was named, if they may still be asked. */
  readonly named: Person | undefined;
}

/** Guests are never asked, nor who may not propose a topic. */
export const mayBeAsked = ({ roles }: Pick<Person, 'roles'>): boolean =>
  !roles.includes('guest') && grantOf('propose', roles) === 'yes';

/** Every agency, by name. */
export async function contactsOf(tx: Tx): Promise<readonly AgencyContact[]> {
  const rows = await tx.select().from(agencies).orderBy(asc(agencies.name));
  const persons = new Map((await people(tx)).map((person) => [person.member, person]));
  const byAgency = Map.groupBy(await activeMembers(tx), ({ agency }) => agency);
  return rows.map(({ id, name, segments, contact }) => {
    const own = (byAgency.get(id) ?? []).flatMap((member) => persons.get(member.id) ?? []).filter(mayBeAsked);
    return { id, name, segments, people: own, named: own.find(({ member }) => member === contact) };
  });
}

/** Who was named, by agency. */
export async function namedContacts(tx: Tx): Promise<ReadonlyMap<string, MemberId>> {
  const rows = await tx
    .select({ id: agencies.id, contact: agencies.contact })
    .from(agencies)
    .where(isNotNull(agencies.contact));
  return new Map(rows.map(({ id, contact }) => [id, contact!]));
}
