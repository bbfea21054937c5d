import { beforeEach, describe, expect, test } from 'vitest';
import { Unanswered } from '../../src/kernel/platform.ts';
import { emptyTables, engines, withDatabase } from '../support/database.ts';
import { START } from './machine.ts';
import { post, setStage, type Stage } from './stage.ts';

const HOUR = 3_600_000;

describe.each(engines)('while a platform is away, on %s', (engine) => {
  const database = withDatabase(engine);
  let stage: Stage;
  beforeEach(async () => {
    await emptyTables(database());
    stage = await setStage(database());
  });
  /** Sends whatever comes up, as it comes up, so long. */
  async function pass(ms: number, key = 'agenda', outbox = stage.outbox): Promise<void> {
    const end = stage.machine.now().getTime() + ms;
    await outbox.drain();
    for (;;) {
      const { notBefore, wanted, shown, state } = await stage.row(key);
      const due = state === 'dead' || wanted <= shown ? end : notBefore.getTime();
      stage.machine.advance(Math.max(1, Math.min(due, end) - stage.machine.now().getTime()));
      await outbox.drain();
      if (stage.machine.now().getTime() >= end) return;
    }
  }

  test('what is due waits, is asked for less and less often, and goes out late', async () => {
    stage.slack.answer = () => ({ state: 'retry', reason: 'ECONNREFUSED', silent: true });
    await stage.effects(post('agenda', 'one', 'a'));
    await pass(12 * HOUR);
    const tries = stage.slack.calls.length;
    // Thirteen in the first hour or so, then one each half hour: random() is 0.5 here.
    expect(tries).toBeGreaterThan(30);
    expect(tries).toBeLessThan(40);
    expect(await stage.row('agenda')).toMatchObject({ state: 'live', shown: 0, reason: null });
    expect(stage.told).toEqual([]);
    stage.slack.answer = (_call, arrive) => arrive();
    await pass(HOUR);
    const row = await stage.row('agenda');
    expect(row).toMatchObject({ state: 'live', shown: 1, attempts: 0, possibleRepeats: 0 });
  });

  test('what may have arrived is sent again a dozen times at most, for the better part of a day', async () => {
    stage.slack.answer = () => ({ state: 'unknown', reason: 'timeout', silent: true });
    await stage.effects(post('agenda', 'one', 'a'));
    await pass(10 * HOUR);
    expect(await stage.row('agenda')).toMatchObject({ state: 'live', reason: null });
    await pass(2 * 24 * HOUR);
    expect(await stage.row('agenda')).toMatchObject({ state: 'dead', reason: 'gave-up' });
    expect(stage.slack.calls).toHaveLength(12);
  });

  test('what goes out at last after such an outage may stand there twice, and that is told', async () => {
    stage.slack.answer = () => ({ state: 'unknown', reason: 'http_503', silent: true });
    await stage.effects(post('agenda', 'one', 'a'));
    await pass(4 * HOUR);
    const tries = stage.slack.calls.length;
    stage.slack.answer = (_call, arrive) => arrive();
    await pass(4 * HOUR);
    const row = await stage.row('agenda');
    expect(row).toMatchObject({ state: 'live', shown: 1, attempts: 0, possibleRepeats: tries });
    expect(stage.told).toEqual([row.id]);
  });

  test('what failed before it, and after it, is counted; the outage is not', async () => {
    const fails = { state: 'retry', reason: 'fault' } as const;
    const away = { state: 'retry', reason: 'ECONNREFUSED', silent: true } as const;
    let calls = 0;
    stage.slack.answer = () => ((calls += 1) > 11 && calls <= 31 ? away : fails);
    await stage.effects(post('agenda', 'one', 'a'));
    await pass(2 * 24 * HOUR);
    expect(await stage.row('agenda')).toMatchObject({ state: 'dead', reason: 'gave-up' });
    expect(stage.slack.calls).toHaveLength(32);
  });

  test('the look who reads there counts no more than the send', async () => {
    const away = { look: true };
    const outbox = stage.another({
      render: (...view) => (away.look ? Promise.reject(new Unanswered('http_503')) : stage.render(...view)),
    });
    await stage.effects(post('agenda', 'one', 'a'));
    await pass(5 * HOUR, 'agenda', outbox);
    expect(await stage.row('agenda')).toMatchObject({ state: 'live', shown: 0, possibleRepeats: 0 });
    expect(stage.slack.calls).toEqual([]);
    expect(stage.logged.filter(({ level }) => level === 'error')).toEqual([]);
    away.look = false;
    await pass(HOUR, 'agenda', outbox);
    expect(await stage.row('agenda')).toMatchObject({ state: 'live', shown: 1 });
    expect(stage.slack.calls).toHaveLength(1);
  });

  test('a look that comes too fast waits as long as the platform says, and costs no attempt', async () => {
    let looks = 0;
    const outbox = stage.another({
      render: (...view) =>
        (looks += 1) > 1
          ? stage.render(...view)
          : Promise.reject(new Unanswered('ratelimited', { afterMs: 30_000 })),
    });
    await stage.effects(post('agenda', 'one', 'a'), post('poll', 'one', 'b'));
    await outbox.drain();
    expect([looks, (await stage.row('agenda')).attempts]).toEqual([1, 0]);
    stage.machine.advance(29_900);
    await outbox.drain();
    expect(looks).toBe(1);
    stage.machine.advance(100);
    await outbox.drain();
    expect(stage.slack.calls).toHaveLength(2);
  });

  test('what has become pointless by then is not sent', async () => {
    stage.slack.answer = () => ({ state: 'retry', reason: 'ECONNREFUSED', silent: true });
    await stage.effects(post('agenda', 'one', 'a'));
    await pass(5 * HOUR);
    stage.says.set('a', null);
    stage.slack.answer = (_call, arrive) => arrive();
    await pass(HOUR);
    expect(stage.slack.posts.size).toBe(0);
    expect(await stage.row('agenda')).toMatchObject({ state: 'live', shown: 1, ref: null });
  });

  test('after some three days it is given up, and told', async () => {
    stage.slack.answer = () => ({ state: 'retry', reason: 'ECONNREFUSED', silent: true });
    await stage.effects(post('agenda', 'one', 'a'));
    await pass(5 * 24 * HOUR);
    const row = await stage.row('agenda');
    expect(row).toMatchObject({ state: 'dead', reason: 'gave-up' });
    expect(stage.told).toEqual([row.id]);
    expect(row.notBefore.getTime() - START.getTime()).toBeGreaterThan(2.5 * 24 * HOUR);
    expect(stage.slack.calls).toHaveLength(150);
    stage.slack.answer = (_call, arrive) => arrive();
    await stage.effects(post('agenda', 'one', 'b'));
    await pass(1000);
    expect(await stage.row('agenda')).toMatchObject({ state: 'live', attempts: 0, reason: null });
  });

  test('a refusal is a refusal, whatever came before', async () => {
    let calls = 0;
    stage.slack.answer = () =>
      (calls += 1) < 5
        ? { state: 'unknown', reason: 'http_503', silent: true }
        : { state: 'dead', reason: 'is_archived' };
    await stage.effects(post('agenda', 'one', 'a'));
    await pass(HOUR);
    expect(await stage.row('agenda')).toMatchObject({ state: 'dead', reason: 'is_archived' });
    expect(calls).toBe(5);
  });
});
