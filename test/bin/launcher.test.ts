import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../support/server.ts';

const BIN = fileURLToPath(new URL('../../bin', import.meta.url));
/** What an older Node says of itself. The Node that it hands over to is not told. */
const OLD = [
  '--import',
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.20.2"}})',
];
const system = process.platform === 'win32' ? 'win' : process.platform;
const file = process.platform === 'win32' ? 'node.exe' : 'node';

function brings(folder: string, packageName: string): string {
  const path = join(folder, 'node_modules', packageName, 'bin', file);
  mkdirSync(dirname(path), { recursive: true });
  if (process.platform === 'win32') copyFileSync(process.execPath, path);
  else symlinkSync(process.execPath, path);
  return dirname(path);
}

describe('a machine whose own Node is too old', () => {
  const folder = scratchFolder();
  const run = (at: string, ...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [...OLD, ...args], { cwd: at, encoding: 'utf8' });
  const made = (name: string): string => {
    const path = join(folder.path, name);
    cpSync(BIN, join(path, 'bin'), { recursive: true });
    writeFileSync(
      join(path, 'script.ts'),
      `const said: readonly string[] = process.argv.slice(2);
       console.log(JSON.stringify({ said, node: process.versions.node, first: process.env.PATH?.split('${process.platform === 'win32' ? ';' : ':'}')[0] }));
       process.exitCode = 7;`,
    );
    mkdirSync(join(path, 'src'));
    writeFileSync(join(path, 'src/main.ts'), "console.log('main', process.argv.slice(2).join(' '));");
    return path;
  };
  let bare: string;
  beforeAll(() => {
    bare = made('bare');
  });
  afterAll(() => folder.remove());

  it.each([
    ['usual', `node-${system}-${process.arch}`],
    ['other', `node-bin-${system}-${process.arch}`],
  ])(
    'runs with the Node of the package of the %s name, and what it starts finds it too',
    (name, packageName) => {
      const at = made(name);
      const bin = brings(at, packageName);
      const { stdout, status } = run(at, 'bin/node.mjs', 'script.ts', 'a', 'b c');
      expect(JSON.parse(stdout)).toEqual({ said: ['a', 'b c'], node: process.versions.node, first: bin });
      expect(status).toBe(7);
      expect(run(at, 'bin/convener.mjs', 'start', 'now').stdout).toBe('main start now\n');
    },
  );

  it('says what to do where none came along', () => {
    for (const launcher of [['bin/node.mjs', 'script.ts'], ['bin/convener.mjs']]) {
      const { stderr, status } = run(bare, ...launcher);
      expect(stderr).toBe(
        'Convener needs Node 22.18 or newer, and this is 20.20.2.\n' +
          'On most machines "npm ci" brings the right Node along: run it, then try again. Else install Node 24 from your system.\n',
      );
      expect(status).toBe(1);
    }
  });

  it('says the same where it cannot run', () => {
    const at = made('broken');
    const path = join(at, 'node_modules', `node-${system}-${process.arch}`, 'bin', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'not a program');
    const { stderr, status } = run(at, 'bin/node.mjs', 'script.ts');
    expect([stderr.split('\n')[0], status]).toEqual([
      'Convener needs Node 22.18 or newer, and this is 20.20.2.',
      1,
    ]);
  });

  it('hands on what stops it, once, and ends as the other ends', async () => {
    const at = made('stopped');
    brings(at, `node-${system}-${process.arch}`);
    writeFileSync(
      join(at, 'wait.ts'),
      `process.on('SIGTERM', () => { console.log('told'); process.exit(3); });
       setInterval(() => {}, 1000);
       console.log('ready');`,
    );
    const child = spawn(process.execPath, [...OLD, 'bin/node.mjs', 'wait.ts'], { cwd: at });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said === 'ready\n') child.kill('SIGTERM');
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect([said, code]).toEqual(['ready\ntold\n', 3]);
  });
});

describe('a reader that goes away', () => {
  it('is no fault', async () => {
    const child = spawn(process.execPath, [join(BIN, 'convener.mjs'), 'help']);
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([said, code]).toEqual(['', 0]);
  });
});

describe('a Node that is new enough', () => {
  it('runs the script itself', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [join(BIN, 'node.mjs'), join(BIN, 'convener.mjs'), 'help'],
      {
        encoding: 'utf8',
      },
    );
    expect(stdout).toMatch(/^convener start /);
  });
});
