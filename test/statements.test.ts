import { Socket } from 'node:net';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../src/db/types.ts';
import { linkAccounts, slack } from './support/chat.ts';
import { createWorld, fakePlatform, type World } from './support/core.ts';
import { openTestDatabase } from './support/database.ts';

/** Hears every call of a method while `work` runs. */
async function overhearing(
  owner: object,
  method: string,
  heard: (args: readonly unknown[]) => void,
  work: () => Promise<unknown>,
): Promise<void> {
  const own: unknown = Object.getOwnPropertyDescriptor(owner, method)?.value;
  if (typeof own !== 'function') throw new Error(`${method} is not there any more`);
  const listening = function (this: unknown, ...args: unknown[]): unknown {
    heard(args);
    return own.apply(this, args);
  };
  Object.defineProperty(owner, method, { value: listening, configurable: true, writable: true });
  try {
    await work();
  } finally {
    Object.defineProperty(owner, method, { value: own, configurable: true, writable: true });
  }
}

interface Asked {
  readonly statements: number;
  /** Ways to the server and back: what is said in one breath goes in one write. */
  readonly ways: number;
}

/** What the server is asked while `work` runs. */
async function askedBy(work: () => Promise<unknown>): Promise<Asked> {
  let statements = 0;
  let ways = 0;
  const write = (): void => void (ways += 1);
  await overhearing(
    Client.prototype,
    'query',
    () => (statements += 1),
    () =>
      overhearing(Socket.prototype, '_write', write, () =>
        overhearing(Socket.prototype, '_writev', write, work),
      ),
  );
  return { statements, ways };
}

describe('statements on PostgreSQL', () => {
  let database: Database;
  let world: World;

  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    world = await createWorld(database, { chats: [fakePlatform('slack')] });
    await linkAccounts(database, ['m03']);
    // Connections are open, and what is asked once was asked.
    await world.command('m03', 'agenda add The first of its kind');
  });
  afterAll(() => database.close());

  it('one topic by command', async () => {
    const { statements, ways } = await askedBy(() =>
      world.command('m03', 'agenda add Statements are counted'),
    );
    // Two of them end the last calls for topics that this one answers.
    expect(statements).toBeLessThanOrEqual(13);
    expect(ways).toBeLessThanOrEqual(8);
  });

  it('one topic by command from a chat, where first the task force must be found', async () => {
    const { statements, ways } = await askedBy(() =>
      world.from(slack('U-m03', 'direct:U-m03'), { kind: 'command', text: 'agenda add Counted in a chat' }),
    );
    expect(statements).toBeLessThanOrEqual(16);
    expect(ways).toBeLessThanOrEqual(10);
  });
});
