import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import { ensureRowLevelSecurity } from '../../src/db/row-level-security.ts';
import type { Database, Log, Tx } from '../../src/db/types.ts';
import { silent } from '../support/database.ts';
import { query, startPostgres, type TestServer } from '../support/postgres.ts';
import { createNotes, notes, refusal } from './tables.ts';

// Roles belong to a whole server, so these tests have one of their own. They run in order: the role is made on the way.
describe('on a server where', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres({ own: true });
  });
  afterAll(() => server.stop());

  /** A database of its own, for a user with the given attributes. */
  async function ownedBy(user: string, attributes: string): Promise<string> {
    await query(server.url, `create role ${user} login ${attributes}`);
    await query(server.url, `create database ${user}_db owner ${user}`);
    const url = new URL(server.url);
    url.username = user;
    url.pathname = `/${user}_db`;
    return url.href;
  }

  async function setUp(url: string): Promise<{ database: Database; heard: string[] }> {
    const heard: string[] = [];
    const log: Log = { ...silent, info: (_fields, message) => heard.push(message) };
    const database = await openDatabase({ url }, { log });
    try {
      await createNotes(database, log);
    } catch (error) {
      await database.close();
      throw error;
    }
    return { database, heard };
  }

  /** The role of a scoped transaction, and of an unscoped one. */
  const whoAmI = async (database: Database) => {
    const who = async (tx: Tx) => (await tx.execute(sql`select current_user as user`)).rows[0]?.['user'];
    return [await database.transaction('larkmoor', who), await database.unscoped(who)];
  };
  const ROLES = ['convener_app', 'convener_all'];

  async function expectIsolation(database: Database): Promise<void> {
    await database.transaction('larkmoor', (tx) =>
      tx.insert(notes).values({ id: 'l', taskForce: 'larkmoor', body: '' }),
    );
    const foreign = database.transaction('larkmoor', (tx) =>
      tx.insert(notes).values({ id: 'x', taskForce: 'other', body: '' }),
    );
    expect(await refusal(foreign)).toBe('42501');
    expect(await database.transaction('other', (tx) => tx.select().from(notes))).toEqual([]);
    expect(await database.unscoped((tx) => tx.select().from(notes))).toHaveLength(1);
    expect(await database.db.select().from(notes)).toEqual([]);
  }

  test('nothing is set up yet, a superuser gets no transaction', async () => {
    const database = await openDatabase({ url: server.url }, { log: silent });
    await expect(database.unscoped(async () => 'ran')).rejects.toThrow('run the migrations first');
    await database.close();
  });

  test('an owner may not create roles, forced policies bind the owner, and the log says so', async () => {
    const { database, heard } = await setUp(await ownedBy('plain', ''));
    expect(heard.join()).toContain('GRANT convener_app, convener_all TO "plain"');
    expect(await whoAmI(database)).toEqual(['plain', 'plain']);
    await expectIsolation(database);
    await database.close();
  });

  test('a user is above row-level security without being able to leave it, nothing starts', async () => {
    const url = await ownedBy('above', 'bypassrls');
    await expect(setUp(url)).rejects.toThrow(
      /above row-level security.*GRANT convener_app, convener_all TO "above"/s,
    );
  });

  test('six databases are set up at once, all get the same two roles', async () => {
    const urls: string[] = [];
    for (const number of [1, 2, 3, 4, 5, 6]) urls.push(await ownedBy(`six${number}`, 'createrole'));
    const six = await Promise.all(urls.map(setUp));
    for (const { database } of six) {
      expect(await whoAmI(database)).toEqual(ROLES);
      await expectIsolation(database);
      await database.close();
    }
  });

  test('the roles exist and an owner may create roles, the owner joins them', async () => {
    const { database } = await setUp(await ownedBy('maker', 'createrole'));
    expect(await whoAmI(database)).toEqual(ROLES);
    await expectIsolation(database);
    await database.close();
  });

  test('an administrator granted one role only, forced policies bind the owner', async () => {
    const url = await ownedBy('half', '');
    await query(server.url, 'grant convener_app to half');
    const { database, heard } = await setUp(url);
    expect([await whoAmI(database), heard.length]).toEqual([['half', 'half'], 1]);
    await expectIsolation(database);
    await database.close();
  });

  test('an administrator granted the roles later, they are used, and an older process stays bound', async () => {
    const url = await ownedBy('member', '');
    const { database: older } = await setUp(url);
    expect(await whoAmI(older)).toEqual(['member', 'member']);
    await query(server.url, 'grant convener_app, convener_all to member');
    const heard: string[] = [];
    const database = await openDatabase({ url }, { log: silent });
    await ensureRowLevelSecurity(database.db, { ...silent, info: (_fields, message) => heard.push(message) });
    expect([await whoAmI(database), heard]).toEqual([ROLES, []]);
    await expectIsolation(database);
    // It runs as the owner still, who inherits both roles and so both policies.
    expect(await whoAmI(older)).toEqual(['member', 'member']);
    expect(await older.transaction('other', (tx) => tx.select().from(notes))).toEqual([]);
    expect(await older.unscoped((tx) => tx.select().from(notes))).toHaveLength(1);
    await query(server.url, 'revoke convener_all from member');
    await ensureRowLevelSecurity(database.db, silent);
    expect(await older.transaction('other', (tx) => tx.select().from(notes))).toEqual([]);
    await older.close();
    await database.close();
  });

  test('a user may not even make tables, the error says what to grant', async () => {
    const url = new URL(await ownedBy('guest', ''));
    url.username = 'plain';
    const database = await openDatabase({ url: url.href }, { log: silent });
    const folder = await mkdtemp(join(tmpdir(), 'convener-migrations-'));
    await mkdir(`${folder}/meta`);
    await writeFile(`${folder}/one.sql`, 'create table one (id text)');
    await writeFile(
      `${folder}/meta/_journal.json`,
      JSON.stringify({ entries: [{ idx: 0, when: 1, tag: 'one', breakpoints: true }] }),
    );
    await expect(migrateDatabase(database, { log: silent, folder })).rejects.toThrow(
      'ALTER DATABASE name OWNER TO user',
    );
    await database.close();
    await rm(folder, { recursive: true });
  });

  test.each(ROLES)('%s was put above row-level security, nothing starts', async (role) => {
    await query(server.url, `alter role ${role} bypassrls`);
    const database = await openDatabase({ url: server.url }, { log: silent });
    await expect(ensureRowLevelSecurity(database.db, silent)).rejects.toThrow(
      `${role} NOSUPERUSER NOBYPASSRLS`,
    );
    await database.close();
    await query(server.url, `alter role ${role} nobypassrls`);
  });
});
