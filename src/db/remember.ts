import type { ExtractTablesWithRelations, SQL } from 'drizzle-orm';
import {
  PgDialect,
  PgSession,
  PgTransaction,
  type PgPreparedQuery,
  type PreparedQueryConfig,
} from 'drizzle-orm/pg-core';
import type { RowsHKT, Tx } from './types.ts';

type Tables = ExtractTablesWithRelations<Record<string, never>>;
type Session = PgSession<RowsHKT, Record<string, never>, Tables>;

const DIALECT = new PgDialect({ casing: 'snake_case' });

const NO_SAVEPOINT = 'No savepoint inside what remembers: what it read would outlive it.';

type Prepare = Session['prepareQuery'];

/** Everything in quotes: the tables, and columns, which do no harm. Drizzle puts each name in quotes. */
const namesIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/"(\w+)"/g)].map(([, name = '']) => name));

interface Read {
  readonly names: ReadonlySet<string>;
  readonly rows: Promise<unknown>;
}

const NOTHING: Promise<readonly unknown[]> = Promise.resolve([]);

/** What was read, until something is written to a table that it was read from. */
function createMemory() {
  const reads = new Map<string, Read>();
  const texts = new Map<string, ReadonlySet<string>>();
  return {
    async read(text: string, key: string, look: () => Promise<unknown>): Promise<unknown> {
      const names = texts.get(text) ?? namesIn(text);
      texts.set(text, names);
      const known = reads.get(key) ?? { names, rows: look() };
      reads.set(key, known);
      const rows = await known.rows;
      // Each caller may order its own.
      return Array.isArray(rows) ? [...(rows as readonly unknown[])] : rows;
    },
    /** Has this changed nothing before, and nothing has changed since? Then it would not now either. */
    isVain: (key: string): boolean => reads.has(key),
    changedNothing(text: string, key: string): void {
      reads.set(key, { names: namesIn(text), rows: NOTHING });
    },
    /** Without tables: anything may be different now. */
    wrote(tables: readonly string[] | undefined): void {
      if (!tables) reads.clear();
      for (const [key, { names }] of reads) if (tables?.some((table) => names.has(table))) reads.delete(key);
    },
  };
}

class RememberingSession extends PgSession<RowsHKT, Record<string, never>, Tables> {
  readonly #real: Session;
  readonly #memory = createMemory();

  constructor(real: Session) {
    super(DIALECT);
    this.#real = real;
  }

  override prepareQuery<T extends PreparedQueryConfig>(...args: Parameters<Prepare>): PgPreparedQuery<T> {
    const made = this.#real.prepareQuery<T>(...args);
    const [{ sql, params }, , , , , metadata] = args;
    const execute = made.execute.bind(made);
    made.execute = async (values) => {
      const keyed = (): string => JSON.stringify([sql, params, values]);
      if (metadata?.type === 'select') return this.#memory.read(sql, keyed(), () => execute(values));
      // It says which rows it changed, and there may be none.
      const says = /^update .* returning /s.test(sql);
      if (says && this.#memory.isVain(keyed())) return [];
      const result: unknown = await execute(values);
      if (says && Array.isArray(result) && result.length === 0) this.#memory.changedNothing(sql, keyed());
      else this.#memory.wrote(metadata?.tables);
      return result;
    };
    return made;
  }

  // Each driver knows how to find the number in its own answer.
  override count(query: SQL): Promise<number> {
    return this.#real.count(query);
  }

  override transaction<T>(): Promise<T> {
    throw new Error(NO_SAVEPOINT);
  }
}

class RememberingTx extends PgTransaction<RowsHKT, Record<string, never>, Tables> {
  override transaction<T>(): Promise<T> {
    throw new Error(NO_SAVEPOINT);
  }
}

/**
 * The same transaction, in which what was read is not asked again until a table that it came from is written: for work
 * that reads the same over and over. Only for statements that are built by drizzle, and by nobody else meanwhile.
 */
export const remembering = (tx: Tx): Tx =>
  new RememberingTx(DIALECT, new RememberingSession(tx._.session), undefined);
