import { AsyncLocalStorage } from 'node:async_hooks';
import { sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import type { Database, Tx } from '../../src/db/types.ts';
import type { Cue } from '../../src/kernel/feature.ts';
import { claimCue } from '../../src/schedule/due.ts';
import {
  createPlanner,
  diffPlan,
  markStale,
  selectWaiting,
  type PlannerDeps,
} from '../../src/schedule/planner.ts';
import { emptyTables, engines, silent, withDatabase } from '../support/database.ts';
import {
  addCues,
  addTaskForces,
  broken,
  cue,
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
  taskForceRow,
  tf,
  weekly,
} from './rows.ts';

/** As another process would: not inside the transaction of the caller. */
const outside = AsyncLocalStorage.snapshot();

const at = (days: number): Date => plus(MONDAY, days * DAY);
const NONE = { add: [], change: [], drop: [], missed: [] };
const from = at(-45);

describe('diffPlan', () => {
  const row = cue('k', at(1));
  const moved = (days: number) => cue('k', at(days));
  const settled = new Set(['k']);
  const cases: readonly [string, Parameters<typeof diffPlan>[0], Partial<ReturnType<typeof diffPlan>>][] = [
    ['nothing', { planned: [], settled: new Set(), wanted: [], from }, {}],
    ['what is equal stays', { planned: [row], settled: new Set(), wanted: [moved(1)], from }, {}],
    ['a new one is added', { planned: [], settled: new Set(), wanted: [row], from }, { add: [row] }],
    [
      'a new one that is due already is late, not lost',
      { planned: [], settled: new Set(), wanted: [moved(-0.5)], from },
      { add: [moved(-0.5)] },
    ],
    [
      'a new one that is over is not our loss',
      { planned: [], settled: new Set(), wanted: [moved(-1)], from },
      {},
    ],
    ['done or missed never comes back', { planned: [], settled, wanted: [moved(9)], from }, {}],
    ['settled while we looked', { planned: [row], settled, wanted: [moved(9)], from }, {}],
    ['moved later', { planned: [row], settled: new Set(), wanted: [moved(9)], from }, { change: [moved(9)] }],
    [
      'moved to a time that is late, not over',
      { planned: [row], settled: new Set(), wanted: [moved(-0.5)], from },
      { change: [moved(-0.5)] },
    ],
    [
      'moved to a time that is over',
      { planned: [row], settled: new Set(), wanted: [moved(-2)], from },
      { missed: [moved(-2)] },
    ],
    [
      'over, and where it was: for whoever claims it to say',
      { planned: [moved(-2)], settled: new Set(), wanted: [moved(-2)], from },
      {},
    ],
    [
      'over, and only worded anew',
      { planned: [moved(-2)], settled: new Set(), wanted: [cue('k', at(-2), { what: 'Else' })], from },
      { change: [cue('k', at(-2), { what: 'Else' })] },
    ],
    ...(['kind', 'subject', 'what'] as const)
      .map(
        (field) =>
          [
            `another ${field}`,
            {
              planned: [row],
              settled: new Set<string>(),
              wanted: [cue('k', at(1), { [field]: 'else' })],
              from,
            },
            { change: [cue('k', at(1), { [field]: 'else' })] },
          ] as const,
      )
      .map(
        ([name, input, diff]): [
          string,
          Parameters<typeof diffPlan>[0],
          Partial<ReturnType<typeof diffPlan>>,
        ] => [name, input, diff],
      ),
    [
      'another end',
      { planned: [row], settled: new Set(), wanted: [cue('k', at(1), { until: at(5) })], from },
      { change: [cue('k', at(1), { until: at(5) })] },
    ],
    ['not wanted any more', { planned: [row], settled: new Set(), wanted: [], from }, { drop: ['k'] }],
    [
      'not wanted, and due',
      { planned: [moved(-0.5)], settled: new Set(), wanted: [], from },
      { drop: ['k'] },
    ],
    ['from before the plan begins', { planned: [moved(-46)], settled: new Set(), wanted: [], from }, {}],
  ];

  it.each(cases)('%s', (_name, input, diff) => {
    expect(diffPlan(input, MONDAY)).toEqual({ ...NONE, ...diff });
  });

  it('throws for a key that is planned twice', () => {
    const input = { planned: [], settled: new Set<string>(), wanted: [row, moved(2)], from };
    expect(() => diffPlan(input, MONDAY)).toThrow('two cues with the key k');
  });
});

describe('diffPlan, whatever comes', () => {
  const hours = fc.integer({ min: -200, max: 200 });
  const someCue = fc
    .record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      due: hours,
      lasts: fc.integer({ min: 0, max: 100 }),
      what: fc.constantFrom('x', 'y'),
    })
    .map(({ key, due, lasts, what }) =>
      cue(key, plus(MONDAY, due * HOUR), { until: plus(MONDAY, (due + lasts) * HOUR), what }),
    );
  const someCues = fc.uniqueArray(someCue, { selector: ({ key }) => key });
  interface Rows {
    readonly planned: readonly Cue[];
    readonly settled: ReadonlySet<string>;
  }
  const someRows = fc
    .tuple(someCues, fc.subarray(['a', 'b', 'c', 'd', 'e', 'f']))
    .map(([rows, settled]): Rows => ({
      planned: rows.filter((row) => !settled.includes(row.key)),
      settled: new Set(settled),
    }));
  const now = hours.map((hour) => plus(MONDAY, hour * HOUR));

  /** What the planner does to the rows. */
  function plan({ planned, settled }: Rows, wanted: readonly Cue[], when: Date): Rows {
    const diff = diffPlan({ planned, settled, wanted, from }, when);
    const rows = new Map(planned.map((row) => [row.key, row]));
    for (const row of [...diff.add, ...diff.change]) rows.set(row.key, row);
    for (const key of [...diff.drop, ...diff.missed.map((row) => row.key)]) rows.delete(key);
    return {
      planned: [...rows.values()],
      settled: new Set([...settled, ...diff.missed.map((row) => row.key)]),
    };
  }
  const sorted = (rows: readonly Cue[]) => rows.toSorted((a, b) => a.key.localeCompare(b.key));

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(someRows, someCues, now, (rows, wanted, when) => {
        const after = plan(rows, wanted, when);
        expect(diffPlan({ ...after, wanted, from }, when)).toEqual(NONE);
      }),
    );
  });

  it('never brings back what is settled, and loses nothing that still helps', () => {
    fc.assert(
      fc.property(someRows, someCues, now, (rows, wanted, when) => {
        const after = plan(rows, wanted, when);
        expect(after.planned.filter((row) => rows.settled.has(row.key))).toEqual([]);
        const helps = wanted.filter((row) => row.until > when && !rows.settled.has(row.key));
        const keys = new Set(helps.map((row) => row.key));
        expect(sorted(after.planned.filter((row) => keys.has(row.key)))).toEqual(sorted(helps));
        const unwanted = after.planned.filter((row) => !wanted.some(({ key }) => key === row.key));
        expect(unwanted).toEqual([]);
      }),
    );
  });

  it('does not care how often it was planned before', () => {
    fc.assert(
      fc.property(someRows, someCues, now, now, (rows, wanted, one, other) => {
        const [first, then] = one < other ? [one, other] : [other, one];
        const twice = plan(plan(rows, wanted, first), wanted, then);
        const once = plan(rows, wanted, then);
        const helps = ({ planned }: Rows) => sorted(planned.filter((row) => row.until > then));
        expect(helps(twice)).toEqual(helps(once));
      }),
    );
  });

  it('plans nothing twice and drops nothing when the clock goes back', () => {
    fc.assert(
      fc.property(someRows, someCues, now, now, (rows, wanted, one, other) => {
        const [earlier, later] = one < other ? [one, other] : [other, one];
        const before = plan(rows, wanted, later);
        const back = diffPlan({ ...before, wanted, from }, earlier);
        expect([...back.change, ...back.drop, ...back.missed]).toEqual([]);
        // Only what was over by the later clock and was never planned may come.
        expect(back.add.filter((row) => row.until > later)).toEqual([]);
      }),
    );
  });
});

