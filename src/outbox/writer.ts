import type { Database } from '../db/types.ts';
import { setImmediate as breath } from 'node:timers/promises';
import { record, type Recorded, type Result } from './record.ts';

const MOST = 100;

interface Waiting {
  readonly result: Result;
  readonly done: (recorded: Recorded) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes results down. Those that come in one breath, or while others are being written, are written together, in one
 * transaction.
 */
export function createWriter(database: Pick<Database, 'unscoped'>): (result: Result) => Promise<Recorded> {
  const waiting: Waiting[] = [];
  let writing = false;

  async function alone({ result, done, failed }: Waiting): Promise<void> {
    try {
      done((await database.unscoped((tx) => record(tx, [result]))).get(result.claim.id)!);
    } catch (error) {
      failed(error);
    }
  }

  /** What cannot be written with the others (its row is held, or one of them fails) is written by itself. */
  async function together(some: readonly Waiting[]): Promise<void> {
    const results = some.map(({ result }) => result);
    const written = await database
      .unscoped((tx) => record(tx, results))
      .catch(() => new Map<string, Recorded>());
    const left: Waiting[] = [];
    for (const each of some) {
      const recorded = written.get(each.result.claim.id);
      if (recorded) each.done(recorded);
      else left.push(each);
    }
    await Promise.all(left.map(alone));
  }

  async function work(): Promise<void> {
    writing = true;
    await breath();
    for (let some = waiting.splice(0, MOST); some.length > 0; some = waiting.splice(0, MOST))
      await (some.length === 1 ? alone(some[0]!) : together(some));
    writing = false;
  }

  return (result) =>
    new Promise((done, failed) => {
      waiting.push({ result, done, failed });
      if (!writing) void work();
    });
}
