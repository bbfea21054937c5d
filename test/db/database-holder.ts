import { sql } from 'drizzle-orm';
import { openDatabase } from '../../src/db/open.ts';
import type { Database } from '../../src/db/types.ts';

// A process of its own for open.test.ts: opens the data folder it is sent first, and adds a row for each later message.
const log = { info: () => {}, warn: () => {}, error: () => {} };
let database: Database | undefined;

async function obey(message: string): Promise<string> {
  if (database !== undefined) {
    await database.db.execute(sql`insert into kept values (${message})`);
    return 'saved';
  }
  database = await openDatabase({ dataDir: message, onRequest: async () => 'from the holder' }, { log });
  return 'open';
}

process.on('message', (message: string) => {
  obey(message).then(
    (said) => process.send?.(said),
    (error: unknown) => process.send?.(String(error)),
  );
});
process.send?.('ready');
