import { expect, it } from 'vitest';
import { readSample } from '../../../src/demo/begin.ts';
import { createWorld } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

it('imported seven days before a meeting and never started, a month sends nothing', async () => {
  const database = await openTestDatabase('pglite');
  const world = await createWorld(database, { notStarted: true });
  await world.goTo('2027-03-05T12:00:00Z');
  expect([...world.web.posted.values()]).toEqual([]);
  await database.close();
});

it('a month in which no chair does anything ends in an agenda, on time', async () => {
  const database = await openTestDatabase('postgres');
  const { file } = await readSample();
  const world = await createWorld(database, { file });
  await world.command('m03', 'agenda add Weekend contact list --minutes 6');
  const out = () => [...world.web.posted.values()].find(({ key }) => key === 'agenda:mtg-2027-02');
  await world.goTo('2027-02-08T14:59:00Z');
  expect(out()).toBeUndefined();
  await world.goTo('2027-02-08T15:00:00Z');
  expect(out()!.text).toContain('Agenda, Wed 10 Feb');
  await database.close();
});
