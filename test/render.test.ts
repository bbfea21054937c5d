import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Tx } from '../src/db/types.ts';
import type { View } from '../src/kernel/feature.ts';
import { plain } from '../src/kernel/rich.ts';
import { createRenderer } from '../src/render.ts';
import { createSeal } from '../src/seal.ts';
import { linkAccounts } from './support/chat.ts';
import { createWorld, LCTF, TEST_KEY, type World } from './support/core.ts';
import { engines, openTestDatabase } from './support/database.ts';

describe.each(engines)('messages rendered together on %s', (engine) => {
  let database: Database;
  let world: World;
  let transactions = 0;
  let renderer: ReturnType<typeof createRenderer>;
  const at = (account: string) => ({ platform: 'slack', tenant: 'T1', place: `direct:${account}` as const });
  const ref = (name: string) => ({ name, id: '1' });

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
    await linkAccounts(database, ['m01', 'm02', 'm03']);
    const { app } = world.core;
    const views = new Map<string, View<Tx>>([
      [
        'own',
        async (_ctx, _id, { person }) => ({
          title: [plain(`for ${person?.member}`)],
          blocks: [],
          notice: '',
        }),
      ],
      ['slip', async () => Promise.reject(new Error('a slip'))],
      [
        'bad statement',
        async (ctx) => {
          await ctx.tx.execute(sql`select 1 / 0`);
          return null;
        },
      ],
    ]);
    const counted: Database = {
      ...database,
      transaction: (...args) => {
        transactions += 1;
        return database.transaction(...args);
      },
    };
    renderer = createRenderer({
      app: { ...app, views },
      database: counted,
      seal: createSeal([TEST_KEY]),
      // Asked about channels only.
      places: undefined as never,
      machine: { now: () => new Date() },
    });
  });
  afterAll(() => database.close());

  const render = (name: string, account: string) => renderer.render(LCTF, ref(name), at(account));
  const titleOf = async (name: string, account: string) => (await render(name, account))?.card.title;

  it('each person gets their own, all from one transaction', async () => {
    transactions = 0;
    const titles = await Promise.all(
      ['U-m01', 'U-m02', 'U-m03', 'U-stranger'].map((who) => titleOf('own', who)),
    );
    expect(titles).toEqual([[plain('for m01')], [plain('for m02')], [plain('for m03')], undefined]);
    expect(transactions).toBe(1);
    expect(await titleOf('own', 'U-m01')).toEqual([plain('for m01')]);
    expect(transactions).toBe(2);
  });

  it.each(['slip', 'bad statement', 'no such view'])(
    'one that fails (%s) takes no other along',
    async (fails) => {
      const [first, bad, last] = await Promise.allSettled([
        titleOf('own', 'U-m01'),
        titleOf(fails, 'U-m02'),
        titleOf('own', 'U-m03'),
      ]);
      expect(bad).toMatchObject({ status: 'rejected' });
      expect([first, last]).toEqual([
        { status: 'fulfilled', value: [plain('for m01')] },
        { status: 'fulfilled', value: [plain('for m03')] },
      ]);
    },
  );
});
