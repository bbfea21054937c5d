import { beforeEach, describe, expect, test } from 'vitest';
import { emptyTables, engines, withDatabase } from '../support/database.ts';
import { createFakePlatform } from './fake-platform.ts';
import { runningMachine, START, until } from './machine.ts';
import { LANES_AT_WORK } from '../../src/outbox/outbox.ts';
import { refreshPlace } from '../../src/outbox/refresh-place.ts';
import { post, setStage, type Stage } from './stage.ts';

const never = new Promise<never>(() => {});

const MORE_THAN_FIT = LANES_AT_WORK + 8;

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
    await stage.effects(...Array.from({ length: MORE_THAN_FIT }, (_, index) => post('a', `p${index}`, 'v')));
    stage.outbox.start();
    await until(() => stage.slack.calls.length === LANES_AT_WORK);
    await stage.effects(
      ...Array.from({ length: MORE_THAN_FIT }, (_, index) => post('a', `teams/p${index}`, 'v')),
    );
    stage.outbox.poke();
    await until(() => teams.posts.size === MORE_THAN_FIT);
    expect(stage.slack.calls).toHaveLength(LANES_AT_WORK);
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

  test('one message in a channel is edited now and then, the last edit exact; others do not wait for it', async () => {
    await emptyTables(database());
    stage = await setStage(database(), { slack: createFakePlatform({ editPaceMs: 3000 }) });
    const texts = () => stage.slack.calls.map((call) => call.text);
    const edit = async (text: string) => {
      await stage.effects(post('a', 'one', text));
      await stage.outbox.drain();
    };
    await edit('first');
    await edit('second');
    await edit('third');
    await edit('fourth');
    expect(texts()).toEqual(['first', 'second']);
    await stage.effects(post('b', 'one', 'another'));
    await stage.outbox.drain();
    expect(texts()).toEqual(['first', 'second', 'another']);
    stage.machine.advance(2949);
    await stage.outbox.drain();
    expect(texts()).toHaveLength(3);
    stage.machine.advance(51);
    await stage.outbox.drain();
    expect(texts()).toEqual(['first', 'second', 'another', 'fourth']);
  });

  test('when the readers of a channel change, what stands there does not wait for its turn to be edited', async () => {
    await emptyTables(database());
    stage = await setStage(database(), { slack: createFakePlatform({ editPaceMs: 3000 }) });
    const texts = () => stage.slack.calls.map((call) => call.text);
    for (const text of ['first', 'second', 'third']) {
      await stage.effects(post('a', 'one', text));
      await stage.outbox.drain();
    }
    expect(texts()).toEqual(['first', 'second']);
    const { platform, tenant, place } = await stage.row('a');
    await database().unscoped((tx) => refreshPlace(tx, { platform, tenant, place }, stage.machine.now()));
    await stage.outbox.drain();
    expect(texts()).toEqual(['first', 'second', 'third']);
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
});
