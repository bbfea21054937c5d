import { beforeEach, describe, expect, test } from 'vitest';
import { emptyTables, engines, withDatabase } from '../support/database.ts';
import { until } from './machine.ts';
import { HOME, placeOf, post, refresh, remove, SEEN, setStage, type Stage } from './stage.ts';

describe.each(engines)('a send that fails on %s', (engine) => {
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

  test('backs off with jitter, twice as long each time, and gives up after twelve', async () => {
    stage.slack.answer = () => ({ state: 'retry', reason: 'token_expired' });
    await stage.effects(post('agenda', 'one', 'a'));
    await stage.outbox.drain();
    const waits: number[] = [];
    for (let tried = 1; tried < 12; tried += 1) {
      const wait = (await stage.row('agenda')).notBefore.getTime() - stage.machine.now().getTime();
      waits.push(wait);
      await later(wait - 51);
      expect(stage.slack.calls).toHaveLength(tried);
      await later(51);
      expect(stage.slack.calls).toHaveLength(tried + 1);
    }
    // Half of 1, 2, 4 ... s, at most of 10 minutes: random() is 0.5 here.
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000]);
    const row = await stage.row('agenda');
    expect(row).toMatchObject({
      state: 'dead',
      reason: 'gave-up',
      attempts: 12,
      inFlight: false,
      possibleRepeats: 0,
    });
    expect(stage.told).toEqual([row.id]);
    expect(await stage.outbox.failures(HOME)).toMatchObject([
      { id: row.id, reason: 'gave-up', place: placeOf('one') },
    ]);
    await later(3_600_000);
    expect(stage.slack.calls).toHaveLength(12);
  });

  test('a dead one comes back to life when it changes, and its death is told once', async () => {
    stage.slack.answer = () => ({ state: 'dead', reason: 'channel_not_found' });
    await stage.effects(post('agenda', 'one', 'a'));
    await stage.outbox.drain();
    expect(await stage.row('agenda')).toMatchObject({ state: 'dead', reason: 'channel_not_found' });
    expect(await stage.effects(refresh('agenda'))).toBe(false);
    await stage.effects(post('agenda', 'one', 'b'));
    await stage.outbox.drain();
    expect(await stage.row('agenda')).toMatchObject({ state: 'dead', attempts: 1 });
    expect([stage.slack.calls.length, stage.told.length]).toEqual([2, 1]);
    stage.slack.answer = (_call, arrive) => arrive();
    await stage.effects(post('agenda', 'one', 'c'));
    await stage.outbox.drain();
    expect(await stage.row('agenda')).toMatchObject({ state: 'live', reason: null, ref: 'slack-3' });
    stage.slack.answer = () => ({ state: 'dead', reason: 'is_archived' });
    await stage.effects(refresh('agenda'), post('agenda', 'one', 'd'));
    await stage.outbox.drain();
    expect(stage.told).toHaveLength(2);
  });

  test('what may have gone out twice is told when it stands there, once', async () => {
    let calls = 0;
    stage.slack.answer = (_call, arrive) =>
      (calls += 1) < 3 ? { state: 'unknown', reason: 'no_answer' } : arrive();
    await stage.effects(post('agenda', 'one', 'a'));
    for (let tried = 0; tried < 3; tried += 1) await later(60_000);
    const row = await stage.row('agenda');
    expect(row).toMatchObject({ state: 'live', possibleRepeats: 2 });
    expect(stage.told).toEqual([row.id]);
    await stage.effects(post('agenda', 'one', 'b'));
    await later(60_000);
    expect([calls, stage.told]).toEqual([4, [row.id]]);
  });

  test('a message about a dead message that dies itself does not go round for ever', async () => {
    stage.slack.answer = () => ({ state: 'dead', reason: 'account_inactive' });
    const told: string[] = [];
    const outbox = stage.another({
      onTrouble: async (_taskForce, id) => {
        told.push(id);
        await stage.effects(post('trouble', 'one', `dead: ${told.length}`));
      },
    });
    await stage.effects(post('agenda', 'one', 'a'));
    await outbox.drain();
    expect([told.length, stage.slack.calls.length]).toEqual([2, 3]);
  });

  test('a dead one that stands somewhere is brought up to date by a refresh', async () => {
    stage.says.set('v', 'names someone');
    await stage.effects(post('topic', 'one', 'v'));
    await stage.outbox.drain();
    stage.slack.answer = () => ({ state: 'dead', reason: 'not_in_channel' });
    stage.says.set('v', 'more');
    await stage.effects(refresh('topic'));
    await stage.outbox.drain();
    expect((await stage.row('topic')).state).toBe('dead');
    stage.slack.answer = (_call, arrive) => arrive();
    stage.says.set('v', 'hidden');
    await stage.effects(refresh('topic'));
    await stage.outbox.drain();
    expect(stage.slack.posts.get('slack-1')?.text).toBe('hidden');
  });

  test('what changed while it died is tried', async () => {
    let first = true;
    stage.slack.answer = async (_call, arrive) => {
      if (!first) return arrive();
      first = false;
      await stage.effects(post('agenda', 'one', 'b'));
      return { state: 'dead', reason: 'msg_too_long' };
    };
    await stage.effects(post('agenda', 'one', 'a'));
    await stage.outbox.drain();
    await later(1000);
    expect([...stage.slack.posts.values()].map((each) => each.text)).toEqual(['b']);
    expect(stage.told).toEqual([]);
  });

  test('what cannot be taken down stays removed, and is told', async () => {
    await stage.effects(post('poll', 'one', 'a'));
    await stage.outbox.drain();
    stage.slack.answer = () => ({ state: 'dead', reason: 'cant_delete_message' });
    await stage.effects(remove('poll'));
    await stage.outbox.drain();
    expect(await stage.row('poll')).toMatchObject({
      state: 'removed',
      reason: 'cant_delete_message',
      ref: 'slack-1',
      wanted: 2,
      shown: 2,
    });
    expect(stage.told).toHaveLength(1);
    expect(await stage.outbox.failures(HOME)).toMatchObject([
      { state: 'removed', reason: 'cant_delete_message' },
    ]);
    expect(await stage.effects(post('poll', 'one', 'b'))).toBe(false);
  });

  test('counts a repeat after an unknown end of a post, none of an edit', async () => {
    const ends = ['unknown', 'unknown', 'shown', 'unknown', 'shown'];
    stage.slack.answer = (_call, arrive) =>
      ends.shift() === 'unknown' ? { state: 'unknown', reason: 'reset' } : arrive();
    await stage.effects(post('agenda', 'one', 'a'));
    await stage.outbox.drain();
    expect(await stage.row('agenda')).toMatchObject({ inFlight: true, possibleRepeats: 0, attempts: 1 });
    await later(10_000);
    await later(10_000);
    expect(await stage.row('agenda')).toMatchObject({ shown: 1, inFlight: false, possibleRepeats: 2 });
    await stage.effects(post('agenda', 'one', 'b'));
    await stage.outbox.drain();
    await later(10_000);
    expect(await stage.row('agenda')).toMatchObject({ shown: 2, possibleRepeats: 2, editedAt: SEEN });
    expect(await stage.outbox.failures(HOME)).toMatchObject([{ possibleRepeats: 2, reason: null }]);
  });

  test('a retry that certainly did not arrive is no repeat', async () => {
    const ends = ['retry', 'shown'];
    stage.slack.answer = (_call, arrive) =>
      ends.shift() === 'retry' ? { state: 'retry', reason: 'http-500' } : arrive();
    await stage.effects(post('agenda', 'one', 'a'));
    await stage.outbox.drain();
    await later(1000);
    expect(await stage.row('agenda')).toMatchObject({ shown: 1, possibleRepeats: 0 });
  });

  test('an adapter that throws counts as unknown, and its words are kept nowhere', async () => {
    stage.slack.answer = () => {
      throw new Error('Ana said so');
    };
    await stage.effects(post('agenda', 'one', 'a'));
    await stage.outbox.drain();
    expect(await stage.row('agenda')).toMatchObject({ inFlight: true, state: 'live', reason: null });
    expect(stage.logged).toMatchObject([
      { level: 'error', fields: { platform: 'slack', reference: expect.stringMatching(/^.{8}$/) } },
    ]);
    expect(
      JSON.stringify(stage.logged.map(({ said, fields: { error: _error, ...rest } }) => [said, rest])),
    ).not.toContain('Ana');
  });

  test('a reason that is no code is not kept', async () => {
    stage.slack.answer = () => ({ state: 'dead', reason: 'The channel "Ana’s case" is archived' });
    await stage.effects(post('agenda', 'one', 'a'));
    await stage.outbox.drain();
    expect((await stage.row('agenda')).reason).toBe('other');
  });

  test('a view that throws is logged, tried again, and given up without a send', async () => {
    const outbox = stage.another({ render: () => Promise.reject(new Error('a bug')) });
    await stage.effects(post('agenda', 'one', 'a'));
    for (let tried = 0; tried < 12; tried += 1) {
      await outbox.drain();
      expect((await stage.row('agenda')).inFlight).toBe(false);
      stage.machine.advance(600_000);
    }
    expect(await stage.row('agenda')).toMatchObject({ state: 'dead', reason: 'fault', possibleRepeats: 0 });
    expect(stage.slack.calls).toEqual([]);
    expect(stage.logged.filter((line) => line.level === 'error')).toHaveLength(12);
  });

  test('ends a send that takes too long, and tells the adapter', async () => {
    stage.slack.answer = () => new Promise(() => {});
    await stage.effects(post('agenda', 'one', 'a'));
    const drained = stage.outbox.drain();
    await until(() => stage.slack.calls.length === 1);
    stage.machine.advance(14_999);
    expect(stage.slack.calls[0]?.signal?.aborted).toBe(false);
    stage.machine.advance(1);
    await drained;
    expect(stage.slack.calls[0]?.signal?.aborted).toBe(true);
    expect(await stage.row('agenda')).toMatchObject({ state: 'live', inFlight: true, shown: 0 });
  });

  test('does not send when rendering outlasted the lease', async () => {
    const outbox = stage.another({
      render: async (...view) => {
        stage.machine.advance(30_000);
        return stage.render(...view);
      },
    });
    await stage.effects(post('agenda', 'one', 'a'));
    await outbox.drain();
    expect(stage.slack.calls).toEqual([]);
    expect(await stage.row('agenda')).toMatchObject({ inFlight: false, attempts: 1 });
  });
});
