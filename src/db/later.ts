import type { Tx } from './types.ts';

/** What a transaction has sent and not waited for. */
const sent = new WeakMap<Tx, Promise<unknown>[]>();

/**
 * A statement whose answer nothing depends on: what comes next goes to the server right behind it, and the transaction
 * waits for it before it ends. If it fails, so does everything after it, and the transaction with its error. Where
 * nothing gains by that (PGlite, a savepoint), it is waited for here.
 */
export async function later(tx: Tx, statement: Promise<unknown>): Promise<void> {
  const others = sent.get(tx);
  if (!others) return void (await statement);
  // A query of drizzle's is sent each time someone waits for it: here once.
  const answer = Promise.resolve(statement);
  // It is told at the end.
  answer.catch(() => {});
  others.push(answer);
}

/** From here on, behind this opening, `later` does not wait in this transaction. */
export const gather = (tx: Tx, opening: Promise<unknown>): void => void sent.set(tx, [opening]);

/** Waits for what was sent. Its first failure is the one that made all the others fail. */
export async function whatFailed(tx: Tx): Promise<{ readonly reason: unknown } | undefined> {
  const ended = await Promise.allSettled(sent.get(tx) ?? []);
  return ended.find((each) => each.status === 'rejected');
}
