import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/types.ts';
import { recordMissed } from '../../src/schedule/missed.ts';
import { cues } from '../../src/schedule/table.ts';
import { createWorld, LCTF } from '../support/core.ts';
import { engines, openTestDatabase } from '../support/database.ts';

const AT = new Date('2027-02-10T15:00:00Z');
const cue = (key: string) => ({ key, kind: 'a.b', subject: 's', what: 'W', dueAt: AT, until: AT });

describe.each(engines)('what came to nothing on %s', (engine) => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await createWorld(database, { notStarted: true });
  });
  afterAll(() => database.close());

  it.each([
    ['was never planned', undefined, true, { state: 'missed', reason: 'why' }],
    ['was carried out', { state: 'done', settledAt: AT } as const, true, { state: 'missed', reason: 'why' }],
    ['still waits', { state: 'planned' } as const, false, { state: 'planned', reason: null }],
    [
      'was missed already',
      { state: 'missed', settledAt: AT, reason: 'first' } as const,
      false,
      { state: 'missed', reason: 'first' },
    ],
  ])('that %s', async (name, before, recorded, after) => {
    const key = `missed:${name}`;
    const done = await database.transaction(LCTF, async (tx) => {
      if (before) await tx.insert(cues).values({ taskForce: LCTF, ...cue(key), ...before });
      return recordMissed(tx, { taskForce: LCTF, cue: cue(key), reason: 'why', now: AT });
    });
    const [row] = await database.transaction(LCTF, (tx) => tx.select().from(cues).where(eq(cues.key, key)));
    expect([done, row]).toEqual([recorded, expect.objectContaining(after)]);
  });
});