describe.each(engines)('the planner on %s', (engine) => {
  const database = withDatabase(engine);
  beforeEach(() => emptyTables(database()));

  const planner = (more: Partial<PlannerDeps> & { week?: ReturnType<typeof weekly> } = {}) => {
    const week = more.week ?? weekly();
    const plan = async (_tx: Tx, _row: unknown, first: Date, last: Date) => week(first, last);
    return createPlanner({ database: database(), plan, clock: handAt(MONDAY), log: silent, ...more });
  };
  const keys = async (taskForce = 'a') => (await cueRows(database(), taskForce)).map((row) => row.key);
  const weeks = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => `week:${first + index}`);

  it('plans 62 days from Start, what is due exactly then too, and nothing older', async () => {
    await addTaskForces(database(), ['a']);
    expect(await planner({ clock: handAt(plus(MONDAY, HOUR)) }).run()).toBe(1);
    expect(await keys()).toEqual(weeks(0, 8));
    expect(await cueRow(database(), 'week:1')).toMatchObject({
      ...weekly()(at(7), at(8))[0],
      state: 'planned',
      settledAt: null,
      attempts: 0,
    });
    expect(await taskForceRow(database(), 'a')).toMatchObject({
      planStale: false,
      plannedTo: plus(MONDAY, HOUR + 62 * DAY),
    });
  });

  it('catches up nothing from before Start, even when a plan names it', async () => {
    await addTaskForces(database(), ['a'], { startedAt: plus(MONDAY, 1) });
    const long = plus(MONDAY, 30 * DAY);
    const plan = async () => [
      cue('old', MONDAY, { until: long }),
      cue('new', plus(MONDAY, 1), { until: long }),
    ];
    await planner({ plan, clock: handAt(at(1)) }).run();
    expect(await keys()).toEqual(['new']);
  });

  it('asks for the last 45 days at most', async () => {
    await addTaskForces(database(), ['a'], { startedAt: at(-100) });
    const asked: Date[] = [];
    const plan = async (_tx: Tx, _row: unknown, first: Date, last: Date) => {
      asked.push(first, last);
      return [];
    };
    await planner({ plan }).run();
    expect(asked).toEqual([at(-45), at(62)]);
  });

  it('leaves alone what is not marked, not started or far enough planned', async () => {
    await addTaskForces(database(), ['new'], { state: 'setup', startedAt: null });
    await addTaskForces(database(), ['fresh'], { planStale: false, plannedTo: at(61) });
    expect(await planner().run()).toBe(0);
    await addTaskForces(database(), ['paused'], { state: 'paused' });
    await addTaskForces(database(), ['short'], { planStale: false, plannedTo: plus(at(61), -1) });
    await addTaskForces(database(), ['never'], { planStale: false, plannedTo: null });
    expect(await planner().run()).toBe(3);
    expect(await keys('new')).toEqual([]);
    expect(await keys('fresh')).toEqual([]);
    expect(await keys('paused')).toEqual(weeks(0, 8));
  });

  it('moves on with time, and plans each occurrence once', async () => {
    await addTaskForces(database(), ['a']);
    const clock = handAt(MONDAY);
    const { run } = planner({ clock });
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    clock.pass(DAY);
    expect(await run()).toBe(0);
    clock.pass(1);
    expect(await run()).toBe(1);
    expect(await keys()).toEqual(weeks(0, 9));
    clock.set(at(9));
    expect(await run()).toBe(1);
    expect(await keys()).toEqual(weeks(0, 10));
  });

  it('ends at the same rows however often it ran before', async () => {
    await addTaskForces(database(), ['a']);
    const clock = handAt(MONDAY);
    const { run } = planner({ clock });
    for (const day of [0, 3, 9, 20]) {
      clock.set(at(day));
      await run();
    }
    await addTaskForces(database(), ['b']);
    expect(await run()).toBe(1);
    const still = async (id: string) =>
      (await cueRows(database(), id))
        .filter((row) => row.until > clock.now())
        .map(({ key, dueAt }) => ({ key, dueAt }));
    expect(await still('a')).toEqual(await still('b'));
    expect((await still('a')).length).toBeGreaterThan(5);
  });

  it('moves, words anew and drops rows when it is marked', async () => {
    await addTaskForces(database(), ['a']);
    await planner().run();
    await setTaskForce(database(), 'a', { planStale: false });
    await database().transaction('a', (tx) => markStale(tx, tf('a')));
    expect(await planner({ week: weekly({ 1: 2 * HOUR }, [2]) }).run()).toBe(1);
    expect(await keys()).toEqual(weeks(0, 8).filter((key) => key !== 'week:2'));
    expect(await cueRow(database(), 'week:1')).toMatchObject({ dueAt: plus(at(7), 2 * HOUR) });
  });

  it('keeps what was done or missed out of the plan, wherever it is moved', async () => {
    await addTaskForces(database(), ['a']);
    const clock = handAt(MONDAY);
    await planner({ clock }).run();
    expect(await database().transaction('a', (tx) => claimCue(tx, tf('a'), 'week:0', MONDAY))).toBe('due');
    await database().transaction('a', (tx) => markStale(tx, tf('a')));
    await planner({ clock, week: weekly({ 0: 3 * DAY }) }).run();
    expect(await cueRow(database(), 'week:0')).toMatchObject({
      state: 'done',
      dueAt: MONDAY,
      settledAt: MONDAY,
    });
    expect(await keys()).toEqual(weeks(0, 8));
  });

  it('records as missed what was moved to a time that is over, and tells it', async () => {
    await addTaskForces(database(), ['a']);
    const told: string[] = [];
    const more = { onMissed: async (taskForce: string) => void told.push(taskForce) };
    await planner(more).run();
    expect(told).toEqual([]);
    const clock = handAt(at(4));
    await database().transaction('a', (tx) => markStale(tx, tf('a')));
    await planner({ ...more, clock, week: weekly({ 1: -5 * DAY }) }).run();
    expect(await cueRow(database(), 'week:1')).toMatchObject({
      state: 'missed',
      reason: 'moved',
      settledAt: at(4),
      dueAt: at(2),
    });
    expect(told).toEqual(['a']);
    await database().transaction('a', (tx) => markStale(tx, tf('a')));
    await planner({ ...more, clock }).run();
    expect(await cueRow(database(), 'week:1')).toMatchObject({ state: 'missed' });
    expect(told).toEqual(['a']);
  });

  it('lets a cue that failed begin anew when it is moved', async () => {
    await addTaskForces(database(), ['a']);
    await addCues(database(), [{ key: 'week:1', dueAt: at(6), attempts: 5, notBefore: at(7) }]);
    await planner().run();
    expect(await cueRow(database(), 'week:1')).toMatchObject({ dueAt: at(7), attempts: 0, notBefore: null });
  });

  it('drops nothing and plans nothing twice when the clock goes back', async () => {
    await addTaskForces(database(), ['a']);
    const clock = handAt(at(28));
    await planner({ clock }).run();
    expect(await keys()).toEqual(weeks(4, 12));
    await database().transaction('a', (tx) => claimCue(tx, tf('a'), 'week:4', clock.now()));
    const before = await cueRows(database());
    for (const day of [27, 10, 27, 28]) {
      clock.set(at(day));
      await database().transaction('a', (tx) => markStale(tx, tf('a')));
      await planner({ clock, week: weekly({}, [0, 1, 2, 3]) }).run();
      expect(await cueRows(database())).toEqual(before);
      expect((await taskForceRow(database(), 'a')).plannedTo).toEqual(at(90));
    }
  });

  it('holds what waits through a pause longer than it looks back', async () => {
    await addTaskForces(database(), ['a']);
    const week = (first: Date, last: Date) =>
      weekly()(first, last).map((row) => ({ ...row, until: at(400) }));
    await planner({ week }).run();
    await setTaskForce(database(), 'a', { state: 'paused', planStale: true });
    await planner({ week, clock: handAt(at(100)) }).run();
    expect(await keys()).toEqual(weeks(0, 23));
    // And what was called off meanwhile goes.
    await setTaskForce(database(), 'a', { planStale: true });
    await planner({ week: (first, last) => week(first, last).slice(1), clock: handAt(at(100)) }).run();
    expect(await keys()).toEqual(weeks(1, 23));
  });

  it('leaves a row from before Start to whoever put it there', async () => {
    await addTaskForces(database(), ['a']);
    await addCues(database(), [{ key: 'history', dueAt: at(-3), until: at(3) }]);
    await planner().run();
    expect(await keys()).toEqual(['history', ...weeks(0, 8)]);
  });

  it('writes plans of thousands', async () => {
    await addTaskForces(database(), ['a']);
    const many = (shift: number) => async () =>
      Array.from({ length: 2500 }, (_, index) => cue(`many:${index}`, plus(MONDAY, index * MINUTE + shift)));
    await planner({ plan: many(0) }).run();
    await database().transaction('a', (tx) => claimCue(tx, tf('a'), 'many:2', plus(MONDAY, HOUR)));
    await setTaskForce(database(), 'a', { planStale: true });
    await planner({ plan: many(5) }).run();
    const rows = await cueRows(database());
    expect(rows.length).toBe(2500);
    expect(rows.filter((row) => row.dueAt.getTime() % MINUTE === 5).length).toBe(2499);
    await setTaskForce(database(), 'a', { planStale: true });
    await planner({ plan: async () => [] }).run();
    expect(await keys()).toEqual(['many:2']);
  });

  it('plans the others when one fails, logs ids only, and tries it again', async () => {
    await addTaskForces(database(), ['a', 'b', 'c']);
    const { lines, log } = listen();
    const plan: PlannerDeps['plan'] = async (_tx, row, first, last) => {
      const week = weekly()(first, last);
      return row.id === 'b' ? [...week, ...week] : week;
    };
    expect(await planner({ plan, log }).run()).toBe(2);
    expect(lines).toEqual([
      { fields: { taskForce: 'b', error: expect.any(Error) }, message: 'planning failed' },
    ]);
    expect(await keys('b')).toEqual([]);
    expect(await taskForceRow(database(), 'b')).toMatchObject({ planStale: true, plannedTo: null });
    expect(await planner().run()).toBe(1);
    expect(await keys('b')).toEqual(weeks(0, 8));
  });

  it('ends the run when the database is gone', async () => {
    await addTaskForces(database(), ['a', 'b']);
    let asked = 0;
    const gone: PlannerDeps['database'] = {
      ...broken(),
      unscoped: (fn) => ((asked += 1) === 1 ? database().unscoped(fn) : broken().unscoped(fn)),
    };
    const { lines, log } = listen();
    await expect(planner({ database: gone, log }).run()).rejects.toThrow('no database');
    expect(lines.length).toBe(1);
  });

  it('plans more task forces than one round takes', async () => {
    const ids = Array.from({ length: 205 }, (_, index) => `tf-${index}`);
    await addTaskForces(database(), ids);
    expect(await planner({ plan: async () => [] }).run()).toBe(205);
    expect(await planner({ plan: async () => [] }).run()).toBe(0);
  });

  it('two instances at once plan each task force once', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `tf-${String(index).padStart(3, '0')}`);
    await addTaskForces(database(), ids);
    const { url } = database();
    const other: Database = url === undefined ? database() : await openDatabase({ url }, { log: silent });
    try {
      const calls = new Map<string, number>();
      const plan: PlannerDeps['plan'] = async (_tx, row, first, last) => {
        calls.set(row.id, (calls.get(row.id) ?? 0) + 1);
        return weekly()(first, last);
      };
      const [one, two] = await Promise.all([
        planner({ plan }).run(),
        planner({ plan, database: other }).run(),
      ]);
      expect(one + two).toBe(200);
      expect([...calls.values()].filter((count) => count !== 1)).toEqual([]);
      expect(calls.size).toBe(200);
      for (const id of ['tf-000', 'tf-199']) expect(await keys(id)).toEqual(weeks(0, 8));
    } finally {
      if (other !== database()) await other.close();
    }
  });
});

