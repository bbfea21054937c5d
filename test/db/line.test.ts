import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import type { Connection, Database, Settings, Tx } from '../../src/db/types.ts';
import { silent } from '../support/database.ts';
import { createDatabase, query, startPostgres, type TestServer } from '../support/postgres.ts';
import { createNotes, notes } from './tables.ts';

const note = { id: 'a', taskForce: 'larkmoor', body: '' };

/** The server does not understand the first, so nothing begins at all; the second begins and then fails. */
const FAILING: readonly (readonly [string, Settings])[] = [
  ['did not begin', [['app.task_force', 'lark\0moor']]],
  ['has no such role', [['role', 'nobody_of_that_name']]],
];

describe.each(FAILING)('a transaction whose opening %s', (_, settings) => {
  let server: TestServer;
  let url: string;
  let database: Database;
  let connection: Connection;

  beforeAll(async () => {
    server = await startPostgres();
    ({ url } = await createDatabase(server.url));
    database = await openDatabase({ url }, { log: silent });
    await createNotes(database);
    connection = await openPostgres(url, silent);
  });
  afterAll(async () => {
    await connection.close();
    await database.close();
    await server.stop();
  });

  const kept = async (): Promise<number> => (await query(url, 'select from notes')).length;
  const insert = (tx: Tx) => tx.insert(notes).values(note);
  const read = (tx: Tx) => tx.select().from(notes);

  test.each([
    ['a write', async (tx: Tx): Promise<unknown> => insert(tx)],
    ['a write after a look', async (tx: Tx) => read(tx).then(() => insert(tx))],
    ['a look and a write at once', (tx: Tx) => Promise.all([read(tx), insert(tx)])],
    ['a write and a look at once', (tx: Tx) => Promise.all([insert(tx), read(tx)])],
    ['a write whose failure is swallowed', async (tx: Tx) => insert(tx).catch(() => {})],
    ['a write after a swallowed look', async (tx: Tx) => read(tx).catch(() => insert(tx))],
    ['nothing', async () => {}],
  ])('keeps nothing of %s, and fails', async (_what, work) => {
    await expect(connection.begin(settings, work)).rejects.toThrow('begin');
    expect(await kept()).toBe(0);
  });

  test('lets nobody hear what was read outside it', async () => {
    await query(url, `insert into notes values ('theirs', 'elsewhere', '')`);
    let heard: unknown = 'nothing';
    const failed = connection.begin(settings, async (tx) => {
      heard = await read(tx);
    });
    await expect(failed).rejects.toThrow('begin');
    expect(heard).toBe('nothing');
    await query(url, 'delete from notes');
  });

  test('leaves a connection that works', async () => {
    await connection.begin(settings, read).catch(() => {});
    expect(await connection.begin([['app.task_force', 'larkmoor']], async (tx) => read(tx))).toEqual([]);
  });
});
