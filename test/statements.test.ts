import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../src/db/types.ts';
import { linkAccounts, slack } from './support/chat.ts';
import { createWorld, fakePlatform, type World } from './support/core.ts';
import { openTestDatabase } from './support/database.ts';

/** What the driver is asked while `work` runs, statement by statement: every one is a way to the server and back. */
async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const said: string[] = [];
  const query: unknown = Object.getOwnPropertyDescriptor(Client.prototype, 'query')?.value;
  if (typeof query !== 'function') throw new Error('the driver has changed');
  const heard = function (this: Client, ...args: unknown[]): unknown {
    const [first] = args;
    said.push(typeof first === 'string' ? first : String((first as { text?: unknown }).text));
    return query.apply(this, args);
  };
  Object.defineProperty(Client.prototype, 'query', { value: heard, configurable: true, writable: true });
  try {
    await work();
  } finally {
    Object.defineProperty(Client.prototype, 'query', { value: query, configurable: true, writable: true });
  }
  return said;
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
    const said = await statementsOf(() => world.command('m03', 'agenda add Statements are counted'));
    expect(said.length).toBeLessThanOrEqual(15);
  });

  it('one topic by command from a chat, where first the task force must be found', async () => {
    const said = await statementsOf(() =>
      world.from(slack('U-m03', 'direct:U-m03'), { kind: 'command', text: 'agenda add Counted in a chat' }),
    );
    expect(said.length).toBeLessThanOrEqual(18);
  });
});
