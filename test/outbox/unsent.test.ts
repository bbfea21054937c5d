import { beforeEach, describe, expect, test } from 'vitest';
import { takeUnsent } from '../../src/outbox/unsent.ts';
import { emptyTables, engines, withDatabase } from '../support/database.ts';
import { HOME, placeOf, post, refresh, setStage, type Stage } from './stage.ts';

describe.each(engines)('what stands nowhere yet, on %s', (engine) => {
  const database = withDatabase(engine);
  let stage: Stage;
  beforeEach(async () => {
    await emptyTables(database());
    stage = await setStage(database());
  });
  const take = (...names: string[]) =>
    database().transaction(HOME, (tx) => takeUnsent(tx, names.map(placeOf)));
  const left = async () => (await stage.rows()).map(({ key, place }) => `${key} ${place}`).toSorted();

  test('is taken out of its places: what waits, and what has nothing to show', async () => {
    stage.says.set('nothing', null);
    await stage.effects(post('stands', 'one', 'stands'), post('empty', 'one', 'nothing'));
    await stage.outbox.drain();
    await stage.effects(post('waits', 'two', 'waits', true), post('elsewhere', 'three', 'elsewhere'));
    expect(await take('one', 'two')).toEqual([
      { key: 'empty', view: { name: 'test.view', id: 'nothing' }, urgent: false },
      { key: 'waits', view: { name: 'test.view', id: 'waits' }, urgent: true },
    ]);
    expect(await left()).toEqual(['elsewhere channel:three', 'stands channel:one']);
    // It is not brought back there.
    stage.says.set('nothing', 'something');
    await stage.effects(refresh('empty'), refresh('stands'));
    await stage.outbox.drain();
    expect([...stage.slack.posts.values()].map(({ text }) => text).toSorted()).toEqual([
      'elsewhere',
      'stands',
    ]);
    expect(await take('one', 'two')).toEqual([]);
    expect(await take()).toEqual([]);
  });

  test('stays where it may have arrived', async () => {
    stage.slack.answer = () => ({ state: 'unknown', reason: 'timeout' });
    await stage.effects(post('unsure', 'one', 'unsure'));
    await stage.outbox.drain();
    expect(await stage.row('unsure')).toMatchObject({ ref: null, inFlight: true });
    expect(await take('one')).toEqual([]);
  });
});
