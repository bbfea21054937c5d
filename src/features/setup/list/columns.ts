import type { Line } from './cells.ts';
import { roleSaid } from './roles.ts';

/** What a column of a list may hold that is taken. `sector` is known so that it can be left out, and said (rule 11). */
export type Kind = 'name' | 'first' | 'last' | 'agency' | 'email' | 'role' | 'title' | 'sector';
export type Columns = Partial<Readonly<Record<Kind, number>>>;

export interface Understood {
  readonly columns: Columns;
  /** The lines with people in them. */
  readonly people: readonly Line[];
  /** Which columns nobody needed, from 0. */
  readonly unused: readonly number[];
}

/** What stands above a column, in plain letters; the first that fits says what it is. */
const HEADERS: readonly (readonly [Kind, RegExp])[] = [
  ['email', /^(\w+ )?e ?mail( address(es)?)?$/],
  ['sector', /\bsectors?$/],
  ['first', /^(first|given) ?(name)?$/],
  ['last', /^(last|family) ?(name)?$|^surname$/],
  [
    'agency',
    /^(name of )?(the )?(agency|organi[sz]ation|org|employer|company|affiliation|institution)( \w+){0,2}$/,
  ],
  ['agency', /^(department|office)( name)?$/],
  ['role', /^(\w+ )?(role|membership)s?$/],
  ['title', /^(job |work )?(title|position|function|job)( (title|position))?$/],
  ['name', /^(\w+ )?names?$|^(member|person|people|contact|attendee|participant|representative)s?$/],
];

/** Titles and empty lines may stand above the header. */
const HEADER_WITHIN = 5;

const plainLetters = (cell: string): string =>
  cell
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim();
const headerKind = (cell: string): Kind | undefined => {
  const words = plainLetters(cell);
  return HEADERS.find(([, pattern]) => pattern.test(words))?.[0];
};

export const isMail = (cell: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell);

function byHeader({ cells }: Line): Columns {
  const columns: Partial<Record<Kind, number>> = {};
  cells.forEach((cell, at) => {
    const kind = headerKind(cell);
    // A second e-mail address of the same person, say, is not needed.
    if (kind && columns[kind] === undefined) columns[kind] = at;
  });
  return columns;
}

const isHeader = (line: Line): boolean =>
  Object.keys(byHeader(line)).length >= 2 && !line.cells.some((cell) => cell.includes('@'));

/** Words that offices have in their names, and people do not. */
const OFFICE =
  /\b(agency|alliance|association|bureau|center|centre|church|city|clinic|coalition|college|commission|council|county|court|department|dept|district|division|foundation|government|health|hospital|inc|institute|library|ministry|network|office|police|program|project|school|schools|services?|sheriff|sheriff's|shelter|society|state|task force|tribe|university|unit)\b/i;

const share = (cells: readonly string[], fits: (cell: string) => boolean): number => {
  const filled = cells.filter((cell) => cell !== '');
  return filled.length === 0 ? 0 : filled.filter(fits).length / filled.length;
};

const cellsAt = (lines: readonly Line[], at: number): readonly string[] =>
  lines.map(({ cells }) => cells[at] ?? '');

/** Without a header: an address looks like one, roles are a few words, and an agency has an office's words or comes again. */
function byContent(lines: readonly Line[], width: number): Columns {
  const all = Array.from({ length: width }, (_, at) => at);
  const best = (among: readonly number[], score: (cells: readonly string[]) => number, least: number) =>
    among
      .map((at) => ({ at, score: score(cellsAt(lines, at)) }))
      .filter(({ score: found }) => found >= least)
      .toSorted((a, b) => b.score - a.score)[0]?.at;
  const email = best(all, (cells) => share(cells, isMail), 0.5);
  const role = best(
    all.filter((at) => at !== email),
    (cells) => share(cells, (cell) => roleSaid(cell) !== undefined),
    0.5,
  );
  const left = all.filter(
    (at) => at !== email && at !== role && cellsAt(lines, at).some((cell) => cell !== ''),
  );
  const agency =
    best(left, (cells) => share(cells, (cell) => OFFICE.test(cell)), 0.3) ??
    best(left, (cells) => 1 - new Set(cells).size / cells.length, 0.2) ??
    left[1];
  const name = left.find((at) => at !== agency);
  return { ...given({ name }), ...given({ agency }), ...given({ email }), ...given({ role }) };
}

const given = (column: { readonly [kind in Kind]?: number | undefined }): Columns =>
  Object.fromEntries(Object.entries(column).filter(([, at]) => at !== undefined));

/** A column that is called role and holds job titles is one of titles. */
function withTitles(columns: Columns, people: readonly Line[]): Columns {
  const { role, ...others } = columns;
  if (role === undefined || share(cellsAt(people, role), (cell) => roleSaid(cell) !== undefined) >= 0.5)
    return columns;
  return others.title === undefined ? { ...others, title: role } : others;
}

/** Which column is which: by the words above them where there are any, else by what is in them. Pure. */
export function understand(lines: readonly Line[]): Understood {
  const top = lines.slice(0, HEADER_WITHIN).findIndex(isHeader);
  const people = lines.slice(top + 1);
  const width = Math.max(0, ...lines.map(({ cells }) => cells.length));
  const header = lines[top];
  const columns = header ? withTitles(byHeader(header), people) : byContent(people, width);
  const used = Object.values(columns);
  const unused = Array.from({ length: width }, (_, at) => at).filter(
    (at) => !used.includes(at) && cellsAt(people, at).some((cell) => cell !== ''),
  );
  return { columns, people, unused };
}
