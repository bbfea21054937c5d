import { eq, sql } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureRowLevelSecurity } from '../../src/db/row-level-security.ts';
import type { Tx } from '../../src/db/types.ts';
import { emptyTables, engines, silent, withDatabase } from '../support/database.ts';
import { createNotes, notes, refusal } from './tables.ts';

describe.each(engines)('row-level security on %s', (engine) => {
  const database = withDatabase(engine, { tables: false });
  const all = (tx: Tx) => tx.select({ id: notes.id }).from(notes).orderBy(notes.id);
  const write = (taskForce: string, id: string) =>
    database().transaction(taskForce, (tx) => tx.insert(notes).values({ id, taskForce, body: 'x' }));

  beforeAll(() => createNotes(database()));
  beforeEach(async () => {
    await emptyTables(database());
    await write('larkmoor', 'l1');
    await write('brightwater', 'b1');
  });

  test('a task force reads its own rows only, and unscoped reads all', async () => {
    expect(await database().transaction('larkmoor', all)).toEqual([{ id: 'l1' }]);
    expect(await database().transaction('brightwater', all)).toEqual([{ id: 'b1' }]);
    expect(await database().transaction('nobody', all)).toEqual([]);
    expect(await database().unscoped(all)).toEqual([{ id: 'b1' }, { id: 'l1' }]);
  });

  test('a task force cannot change, move or delete the rows of another', async () => {
    const touched = await database().transaction('larkmoor', async (tx) => {
      const updated = await tx.update(notes).set({ body: 'mine' }).where(eq(notes.id, 'b1')).returning();
      const deleted = await tx.delete(notes).where(eq(notes.id, 'b1')).returning();
      return [...updated, ...deleted];
    });
    expect(touched).toEqual([]);
    const insert = database().transaction('larkmoor', (tx) =>
      tx.insert(notes).values({ id: 'l2', taskForce: 'brightwater', body: 'x' }),
    );
    expect(await refusal(insert)).toBe('42501');
    const move = database().transaction('larkmoor', (tx) =>
      tx.update(notes).set({ taskForce: 'brightwater' }),
    );
    expect(await refusal(move)).toBe('42501');
    expect(await database().unscoped(all)).toEqual([{ id: 'b1' }, { id: 'l1' }]);
  });

  test('task_forces is limited by its id', async () => {
    const add = (id: string) =>
      database().transaction(id, (tx) => tx.execute(sql`insert into task_forces values (${id}, 'A name')`));
    await add('larkmoor');
    await add('brightwater');
    const seen = await database().transaction('larkmoor', (tx) =>
      tx.execute(sql`select id from task_forces`),
    );
    expect(seen.rows).toEqual([{ id: 'larkmoor' }]);
  });

  test('a superuser is bound inside a transaction, and sees one task force', async () => {
    const who = (tx: Tx) =>
      tx.execute(
        sql`select current_user as user, rolsuper as super from pg_roles where rolname = session_user`,
      );
    const bound = await database().transaction('larkmoor', who);
    expect(bound.rows).toEqual([{ user: 'convener_app', super: true }]);
    expect((await database().unscoped(who)).rows).toEqual([{ user: 'convener_all', super: true }]);
    expect(await database().transaction('larkmoor', all)).toEqual([{ id: 'l1' }]);
  });

  test.each([
    ['convener_app', ''],
    ['convener_app', '*'],
    ['convener_all', ''],
    ['convener_all', 'larkmoor'],
  ])('%s sees nothing where the scope is "%s"', async (role, scope) => {
    const seen = await database().alone(({ db }) =>
      db.transaction(async (tx) => {
        await tx.execute(
          sql`select set_config('role', ${role}, true), set_config('app.task_force', ${scope}, true)`,
        );
        return all(tx);
      }),
    );
    expect(seen).toEqual([]);
  });

  test('role and scope end with the transaction, also with a failed one', async () => {
    expect(await refusal(database().transaction('larkmoor', (tx) => tx.execute(sql`select 1 / 0`)))).toBe(
      '22012',
    );
    await database().transaction('larkmoor', all);
    const after = await database().db.execute(
      sql`select current_user = session_user as mine, coalesce(current_setting('app.task_force', true), '') as scope`,
    );
    expect(after.rows).toEqual([{ mine: true, scope: '' }]);
  });

  test('audit rows can be added and read, never changed', async () => {
    await database().transaction('larkmoor', (tx) =>
      tx.execute(sql`insert into audit (task_force, action) values ('larkmoor', 'a')`),
    );
    for (const statement of ['update audit set action = null', 'delete from audit', 'truncate audit']) {
      const change = (tx: Tx) => tx.execute(sql.raw(statement));
      expect(await refusal(database().unscoped(change))).toBe('42501');
      expect(await refusal(database().transaction('larkmoor', change))).toBe('42501');
    }
    const kept = await database().transaction('larkmoor', (tx) => tx.execute(sql`select action from audit`));
    expect(kept.rows).toEqual([{ action: 'a' }]);
  });

  test('a table without a task force is open to all', async () => {
    await database().transaction('larkmoor', (tx) => tx.execute(sql`insert into settings values ('a')`));
    const seen = await database().transaction('brightwater', (tx) =>
      tx.execute(sql`select key from settings`),
    );
    expect(seen.rows).toEqual([{ key: 'a' }]);
  });

  test('a new table is covered by the next run, and a run with nothing to do changes nothing', async () => {
    await database().db.execute(
      sql`create table "Späte Notes" (id text primary key, task_force text not null)`,
    );
    await ensureRowLevelSecurity(database().db, silent);
    const covered = await catalogue();
    await ensureRowLevelSecurity(database().db, silent);
    expect(await catalogue()).toEqual(covered);
    const refused = database().transaction('larkmoor', (tx) =>
      tx.execute(sql`insert into "Späte Notes" values ('1', 'brightwater')`),
    );
    expect(await refusal(refused)).toBe('42501');
    const every = await database().db.execute<{ bare: number }>(sql`
      select count(*)::int as bare from information_schema.columns c join pg_class t on t.oid = format('public.%I', c.table_name)::regclass
      where c.table_schema = 'public' and c.column_name = 'task_force' and not (t.relrowsecurity and t.relforcerowsecurity)`);
    expect(every.rows).toEqual([{ bare: 0 }]);
    await database().db.execute(sql`drop table "Späte Notes"`);
  });

  test('policies that are old, missing or for the other case are replaced, and lost rights come back', async () => {
    const policies = async () => {
      const { rows } = await database().db.execute(sql`
        select policyname as name, roles::text as roles from pg_policies where tablename = 'notes' order by 1`);
      return rows;
    };
    const right = await policies();
    expect(right.map((row) => row['roles'])).toEqual(['{convener_all}', '{convener_app}']);
    for (const wrong of ['task_force_only_1', 'task_force_only_2_any', undefined]) {
      for (const { name } of await policies()) {
        await database().db.execute(sql.raw(`drop policy ${String(name)} on notes`));
      }
      if (wrong) await database().db.execute(sql.raw(`create policy ${wrong} on notes using (true)`));
      await ensureRowLevelSecurity(database().db, silent);
      expect(await policies()).toEqual(right);
    }
    for (const role of ['convener_app', 'convener_all']) {
      await database().db.execute(sql.raw(`revoke select on notes from ${role}`));
      await database().db.execute(sql.raw(`grant update on audit to ${role}`));
    }
    await ensureRowLevelSecurity(database().db, silent);
    expect(await database().transaction('larkmoor', all)).toEqual([{ id: 'l1' }]);
    expect(await database().unscoped(all)).toHaveLength(2);
    const change = (tx: Tx) => tx.execute(sql`update audit set action = null`);
    expect(await refusal(database().unscoped(change))).toBe('42501');
    expect(await refusal(database().transaction('larkmoor', change))).toBe('42501');
  });

  /** Row versions of the catalogue: any change, even to the same value, shows. */
  const catalogue = async () => {
    const { rows } = await database().db.execute(sql`
      select 'table' as kind, relname as name, xmin::text from pg_class where relnamespace = 'public'::regnamespace
      union all select 'policy', polname, xmin::text from pg_policy
      union all select 'role', rolname, xmin::text from pg_authid order by 1, 2`);
    return rows;
  };
});

