import { eq, sql } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { constraintOf, sqlState } from '../../src/db/errors.ts';
import { later } from '../../src/db/later.ts';
import { emptyTables, engines, withDatabase } from '../support/database.ts';
import { createNotes, notes, refusal } from './tables.ts';

const note = (id: string) => ({ id, taskForce: 'larkmoor', body: '0' });

describe.each(engines)('transactions on %s', (engine) => {
  const database = withDatabase(engine, { tables: false });
  const ids = async () =>
    (await database().unscoped((tx) => tx.select().from(notes).orderBy(notes.id))).map((row) => row.id);

  beforeAll(() => createNotes(database()));
  beforeEach(() => emptyTables(database()));

  test('commits what it returns from and nothing it throws from', async () => {
    expect(
      await database().transaction('larkmoor', (tx) =>
        tx.insert(notes).values(note('a')).returning({ id: notes.id }),
      ),
    ).toEqual([{ id: 'a' }]);
    const failed = database().transaction('larkmoor', async (tx) => {
      await tx.insert(notes).values(note('b'));
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect(await ids()).toEqual(['a']);
  });

  test.each(['', '*'])('refuses %j as a task force', async (taskForce) => {
    await expect(database().transaction(taskForce, async () => 'ran')).rejects.toThrow('is not a task force');
  });

  test('a task force id is data, not SQL', async () => {
    const odd = `o'brien"; select set_config('app.task_force', '*', true) --`;
    const { rows } = await database().transaction(odd, (tx) =>
      tx.execute(sql`select current_setting('app.task_force') as scope`),
    );
    expect(rows).toEqual([{ scope: odd }]);
  });

  test('20 at once each add one, and none is lost', async () => {
    await database().transaction('larkmoor', (tx) => tx.insert(notes).values(note('sum')));
    const add = () =>
      database().transaction('larkmoor', async (tx) => {
        const [row] = await tx.select().from(notes).where(eq(notes.id, 'sum')).for('update');
        await tx
          .update(notes)
          .set({ body: String(Number(row?.body) + 1) })
          .where(eq(notes.id, 'sum'));
      });
    await Promise.all(Array.from({ length: 20 }, add));
    const [row] = await database().transaction('larkmoor', (tx) => tx.select().from(notes));
    expect(row?.body).toBe('20');
  });

  test('a savepoint undoes its own part only', async () => {
    await database().transaction('larkmoor', async (tx) => {
      await tx.insert(notes).values(note('a'));
      const again = tx.transaction((point) => point.insert(notes).values(note('a')));
      const error: unknown = await again.catch((reason: unknown) => reason);
      expect([sqlState(error), constraintOf(error)]).toEqual(['23505', 'notes_pkey']);
      await tx.insert(notes).values(note('b'));
    });
    expect(await ids()).toEqual(['a', 'b']);
  });

  test('a swallowed failure is no success', async () => {
    const outcome = database().transaction('larkmoor', async (tx) => {
      await tx.insert(notes).values(note('a'));
      await tx
        .insert(notes)
        .values(note('a'))
        .catch(() => {});
      return 'saved';
    });
    await expect(outcome).rejects.toThrow(/swallowed|rolled back instead/);
    expect(await ids()).toEqual([]);
    expect(await database().transaction('larkmoor', async () => 'still works')).toBe('still works');
  });

  test('one inside another is refused instead of waiting for ever', async () => {
    const nested = database().transaction('larkmoor', () => database().unscoped(async () => 'inner'));
    await expect(nested).rejects.toThrow('inside another');
    const later = database().transaction(
      'larkmoor',
      async () => () => database().unscoped(async () => 'after'),
    );
    expect(await (await later)()).toBe('after');
  });

  test.each(['40001', '40P01'])('a conflict (%s) runs the whole function again', async (state) => {
    let runs = 0;
    await database().transaction('larkmoor', async (tx) => {
      runs += 1;
      await tx.insert(notes).values(note(`run ${runs}`));
      if (runs < 3) await tx.execute(fail(state));
    });
    expect(await ids()).toEqual(['run 3']);
  });

  test('a conflict that stays is given back after three more runs, as what it was', async () => {
    let runs = 0;
    const error: unknown = await database()
      .transaction('larkmoor', async (tx) => {
        runs += 1;
        await tx.execute(fail('40001'));
      })
      .catch((reason: unknown) => reason);
    expect([runs, sqlState(error)]).toEqual([4, '40001']);
  });

  test('any other failure runs once', async () => {
    let runs = 0;
    const failed = database().transaction('larkmoor', async (tx) => {
      runs += 1;
      await tx.execute(fail('23514'));
    });
    expect(await refusal(failed)).toBe('23514');
    expect(runs).toBe(1);
  });

  test('two that deadlock both end well', async () => {
    await database().transaction('larkmoor', (tx) => tx.insert(notes).values([note('a'), note('b')]));
    const both = (first: string, second: string) =>
      database().transaction('larkmoor', async (tx) => {
        for (const id of [first, second]) {
          await tx
            .update(notes)
            .set({ body: sql`${notes.body}::int + 1` })
            .where(eq(notes.id, id));
          await tx.execute(sql`select pg_sleep(0.05)`);
        }
      });
    await Promise.all([both('a', 'b'), both('b', 'a')]);
    const rows = await database().transaction('larkmoor', (tx) =>
      tx.select({ body: notes.body }).from(notes),
    );
    expect(rows).toEqual([{ body: '2' }, { body: '2' }]);
  });

  test('a statement that is not waited for is kept once, and seen by the next one', async () => {
    const seen = await database().transaction('larkmoor', async (tx) => {
      await later(tx, tx.insert(notes).values(note('a')));
      return tx.select({ id: notes.id }).from(notes);
    });
    expect(seen).toEqual([{ id: 'a' }]);
    expect(await ids()).toEqual(['a']);
  });

  test.each(['nothing', 'a look', 'a failure of ours'])(
    'a statement that is not waited for fails with its own error, whatever comes next: %s',
    async (next) => {
      const failed = database().transaction('larkmoor', async (tx) => {
        await tx.insert(notes).values(note('a'));
        await later(tx, tx.insert(notes).values(note('a')));
        if (next === 'a look') await tx.select().from(notes);
        if (next === 'a failure of ours') throw new Error('ours');
      });
      expect(await refusal(failed)).toBe('23505');
      expect(await ids()).toEqual([]);
      expect(await database().transaction('larkmoor', async () => 'still works')).toBe('still works');
    },
  );

  test('a conflict of a statement that is not waited for runs the whole function again', async () => {
    let runs = 0;
    await database().transaction('larkmoor', async (tx) => {
      runs += 1;
      if (runs < 3) await later(tx, tx.execute(fail('40001')));
      await tx.insert(notes).values(note(`run ${runs}`));
    });
    expect(await ids()).toEqual(['run 3']);
  });

  test('in a savepoint every statement is waited for', async () => {
    await database().transaction('larkmoor', async (tx) => {
      await tx.insert(notes).values(note('a'));
      const again = tx.transaction((point) => later(point, point.insert(notes).values(note('a'))));
      expect(await refusal(again)).toBe('23505');
    });
    expect(await ids()).toEqual(['a']);
  });

  test('housekeeping runs beside them', async () => {
    await database().housekeeping('checkpoint');
    await database().housekeeping('vacuum');
    expect(await ids()).toEqual([]);
  });
});

const fail = (state: string) =>
  sql.raw(`do $$ begin raise exception 'made up' using errcode = '${state}'; end $$`);

describe('before row-level security is set up', () => {
  const database = withDatabase('pglite', { tables: false });

  test('there is no transaction, since nothing would bind this superuser', async () => {
    await expect(database().transaction('larkmoor', async () => 'ran')).rejects.toThrow(
      'run the migrations first',
    );
  });
});
