import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { createWorld, type Said, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

const addressIn = ({ text }: Said): string => /\/calendar\/([\w-]+)\.ics/.exec(text)?.[1] ?? '';

describe('a calendar link', () => {
  let database: Database;
  let world: World;

  beforeAll(async () => {
    database = await openTestDatabase('pglite');
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  const made = async (member: string): Promise<string> => {
    const card = (await world.command(member, 'me calendar')).card!;
    const label = card.blocks.some((block) => JSON.stringify(block).includes('Make a new link'))
      ? 'Make a new link'
      : 'Make my link';
    return addressIn(await world.press(member, label, card));
  };
  const calendar = (token: string, meeting?: string) => world.core.host.calendar(token, meeting);

  it('is offered before it is made, and shows the meetings under the neutral name', async () => {
    expect((await world.command('m07', 'me calendar')).text).toContain('no topics and no people');
    const text = await calendar(await made('m07'));
    expect(text).toContain('BEGIN:VEVENT');
    expect(text).toContain('TZID=America/New_York:20270210T');
    expect(text).not.toMatch(/trafficking|exploitation|child/i);
  });

  it('is one each: a new one ends the one before, and nobody else’s', async () => {
    const other = await made('m08');
    const first = await made('m07');
    const second = await made('m07');
    expect(first).not.toBe(second);
    expect(await calendar(first)).toBeUndefined();
    expect(await calendar(second)).toContain('BEGIN:VEVENT');
    expect(await calendar(other)).toContain('BEGIN:VEVENT');
  });

  it('ends when they say so', async () => {
    const token = await made('m07');
    const card = (await world.command('m07', 'me calendar')).card!;
    expect((await world.press('m07', 'End the link', card)).text).toContain('no longer works');
    expect(await calendar(token)).toBeUndefined();
    expect((await world.press('m07', 'End the link', card)).text).toContain('no calendar link');
  });

  it('ends when they leave', async () => {
    const token = await made('m09');
    const asked = await world.command('m01', 'roster leave m09');
    await world.press('m01', 'Yes, end their access', asked.card!);
    expect(await calendar(token)).toBeUndefined();
  });

  it('gives one meeting as a file, and none that is not here', async () => {
    const token = await made('m03');
    const text = await calendar(token, 'mtg-2027-02');
    expect(text).toContain('METHOD:PUBLISH');
    expect(text?.match(/BEGIN:VEVENT/g)).toHaveLength(1);
    expect(await calendar(token, 'theirs-2027-02')).toBeUndefined();
    expect(await calendar('x'.repeat(32), 'mtg-2027-02')).toBeUndefined();
  });
});
