import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { emptyTables, openTestDatabase, silent, withDatabase } from '../support/database.ts';
import { createFakePlatform } from './fake-platform.ts';
import { runningMachine, until } from './machine.ts';
import { HOME, post, setStage, type Stage } from './stage.ts';

describe('a transaction that stays open on postgres', () => {
  const database = withDatabase('postgres');
  let stage: Stage;
  let commit = () => {};
  let committed: Promise<unknown>;
  beforeEach(async () => {
    await emptyTables(database());
    stage = await setStage(database());
  });

  /** Changes a message, and keeps its row locked until `commit`. */
  async function change(key: string, says: string): Promise<void> {
    const gate = new Promise<void>((done) => {
      commit = done;
    });
    await new Promise<void>((locked) => {
      committed = database().transaction(HOME, async (tx) => {
        await stage.effectsIn(tx, [post(key, 'one', says)]);
        locked();
        await gate;
      });
    });
  }

  test('holds up nothing but its own message', async () => {
    await stage.effects(post('a', 'one', 'a1'), post('b', 'one', 'b1'), post('c', 'two', 'c1'));
    await change('a', 'a2');
    stage.outbox.start();
    await until(() => stage.slack.posts.size === 2);
    expect(stage.slack.calls.map((call) => call.text).toSorted()).toEqual(['b1', 'c1']);
    commit();
    await committed;
    await until(() => {
      stage.machine.skip();
      return stage.slack.posts.size === 3;
    });
    await stage.outbox.stop();
    expect(stage.slack.calls.at(-1)?.text).toBe('a2');
  });

  test('is seen by the result of a send that ends meanwhile', async () => {
    const waits = async () => {
      const { rows } = await database().db.execute<{ some: boolean }>(
        sql`select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as some`,
      );
      return rows[0]?.some === true;
    };
    stage.slack.answer = async (_call, arrive) => {
      if (stage.slack.calls.length > 1) return arrive();
      await change('a', 'a2');
      return { state: 'dead', reason: 'msg_too_long' };
    };
    await stage.effects(post('a', 'one', 'a1'));
    const drained = stage.outbox.drain();
    await until(waits);
    commit();
    await Promise.all([committed, drained]);
    expect(await stage.row('a')).toMatchObject({ state: 'live', wanted: 2, shown: 0 });
    stage.machine.advance(1000);
    await stage.outbox.drain();
    expect([...stage.slack.posts.values()].map((each) => each.text)).toEqual(['a2']);
    expect(stage.told).toEqual([]);
  });
});

describe('two outboxes on one postgres', () => {
  test('2,000 messages over 200 lanes: each once, never two at once in a lane', async () => {
    const first = await openTestDatabase('postgres');
    const second = await openDatabase({ url: first.url ?? '' }, { log: silent });
    try {
      const slack = createFakePlatform();
      slack.answer = async (_call, arrive) => {
        await new Promise((done) => setImmediate(done));
        return arrive();
      };
      const stage = await setStage(first, { slack });
      const effects = Array.from({ length: 2000 }, (_, index) =>
        post(`k${index}`, `p${index % 200}`, `v${index}`),
      );
      await stage.effects(...effects);
      let helped = 0;
      // They meet at locks, and then look again a little later.
      const running = runningMachine();
      const one = stage.another(running);
      const other = stage.another({
        ...running,
        database: second,
        render: (...view) => {
          helped += 1;
          return stage.render(...view);
        },
      });
      await Promise.all([one.drain(), other.drain()]);
      expect(slack.calls).toHaveLength(2000);
      expect(new Set(slack.calls.map((call) => call.key)).size).toBe(2000);
      expect(slack.mostAtOnce()).toBe(1);
      expect(helped).toBeGreaterThan(100);
      expect(helped).toBeLessThan(1900);
      const rows = await stage.rows();
      expect(rows.every((row) => row.shown === 1 && row.possibleRepeats === 0 && !row.inFlight)).toBe(true);
      expect((await stage.lanes()).every((lane) => lane.lease === null)).toBe(true);
    } finally {
      await second.close();
      await first.close();
    }
  });
});
