// Writes every generated file, or with --check says which are not up to date. Today: the tables in the README that
// come from code. The platforms' manifests join here with their adapters.
import { readFile, writeFile } from 'node:fs/promises';
import { features } from '../src/features.ts';
import { ACCESS, ROLES, type Action, type Role } from '../src/kernel/access.ts';

const README = new URL('../README.md', import.meta.url);

const ROLE_HEADS: Readonly<Record<Role, string>> = {
  facilitator: 'facilitator',
  'co-chair': 'co-chair',
  lead: 'lead',
  member: 'member',
  executive: 'executive',
  guest: 'guest',
  'records-officer': 'records officer',
};

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Asked by a use-case itself, inside something that has an action of its own. */
const ASKED_WITHIN: readonly Action[] = ['override guard'];

/** The actions that something can be done with today; the others are decided, and have no feature yet. */
function builtActions(): ReadonlySet<Action> {
  const built = features.flatMap(({ commands = [], presses = {}, forms = {} }) =>
    [...commands, ...Object.values(presses), ...Object.values(forms)].map(({ access }) => access),
  );
  return new Set([...built, ...ASKED_WITHIN]);
}

function accessTable(): string {
  const built = builtActions();
  const head = [
    row(['action', ...ROLES.map((role) => ROLE_HEADS[role])]),
    row(['---', ...ROLES.map(() => '---')]),
  ];
  const rows = (Object.keys(ACCESS) as Action[]).map((action) => {
    const { says, grants }: { says: string; grants: Partial<Record<Role, string>> } = ACCESS[action];
    // What nobody may do is kept already.
    const kept = built.has(action) || Object.keys(grants).length === 0;
    return row([kept ? says : `*not yet:* ${says}`, ...ROLES.map((role) => grants[role] ?? '')]);
  });
  return [...head, ...rows].join('\n');
}

function commandTable(): string {
  const commands = features
    .flatMap((feature) => feature.commands ?? [])
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return [
    row(['command', 'what it does', 'who']),
    row(['---', '---', '---']),
    ...commands.map((each) => row([`\`${each.usage}\``, each.summary, ACCESS[each.access].says])),
  ].join('\n');
}

function fill(text: string, name: string, content: string): string {
  const start = `<!-- generated: ${name} -->`;
  const end = `<!-- end: ${name} -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from === -1 || to === -1) throw new Error(`README.md has lost its marks for "${name}"`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}

const before = await readFile(README, 'utf8');
const after = fill(fill(before, 'access', accessTable()), 'commands', commandTable());
if (after !== before && process.argv.includes('--check')) {
  console.error('README.md is behind the code. Run: npm run manifests');
  process.exit(1);
}
if (after !== before) await writeFile(README, after);
console.log(
  after === before ? 'README.md is up to date' : process.argv.includes('--check') ? '' : 'README.md written',
);
