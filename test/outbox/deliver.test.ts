import { beforeEach, describe, expect, test } from 'vitest';
import { emptyTables, engines, withDatabase } from '../support/database.ts';
import { createFakePlatform } from './fake-platform.ts';
import { placeOf, post, refresh, remove, SEEN, setStage, type Stage } from './stage.ts';

describe.each(engines)('a delivery on %s', (engine) => {
  const database = withDatabase(engine);
  let stage: Stage;
  beforeEach(async () => {
    await emptyTables(database());
    stage = await setStage(database());
  });
  const later = async (ms: number) => {
    stage.machine.advance(ms);
    await stage.outbox.drain();
  };

  test('posts once, edits where it stands, and tells when', async () => {
    expect(await stage.effects(post('agenda', 'one', 'first'))).toBe(true);
    await stage.outbox.drain();
    expect(await stage.row('agenda')).toMatchObject({
      wanted: 1,
      shown: 1,
      ref: 'slack-1',
      inFlight: false,
      attempts: 0,
      shownAt: SEEN,
      editedAt: null,
    });
    stage.seen = new Date(SEEN.getTime() + 60_000);
    await stage.effects(post('agenda', 'one', 'second'));
    await stage.outbox.drain();
    expect(stage.slack.calls.map(({ kind, text, ref }) => [kind, text, ref])).toEqual([
      ['post', 'first', 'slack-1'],
      ['edit', 'second', 'slack-1'],
    ]);
    expect(await stage.row('agenda')).toMatchObject({
      wanted: 2,
      shown: 2,
      shownAt: SEEN,
      editedAt: stage.seen,
    });
    expect(await stage.lanes()).toMatchObject([{ lease: null, busyUntil: null }]);
  });

  test('sends nothing when nothing a reader sees has changed', async () => {
    await stage.effects(post('agenda', 'one', 'same'));
    await stage.outbox.drain();
    await stage.effects(post('agenda', 'one', 'same'), refresh('agenda'));
    await stage.outbox.drain();
    expect(stage.slack.calls).toHaveLength(1);
    expect(await stage.row('agenda')).toMatchObject({ wanted: 3, shown: 3, editedAt: null });
  });

  test('takes down what has nothing to show any more, and posts it anew when it has', async () => {
    stage.says.set('v', 'text');
    await stage.effects(post('topic', 'one', 'v'));
    await stage.outbox.drain();
    stage.says.set('v', null);
    await stage.effects(refresh('topic'));
    await stage.outbox.drain();
    expect(stage.slack.posts.size).toBe(0);
    expect(await stage.row('topic')).toMatchObject({
      state: 'live',
      ref: null,
      shownHash: null,
      wanted: 2,
      shown: 2,
    });
    stage.says.set('v', 'text');
    await stage.effects(refresh('topic'));
    await stage.outbox.drain();
    expect([...stage.slack.posts.values()].map((each) => each.text)).toEqual(['text']);
  });

  test('marks as shown what has nothing to show, without sending', async () => {
    stage.says.set('v', null);
    await stage.effects(post('topic', 'one', 'v'));
    await stage.outbox.drain();
    expect(stage.slack.calls).toEqual([]);
    expect(await stage.row('topic')).toMatchObject({ shown: 1, ref: null, inFlight: false });
  });

  test('takes down what was removed, and never brings it back', async () => {
    await stage.effects(post('poll', 'one', 'a'));
    await stage.outbox.drain();
    await stage.effects(remove('poll'));
    await stage.outbox.drain();
    expect(stage.slack.posts.size).toBe(0);
    expect(await stage.effects(post('poll', 'one', 'b'), refresh('poll'), remove('poll'))).toBe(false);
    await stage.outbox.drain();
    expect(stage.slack.calls.map((call) => call.kind)).toEqual(['post', 'remove']);
    expect(await stage.row('poll')).toMatchObject({ state: 'removed', ref: null, wanted: 2, shown: 2 });
  });

  test('sends nothing for what was removed before it went out', async () => {
    await stage.effects(post('poll', 'one', 'a'));
    await stage.effects(remove('poll'));
    await stage.outbox.drain();
    expect(stage.slack.calls).toEqual([]);
    expect(await stage.row('poll')).toMatchObject({ state: 'removed', wanted: 2, shown: 2 });
  });

  test('takes down what was removed while it was being sent', async () => {
    stage.slack.answer = async (call, arrive) => {
      if (call.kind === 'post') await stage.effects(remove('poll'));
      return arrive();
    };
    await stage.effects(post('poll', 'one', 'a'));
    await stage.outbox.drain();
    expect(stage.slack.calls.map((call) => call.kind)).toEqual(['post', 'remove']);
    expect(stage.slack.posts.size).toBe(0);
  });

  test('leaves deleted what a person deleted', async () => {
    await stage.effects(post('call', 'one', 'a'));
    await stage.outbox.drain();
    stage.slack.answer = () => ({ state: 'gone' });
    await stage.effects(post('call', 'one', 'b'));
    await stage.outbox.drain();
    expect(await stage.row('call')).toMatchObject({ state: 'removed', ref: null, wanted: 2, shown: 2 });
    await stage.effects(post('call', 'one', 'c'));
    await stage.outbox.drain();
    expect(stage.slack.calls).toHaveLength(2);
  });

  test('sends only the first state where nothing can be edited', async () => {
    const mail = createFakePlatform({ name: 'mail', edits: false });
    await emptyTables(database());
    stage = await setStage(database(), { also: [mail] });
    for (const said of ['a', 'b']) {
      await stage.effects(post('agenda', 'mail/one', said));
      await stage.outbox.drain();
    }
    await stage.effects(remove('agenda'));
    await stage.outbox.drain();
    expect(mail.calls.map((call) => [call.kind, call.text])).toEqual([['post', 'a']]);
    expect(await stage.row('agenda')).toMatchObject({ wanted: 3, shown: 3 });
  });

  test.each(['paused', 'setup'] as const)('holds everything while %s', async (state) => {
    await stage.effects(post('agenda', 'one', 'a'));
    await stage.setState(state);
    await later(1000);
    expect(stage.slack.calls).toEqual([]);
    expect(await stage.row('agenda')).toMatchObject({ attempts: 0, inFlight: false });
    await stage.setState('running');
    await later(1000);
    expect(stage.slack.calls).toHaveLength(1);
  });

  test('while paused changes and takes down what stands, and posts nothing new', async () => {
    await stage.effects(post('stays', 'one', 'a'), post('goes', 'one', 'b'));
    await later(1000);
    await stage.setState('paused');
    await stage.effects(post('stays', 'one', 'a2'), remove('goes'), post('new', 'one', 'c'));
    await later(1000);
    const changes = stage.slack.calls.slice(2).map((call) => `${call.kind} ${call.text}`);
    expect(changes.toSorted()).toEqual(['edit a2', 'remove ']);
    await stage.setState('running');
    await later(1000);
    expect(stage.slack.calls.at(-1)).toMatchObject({ kind: 'post', text: 'c' });
  });

  test('keeps messages for a platform that does not run, and says so once', async () => {
    await stage.effects(post('agenda', 'teams/one', 'a'), post('agenda', 'one', 'a'));
    await later(0);
    await later(60_000);
    expect(stage.slack.calls).toHaveLength(1);
    expect(stage.logged).toMatchObject([{ level: 'warn', fields: { platform: 'teams' } }]);
    const teams = createFakePlatform({ name: 'teams' });
    await stage.another({ platforms: new Map([['teams', teams]]) }).drain();
    expect(teams.calls).toHaveLength(1);
  });

  test('lists what stands in a place, newest first', async () => {
    await emptyTables(database());
    const web = createFakePlatform({ name: 'web' });
    stage = await setStage(database(), { also: [web] });
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      await stage.effects(post(key, 'web/one', key));
      await stage.outbox.drain();
      stage.seen = new Date(stage.seen.getTime() + 1000);
    }
    await stage.effects(post('a', 'web/one', 'edited'), remove('b'), post('f', 'web/two', 'f'));
    stage.says.set('d', null);
    await stage.effects(refresh('d'));
    await stage.outbox.drain();
    const { id, taskForce } = await stage.row('a');
    const standing = await stage.outbox.standing(placeOf('web/one'));
    expect(standing.map((row) => row.key)).toEqual(['e', 'c', 'a']);
    expect(standing[2]).toEqual({
      id,
      taskForce,
      key: 'a',
      ref: 'web-1',
      view: { name: 'test.view', id: 'edited' },
      shownAt: SEEN,
      editedAt: stage.seen,
    });
    expect(await stage.outbox.standing({ ...placeOf('web/one'), tenant: 'another' })).toEqual([]);
  });
});
