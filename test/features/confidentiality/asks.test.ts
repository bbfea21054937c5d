import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { createWorld, type World } from '../../support/core.ts';
import { heard, type Heard } from '../../support/heard.ts';
import { openTestDatabase } from '../../support/database.ts';

/** A promise that ran out is asked for again: some weeks running, and not for ever. */
describe('the promise of the year before', () => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    world = await createWorld(database, { startAt: '2028-02-03T14:00:00Z' });
    heard(world.web, (message) => {
      if (message.text.includes('Our promise')) asked.push(message);
    });
  });
  afterAll(() => database.close());

  const asked: Heard[] = [];
  it('holds no longer: who had read it is asked for the new one', async () => {
    const page = (await world.command('m03', 'confidentiality')).text;
    expect(page).toContain('Our promise to each other, 2028.1');
    expect(page).toContain('You have not pressed yet.');
    expect((await world.command('m01', 'confidentiality status')).text).toMatch(
      /^[^]*\n0 of \d+ have read 2028\.1\./,
    );
  });

  it('shows everyone how many have read it, and nobody but the chairs who', async () => {
    await world.command('m04', 'confidentiality ack');
    const page = (await world.command('m03', 'confidentiality')).text;
    expect(page).toMatch(/1 of \d+ have read it so far\./);
    expect(page).not.toContain('Owen');
    expect((await world.command('m03', 'confidentiality status')).text).not.toContain(
      'We have not heard yet',
    );
    expect((await world.command('m11', 'confidentiality')).text).not.toContain('have read it so far');
  });

  it('is asked for three times, and then no more', async () => {
    // Five rounds.
    await world.goTo('2028-03-08T16:00:00Z');
    expect(asked.filter(({ to }) => to === 'm03')).toHaveLength(3);
    expect(asked.filter(({ to }) => to === 'm04')).toEqual([]);
  });
});
