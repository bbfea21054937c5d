import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { readSample } from '../../../src/demo/begin.ts';
import { createWorld, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

describe.each(engines)('month six on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const { file } = await readSample();
    // Six months on it is Presidents' Day.
    world = await createWorld(database, {
      file: { ...file, taskForce: { ...file.taskForce, formed: '2026-08-15', newSince: null } },
      startAt: '2027-02-11T14:00:00Z',
    });
  });
  afterAll(() => database.close());

  const cards = () =>
    [...world.web.posted.values()].filter(({ text }) => text.includes('has met for six months'));

  it('asks one facilitator, on a working day, whether to go on meeting as often', async () => {
    await world.goTo('2027-02-16T14:30:00Z');
    expect(cards()).toEqual([]);
    await world.goTo('2027-02-16T15:30:00Z');
    expect(cards().map(({ place }) => place)).toEqual(['direct:m01']);
    const [card] = cards();
    expect(card!.text).toContain('[Keep it as it is] [Put it on the agenda] [Plan other meetings]');
    expect(card!.notice).not.toContain('six months');
    expect((await world.open('m01', 'Plan other meetings', card!.card)).form!.title).toBe('Plan meetings');
  });

  it('does not ask again once it is said', async () => {
    const said = await world.press('m01', 'Keep it as it is', cards()[0]!.card);
    expect(said.text).toContain('we do not ask again');
    await world.goTo('2027-02-19T15:30:00Z');
    expect(cards()).toEqual([]);
  });
});
