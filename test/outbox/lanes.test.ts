import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/types.ts';
import { openDatabase } from '../../src/db/open.ts';
import { emptyTables, engines, openTestDatabase, silent, withDatabase } from '../support/database.ts';
import { createFakePlatform } from './fake-platform.ts';
import { runningMachine, START, until } from './machine.ts';
import { post, remove, setStage, type Stage } from './stage.ts';

const never = new Promise<never>(() => {});

/** A database that a process loses when it dies: nothing it asks is ever answered again. */
function mortal(database: Database) {
  let alive = true;
  const orNever = <T>(asked: Promise<T>): Promise<T> => asked.then((answer) => (alive ? answer : never));
  return {
    die: () => {
      alive = false;
    },
    database: {
      transaction: <T>(...ask: Parameters<typeof database.transaction<T>>) =>
        alive ? orNever(database.transaction<T>(...ask)) : never,
      unscoped: <T>(...ask: Parameters<typeof database.unscoped<T>>) =>
        alive ? orNever(database.unscoped<T>(...ask)) : never,
    },
  };
}

describe.each(engines)('lanes on %s', (engine) => {
  const database = withDatabase(engine);
  let stage: Stage;
  beforeEach(async () => {
    await emptyTables(database());
    stage = await setStage(database());
  });

  test('one that never answers delays no other', async () => {
    stage.slack.answer = (call, arrive) => (call.place === 'channel:stuck' ? never : arrive());
    const others = Array.from({ length: 40 }, (_, index) => post(`k${index}`, `p${index % 20}`, 'v'));
    await stage.effects(post('a', 'stuck', 'v'), post('b', 'stuck', 'v'), ...others);
    stage.outbox.start();
    await until(() => stage.slack.posts.size === 40);
    expect(stage.slack.calls).toHaveLength(41);
    await stage.effects(post('more', 'p1', 'v'));
    stage.outbox.poke();
    await until(() => stage.slack.posts.size === 41);
    const stopped = stage.outbox.stop();
    stage.machine.advance(9000);
    await stopped;
    expect((await stage.lanes()).filter((lane) => lane.lease !== null)).toEqual([]);
  });

  test('many that hang on one platform take nothing from another', async () => {
    await emptyTables(database());
    const teams = createFakePlatform({ name: 'teams' });
    stage = await setStage(database(), { also: [teams] });
    stage.slack.answer = () => never;
    await stage.effects(...Array.from({ length: 40 }, (_, index) => post('a', `p${index}`, 'v')));
    stage.outbox.start();
    await until(() => stage.slack.calls.length === 16);
    await stage.effects(...Array.from({ length: 40 }, (_, index) => post('a', `teams/p${index}`, 'v')));
    stage.outbox.poke();
    await until(() => teams.posts.size === 40);
    expect(stage.slack.calls).toHaveLength(16);
    const stopped = stage.outbox.stop();
    stage.machine.advance(9000);
    await stopped;
  });

  test('Retry-After holds its lane exactly so long, no other, and is no failure', async () => {
    const limited = new Set(['channel:one']);
    stage.slack.answer = (call, arrive) =>
      limited.has(call.place) ? { state: 'retry', reason: 'rate_limited', afterMs: 30_000 } : arrive();
    await stage.effects(
      post('a', 'one', 'v'),
      post('b', 'one', 'v'),
      post('a', 'two', 'v'),
      post('b', 'two', 'v'),
    );
    await stage.outbox.drain();
    expect(stage.slack.calls.map((call) => call.place).sort()).toEqual([
      'channel:one',
      'channel:two',
      'channel:two',
    ]);
    const [one, two] = await stage.lanes();
    expect([one?.notBefore, two?.notBefore]).toEqual([new Date(START.getTime() + 30_000), START]);
    expect((await stage.rows())[0]).toMatchObject({ attempts: 0, inFlight: false });
    for (let round = 1; round <= 20; round += 1) {
      stage.machine.advance(29_949);
      await stage.outbox.drain();
      expect(stage.slack.calls).toHaveLength(2 + round);
      stage.machine.advance(51);
      await stage.outbox.drain();
      expect(stage.slack.calls).toHaveLength(3 + round);
    }
    limited.clear();
    stage.machine.advance(30_000);
    await stage.outbox.drain();
    expect((await stage.rows()).map(({ shown, state }) => [shown, state])).toEqual([
      [1, 'live'],
      [1, 'live'],
      [1, 'live'],
      [1, 'live'],
    ]);
  });

  test('sends to one place keep their distance; other places do not wait', async () => {
    await emptyTables(database());
    stage = await setStage(database(), { slack: createFakePlatform({ paceMs: 1000 }) });
    const texts = () => stage.slack.calls.map((call) => call.text);
    await stage.effects(
      post('a', 'one', 'a1'),
      post('b', 'one', 'b1'),
      post('c', 'two', 'c2'),
      post('d', 'one', 'd1'),
    );
    await stage.outbox.drain();
    expect(texts()).toEqual(['a1', 'c2']);
    stage.machine.advance(949);
    await stage.outbox.drain();
    expect(texts()).toHaveLength(2);
    stage.machine.advance(51);
    await stage.outbox.drain();
    expect(texts()).toEqual(['a1', 'c2', 'b1']);
    // What needs no send costs no time.
    await stage.effects(post('a', 'one', 'a1'));
    stage.machine.advance(1000);
    await stage.outbox.drain();
    expect(texts()).toEqual(['a1', 'c2', 'b1', 'd1']);
  });

  test('drain waits for a short pace', async () => {
    await emptyTables(database());
    const slack = createFakePlatform({ paceMs: 20 });
    stage = await setStage(database(), { slack });
    const outbox = stage.another(runningMachine());
    await stage.effects(...['a', 'b', 'c', 'd'].map((key) => post(key, 'one', key)));
    await outbox.drain();
    expect(slack.calls.map((call) => call.text)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a running outbox wakes by itself when something falls due', async () => {
    stage.slack.answer = (_call, arrive) =>
      stage.slack.calls.length === 1 ? { state: 'retry', reason: 'http-503' } : arrive();
    stage.outbox.start();
    stage.outbox.start();
    await stage.effects(post('a', 'one', 'v'));
    // Nobody poked.
    await until(() => {
      stage.machine.skip();
      return stage.slack.posts.size === 1;
    });
    await stage.outbox.stop();
    expect(stage.slack.calls).toHaveLength(2);
    expect((await stage.lanes()).map((lane) => lane.lease)).toEqual([null]);
  });

  test('stops after what is under way, and can start again', async () => {
    let finish: (() => void) | undefined;
    stage.slack.answer = async (_call, arrive) => {
      await new Promise<void>((done) => {
        finish = done;
      });
      return arrive();
    };
    await stage.effects(post('a', 'one', 'v'), post('b', 'one', 'v'));
    stage.outbox.start();
    await until(() => finish !== undefined);
    const stopped = stage.outbox.stop();
    finish?.();
    await stopped;
    expect((await stage.rows()).map((row) => row.shown)).toEqual([1, 0]);
    expect(await stage.lanes()).toMatchObject([{ lease: null, busyUntil: null }]);
    stage.slack.answer = (_call, arrive) => arrive();
    stage.outbox.start();
    await until(() => stage.slack.posts.size === 2);
    await stage.outbox.stop();
  });

  test('looks again after the database failed', async () => {
    let failures = 2;
    const flaky: Database = {
      ...database(),
      unscoped: (fn) => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error('gone')) : database().unscoped(fn);
      },
    };
    const outbox = stage.another({ database: flaky });
    await stage.effects(post('a', 'one', 'v'));
    outbox.start();
    await until(() => {
      stage.machine.skip();
      return stage.slack.posts.size === 1;
    });
    await outbox.stop();
    expect(stage.logged.map((line) => line.level)).toEqual(['error', 'error']);
  });

  test('a result that cannot be written at first is written later: no repeat', async () => {
    let sent = false;
    let failures = 3;
    const flaky: Database = {
      ...database(),
      unscoped: (fn) => {
        if (sent && failures > 0) {
          failures -= 1;
          return Promise.reject(new Error('gone'));
        }
        return database().unscoped(fn);
      },
    };
    stage.slack.answer = (_call, arrive) => {
      sent = true;
      return arrive();
    };
    const outbox = stage.another({ database: flaky });
    await stage.effects(post('a', 'one', 'v'));
    const drained = outbox.drain();
    await until(async () => {
      stage.machine.skip();
      return (await stage.row('a')).shown === 1;
    });
    expect(failures).toBe(0);
    await drained;
    expect(stage.slack.calls).toHaveLength(1);
    expect(await stage.row('a')).toMatchObject({ possibleRepeats: 0, inFlight: false });
  });

  test('a lease that ran out is taken over, and the late result changes nothing', async () => {
    let finish: (() => void) | undefined;
    const slow = createFakePlatform();
    slow.answer = async (_call, arrive) => {
      await new Promise<void>((done) => {
        finish = done;
      });
      return arrive();
    };
    const late = stage.another({
      platforms: new Map([['slack', slow]]),
      timeoutMs: 3_600_000,
      wait: () => never,
    });
    await stage.effects(post('a', 'one', 'v'));
    void late.drain();
    await until(() => finish !== undefined);
    stage.machine.advance(29_949);
    await stage.outbox.drain();
    expect(stage.slack.calls).toEqual([]);
    stage.machine.advance(51);
    await stage.outbox.drain();
    const before = await stage.row('a');
    expect(before).toMatchObject({ ref: 'slack-1', shown: 1, possibleRepeats: 1, attempts: 0 });
    await stage.effects(post('a', 'one', 'newer'));
    finish?.();
    await until(() => stage.logged.some((line) => line.said.includes('after its lease')));
    expect(await stage.row('a')).toMatchObject({
      ref: 'slack-1',
      wanted: 2,
      shown: 1,
      shownHash: 'hash of v',
    });
    expect(stage.logged.at(-1)).toEqual({
      level: 'warn',
      said: expect.any(String),
      fields: { taskForce: before.taskForce, message: before.id, platform: 'slack', attempts: 1 },
    });
  });

  describe('a worker that dies', () => {
    const points = [
      ['while it claims', 'claim', { posts: 1, repeats: 1 }],
      ['while it renders', 'render', { posts: 1, repeats: 1 }],
      ['before the platform got it', 'before', { posts: 1, repeats: 1 }],
      ['after the platform got it', 'after', { posts: 2, repeats: 1 }],
      ['after the result was written', 'record', { posts: 1, repeats: 0 }],
    ] as const;

    test.each(points)('%s loses nothing, and repeats are counted', async (_name, point, expected) => {
      const { database: dying, die } = mortal(database());
      let dead = false;
      const end = () => {
        dead = true;
        die();
      };
      const doomed = {
        ...stage.slack,
        show: (...ask: Parameters<typeof stage.slack.show>) => {
          if (point === 'before') end();
          return point === 'before'
            ? never
            : stage.slack.show(...ask).then((sent) => {
                if (point === 'after') end();
                return sent;
              });
        },
      };
      const first = stage.another({
        database:
          point === 'claim'
            ? {
                ...dying,
                unscoped: async (fn) => {
                  await dying.unscoped(fn);
                  end();
                  return never;
                },
              }
            : dying,
        platforms: new Map([['slack', doomed]]),
        render: (...view) => {
          if (point === 'render') end();
          return point === 'render' ? never : stage.render(...view);
        },
      });
      await stage.effects(post('a', 'one', 'v'));
      void first.drain();
      await until(async () => dead || (await stage.row('a')).shown === 1);
      if (point === 'record') die();
      // Its lease holds the lane.
      await stage.outbox.drain();
      expect(stage.slack.posts.size).toBe(point === 'after' || point === 'record' ? 1 : 0);
      stage.machine.advance(30_000);
      await stage.outbox.drain();
      const row = await stage.row('a');
      expect(row).toMatchObject({ shown: 1, inFlight: false, possibleRepeats: expected.repeats });
      expect(stage.slack.posts.size).toBe(expected.posts);
      expect([...stage.slack.posts.values()].every((each) => each.text === 'v')).toBe(true);
    });

    test('in the middle of an edit or of taking down repeats nothing', async () => {
      await stage.effects(post('a', 'one', 'v'), post('b', 'one', 'v'));
      await stage.outbox.drain();
      await stage.effects(post('a', 'one', 'v2'), remove('b'));
      const { database: dying, die } = mortal(database());
      stage.slack.answer = (_call, arrive) => {
        die();
        return arrive();
      };
      void stage.another({ database: dying }).drain();
      await until(() => stage.slack.calls.length === 3);
      stage.slack.answer = (_call, arrive) => arrive();
      stage.machine.advance(30_000);
      await stage.outbox.drain();
      expect([...stage.slack.posts.values()].map((each) => each.text)).toEqual(['v2']);
      expect((await stage.rows()).map(({ state, possibleRepeats }) => [state, possibleRepeats])).toEqual([
        ['live', 0],
        ['removed', 0],
      ]);
    });
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
