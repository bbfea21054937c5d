import { PgDialect } from 'drizzle-orm/pg-core';
import { NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';

const DIALECT = new PgDialect({ casing: 'snake_case' });

type ClientTx = NodePgTransaction<Record<string, never>, Record<string, never>>;

/** One connection, on which statements follow each other without waiting for the answers (pg's `pipeline`). */
export interface Line {
  /** For what runs inside: behind the opening of its transaction. */
  readonly tx: ClientTx;
  /** For what opens and ends it. */
  readonly outer: ClientTx;
  /** The opening was sent. What reads follows at once, its answer counts only if the opening held; the rest waits. */
  readonly opens: (opening: Promise<unknown>) => void;
}

const lines = new WeakMap<PoolClient, Line>();

/** One per connection, so that what was built for it can be used again (see prepared.ts). */
export function lineOf(client: PoolClient): Line {
  const known = lines.get(client);
  if (known) return known;
  const line = createLine(client);
  lines.set(client, line);
  return line;
}

type Send = (query: QueryConfig, values?: unknown[]) => Promise<QueryResult>;

const isReading = ({ text }: QueryConfig): boolean => /^\s*select\b/i.test(text);

function createLine(client: PoolClient): Line {
  const send: Send = (query, values) => {
    together(client);
    return client.query(query, values);
  };
  let opening: Promise<unknown> | undefined;
  let waits = false;

  // If the opening fails, the server may do what follows outside the transaction: above row-level security, and for
  // good. So nothing follows that writes, and nobody hears what was read.
  const behind: Send = async (query, values) => {
    const first = opening;
    if (!first) return send(query, values);
    if (waits || !isReading(query)) {
      // In the order in which they were asked.
      waits = true;
      await first;
      return send(query, values);
    }
    const [, result] = await Promise.all([first, send(query, values)]);
    return result;
  };

  return {
    tx: txOn({ query: behind }),
    outer: txOn({ query: send }),
    opens: (sent) => {
      opening = sent;
      waits = false;
      sent.then(
        () => (opening = undefined),
        () => {},
      );
    },
  };
}

const txOn = (client: { query: Send }): ClientTx =>
  // Of a client it uses only this, and never more than a query and its values.
  new NodePgTransaction(DIALECT, new NodePgSession(client as PoolClient, DIALECT, undefined), undefined);

/** What is said in one breath goes out in one write: each is a call of the system, and costs more than the statement. */
function together({ connection: { stream } }: PoolClient): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}
