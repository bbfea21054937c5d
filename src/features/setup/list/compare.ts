import { createHash } from 'node:crypto';
import type { Checked } from '../../../guard/index.ts';
import type { AgencyId } from '../../../kernel/ids.ts';
import type { Problem } from '../import/problem.ts';
import { folded, isSame, type Listed } from './people.ts';

/** Who and what is on the roster already. */
export interface Known {
  readonly people: readonly { readonly name: string; readonly email: string | null }[];
  readonly agencies: readonly { readonly id: AgencyId; readonly name: string }[];
}

/** What a list would bring. */
export interface Bringing {
  readonly people: readonly Listed[];
  /** Names of agencies that are not here yet, each once. */
  readonly agencies: readonly Checked[];
  /** Rows of people who are here already: they stay as they are. */
  readonly here: readonly number[];
}

/** What this person may add: roles with power, and new agencies (they get something to read), are a facilitator's. */
export interface May {
  readonly powers: boolean;
}

/** What the list brings beside what is here. Pure. */
export function compare(listed: readonly Listed[], known: Known): Bringing {
  const isHere = (person: Listed): boolean => known.people.some((other) => isSame(other, person));
  const people = listed.filter((person) => !isHere(person));
  const names = new Set(known.agencies.map((agency) => folded(agency.name)));
  const agencies = new Map<string, Checked>();
  for (const { agency } of people) {
    const name = folded(agency);
    if (!names.has(name) && !agencies.has(name)) agencies.set(name, agency);
  }
  return {
    people,
    agencies: [...agencies.values()],
    here: listed.filter(isHere).map(({ row }) => row),
  };
}

/** What this person may not bring, by row. */
export function notTheirs({ people, agencies }: Bringing, { powers }: May): readonly Problem[] {
  const fresh = new Set(agencies.map(folded));
  return people.flatMap(({ row, role, agency }): Problem[] => {
    if (role === 'facilitator')
      return [
        {
          path: `Row ${row}, role`,
          message: 'a facilitator is not made by a list. Add them as co-chair: they can do nearly all of it.',
        },
      ];
    if (powers) return [];
    if (role === 'co-chair' || role === 'records-officer')
      return [{ path: `Row ${row}, role`, message: 'only a facilitator can give this role.' }];
    return fresh.has(folded(agency))
      ? [{ path: `Row ${row}, agency`, message: 'is not here yet. Only a facilitator can add a new agency.' }]
      : [];
  });
}

/** The same for the same outcome: who confirms gets what they were shown. */
export const markOf = ({ people, agencies }: Bringing): string =>
  createHash('sha256')
    .update(JSON.stringify([people, agencies]))
    .digest('base64url')
    .slice(0, 22);