describe('the planner beside others on postgres', () => {
  const database = withDatabase('postgres');
  beforeEach(() => emptyTables(database()));

  it('does not wait for a cue that is being carried out, and plans again after it', async () => {
    await addTaskForces(database(), ['a']);
    const plan = async (_tx: Tx, _row: unknown, first: Date, last: Date) => weekly({ 0: HOUR })(first, last);
    const planner = createPlanner({ database: database(), plan, clock: handAt(MONDAY), log: silent });
    await addCues(database(), [{ key: 'week:0', dueAt: MONDAY }]);
    await database().transaction('a', async (tx) => {
      expect(await claimCue(tx, tf('a'), 'week:0', MONDAY)).toBe('due');
      // It runs to its end while the cue is held: waiting would be for ever.
      expect(await outside(() => planner.run())).toBe(1);
      await markStale(tx, tf('a'));
    });
    expect(await cueRow(database(), 'week:0')).toMatchObject({ state: 'done', dueAt: MONDAY });
    expect(await taskForceRow(database(), 'a')).toMatchObject({ planStale: true });
    expect(await planner.run()).toBe(1);
    expect(await cueRow(database(), 'week:0')).toMatchObject({ state: 'done' });
    expect(await taskForceRow(database(), 'a')).toMatchObject({ planStale: false });
  });

  it('comes back to a cue that was being carried out when that failed', async () => {
    await addTaskForces(database(), ['a']);
    const plan = async (_tx: Tx, _row: unknown, first: Date, last: Date) =>
      weekly({ 0: HOUR }, [1])(first, last);
    const planner = createPlanner({ database: database(), plan, clock: handAt(MONDAY), log: silent });
    await addCues(database(), [
      { key: 'week:0', dueAt: MONDAY },
      { key: 'week:1', dueAt: plus(MONDAY, 1) },
    ]);
    const failing = database().transaction('a', async (tx) => {
      for (const key of ['week:0', 'week:1']) await claimCue(tx, tf('a'), key, plus(MONDAY, 1));
      expect(await outside(() => planner.run())).toBe(1);
      throw new Error('crash');
    });
    await expect(failing).rejects.toThrow('crash');
    expect(await cueRow(database(), 'week:0')).toMatchObject({ state: 'planned', dueAt: MONDAY });
    expect(await planner.run()).toBe(1);
    expect(await cueRow(database(), 'week:0')).toMatchObject({ state: 'planned', dueAt: plus(MONDAY, HOUR) });
    expect(await cueRow(database(), 'week:1')).toBeUndefined();
  });

  it('does not lose a mark set while it plans', async () => {
    await addTaskForces(database(), ['a']);
    let marked: Promise<void> | undefined;
    const plan = async () => {
      marked = outside(() => database().transaction('a', (tx) => markStale(tx, tf('a'))));
      return [];
    };
    const planner = createPlanner({ database: database(), plan, clock: handAt(MONDAY), log: silent });
    expect(await planner.run()).toBe(1);
    await marked;
    expect(await taskForceRow(database(), 'a')).toMatchObject({ planStale: true });
  });

  it('skips a task force that someone is changing', async () => {
    await addTaskForces(database(), ['a', 'b']);
    const planner = createPlanner({
      database: database(),
      plan: async () => [],
      clock: handAt(MONDAY),
      log: silent,
    });
    await database().transaction('a', async (tx) => {
      await markStale(tx, tf('a'));
      expect(await outside(() => planner.run())).toBe(1);
    });
    expect(await planner.run()).toBe(1);
  });

  it('finds what is to be planned among any number that is not', async () => {
    await database().db.execute(sql`
      insert into task_forces (id, name, neutral_name, zone, state, started_at, plan_stale, planned_to, created_at)
      select 'tf' || n, 'Any', 'Any', 'UTC', 'running', now(), false, now() + interval '62 days', now()
      from generate_series(1, 5000) n`);
    await database().db.execute(sql`analyze task_forces`);
    const plan = await database().unscoped(async (tx) => {
      const { rows } = await tx.execute<{ 'QUERY PLAN': string }>(
        sql`explain ${selectWaiting(tx, new Date(), '').getSQL()}`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).toContain('task_forces_planned');
    expect(plan).not.toMatch(/Seq Scan|task_forces_pkey/);
  });
});
