import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { whoseTurn } from '../../../src/features/agenda/facilitator.ts';
import { leaves } from '../../../src/features/roster/index.ts';
import type { MemberId } from '../../../src/kernel/ids.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

const ids = fc.uniqueArray(fc.constantFrom(...(['a', 'b', 'c', 'd'] as MemberId[])), { minLength: 1 });

describe('whose turn it is', () => {
  it('is the chosen one’s, else of the next who is here, and nobody’s only if none is', () => {
    fc.assert(
      fc.property(ids, ids, fc.nat(3), (rotation, present, at) => {
        const chosen = rotation[at % rotation.length]!;
        const here = new Set(present);
        const turn = whoseTurn(chosen, rotation, here);
        if (here.has(chosen)) expect(turn).toBe(chosen);
        else expect(turn !== undefined).toBe(rotation.some((member) => here.has(member)));
        if (turn !== undefined) expect(here.has(turn)).toBe(true);
      }),
    );
  });
});

describe('who facilitates', () => {
  let database: Database;
  let world: World;
  beforeEach(async () => {
    database = await openTestDatabase('pglite');
    world = await createWorld(database);
  });
  afterEach(() => database.close());
  const facilitating = async (member: string): Promise<string> =>
    /^(.+) facilitates\./m.exec((await world.command(member, 'agenda')).text)![1]!;

  it('stands on the agenda, passes to the next while someone is away, and is changed by a chair', async () => {
    const first = await facilitating('m05');
    const people = (await world.command('m01', 'roster')).text;
    expect(people).toContain(first);
    await world.command('m01', 'agenda facilitator m05');
    const chosen = await facilitating('m03');
    expect(chosen).not.toBe(first);
    await database.transaction(LCTF, (tx) =>
      tx.insert(leaves).values({
        taskForce: LCTF,
        member: 'm05' as MemberId,
        first: '2027-02-10',
        last: '2027-02-10',
      }),
    );
    expect(await facilitating('m03')).not.toBe(chosen);
    expect((await world.command('m01', 'agenda facilitator m05')).text).toContain('is away on Wed 10 Feb');
    expect((await world.command('m03', 'agenda facilitator m03')).reply).toMatchObject({ why: 'denied' });
    expect((await world.command('m01', 'agenda facilitator m24')).reply).toMatchObject({ why: 'unknown' });
  });
});