describe('with 2,000 task forces of 50 rows each', () => {
  const database = withDatabase('postgres', { tables: false });

  beforeAll(async () => {
    await createNotes(database());
    const { db } = database();
    await db.execute(
      sql`create table scratch (task_force text, id text, body text not null, primary key (task_force, id))`,
    );
    await db.execute(sql`
      insert into scratch select 'tf' || t, 'i' || i, repeat('x', 200)
      from generate_series(1, 2000) t, generate_series(1, 50) i`);
    await ensureRowLevelSecurity(db, silent);
    await db.execute(sql`analyze scratch`);
  });

  const plan = async (tx: Tx, statement: string) => {
    const { rows } = await tx.execute(sql.raw(`explain ${statement}`));
    return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  };

  test.each([
    `select * from scratch where id = 'i7'`,
    'select * from scratch',
    `update scratch set body = 'y' where id = 'i7'`,
  ])('a task force finds its own by the index: %s', async (statement) => {
    const lines = await database().transaction('tf1234', (tx) => plan(tx, statement));
    expect(lines).toMatch(/Index Cond: .*task_force = current_setting/);
    expect(lines).not.toContain('Seq Scan');
  });

  test('unscoped finds one row by the index', async () => {
    const lines = await database().unscoped((tx) =>
      plan(tx, `select * from scratch where task_force = 'tf1234' and id = 'i7'`),
    );
    expect(lines).toMatch(/Index Cond: .*task_force = 'tf1234'/);
  });

  test('a task force, of a superuser too, counts its own rows and unscoped all', async () => {
    const count = async (tx: Tx) => (await tx.execute(sql`select count(*)::int as rows from scratch`)).rows;
    expect(await database().transaction('tf1234', count)).toEqual([{ rows: 50 }]);
    expect(await database().unscoped(count)).toEqual([{ rows: 100_000 }]);
  });
});
