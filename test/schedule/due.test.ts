import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { inbox } from '../../src/db/schema.ts';
import type { Database, Tx } from '../../src/db/types.ts';
import type { TaskForceId } from '../../src/kernel/ids.ts';
import type { DueCue } from '../../src/kernel/intent.ts';
import { claimCue, createDue, selectDue, type DueDeps } from '../../src/schedule/due.ts';
import { emptyTables, engines, silent, withDatabase } from '../support/database.ts';
import {
  addCues,
  addTaskForces,
  broken,
  cueRow,
  cueRows,
  DAY,
  handAt,
  HOUR,
  listen,
  MINUTE,
  MONDAY,
  plus,
  setTaskForce,
  tf,
} from './rows.ts';

describe.each(engines)('what is due on %s', (engine) => {
  const database = withDatabase(engine);
  beforeEach(() => emptyTables(database()));

  const claim = (key: string, now: Date) =>
    database().transaction('a', (tx) => claimCue(tx, tf('a'), key, now));

  /** The corridor in small: claims the cue and has an effect in one transaction. */
  const corridor =
    (
      clock: { now(): Date },
      doing: (cue: DueCue) => void = () => {},
      on: Pick<Database, 'transaction'> = database(),
    ): DueDeps['fire'] =>
    (taskForce, cue) =>
      on.transaction(taskForce, async (tx) => {
        if ((await claimCue(tx, taskForce, cue.key, clock.now())) !== 'due') return;
        await effect(tx, taskForce, cue);
        doing(cue);
      });
  const effect = (tx: Tx, taskForce: TaskForceId, cue: DueCue) => {
    // Nothing but the claim keeps a second one out.
    const deliveryId = `${cue.key} ${randomUUID()}`;
    return tx
      .insert(inbox)
      .values({ platform: 'test', tenant: 'test', deliveryId, taskForce, receivedAt: MONDAY });
  };
  const effects = async () => {
    const rows = await database().db.select({ key: inbox.deliveryId }).from(inbox).orderBy(inbox.deliveryId);
    return rows.map((row) => row.key.split(' ')[0]);
  };

  function dueAt(now: Date, more: Partial<DueDeps> = {}) {
    const clock = handAt(now);
    const machine = handAt(new Date('2031-01-01T00:00:00Z'));
    const due = createDue({
      database: database(),
      fire: corridor(clock),
      clock,
      machine,
      log: silent,
      ...more,
    });
    return { clock, machine, ...due };
  }

  describe('claimCue', () => {
    beforeEach(() => addTaskForces(database(), ['a']));

    it('takes a cue once', async () => {
      await addCues(database(), [{ key: 'k', dueAt: MONDAY }]);
      expect(await claim('k', plus(MONDAY, -1))).toBe('gone');
      expect(await claim('k', MONDAY)).toBe('due');
      expect(await cueRow(database(), 'k')).toMatchObject({ state: 'done', settledAt: MONDAY, reason: null });
      expect(await claim('k', MONDAY)).toBe('gone');
      expect(await claim('other', MONDAY)).toBe('gone');
    });

    it('takes it to its last moment, and says when it was too late', async () => {
      const until = plus(MONDAY, HOUR);
      await addCues(database(), [
        { key: 'last', dueAt: MONDAY, until },
        { key: 'late', dueAt: MONDAY, until },
      ]);
      expect(await claim('last', until)).toBe('due');
      expect(await claim('late', plus(until, 1))).toBe('missed');
      expect(await cueRow(database(), 'late')).toMatchObject({
        state: 'missed',
        reason: 'too late to help',
        settledAt: plus(until, 1),
      });
      expect(await claim('late', MONDAY)).toBe('gone');
    });

    it('leaves everything in a paused task force, and nothing of another', async () => {
      await addTaskForces(database(), ['b']);
      await addCues(database(), [
        { key: 'k', dueAt: MONDAY },
        { key: 'theirs', dueAt: MONDAY, taskForce: tf('b') },
      ]);
      await setTaskForce(database(), 'a', { state: 'paused' });
      expect(await claim('k', MONDAY)).toBe('gone');
      expect(await claim('theirs', MONDAY)).toBe('gone');
      expect(await cueRow(database(), 'k')).toMatchObject({ state: 'planned' });
    });

    it('is undone with the transaction', async () => {
      await addCues(database(), [{ key: 'k', dueAt: MONDAY }]);
      const failing = database().transaction('a', async (tx) => {
        await claimCue(tx, tf('a'), 'k', MONDAY);
        throw new Error('crash');
      });
      await expect(failing).rejects.toThrow('crash');
      expect(await claim('k', MONDAY)).toBe('due');
    });
  });

  it('fires what is due, oldest first over all task forces, and says how many', async () => {
    await addTaskForces(database(), ['a', 'b']);
    await addCues(database(), [
      { key: 'second', dueAt: plus(MONDAY, -1), kind: 'polls.close', subject: 'poll-1' },
      { key: 'first', dueAt: plus(MONDAY, -2), taskForce: tf('b') },
      { key: 'third', dueAt: MONDAY },
      { key: 'done', dueAt: MONDAY, state: 'done', settledAt: MONDAY },
      { key: 'later', dueAt: plus(MONDAY, 1) },
    ]);
    const fired: [string, DueCue][] = [];
    const fire: DueDeps['fire'] = async (taskForce, cue) => void fired.push([taskForce, cue]);
    expect(await dueAt(MONDAY, { fire }).run()).toBe(3);
    expect(fired).toEqual([
      ['b', { key: 'first', kind: 'toy.step', subject: 'meeting-1' }],
      ['a', { key: 'second', kind: 'polls.close', subject: 'poll-1' }],
      ['a', { key: 'third', kind: 'toy.step', subject: 'meeting-1' }],
    ]);
  });

  it('goes over more than one round, and meets what stays due once', async () => {
    await addTaskForces(database(), ['a', 'b']);
    const keys = Array.from({ length: 130 }, (_, index) => `k:${index}`);
    // The same times and keys in both: a round ends in the middle of them.
    for (const taskForce of [tf('a'), tf('b')]) {
      await addCues(
        database(),
        keys.map((key, index) => ({ key, taskForce, dueAt: plus(MONDAY, -Math.floor(index / 50)) })),
      );
    }
    const met = new Map<string, number>();
    const stay = async (taskForce: string, cue: DueCue) => {
      const key = `${taskForce} ${cue.key}`;
      met.set(key, (met.get(key) ?? 0) + 1);
    };
    expect(await dueAt(MONDAY, { fire: stay }).run()).toBe(260);
    expect(met.size).toBe(260);
    expect(await dueAt(MONDAY).run()).toBe(260);
    expect(await dueAt(MONDAY).run()).toBe(0);
  });

  it('holds a paused task force, and goes on after it', async () => {
    await addTaskForces(database(), ['a', 'new'], { state: 'paused' });
    await setTaskForce(database(), 'new', { state: 'setup' });
    await addCues(database(), [
      { key: 'helps', dueAt: MONDAY, until: plus(MONDAY, 9 * DAY) },
      { key: 'over', dueAt: MONDAY, until: plus(MONDAY, DAY) },
      { key: 'early', dueAt: MONDAY, taskForce: tf('new') },
    ]);
    const due = dueAt(plus(MONDAY, 2 * DAY));
    expect(await due.run()).toBe(0);
    expect(await due.next()).toBeUndefined();
    await setTaskForce(database(), 'a', { state: 'running' });
    expect(await due.next()).toEqual(MONDAY);
    expect(await due.run()).toBe(2);
    expect(await effects()).toEqual(['helps']);
    expect(await cueRow(database(), 'over')).toMatchObject({ state: 'missed' });
    expect(await cueRow(database(), 'early', 'new')).toMatchObject({ state: 'planned' });
  });

  it('stops a round in the middle when it is paused', async () => {
    await addTaskForces(database(), ['a']);
    await addCues(database(), [
      { key: 'one', dueAt: plus(MONDAY, -1) },
      { key: 'two', dueAt: MONDAY },
    ]);
    const clock = handAt(MONDAY);
    const fire: DueDeps['fire'] = async (taskForce, cue) => {
      await corridor(clock)(taskForce, cue);
      await setTaskForce(database(), 'a', { state: 'paused' });
    };
    await dueAt(MONDAY, { fire }).run();
    expect(await effects()).toEqual(['one']);
    expect(await cueRow(database(), 'two')).toMatchObject({ state: 'planned' });
  });

  it('catches up after three days off: what still helps goes late, the rest is missed with the reason', async () => {
    await addTaskForces(database(), ['a']);
    const now = plus(MONDAY, 3 * DAY);
    await addCues(
      database(),
      Array.from({ length: 72 }, (_, hour) => ({
        key: `hour:${String(hour).padStart(2, '0')}`,
        dueAt: plus(MONDAY, hour * HOUR),
        until: plus(MONDAY, (hour + (hour % 2 === 0 ? 12 : 96)) * HOUR),
      })),
    );
    await dueAt(now).run();
    const rows = await cueRows(database());
    const helped = rows.filter((row) => row.until >= now);
    expect(helped.length).toBe(42);
    expect(helped.every((row) => row.state === 'done')).toBe(true);
    expect(await effects()).toEqual(helped.map((row) => row.key));
    const missed = rows.filter((row) => row.until < now);
    expect(missed.length).toBe(30);
    expect(missed.every((row) => row.state === 'missed' && row.reason === 'too late to help')).toBe(true);
  });

  it('fires again, and once, after a crash between the effect and the commit', async () => {
    await addTaskForces(database(), ['a']);
    await addCues(database(), [{ key: 'k', dueAt: MONDAY }]);
    let crashes = 1;
    const clock = handAt(MONDAY);
    const crash = () => {
      if ((crashes -= 1) >= 0) throw new Error('crash');
    };
    const due = dueAt(MONDAY, { fire: corridor(clock, crash) });
    expect(await due.run()).toBe(0);
    expect(await effects()).toEqual([]);
    expect(await cueRow(database(), 'k')).toMatchObject({ state: 'planned', attempts: 1, settledAt: null });
    due.machine.pass(5000);
    expect(await due.run()).toBe(1);
    expect(await effects()).toEqual(['k']);
    expect(await due.run()).toBe(0);
    expect(await cueRow(database(), 'k')).toMatchObject({ state: 'done' });
  });

  it('puts a failing cue off by the machine, ever longer, and gives it up at the eighth time', async () => {
    await addTaskForces(database(), ['a']);
    await addCues(database(), [{ key: 'call:m-1', dueAt: MONDAY, until: plus(MONDAY, 90 * DAY) }]);
    const { lines, log } = listen();
    const told: string[] = [];
    const clock = handAt(MONDAY);
    const fire = corridor(clock, () => {
      throw new Error('Jordan Example said no');
    });
    const due = dueAt(MONDAY, { fire, log, onMissed: async (taskForce) => void told.push(taskForce) });
    for (const [failures, limit] of [5, 10, 20, 40, 80, 160, 320].entries()) {
      expect(await due.run()).toBe(0);
      const row = await cueRow(database(), 'call:m-1');
      expect(row).toMatchObject({ state: 'planned', attempts: failures + 1 });
      const pause = (row?.notBefore?.getTime() ?? 0) - due.machine.now().getTime();
      expect(pause).toBeGreaterThanOrEqual(0);
      expect(pause).toBeLessThanOrEqual(limit * 1000);
      due.machine.pass(limit * 1000);
    }
    expect(told).toEqual([]);
    expect(await due.run()).toBe(0);
    const last = lines.at(-1);
    expect(await cueRow(database(), 'call:m-1')).toMatchObject({
      state: 'missed',
      attempts: 8,
      settledAt: MONDAY,
      reason: `could not be done, reference ${String(last?.fields['reference'])}`,
    });
    expect(told).toEqual(['a']);
    expect(await due.run()).toBe(0);
    expect(lines.length).toBe(8);
    expect(last).toEqual({
      message: 'a due cue failed',
      fields: {
        taskForce: 'a',
        cue: 'call:m-1',
        kind: 'toy.step',
        reference: expect.stringMatching(/^[0-9a-f]{8}$/),
        error: expect.any(Error),
      },
    });
    expect(new Set(lines.map((line) => line.fields['reference'])).size).toBe(8);
  });

  it('never waits more than ten minutes', async () => {
    await addTaskForces(database(), ['a']);
    await addCues(
      database(),
      Array.from({ length: 20 }, (_, index) => ({ key: `k:${index}`, dueAt: MONDAY, attempts: 6 })),
    );
    const due = dueAt(MONDAY, { fire: () => Promise.reject(new Error('no')) });
    await due.run();
    const pauses = (await cueRows(database())).map(
      (row) => (row.notBefore?.getTime() ?? 0) - due.machine.now().getTime(),
    );
    expect(Math.max(...pauses)).toBeLessThanOrEqual(10 * MINUTE);
    // Spread out, so that they do not come back together.
    expect(new Set(pauses).size).toBeGreaterThan(10);
  });

  it('delays no one else: not in the round, not in the next', async () => {
    await addTaskForces(database(), ['a', 'b']);
    const bad = Array.from({ length: 120 }, (_, index) => ({
      key: `bad:${index}`,
      dueAt: plus(MONDAY, -HOUR),
    }));
    await addCues(database(), [
      ...bad,
      { key: 'good', dueAt: MONDAY },
      { key: 'theirs', dueAt: MONDAY, taskForce: tf('b') },
    ]);
    const clock = handAt(MONDAY);
    const fire = corridor(clock, (cue) => {
      if (cue.key.startsWith('bad')) throw new Error('no');
    });
    const due = dueAt(MONDAY, { fire });
    expect(await due.run()).toBe(2);
    expect(await effects()).toEqual(['good', 'theirs']);
  });

  it('ends the run when the database is gone, and counts it against no cue', async () => {
    await addTaskForces(database(), ['a']);
    await addCues(database(), [{ key: 'k', dueAt: MONDAY }]);
    const gone = { ...broken(), unscoped: <T>(fn: (tx: Tx) => Promise<T>) => database().unscoped(fn) };
    const due = dueAt(MONDAY, { database: gone, fire: () => Promise.reject(new Error('no database')) });
    await expect(due.run()).rejects.toThrow('no database');
    expect(await cueRow(database(), 'k')).toMatchObject({ state: 'planned', attempts: 0 });
  });

  it('says when the next one is due', async () => {
    await addTaskForces(database(), ['a', 'b']);
    const due = dueAt(MONDAY);
    expect(await due.next()).toBeUndefined();
    await addCues(database(), [
      { key: 'done', dueAt: plus(MONDAY, 1), state: 'done', settledAt: MONDAY },
      { key: 'k', dueAt: plus(MONDAY, 3 * DAY) },
      { key: 'theirs', dueAt: plus(MONDAY, 2 * DAY), taskForce: tf('b') },
    ]);
    expect(await due.next()).toEqual(plus(MONDAY, 2 * DAY));
    await setTaskForce(database(), 'b', { state: 'paused' });
    expect(await due.next()).toEqual(plus(MONDAY, 3 * DAY));
  });

  it('two runners at once fire each of 500 cues once', async () => {
    await addTaskForces(database(), ['a', 'b']);
    await addCues(
      database(),
      Array.from({ length: 500 }, (_, index) => ({
        key: `k:${String(index).padStart(3, '0')}`,
        taskForce: tf(index % 2 === 0 ? 'a' : 'b'),
        dueAt: plus(MONDAY, -Math.floor(index / 7)),
      })),
    );
    const { url } = database();
    const other: Database = url === undefined ? database() : await openDatabase({ url }, { log: silent });
    try {
      const fired: string[] = [];
      const clock = handAt(MONDAY);
      const note = (cue: DueCue) => void fired.push(cue.key);
      const one = dueAt(MONDAY, { fire: corridor(clock, note) });
      const two = dueAt(MONDAY, { fire: corridor(clock, note, other), database: other });
      await Promise.all([one.run(), two.run()]);
      expect(new Set(fired).size).toBe(500);
      expect(fired.length).toBe(500);
      expect((await effects()).length).toBe(500);
      expect(
        [...(await cueRows(database())), ...(await cueRows(database(), 'b'))].map((row) => row.state),
      ).toEqual(Array(500).fill('done'));
    } finally {
      if (other !== database()) await other.close();
    }
  });

  it('looks at what waits only, however much was done', async () => {
    await addTaskForces(database(), ['a']);
    await database().db.execute(sql`
      insert into cues (task_force, key, kind, subject, what, due_at, until, state, settled_at)
      select 'a', 'done:' || n, 'toy.step', 'meeting-1', 'A step', due, due + interval '1 day', 'done', due
      from generate_series(1, 100000) n, lateral (select ${MONDAY.toISOString()}::timestamptz - n * interval '1 minute' as due) t`);
    await addCues(
      database(),
      Array.from({ length: 300 }, (_, index) => ({ key: `k:${index}`, dueAt: plus(MONDAY, index * HOUR) })),
    );
    await database().db.execute(sql`analyze cues`);
    const times = { now: MONDAY, machineNow: MONDAY };
    const last = { taskForce: tf('a'), key: 'k:1', kind: 'toy.step', subject: 'meeting-1', dueAt: MONDAY };
    for (const after of [undefined, last]) {
      const lines = await database().unscoped(async (tx) => {
        const { rows } = await tx.execute<{ 'QUERY PLAN': string }>(
          sql`explain ${selectDue(tx, times, after).getSQL()}`,
        );
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });
      expect(lines).toContain('cues_due');
      expect(lines).not.toMatch(/Seq Scan on cues/);
    }
    expect(await dueAt(MONDAY).run()).toBe(1);
  });
});
