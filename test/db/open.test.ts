import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askHolder, DataDirBusy } from '../../src/db/lock.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Log } from '../../src/db/types.ts';
import { startChild } from '../support/child.ts';
import { engines, silent, withDatabase } from '../support/database.ts';

const HOLDER = new URL('./database-holder.ts', import.meta.url);

describe('a data folder', () => {
  let root = '';
  /** A folder made by a first start, closed again; tests work on copies. */
  let made = '';
  const warnings: string[] = [];
  const log: Log = { ...silent, warn: (_fields, message) => warnings.push(message) };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'convener-open-'));
    made = join(root, 'parent', 'made');
    const database = await openDatabase({ dataDir: made }, { log });
    await database.db.execute(sql`create table kept (body text not null)`);
    await database.close();
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const copy = async (name: string): Promise<string> => {
    const folder = join(root, name);
    await cp(made, folder, { recursive: true });
    return folder;
  };
  const open = (dataDir: string) => openDatabase({ dataDir }, { log: silent });

  test('is made for its owner only, with small settings and a warning about power cuts', async () => {
    expect((await stat(made)).mode & 0o777).toBe(0o700);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/survives a crash of Convener, but not a power cut.*DATABASE_URL/);
    const database = await open(await copy('settings'));
    const { rows } = await database.db.execute(
      sql`select current_setting('shared_buffers') as buffers, current_setting('max_wal_size') as wal`,
    );
    expect(rows).toEqual([{ buffers: '16MB', wal: '64MB' }]);
    expect([database.engine, /^\d+\.\d+$/.test(database.version)]).toEqual(['pglite', true]);
    await database.close();
    await database.close();
    expect((await readdir(made)).sort()).toEqual(['lock', 'postgres']);
  });

  test('others may look into: warned, with the cure', async () => {
    const folder = join(root, 'open-to-all');
    await mkdir(folder, { mode: 0o755 });
    await writeFile(join(folder, 'PG_VERSION'), '15\n');
    const heard: string[] = [];
    const opening = openDatabase(
      { dataDir: folder },
      { log: { ...silent, warn: (_fields, message) => heard.push(message) } },
    );
    await expect(opening).rejects.toThrow('belongs to a PostgreSQL server');
    expect(heard).toEqual([expect.stringContaining(`chmod 700 ${folder}`)]);
    expect(await readdir(folder)).toEqual(['PG_VERSION']);
  });

  test('that is a file, lies in a file or cannot be written is refused', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    await expect(open(file)).rejects.toThrow(
      `${file} is a file, not a folder. Choose another folder with CONVENER_DATA_DIR`,
    );
    await expect(open(join(file, 'below'))).rejects.toThrow('is a file, not a folder');
    await symlink(join(root, 'not mounted'), join(root, 'dangling'));
    await expect(open(join(root, 'dangling'))).rejects.toThrow('cannot be used (ENOENT)');
  });

  test('with strangers where the database belongs is refused, and they stay', async () => {
    const folder = join(root, 'strangers');
    await mkdir(join(folder, 'postgres'), { recursive: true });
    await writeFile(join(folder, 'postgres', 'thesis.txt'), 'years of work');
    await expect(open(folder)).rejects.toThrow('holds other files');
    expect(await readFile(join(folder, 'postgres', 'thesis.txt'), 'utf8')).toBe('years of work');
  });

  test.each([
    [
      'a damaged control file',
      (pg: string) => writeFile(join(pg, 'global', 'pg_control'), 'junk'),
      /seems damaged.*pg_control.*backup/,
    ],
    [
      'a missing log',
      (pg: string) => rm(join(pg, 'pg_wal'), { recursive: true }),
      /seems damaged.*pg_wal.*backup/,
    ],
    ['another version', (pg: string) => writeFile(join(pg, 'PG_VERSION'), '16\n'), /another version.*export/],
  ])('with %s is refused, and its lock let go', async (name, damage, said) => {
    const folder = await copy(name.replaceAll(' ', '-'));
    await damage(join(folder, 'postgres'));
    await expect(open(folder)).rejects.toThrow(said);
    await expect(open(folder)).rejects.toThrow(said);
    expect(await askHolder(folder, 'anyone?')).toBe('nobody');
  });

  test('whose first start was cut short begins anew', async () => {
    const folder = await copy('cut-short');
    await rm(join(folder, 'postgres', 'global'), { recursive: true });
    await writeFile(join(folder, 'postgres.beginning'), '');
    const database = await open(folder);
    const { rows } = await database.db.execute(sql`select to_regclass('kept') is null as empty`);
    expect(rows).toEqual([{ empty: true }]);
    await database.close();
    expect((await readdir(folder)).sort()).toEqual(['lock', 'postgres']);
  });

  test('in use is refused before it is touched; after kill -9 it opens at once, with all that was saved', async () => {
    const folder = await copy('busy');
    for (const round of [1, 2]) {
      const holder = await startChild(HOLDER);
      expect(await holder.ask(folder)).toBe('open');
      await expect(open(folder)).rejects.toThrow(DataDirBusy);
      expect(await askHolder(folder, 'who?')).toBe('from the holder');
      for (const body of ['a', 'b', 'c']) expect(await holder.ask(`${round}${body}`)).toBe('saved');
      await holder.kill();
    }
    const database = await open(folder);
    const { rows } = await database.db.execute(sql`select count(*)::int as rows from kept`);
    expect(rows).toEqual([{ rows: 6 }]);
    expect(await askHolder(folder, 'who?')).toEqual({ error: 'This Convener takes no requests.' });
    await database.close();
  });

  test('a dump is a copy to begin from, in memory', async () => {
    const database = await open(await copy('dump'));
    await database.db.execute(sql`insert into kept values ('here')`);
    const snapshot = await database.dump('gzip');
    await database.close();
    const restored = await openDatabase({ snapshot }, { log: silent });
    const { rows } = await restored.db.execute(sql`select body from kept`);
    expect(rows).toEqual([{ body: 'here' }]);
    await restored.close();
  });
});

describe.each(engines)('both drivers, here %s', (engine) => {
  const database = withDatabase(engine, { tables: false });

  test('answer raw queries alike, once cast', async () => {
    const { rows } = await database().db
      .execute(sql`select count(*)::int as count, true as yes, 'x'::text as text,
      '{"a": [1]}'::jsonb as json, null as nothing, '2026-07-03T10:00:00+02:00'::timestamptz as at from (select 1) as one`);
    expect(rows).toEqual([
      {
        count: 1,
        yes: true,
        text: 'x',
        json: { a: [1] },
        nothing: null,
        at: expect.stringMatching(/^2026-07-03 08:00:00\+00/),
      },
    ]);
  });

  test('only PGlite can be dumped', async () => {
    const outcome = await database()
      .dump('none')
      .then(
        (dump) => dump.size > 1_000_000,
        (error: unknown) => String(error),
      );
    expect(outcome).toBe(
      engine === 'pglite' ? true : 'Error: A PostgreSQL server is copied with pg_dump, not by Convener.',
    );
  });
});
