// Run after a change of dependencies, where the registry at hand does not carry the binaries of other platforms: npm
// then leaves them out of package-lock.json, and "npm ci" refuses a lock that does not name them all. Adds what is
// missing, by the platform in its name. There is no integrity for those, since nobody here has seen them.
import { readFile, writeFile } from 'node:fs/promises';

interface Entry {
  version?: string;
  optionalDependencies?: Record<string, string>;
  [field: string]: unknown;
}

const FILE = new URL('../package-lock.json', import.meta.url);
const PLATFORM =
  /(?:^|[-/])(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x)(?:-(\w+))?$/;
const LIBC: Readonly<Record<string, string>> = {
  gnu: 'glibc',
  gnueabihf: 'glibc',
  musl: 'musl',
  musleabihf: 'musl',
};

const lock = JSON.parse(await readFile(FILE, 'utf8')) as { packages: Record<string, Entry> };
const added: string[] = [];
for (const owner of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    const match = PLATFORM.exec(name);
    if (lock.packages[place] || !match) continue;
    const [, os, cpu, libc] = match;
    const kind = libc === undefined ? undefined : LIBC[libc];
    const how = owner['dev'] === true ? { dev: true, optional: true } : { optional: true };
    lock.packages[place] = {
      version,
      cpu: [cpu],
      ...how,
      ...(os === 'linux' && kind ? { libc: [kind] } : {}),
      os: [os],
    };
    added.push(name);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(
  added.length === 0 ? 'package-lock.json is complete' : `added ${added.length}: ${added.join(', ')}`,
);
