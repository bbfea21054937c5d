import type { Tx } from './types.ts';

interface Built<Result> {
  execute(values: Readonly<Record<string, unknown>>): Promise<Result>;
}

interface Buildable<Result> {
  prepare(name: string): Built<Result>;
}

// A name would be kept by the server, where a pooler between us may hand the next statement to another connection.
const UNNAMED = '';

/**
 * A query that is asked with every command, built once for a connection: building costs three times what asking does.
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
      built = build(tx).prepare(UNNAMED);
      known.set(tx, built);
    }
    return built.execute(values);
  };
}
