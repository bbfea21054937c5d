import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { createWorld, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

let database: Database;
let world: World;
beforeAll(async () => {
  database = await openTestDatabase('pglite');
  world = await createWorld(database);
});
afterAll(() => database.close());

const links = (text: string): readonly string[] => text.match(/http:\/\/convener\.example\/i\/\S+/g) ?? [];

describe('links to hand over', () => {
  it('are made for several people at once, one each', async () => {
    const { text } = await world.command('m01', 'invite Priya Raman, m05; Teresa Lindqvist, Colin Abara');
    expect(text).toMatch(
      /A link for Priya Raman: \S+\nA link for Teresa Lindqvist: \S+\nA link for Colin Abara: \S+/,
    );
    expect(new Set(links(text)).size).toBe(3);
  });

  it('are made for nobody where one name is not found, and it says which', async () => {
    const { text, reply } = await world.command('m01', 'invite Priya Raman, Nobody Here, Someone Else');
    expect(reply).toMatchObject({ kind: 'refused', why: 'unknown' });
    expect(text).toContain('Nobody Here, Someone Else');
    expect(text).not.toContain('Priya');
    expect(links(text)).toEqual([]);
  });

  it('say for whom the server makes them', async () => {
    const { text } = await world.command('m01', 'invite Priya Raman, m02, m13');
    expect(links(text)).toHaveLength(1);
    expect(text).toContain('invite m02 or m13');
    expect((await world.command('m01', 'invite m02')).text).toContain('npm run -s convener -- invite m02');
  });

  it('are the same single answer for one', async () => {
    const { text } = await world.command('m01', 'invite Priya Raman');
    expect(text).toMatch(
      /^A link for Priya Raman: \S+ It works until .*, and an earlier one no longer does\./,
    );
  });
});
