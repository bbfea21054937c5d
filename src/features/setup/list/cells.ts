import Papa from 'papaparse';

/** One line of the list: its number as a spreadsheet counts, from 1, and its cells without space around them. */
export interface Line {
  readonly row: number;
  readonly cells: readonly string[];
}

export type ReadCells =
  | { readonly state: 'ok'; readonly lines: readonly Line[] }
  | { readonly state: 'bad'; readonly row: number };

/** Excel writes this line for itself, to say what is between the cells. */
const SEPARATOR_LINE = /^sep=.\r?\n/i;
/** Where a field turned tabs into spaces. */
const WIDE_GAP = / {2,}/;

/**
 * The cells of a pasted list: tabs as a spreadsheet gives them, else commas, semicolons or bars, whichever there are.
 * Empty lines are left out, and counted. 'bad' where a quotation mark is never closed: what follows cannot be told apart.
 */
export function readCells(pasted: string): ReadCells {
  const text = pasted.replace(/^\uFEFF/, '').replace(SEPARATOR_LINE, '\n');
  const delimiter = text.includes('\t') ? '\t' : '';
  const found = Papa.parse<string[]>(text, { delimiter });
  const unclosed = found.errors.find(({ type }) => type === 'Quotes');
  if (unclosed) return { state: 'bad', row: (unclosed.row ?? 0) + 1 };
  const lines = found.data
    .map((cells, index): Line => ({ row: index + 1, cells: cells.map(tidy) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const narrow = lines.every(({ cells }) => cells.length === 1);
  return narrow && WIDE_GAP.test(text) ? readCells(text.split(WIDE_GAP).join('\t')) : { state: 'ok', lines };
}

/** Line breaks within a cell, and the hard spaces that web pages have, are spaces. */
const tidy = (cell: string): string => cell.replaceAll(/[\s\u00a0\u200b]+/gu, ' ').trim();
