import { and, eq, gt, isNull, lte, or, sql, type SQL } from 'drizzle-orm';
import type { Records } from '../kernel/platform.ts';
import { records } from './schema.ts';
import type { Database } from './types.ts';

/**
 * The memory of one adapter: what it must remember across restarts, as JSON. Expired records read as absent.
 * Adapters sit above task forces (an installation, a session), so these rows belong to none.
 */
export function createRecords(database: Database, adapter: string, now: () => Date): Records {
  const at = (kind: string, key: string): SQL | undefined =>
    and(eq(records.adapter, adapter), eq(records.kind, kind), eq(records.key, key));
  const valid = (): SQL | undefined => or(isNull(records.expiresAt), gt(records.expiresAt, now()));

  return {
    get: async (kind, key) => {
      const rows = await database.unscoped((tx) =>
        tx
          .select({ value: records.value })
          .from(records)
          .where(and(at(kind, key), valid())),
      );
      return rows[0]?.value;
    },
    put: async (kind, key, value, expiresAt) => {
      // As text, since a bare null would become SQL's.
      const set = { value: sql`${JSON.stringify(value)}::jsonb`, expiresAt: expiresAt ?? null };
      await database.unscoped((tx) =>
        tx
          .insert(records)
          .values({ adapter, kind, key, ...set })
          .onConflictDoUpdate({ target: [records.adapter, records.kind, records.key], set }),
      );
    },
    claim: async (kind, key, until) => {
      const set = { value: sql`'true'::jsonb`, expiresAt: until };
      const rows = await database.unscoped((tx) =>
        tx
          .insert(records)
          .values({ adapter, kind, key, ...set })
          .onConflictDoUpdate({
            target: [records.adapter, records.kind, records.key],
            set,
            setWhere: lte(records.expiresAt, now()),
          })
          .returning({ key: records.key }),
      );
      return rows.length > 0;
    },
    take: async (kind, key) => {
      const rows = await database.unscoped((tx) =>
        tx
          .delete(records)
          .where(and(at(kind, key), valid()))
          .returning({ value: records.value }),
      );
      return rows[0]?.value;
    },
    remove: async (kind, key) => {
      await database.unscoped((tx) => tx.delete(records).where(at(kind, key)));
    },
    list: (kind, prefix) =>
      database.unscoped((tx) =>
        tx
          .select({ key: records.key, value: records.value })
          .from(records)
          .where(
            and(
              eq(records.adapter, adapter),
              eq(records.kind, kind),
              sql`starts_with(${records.key}, ${prefix})`,
              valid(),
            ),
          )
          .orderBy(records.key),
      ),
  };
}

/** Deletes expired records of all adapters; returns how many. */
export async function purgeExpired(database: Database, now: Date): Promise<number> {
  const gone = await database.unscoped((tx) =>
    tx.delete(records).where(lte(records.expiresAt, now)).returning({ key: records.key }),
  );
  return gone.length;
}
