import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const statics = [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)];
  const dynamics = [...text.matchAll(/\bimport\('([^']+)'\)/g)].map(
    (match) => [match[0], undefined, match[1]] as const,
  );
  return [...statics, ...dynamics].map(([, type, to]) => ({
    from: file,
    to: to!.startsWith('.') ? normalize(join(dirname(file), to!)) : to!,
    typeOnly: Boolean(type),
  }));
}

const all = [...filesIn('src'), ...filesIn('adapters')].flatMap(importsOf);

/** The layers, lowest first: a file may import its own layer and what is listed for it, nothing else of ours. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  kernel: ['kernel'],
  guard: ['guard', 'kernel'],
  db: ['db', 'kernel'],
  schedule: ['schedule', 'db', 'guard', 'kernel'],
  asks: ['asks', 'schedule', 'db', 'guard', 'kernel'],
  outbox: ['outbox', 'db', 'guard', 'kernel'],
  audit: ['audit', 'db', 'kernel'],
  features: ['features', 'schedule', 'asks', 'outbox', 'audit', 'db', 'guard', 'kernel'],
};

const layerOf = (file: string): string =>
  file.startsWith('adapters/') ? 'adapters' : (/^src\/([^/]+)\//.exec(file)?.[1] ?? 'top');
const isOurs = (to: string): boolean => to.startsWith('src/') || to.startsWith('adapters/');
const featureOf = (file: string): string | undefined => /^src\/features\/([^/]+)\//.exec(file)?.[1];
const said = (list: readonly Import[]): string[] => list.map(({ from, to }) => `${from} imports ${to}`);

describe('imports run one way', () => {
  it('reads enough files to mean something', () => {
    expect(all.length).toBeGreaterThan(200);
    expect(new Set(all.map(({ from }) => layerOf(from)))).toEqual(
      new Set([
        'kernel',
        'guard',
        'db',
        'schedule',
        'asks',
        'outbox',
        'audit',
        'features',
        'demo',
        'top',
        'adapters',
      ]),
    );
  });

  it.each(Object.entries(MAY))('%s imports only what lies below it', (layer, may) => {
    const wrong = all.filter(
      ({ from, to }) => layerOf(from) === layer && isOurs(to) && !may.includes(layerOf(to)),
    );
    expect(said(wrong)).toEqual([]);
  });

  it('the kernel imports only zod, and types of Node', () => {
    const wrong = all.filter(
      ({ from, to, typeOnly }) =>
        layerOf(from) === 'kernel' && !isOurs(to) && to !== 'zod' && !(typeOnly && to.startsWith('node:')),
    );
    expect(said(wrong)).toEqual([]);
  });

  it('adapters import the kernel and themselves, never another adapter', () => {
    const platform = (file: string) => file.split('/')[1];
    const wrong = all.filter(
      ({ from, to }) =>
        layerOf(from) === 'adapters' &&
        isOurs(to) &&
        layerOf(to) !== 'kernel' &&
        !(layerOf(to) === 'adapters' && platform(from) === platform(to)),
    );
    expect(said(wrong)).toEqual([]);
  });

  it('only main imports adapters', () => {
    const wrong = all.filter(
      ({ from, to }) => to.startsWith('adapters/') && layerOf(from) !== 'adapters' && from !== 'src/main.ts',
    );
    expect(said(wrong)).toEqual([]);
  });

  it('a feature imports another only through its index', () => {
    const wrong = all.filter(
      ({ from, to }) =>
        featureOf(to) !== undefined && featureOf(from) !== featureOf(to) && !to.endsWith('/index.ts'),
    );
    expect(said(wrong)).toEqual([]);
  });

  it('features never import each other in a circle', () => {
    const edges = new Map<string, Set<string>>();
    for (const { from, to } of all) {
      const [a, b] = [featureOf(from), featureOf(to)];
      if (a && b && a !== b) edges.set(a, (edges.get(a) ?? new Set()).add(b));
    }
    const reaches = (start: string, goal: string, seen = new Set<string>()): boolean =>
      [...(edges.get(start) ?? [])].some(
        (next) => next === goal || (!seen.has(next) && (seen.add(next), reaches(next, goal, seen))),
      );
    expect(edges.size).toBeGreaterThan(1);
    expect([...edges.keys()].filter((feature) => reaches(feature, feature))).toEqual([]);
  });

  it('chat SDKs stay in their own adapters', () => {
    const homes: Readonly<Record<string, RegExp>> = {
      'adapters/slack/': /^@slack\//,
      'adapters/teams/': /^botbuilder|^botframework/,
      'adapters/web/': /^hono(?:\/|$)|^@hono\//,
    };
    const wrong = all.filter(({ from, to }) =>
      Object.entries(homes).some(([home, sdk]) => sdk.test(to) && !from.startsWith(home)),
    );
    expect(said(wrong)).toEqual([]);
  });

  it('the environment is read in config.ts alone', () => {
    const readers = [...filesIn('src'), ...filesIn('adapters')].filter((file) =>
      readFileSync(join(ROOT, file), 'utf8').includes('process.env'),
    );
    expect(readers).toEqual(['src/config.ts']);
  });

  it('what is pure reads no clock, draws no luck and does no I/O', () => {
    const pure = filesIn('src').filter((file) =>
      /\/(?:model|plan|cards|rows|facts|page-card)\.ts$|^src\/schedule\/(?:recurrence|working-days|plan-diff)\.ts$|\/timeline\.ts$|^src\/guard\//.test(
        file,
      ),
    );
    expect(pure.length).toBeGreaterThan(12);
    const impure =
      /\bDate\.now\(|\bnew Date\(\)|Math\.random|randomUUID|randomBytes|from 'node:|from 'drizzle-orm'|\bfetch\(|\bawait\b/;
    expect(pure.filter((file) => impure.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  it('nothing but unscoped.ts opens the door to all task forces', () => {
    const users = [
      ...new Set(
        filesIn('src').filter((file) => /\bunscoped\(/.test(readFileSync(join(ROOT, file), 'utf8'))),
      ),
    ].map((file) => file.replace('src/', ''));
    // Identity, whether a workspace has two task forces, the planner, lanes, records, housekeeping, the command line's choice of a task force, the demo's clock.
    const known = [
      'channel-checks.ts',
      'control.ts',
      'host.ts',
      'founding-links.ts',
      'housekeeping.ts',
      'main.ts',
      'newcomers.ts',
      'places.ts',
      'render.ts',
      'whose.ts',
    ];
    const folders = ['db/', 'outbox/', 'schedule/', 'demo/'];
    expect(
      users.filter((file) => !known.includes(file) && !folders.some((folder) => file.startsWith(folder))),
    ).toEqual([]);
  });
});

describe('every adapter renders every kind', () => {
  // The real compiler on a copy of the tree in which the kernel has learnt one more word.
  const errorsWith = (change: (card: string) => string): string => {
    const copy = mkdtempSync(join(tmpdir(), 'convener-kinds-'));
    try {
      for (const folder of ['src', 'adapters'])
        cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
      for (const file of ['package.json', 'tsconfig.json']) cpSync(join(ROOT, file), join(copy, file));
      symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
      const card = join(copy, 'src/kernel/card.ts');
      const before = readFileSync(card, 'utf8');
      const after = change(before);
      expect(after === before).toBe(change === unchanged);
      writeFileSync(card, after);
      return spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', copy], { encoding: 'utf8' }).stdout;
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  };
  const unchanged = (card: string): string => card;
  const adapters = [...new Set(filesIn('adapters').map((file) => file.split('/')[1]!))];

  it('the tree as it is compiles', () => {
    expect(errorsWith(unchanged)).toBe('');
  });

  it.each([
    ['block', 'export type Block<V = Value> =', "  | { readonly kind: 'banner'; readonly text: Rich }"],
    ['field', 'export type Field =', "  | (FieldBase & { readonly kind: 'signature' })"],
    ['button', 'export type Button<V = Value> =', "  | { readonly kind: 'copy'; readonly label: string }"],
  ])('a new %s kind breaks the build of each adapter until it is rendered', (_, where, kind) => {
    const errors = errorsWith((card) => card.replace(where, `${where}\n${kind}`));
    expect(adapters.length).toBeGreaterThan(0);
    for (const adapter of adapters)
      expect(errors).toMatch(new RegExp(`adapters/${adapter}/[^\n]*error TS1360`));
  });
});
