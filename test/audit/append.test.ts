import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { appendAudit, hashOf, verifyAudit } from '../../src/audit/append.ts';
import { audit } from '../../src/audit/table.ts';
import type { TaskForceId } from '../../src/kernel/ids.ts';
import { emptyTables, engines, withDatabase } from '../support/database.ts';

const LCTF = 'lctf' as TaskForceId;
const OTHER = 'other' as TaskForceId;
const at = new Date('2027-02-03T14:00:00Z');

describe.each(engines)('the audit on %s', (engine) => {
  const database = withDatabase(engine);
  beforeEach(() => emptyTables(database()));

  const append = (count: number, taskForce = LCTF) =>
    database().transaction(taskForce, (tx) =>
      appendAudit(
        tx,
        { taskForce, actor: 'm01', at },
        Array.from({ length: count }, (_, index) => ({
          action: 'accept item',
          subject: `i${index}`,
          detail: { minutes: index, part: 'open', late: false },
        })),
      ),
    );
  const verify = (taskForce = LCTF) => database().transaction(taskForce, (tx) => verifyAudit(tx, taskForce));
  // Past the policies, as someone with the database in hand could.
  const tamper = (statement: string) => database().db.execute(sql.raw(statement));

  it('chains every row to the one before, per task force', async () => {
    await append(3);
    await append(1, OTHER);
    await append(2);
    expect(await verify()).toMatchObject({ state: 'intact', rows: 5 });
    expect(await verify(OTHER)).toMatchObject({ state: 'intact', rows: 1 });
  });

  it('keeps one chain when many write at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => append(2)));
    expect(await verify()).toMatchObject({ state: 'intact', rows: 40 });
  });

  it('writes nothing for no changes', async () => {
    await append(0);
    expect(await verify()).toMatchObject({ state: 'intact', rows: 0 });
  });

  it.each([
    ['a changed actor', `update audit set actor = 'm02' where seq = 2`, 2],
    ['a changed action', `update audit set action = 'hold agenda' where seq = 3`, 3],
    ['a changed detail', `update audit set detail = '{"minutes": 9}' where seq = 2`, 2],
    ['a changed time', `update audit set at = at + interval '1 second' where seq = 1`, 1],
    ['a dropped row', `delete from audit where seq = 2`, 3],
    [
      'a swapped pair',
      `update audit set seq = case seq when 2 then 3 when 3 then 2 else seq end + 100 where seq in (2, 3)`,
      4,
    ],
  ])('finds %s', async (_, statement, seq) => {
    await append(4);
    await tamper(statement);
    expect(await verify()).toEqual({ state: 'broken', seq });
  });

  it('cannot be changed or deleted by the product itself', async () => {
    await append(2);
    await expect(
      database().transaction(LCTF, (tx) => tx.update(audit).set({ actor: 'm09' })),
    ).rejects.toMatchObject({ cause: { code: '42501' } });
    await expect(database().transaction(LCTF, (tx) => tx.delete(audit))).rejects.toMatchObject({
      cause: { code: '42501' },
    });
    expect(await verify()).toMatchObject({ state: 'intact', rows: 2 });
  });
});

it('hashes the same whatever order the detail has', () => {
  const row = { seq: 1, at, actor: 'm01', enteredFor: null, action: 'a', subject: 's', previousHash: '0' };
  expect(hashOf('lctf', { ...row, detail: { a: 1, b: 2 } })).toBe(
    hashOf('lctf', { ...row, detail: { b: 2, a: 1 } }),
  );
  expect(hashOf('lctf', { ...row, detail: { a: 1 } })).not.toBe(
    hashOf('other', { ...row, detail: { a: 1 } }),
  );
});
