import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskForces } from '../src/db/schema.ts';
import type { Database } from '../src/db/types.ts';
import { createFoundingLinks } from '../src/founding-links.ts';
import { createSeal } from '../src/seal.ts';
import { createWorld, LCTF, type World } from './support/core.ts';
import { engines, openTestDatabase } from './support/database.ts';

const GOOD = {
  founder: 'Dana Okafor',
  name: 'Larkmoor County Task Force',
  neutralName: 'Larkmoor TF',
  agency: 'Harbor Lantern',
  zone: 'America/New_York',
  date: '2027-03-10',
  time: '10:00',
  repeats: 'monthly',
  minutes: '90',
  publicBody: 'yes',
  second: 'Marisol Vance',
};

describe.each(engines)('a link to set up on %s', (engine) => {
  let database: Database;
  let world: World;
  const tokenOf = ({ url }: { url: string }): string => url.slice(url.lastIndexOf('/') + 1);
  const made = async (): Promise<string> => tokenOf(await world.core.links.make());
  const count = () => database.unscoped((tx) => tx.$count(taskForces));
  const seal = createSeal(['a-key-for-tests-only-0123456789abcdef']);
  const linksAt = (now: string, keys = seal) =>
    createFoundingLinks({
      database,
      seal: keys,
      machine: { now: () => new Date(now) },
      newId: () => 'f0000000-0000',
      publicUrl: 'http://convener.example',
    });

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database, { empty: true, startAt: '2027-02-03T14:00:00Z' });
  });
  afterAll(() => database.close());

  it('lasts a day', async () => {
    const token = tokenOf(await linksAt('2027-02-03T14:00:00Z').make());
    expect(await linksAt('2027-02-04T13:59:59Z').read(token)).toMatchObject({ value: { there: '0' } });
    expect(await linksAt('2027-02-04T14:00:00Z').read(token)).toBeUndefined();
  });

  it('is signed with our key', async () => {
    const token = tokenOf(
      await linksAt('2027-02-03T14:00:00Z', createSeal(['another-key-for-tests-0123456789abcd'])).make(),
    );
    expect(await linksAt('2027-02-03T14:00:00Z').read(token)).toBeUndefined();
    const other = seal.form(
      {
        form: 'roster.me',
        title: '',
        fields: [],
        submit: '',
        context: { platform: 'web', until: '2030-01-01', there: '0' },
      },
      LCTF,
    );
    expect(await linksAt('2027-02-03T14:00:00Z').read(other.context)).toBeUndefined();
  });

  it('is no way in for who is signed in elsewhere', async () => {
    const token = await made();
    const said = await world.from(
      { platform: 'web', tenant: LCTF, account: 'm01', taskForce: LCTF },
      { kind: 'submit', token, values: GOOD },
    );
    expect(said.kind).toBe('refused');
    expect(await count()).toBe(0);
  });

  it('of many who use links at once, and one of them twice, one begins', async () => {
    const tokens = [await made(), await made()];
    const first = await world.core.host.founding.submit(tokens[0]!, GOOD, 'd1');
    expect(first).toMatchObject({ state: 'done', account: 'm1' });
    const later = [
      await world.core.host.founding.submit(tokens[0]!, GOOD, 'd1'),
      await world.core.host.founding.submit(tokens[0]!, { ...GOOD, name: 'Another name' }, 'd2'),
      await world.core.host.founding.submit(tokens[1]!, GOOD, 'd3'),
      await world.core.host.founding.bring(tokens[1]!, { text: '{}', who: 'm01' }),
    ];
    expect(later).toEqual(later.map(() => ({ state: 'old' })));
    expect(await count()).toBe(1);
  });

  it('of the same link at once, one begins', async () => {
    const token = await made();
    const both = await Promise.all([
      world.core.host.founding.submit(token, { ...GOOD, name: 'One of two' }, 'e1'),
      world.core.host.founding.submit(token, { ...GOOD, name: 'Two of two' }, 'e2'),
    ]);
    expect(both.map(({ state }) => state).toSorted()).toEqual(['done', 'old']);
    expect(await count()).toBe(2);
  });
});
