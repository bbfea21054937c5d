import { beforeEach, describe, expect, test } from 'vitest';
import type { MemberId, TaskForceId } from '../../src/kernel/ids.ts';
import { show, toMember, type MessageEffect } from '../../src/kernel/outcome.ts';
import { emptyTables, engines, withDatabase } from '../support/database.ts';
import { addTaskForce, HOME, post, refresh, remove, setStage, type Stage } from './stage.ts';

const OTHER = 'riverton' as TaskForceId;

describe.each(engines)('effects on %s', (engine) => {
  const database = withDatabase(engine);
  let stage: Stage;
  beforeEach(async () => {
    await emptyTables(database());
    stage = await setStage(database());
  });

  test('a message in each place, and a lane for each place', async () => {
    await stage.effects(show('call', toMember('one two three' as MemberId), { name: 'test.view', id: 'v' }));
    expect(
      (await stage.rows()).map(({ key, place, wanted, shown, state }) => [key, place, wanted, shown, state]),
    ).toEqual([
      ['call', 'channel:one', 1, 0, 'live'],
      ['call', 'channel:three', 1, 0, 'live'],
      ['call', 'channel:two', 1, 0, 'live'],
    ]);
    expect(await stage.lanes()).toHaveLength(3);
  });

  test('the same key and place is one message: the last view, urgent if any was', async () => {
    await stage.effects(post('a', 'one', 'v1', true), post('a', 'one', 'v2'));
    await stage.effects(post('a', 'one', 'v3'), refresh('a'));
    expect(await stage.rows()).toMatchObject([{ view: { id: 'v3' }, urgent: true, wanted: 3 }]);
  });

  test('show, remove and show again within one outcome keep their order', async () => {
    await stage.effects(
      post('a', 'one', 'v1'),
      post('b', 'one', 'v1'),
      remove('a'),
      post('a', 'one', 'v2'),
      refresh('b'),
    );
    expect(await stage.row('a')).toMatchObject({ state: 'removed', wanted: 2, view: { id: 'v1' } });
    expect(await stage.row('b')).toMatchObject({ state: 'live', wanted: 2 });
  });

  test('says whether something waits now', async () => {
    expect(await stage.effects()).toBe(false);
    expect(await stage.effects(refresh('nothing'), remove('nothing'))).toBe(false);
    expect(await stage.effects(show('a', { kind: 'channels' }, { name: 'test.view', id: 'v' }))).toBe(false);
    expect(await stage.effects(post('a', 'one', 'v'))).toBe(true);
    expect(await stage.effects(refresh('a'))).toBe(true);
    expect(await stage.effects(remove('a'))).toBe(true);
    expect(await stage.effects(remove('a'), refresh('a'), post('a', 'one', 'v'))).toBe(false);
  });

  test('before Start nothing is shown, and nothing is caught up after it', async () => {
    const inSetup = (...effects: MessageEffect[]) =>
      database().transaction(HOME, (tx) => stage.effectsIn(tx, effects, HOME, 'setup'));
    await stage.effects(post('old', 'one', 'v'), post('older', 'one', 'v'));
    expect(await inSetup(post('new', 'one', 'v'))).toBe(false);
    expect(await inSetup(refresh('old'), remove('older'))).toBe(true);
    expect((await stage.rows()).map(({ key, state, wanted }) => [key, state, wanted])).toEqual([
      ['old', 'live', 2],
      ['older', 'removed', 2],
    ]);
  });

  test('touches its own task force only', async () => {
    await addTaskForce(database(), OTHER);
    await stage.effects(post('a', 'one', 'ours'));
    await database().transaction(OTHER, async (tx) => {
      await stage.effectsIn(tx, [post('a', 'one', 'theirs')], OTHER);
      await stage.effectsIn(tx, [remove('a')], OTHER);
    });
    const rows = await stage.rows();
    const both = rows.map(({ taskForce, state, wanted }) => `${taskForce} ${state} ${wanted}`);
    expect(both.toSorted()).toEqual([`${HOME} live 1`, `${OTHER} removed 2`]);
  });

  test('what is rolled back leaves nothing', async () => {
    const failing = database().transaction(HOME, async (tx) => {
      await stage.effectsIn(tx, [post('a', 'one', 'v')]);
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect([await stage.rows(), await stage.lanes()]).toEqual([[], []]);
  });

  test('a place gets the effects of one outcome in their order, urgent ones first', async () => {
    const names = ['hello', 'a', 'zebra', 'b', 'call', 'agenda'];
    await stage.effects(
      ...names.slice(0, 3).map((name) => post(name, 'one', name)),
      refresh('x'),
      ...names.slice(3).map((name) => post(name, 'one', name)),
    );
    stage.machine.advance(10);
    await stage.effects(post('later', 'one', 'later'), post('now', 'one', 'now', true));
    await stage.outbox.drain();
    expect(stage.slack.calls.map((call) => call.text)).toEqual(['now', ...names, 'later']);
  });

  test('what waits already goes before an older message that changes now', async () => {
    await stage.effects(post('old', 'one', 'o1'));
    await stage.outbox.drain();
    await stage.setState('paused');
    for (const effect of [
      post('new', 'one', 'n1'),
      refresh('old'),
      post('newer', 'one', 'n2'),
      post('old', 'one', 'o2'),
    ]) {
      stage.machine.advance(10);
      await stage.effects(effect);
    }
    await stage.setState('running');
    await stage.outbox.drain();
    expect(stage.slack.calls.map((call) => call.text)).toEqual(['o1', 'n1', 'o2', 'n2']);
  });

  test('a message that changes all the time leaves room for others, and is urgent only until it is out', async () => {
    await stage.effects(post('busy', 'one', 'v0', true), post('quiet', 'one', 'q'));
    stage.slack.answer = async (call, arrive) => {
      stage.machine.advance(1);
      if (call.key === 'busy' && stage.slack.calls.length < 5)
        await stage.effects(post('busy', 'one', `v${stage.slack.calls.length}`));
      return arrive();
    };
    await stage.outbox.drain();
    expect(stage.slack.calls.map((call) => call.text)).toEqual(['v0', 'q', 'v1', 'v3', 'v4']);
  });

  test('a poll of 3,000 in one outcome', async () => {
    const effects = Array.from({ length: 3000 }, (_, index) => post('poll', `person-${index}`, 'v'));
    await stage.effects(...effects);
    await stage.effects(...effects, refresh('poll'));
    const rows = await stage.rows();
    expect([rows.length, new Set(rows.map((row) => row.wanted))]).toEqual([3000, new Set([3])]);
  });
});

describe('effects on postgres, at the same time', () => {
  const database = withDatabase('postgres');

  test('opposite orders do not wait for each other in a ring', async () => {
    const stage = await setStage(database());
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
    let repeated = 0;
    const write = async (effects: readonly MessageEffect[]) => {
      let runs = 0;
      await database().transaction(HOME, (tx) => {
        runs += 1;
        if (runs > 1) repeated += 1;
        return stage.effectsIn(tx, effects);
      });
      stage.outbox.poke();
    };
    const person = async (turn: number) => {
      const order = turn % 2 === 0 ? keys : keys.toReversed();
      const places = turn % 3 === 0 ? 'one two' : 'two one';
      await write(order.map((key) => post(key, places, `v${turn}`)));
      await write(order.map((key) => refresh(key)));
    };
    stage.outbox.start();
    await Promise.all(Array.from({ length: 40 }, (_, turn) => person(turn)));
    await stage.outbox.drain();
    await stage.outbox.stop();
    const rows = await stage.rows();
    expect(rows.map(({ wanted, shown }) => [wanted, shown])).toEqual(
      Array.from({ length: 40 }, () => [80, 80]),
    );
    expect(repeated).toBe(0);
  });
});
