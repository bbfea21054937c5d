import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/types.ts';
import { emptyTables, engines, withDatabase } from '../support/database.ts';
import { createFakePlatform } from './fake-platform.ts';
import { until } from './machine.ts';
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

describe.each(engines)('leases and crashes on %s', (engine) => {
  const database = withDatabase(engine);
  let stage: Stage;
  beforeEach(async () => {
    await emptyTables(database());
    stage = await setStage(database());
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
