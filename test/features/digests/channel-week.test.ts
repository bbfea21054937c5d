import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSample } from '../../../src/demo/begin.ts';
import type { Database } from '../../../src/db/types.ts';
import { createWorld, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

/** Two new posts a week: what is planned first has them, whatever day the others come on (product rule 8). */
describe('a week with the call for topics and a poll that opens by itself', () => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase('pglite');
    const { file } = await readSample();
    const polls = file.polls.map((poll) =>
      poll.kind === 'priority'
        ? {
            ...poll,
            state: 'planned' as const,
            opensAt: new Date('2027-02-25T15:00:00Z'),
            closesAt: new Date('2027-03-04T22:00:00Z'),
            answers: [],
          }
        : poll,
    );
    world = await createWorld(database, { file: { ...file, polls }, startAt: '2027-02-15T14:00:00Z' });
    await world.goTo('2027-02-28T12:00:00Z');
  });
  afterAll(() => database.close());

  const posts = () => world.web.at('channel:main').map(({ key }) => key);

  it('has both, and the reminder of Monday and the digest of Friday yield', () => {
    expect(posts()).toContain('call:mtg-2027-03');
    expect(posts()).toContain('poll:p04');
    expect(posts().filter((key) => /^(reminder|digest):2027-02-2[2-8]/.test(key))).toEqual([]);
  });

  it('asks nobody alone who reads the channel', () => {
    const told = world.web.at('direct:m03').filter(({ text }) => text.includes('Which challenge'));
    expect(told).toEqual([]);
  });
});
