// Writes every generated file, or with --check says which are not up to date: the tables in the README that come from
// code, and the platforms' manifests. With TEAMS_APP_ID and PUBLIC_URL set it also builds the app packages for Teams,
// which are one's own and in no repository.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { slackManifest } from '../adapters/slack/manifest.ts';
import { colorIcon, outlineIcon } from '../adapters/teams/icon.ts';
import { PLACEHOLDER, teamsManifest, type Ours, type Variant } from '../adapters/teams/manifest.ts';
import { features } from '../src/features.ts';
import { ACCESS, ROLES, type Action, type Role } from '../src/kernel/access.ts';
import { zip } from './zip.ts';

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
const ASKED_WITHIN: readonly Action[] = ['override guard', 'enter for someone'];

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

const COMMANDS = features.flatMap((feature) => feature.commands ?? []);
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const TEAMS = 'manifests/teams';
const teams = (variant: Variant, ours?: Ours): Buffer =>
  Buffer.from(json(teamsManifest(COMMANDS, variant, ours)));

/** Every generated file: its name, and what should be in it, given what is. */
const FILES: readonly (readonly [name: string, content: (before: Buffer) => Buffer])[] = [
  [
    'README.md',
    (before) =>
      Buffer.from(fill(fill(before.toString(), 'access', accessTable()), 'commands', commandTable())),
  ],
  ['manifests/slack.json', () => Buffer.from(json(slackManifest(COMMANDS, 'http')))],
  ['manifests/slack-socket.json', () => Buffer.from(json(slackManifest(COMMANDS, 'socket')))],
  [`${TEAMS}/manifest.json`, () => teams('current')],
  [`${TEAMS}/manifest-gov.json`, () => teams('government')],
  [`${TEAMS}/color.png`, colorIcon],
  [`${TEAMS}/outline.png`, outlineIcon],
];

const at = (name: string): URL => new URL(`../${name}`, import.meta.url);

const check = process.argv.includes('--check');
await mkdir(at(TEAMS), { recursive: true });
for (const [name, content] of FILES) {
  const before = await readFile(at(name)).catch(() => Buffer.alloc(0));
  const after = content(before);
  if (after.equals(before)) {
    console.log(`${name} is up to date`);
    continue;
  }
  if (check) {
    console.error(`${name} is behind the code. Run: npm run manifests`);
    process.exitCode = 1;
    continue;
  }
  await writeFile(at(name), after);
  console.log(`${name} written`);
}

/** An app package for each kind of cloud, with one's own id and address in it. */
async function packages(ours: Ours): Promise<void> {
  const variants = [
    ['current', 'convener.zip'],
    ['government', 'convener-gov.zip'],
  ] as const;
  for (const [variant, name] of variants) {
    const entries = [
      { name: 'manifest.json', data: teams(variant, ours) },
      { name: 'color.png', data: colorIcon() },
      { name: 'outline.png', data: outlineIcon() },
    ];
    await writeFile(at(`${TEAMS}/${name}`), zip(entries));
    console.log(`${TEAMS}/${name} written, to be given to Teams`);
  }
}

const { TEAMS_APP_ID: appId, PUBLIC_URL: publicUrl = PLACEHOLDER.publicUrl } = process.env;
if (!check && appId) await packages({ appId, publicUrl: publicUrl.replace(/\/$/, '') });
else if (!check) console.log('No app package for Teams: set TEAMS_APP_ID and PUBLIC_URL for one.');
