import type { z } from 'zod';
import type { Checked } from '../../../guard/index.ts';
import { stored } from '../../../guard/index.ts';
import type { Role } from '../../../kernel/access.ts';
import { email, MOST_NAME, MOST_TITLE, text } from '../import/fields.ts';
import type { Problem } from '../import/problem.ts';
import { sentence } from '../import/shape.ts';
import type { Line } from './cells.ts';
import type { Columns, Kind } from './columns.ts';
import { roleSaid } from './roles.ts';

/** A person as the list has them. */
export interface Listed {
  /** The number of their line, as a spreadsheet counts. */
  readonly row: number;
  readonly name: Checked;
  readonly agency: Checked;
  readonly title: Checked;
  readonly email: string | null;
  readonly role: Exclude<Role, 'lead'>;
}

export interface ReadPeople {
  readonly people: readonly Listed[];
  /** All that is wrong, by row; nothing of what was read is repeated. */
  readonly problems: readonly Problem[];
}

const name = text(MOST_NAME);
const title = text(MOST_TITLE);
const ROLES = 'is not a role here. Use member, guest, executive, co-chair or records officer.';

/** Certificates and ages of names: what follows a comma is no first name then. */
const AFTER_NAME = /^(?:[A-Z][A-Z.-]+|Jr\.?|Sr\.?|I{1,3}|Ph\.?D\.?|Esq\.?)$/;

/** "Okafor, Ruth" everywhere in the column is how a spreadsheet sorts: people are called the other way round. */
function turned(names: readonly string[]): boolean {
  const parts = names.filter((each) => each !== '').map((each) => each.split(',').map((part) => part.trim()));
  return (
    parts.length > 0 &&
    parts.every((each) => each.length === 2 && each.every((part) => part !== '')) &&
    !parts.every(([, after = '']) => AFTER_NAME.test(after))
  );
}

interface Cells {
  readonly row: number;
  readonly at: (kind: Kind) => string;
}

/** People and problems from the lines of a list. Pure. */
export function readPeople(lines: readonly Line[], columns: Columns): ReadPeople {
  const rows = lines.map(({ row, cells }): Cells => ({
    row,
    at: (kind) => cells[columns[kind] ?? -1] ?? '',
  }));
  const backwards = turned(rows.map((each) => each.at('name')));
  const problems: Problem[] = [];
  const people = rows.flatMap((cells): readonly Listed[] => {
    const read = readPerson(cells, backwards);
    problems.push(...read.problems);
    return read.person ? [read.person] : [];
  });
  return { people, problems: [...problems, ...twice(people)].toSorted((a, b) => rowOf(a) - rowOf(b)) };
}

const rowOf = ({ path }: Problem): number => Number(/\d+/.exec(path)?.[0] ?? 0);
const placed = (row: number, what: string, message: string): Problem => ({
  path: `Row ${row}, ${what}`,
  message,
});

function nameIn({ at }: Cells, backwards: boolean): string {
  if (at('name') === '') return [at('first'), at('last')].filter((part) => part !== '').join(' ');
  return backwards
    ? at('name')
        .split(',')
        .toReversed()
        .map((part) => part.trim())
        .join(' ')
    : at('name');
}

/** "<ruth@kellan.example>" and "mailto:ruth@kellan.example" are what address books copy. */
const bareMail = (cell: string): string => cell.replace(/^.*<(.+)>$/, '$1').replace(/^mailto:/i, '');

function readPerson(cells: Cells, backwards: boolean): { person?: Listed; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const take = <T>(what: string, schema: z.ZodType<T>, value: string): T | undefined => {
    const parsed = schema.safeParse(value, { error: (issue) => sentence(issue) });
    if (parsed.success) return parsed.data;
    problems.push(placed(cells.row, what, parsed.error.issues[0]?.message ?? 'is not understood.'));
    return undefined;
  };
  const maybe = <T, E>(what: string, schema: z.ZodType<T>, value: string, empty: E): T | E | undefined =>
    value === '' ? empty : take(what, schema, value);
  const said = {
    name: take('name', name, nameIn(cells, backwards)),
    agency: take('agency', name, cells.at('agency')),
    title: maybe('title', title, cells.at('title'), stored('')),
    email: maybe('e-mail', email, bareMail(cells.at('email')).toLowerCase(), null),
  };
  const role = cells.at('role') === '' ? 'member' : roleSaid(cells.at('role'));
  if (!role) problems.push(placed(cells.row, 'role', ROLES));
  return role && isWhole(said) ? { person: { row: cells.row, role, ...said }, problems } : { problems };
}

type Whole<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };
const isWhole = <T extends object>(said: T): said is T & Whole<T> =>
  Object.values(said).every((value) => value !== undefined);

/** The same person, as far as a list tells: one address, or one name where either has no address. */
export const isSame = (
  a: { readonly name: string; readonly email: string | null },
  b: { readonly name: string; readonly email: string | null },
): boolean =>
  a.email !== null && b.email !== null
    ? a.email.toLowerCase() === b.email.toLowerCase()
    : sameName(a.name, b.name);

/** However it is spaced and cased. */
export const sameName = (a: string, b: string): boolean => folded(a) === folded(b);
export const folded = (line: string): string =>
  line.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();

function twice(people: readonly Listed[]): readonly Problem[] {
  return people.flatMap((person, index) => {
    const before = people.slice(0, index).find((other) => isSame(other, person));
    if (!before) return [];
    const byMail = before.email !== null && person.email !== null;
    return [
      byMail
        ? placed(person.row, 'e-mail', `is the same as in row ${before.row}. Each person has their own.`)
        : placed(
            person.row,
            'name',
            `is the same as in row ${before.row}. If they are two people, give both an e-mail address.`,
          ),
    ];
  });
}
