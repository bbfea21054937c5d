import type { Database } from './db/types.ts';
import { extendSeries } from './features/meetings/index.ts';
import {
  parseImportText,
  saveImport,
  type ImportedMember,
  type ImportedTaskForce,
} from './features/setup/index.ts';
import type { TaskForceId } from './kernel/ids.ts';

const MOST_PROBLEMS = 40;
const SEEN_AHEAD_MS = 100 * 86_400_000;

export type ReadFile =
  | { readonly state: 'ok'; readonly file: ImportedTaskForce; readonly told: readonly string[] }
  | { readonly state: 'bad'; readonly lines: readonly string[] };

/** A task force file from its text, or lines that say all that is wrong with it. */
export function readTaskForceFile(text: string): ReadFile {
  const parsed = parseImportText(text);
  if (parsed.state === 'ok') return parsed;
  const shown = parsed.problems.slice(0, MOST_PROBLEMS).map(({ path, message }) => `  ${path}: ${message}`);
  const more = parsed.problems.length - shown.length;
  return {
    state: 'bad',
    lines: [
      `Nothing was imported: ${parsed.problems.length} to put right.`,
      ...shown,
      ...(more > 0 ? [`  and ${more} more`] : []),
    ],
  };
}

/** Writes it, in state setup: nothing goes out before Start. Lines that say what came of it, either way. */
export async function writeTaskForceFile(
  { database, now }: { readonly database: Database; readonly now: Date },
  { file, told }: Extract<ReadFile, { state: 'ok' }>,
): Promise<{ readonly ok: boolean; readonly lines: readonly string[] }> {
  const id = file.taskForce.id as TaskForceId;
  const saved = await database.transaction(id, async (tx) => {
    const done = await saveImport(tx, file, now);
    // Before Start nothing is planned, and yet the next meetings can be seen and topics added.
    if (done === 'saved') await extendSeries(tx, now, new Date(now.getTime() + SEEN_AHEAD_MS));
    return done;
  });
  if (saved === 'exists') {
    const line = `Nothing was imported: there is a task force "${id}" here already. Give the new one another id.`;
    return { ok: false, lines: [line] };
  }
  const count = `${file.members.length} people, ${file.agencies.length} agencies, ${file.meetings.length} meetings, ${file.items.length} agenda items`;
  return { ok: true, lines: [`Imported "${id}": ${count}.`, ...told.map((line) => `  ${line}`)] };
}

const acts = ({ status, roles }: ImportedMember): boolean =>
  status === 'active' && (roles.includes('facilitator') || roles.includes('co-chair'));

/** Who in the file this is, if they may act: by their id, or a whole name that only one of them has. */
export function actorIn({ members }: ImportedTaskForce, said: string): string | undefined {
  const wanted = said.trim().toLowerCase();
  const found = members
    .filter(acts)
    .filter(({ id, name }) => id === said.trim() || name.toLowerCase() === wanted);
  return found.length === 1 ? found[0]!.id : undefined;
}
