import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { createAnew } from '../../src/db/anew.ts';
import type { Database } from '../../src/db/types.ts';
import { engines, withDatabase } from '../support/database.ts';

/** Every word in the table's file, in the order of the bytes: deleted rows too. */
async function inTheFile(database: Database): Promise<readonly string[]> {
  await database.db.execute(sql`checkpoint`);
  const { rows } = await database.db.execute<{ file: string }>(
    sql`select encode(pg_read_binary_file(pg_relation_filepath('said')), 'escape') as file`,
  );
  return rows[0]!.file.match(/word-\d\d/g) ?? [];
}

describe.each(engines)('tables written anew on %s', (engine) => {
  const database = withDatabase(engine);

  it('hold nothing of what was deleted, which a vacuum leaves in the file', async () => {
    const { db } = database();
    await db.execute(sql`create table said (word text)`);
    await db.execute(sql`insert into said select 'word-' || n from generate_series(10, 29) n`);
    const anew = createAnew(database(), ['said']);
    await anew();
    const came = await inTheFile(database());
    await db.execute(sql`delete from said`);
    await db.execute(
      sql`insert into said select 'word-' || n from generate_series(10, 29) n order by n % 7, n`,
    );
    await db.execute(sql`vacuum said`);
    expect((await inTheFile(database())).length).toBeGreaterThan(20);
    await expect.poll(() => anew().then(() => inTheFile(database())), { timeout: 20_000 }).toHaveLength(20);
    const left = await inTheFile(database());
    expect(left.toSorted()).toEqual(came.toSorted());
    expect(left).not.toEqual(came);
  });

  it('are left alone while nothing was deleted', async () => {
    const anew = createAnew(database(), ['said']);
    const file = async () => {
      const { rows } = await database().db.execute<{ path: string }>(
        sql`select pg_relation_filepath('said') as path`,
      );
      return rows[0]!.path;
    };
    await anew();
    const first = await file();
    await database().db.execute(sql`insert into said values ('word-30')`);
    await anew();
    expect(await file()).toBe(first);
  });
});
