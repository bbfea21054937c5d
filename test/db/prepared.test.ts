import { createServer, connect, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { prepared } from '../../src/db/prepared.ts';
import type { Database } from '../../src/db/types.ts';
import { silent } from '../support/database.ts';
import { createDatabase, startPostgres, type TestServer } from '../support/postgres.ts';
import { createNotes, notes } from './tables.ts';

const byId = prepared((tx) =>
  tx
    .select()
    .from(notes)
    .where(sql`${notes.id} = ${sql.placeholder('id')}`),
);

/** What the server keeps after a query was asked in two transactions, one after the other. */
async function keptBy(database: Database): Promise<number> {
  for (const id of ['a', 'b']) await database.transaction('larkmoor', (tx) => byId(tx, { id }));
  const { rows } = await database.db.execute<{ kept: number }>(
    sql`select count(*)::int as kept from pg_prepared_statements`,
  );
  return rows[0]!.kept;
}

/** A pooler greets with a process of its own making: passes everything on, but for that number. */
async function startPooler(port: number): Promise<Server> {
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    let greeted = false;
    upstream.on('data', (chunk: Buffer) => {
      // BackendKeyData: K, its length (12), the process, the key.
      const at = greeted ? -1 : chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
      if (at >= 0) {
        greeted = true;
        chunk.writeInt32BE(7, at + 5);
      }
      client.write(chunk);
    });
    client.pipe(upstream);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

describe('queries that are asked again and again', () => {
  let server: TestServer;
  let url: string;

  beforeAll(async () => {
    server = await startPostgres();
    ({ url } = await createDatabase(server.url));
    const database = await openDatabase({ url }, { log: silent });
    await createNotes(database);
    await database.close();
  });
  afterAll(() => server.stop());

  test('the server keeps one, where it is the same server each time', async () => {
    const database = await openDatabase({ url }, { log: silent });
    expect(await keptBy(database)).toBe(1);
    await database.close();
  });

  test('behind a pooler nothing is left for a server that may be another next time', async () => {
    const pooler = await startPooler(Number(new URL(url).port));
    const through = new URL(url);
    through.host = `127.0.0.1:${(pooler.address() as AddressInfo).port}`;
    const database = await openDatabase({ url: through.href }, { log: silent });
    expect(await keptBy(database)).toBe(0);
    await database.close();
    pooler.close();
  });
});
