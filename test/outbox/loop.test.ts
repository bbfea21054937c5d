import { beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/types.ts';
import type { Wait } from '../../src/outbox/bell.ts';
import { emptyTables, engines, withDatabase } from '../support/database.ts';
import { until } from './machine.ts';
import { post, setStage, type Stage } from './stage.ts';

describe.each(engines)('a running outbox on %s', (engine) => {
  const database = withDatabase(engine);
  let stage: Stage;
  beforeEach(async () => {
    await emptyTables(database());
    stage = await setStage(database());
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
    // Whoever writes waits less than a second between two tries; who looks for work sleeps until someone rings.
    const wait: Wait = (ms, signal) =>
      ms < 1000
        ? Promise.resolve()
        : new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    const outbox = stage.another({ database: flaky, wait });
    await stage.effects(post('a', 'one', 'v'));
    await outbox.drain();
    expect(failures).toBe(0);
    expect((await stage.row('a')).shown).toBe(1);
    expect(stage.slack.calls).toHaveLength(1);
    expect(await stage.row('a')).toMatchObject({ possibleRepeats: 0, inFlight: false });
  });
});
