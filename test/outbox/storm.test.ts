import { beforeEach, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { taskForces } from '../../src/db/schema.ts';
import { emptyTables, engines, withDatabase } from '../support/database.ts';
import { cardOf, createFakePlatform } from './fake-platform.ts';
import { until } from './machine.ts';
import { HOME, post, refresh, setStage, type Stage } from './stage.ts';

const CHANGES = 1000;

describe.each(engines)('a storm of changes on %s', (engine) => {
  const database = withDatabase(engine);
  let stage: Stage;
  beforeEach(async () => {
    await emptyTables(database());
    stage = await setStage(database(), { slack: createFakePlatform({ paceMs: 1000 }) });
  });

  test('1,000 changes of one message within a second are one or two sends, the last exact', async () => {
    let votes = 0;
    // The view reads what the votes wrote in the same transactions, as a poll's would.
    const counted = stage.another({
      render: (taskForce) =>
        database().transaction(taskForce, async (tx) => {
          const [row] = await tx
            .select({ mission: taskForces.mission })
            .from(taskForces)
            .where(eq(taskForces.id, HOME));
          return cardOf(row?.mission ?? '');
        }),
    });
    counted.start();
    await stage.effects(post('poll', 'one', 'v'));
    counted.poke();
    const vote = async () => {
      await database().transaction(HOME, async (tx) => {
        await tx.select({ id: taskForces.id }).from(taskForces).where(eq(taskForces.id, HOME)).for('update');
        votes += 1;
        await tx
          .update(taskForces)
          .set({ mission: `${votes} votes` })
          .where(eq(taskForces.id, HOME));
        await stage.effectsIn(tx, [refresh('poll')]);
      });
      counted.poke();
    };
    const voter = async () => {
      for (let mine = 0; mine < CHANGES / 10; mine += 1) await vote();
    };
    await Promise.all(Array.from({ length: 10 }, voter));
    await until(async () => {
      stage.machine.skip();
      return (await stage.row('poll')).shown === CHANGES + 1;
    });
    await counted.stop();
    expect(stage.slack.calls.length).toBeLessThanOrEqual(2);
    expect([...stage.slack.posts.values()]).toEqual([
      { place: 'channel:one', key: 'poll', text: `${CHANGES} votes` },
    ]);
  });
});
