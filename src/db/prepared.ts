import { createHash } from 'node:crypto';
import type { Tx } from './types.ts';

interface Built<Result> {
  execute(values: Readonly<Record<string, unknown>>): Promise<Result>;
}

interface Buildable<Result> {
  prepare(name: string): Built<Result>;
  toSQL(): { readonly sql: string };
}

const UNNAMED = '';

/** Transactions of connections whose server is ours from one to the next: it may keep what was prepared. */
const keeping = new WeakSet<Tx>();

/** Says that the server at the other end of this connection is always the same one. */
export const keepPrepared = (tx: Tx): void => void keeping.add(tx);

/** Named after its text: two versions of Convener on one server never take each other's statements for their own. */
const nameOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/**
 * A query that is asked with every command, built once for a connection: building costs three times what asking does.
 * The server keeps it as well, where it can: reading and planning it costs more than carrying it out.
 * `sql.placeholder('name')` stands for a value; an instant is given as its ISO text. On PGlite, whose transactions are
 * new objects each time, it is built each time.
 */
export function prepared<Result>(
  build: (tx: Tx) => Buildable<Result>,
): (tx: Tx, values: Readonly<Record<string, unknown>>) => Promise<Result> {
  const known = new WeakMap<Tx, Built<Result>>();
  return (tx, values) => {
    let built = known.get(tx);
    if (!built) {
      const query = build(tx);
      built = query.prepare(keeping.has(tx) ? nameOf(query.toSQL().sql) : UNNAMED);
      known.set(tx, built);
    }
    return built.execute(values);
  };
}
