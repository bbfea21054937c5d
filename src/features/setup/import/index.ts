// The import of a task force file: pure. It reads, checks and converts; writing is save-import.ts.
import { checkPeople, checkWhole, type Lazy } from './check.ts';
import { convert, type ImportedTaskForce } from './convert.ts';
import { readJson } from './json.ts';
import { MOST_PROBLEMS, type Problem } from './problem.ts';
import { readShape } from './shape.ts';
import { toldOf } from './told.ts';

export type {
  ImportedAgency,
  ImportedItem,
  ImportedMeeting,
  ImportedMember,
  ImportedSeries,
  ImportedSubcommittee,
  ImportedTaskForce,
} from './convert.ts';
export { problemText, type Problem } from './problem.ts';

export type ParsedImport =
  | { readonly state: 'ok'; readonly file: ImportedTaskForce; readonly told: readonly string[] }
  | { readonly state: 'bad'; readonly problems: readonly Problem[] };

/**
 * A task force from a parsed file, with what changed on the way in sentences; or all that is wrong with it, the
 * first 200 problems with their places. Never throws. Nothing it says repeats a name or a free text.
 */
export function parseImport(json: unknown): ParsedImport {
  const { file, problems } = readShape(json);
  const found: readonly Lazy[] = [
    ...problems.map((problem) => () => problem),
    ...checkWhole(json),
    ...(file ? checkPeople(file) : []),
  ];
  if (!file || found.length > 0) return { state: 'bad', problems: shown(found) };
  const imported = convert(file);
  return { state: 'ok', file: imported, told: toldOf(file, imported) };
}

/** The same from the text of a file: at most 5 MB of JSON. A mistake in the JSON is placed by line and column. */
export function parseImportText(text: string): ParsedImport {
  const read = readJson(text);
  return read.state === 'ok' ? parseImport(read.value) : { state: 'bad', problems: [read.problem] };
}

function shown(found: readonly Lazy[]): readonly Problem[] {
  const first = found.slice(0, MOST_PROBLEMS).map((make) => make());
  if (found.length <= MOST_PROBLEMS) return first;
  const message = `There are ${found.length} problems in all; these are the first ${MOST_PROBLEMS}.`;
  return [...first, { path: '', message }];
}
