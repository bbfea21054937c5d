import { sql } from 'drizzle-orm';
import type { Database } from './types.ts';

/** Others of these tables' users wait behind us: if we cannot have a table soon, we come again. */
const LOCK_MS = 2000;

interface Seen extends Record<string, unknown> {
  /** Rows deleted since the server's counters began. */
  readonly deleted: string | null;
  /** Deleted rows that are still there, for a reader who began before. */
  readonly kept: boolean | null;
}

/**
 * Writes tables into files of their own anew whenever rows were deleted from them, and once at the start. A plain vacuum
 * only gives the room of deleted rows free: their bytes, and the order they came in, stay in the file. What was written
 * before is then in the server's log (WAL) and in backups only.
 */
export function createAnew(
  { db, alone }: Pick<Database, 'db' | 'alone'>,
  tables: readonly string[],
): () => Promise<void> {
  let last: string | undefined;
  const look = async (): Promise<Seen> => {
    const { rows } = await db.execute<Seen>(sql`
      select string_agg(n_tup_del::text, ',' order by relname) as deleted, bool_or(n_dead_tup > 0) as kept
      from pg_stat_all_tables where schemaname = 'public' and relname in ${tables}`);
    return rows[0]!;
  };
  return async () => {
    const { deleted } = await look();
    if (deleted === last) return;
    await alone(async (session) => {
      await session.db.execute(sql.raw(`set lock_timeout = ${LOCK_MS}`));
      for (const table of tables)
        await session.db.execute(sql`vacuum (full, analyze) ${sql.identifier(table)}`);
      await session.db.execute(sql`reset lock_timeout`);
    });
    const { kept } = await look();
    last = kept === true ? undefined : (deleted ?? undefined);
  };
}
