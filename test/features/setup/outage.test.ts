import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Engine } from '../../../src/db/types.ts';
import { createWorld, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

describe.each<Engine>(engines)('after an outage, on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  const cards = () => world.web.at('direct:m01').filter(({ key }) => key.startsWith('outage:'));
  const minute = async (at: string): Promise<void> => {
    world.setClock(at);
    await world.core.minute();
    await world.core.outbox.drain();
  };

  it('says nothing of the first start, nor of ticks that come as they should', async () => {
    await minute('2027-02-03T14:01:00Z');
    await minute('2027-02-03T14:02:00Z');
    await minute('2027-02-03T14:12:00Z');
    expect(cards()).toEqual([]);
  });

  it('tells the facilitators what was sent late and what was not, once', async () => {
    // Over the call for topics, the draft and Friday's digest.
    await minute('2027-02-06T15:00:00Z');
    const [card] = cards();
    expect(card!.text).toMatch(/^I was off from Wed 3 Feb, 09:12 to Sat 6 Feb, 10:00\n/);
    expect(card!.text).toMatch(/Sent late: [1-9]\d*\. Not sent, because it was too late to help: \d+/);
    expect(card!.text).toContain(
      'May have gone out twice: 0. Presses made in that time may have shown an error',
    );
    expect(card!.notice).toBe('Convener was off for a while');
    expect(card!.text).toContain('[See the list]');
    await minute('2027-02-06T15:01:00Z');
    expect(cards()).toHaveLength(1);
    expect(world.web.at('direct:m03').some(({ key }) => key.startsWith('outage:'))).toBe(false);
  });

  it('lists each of them with its time, for the chairs alone', async () => {
    const [card] = cards();
    const listed = (await world.press('m01', 'See the list', card!.card)).text;
    expect(listed).toMatch(/^While I was off, Wed 3 Feb, 09:12 to Sat 6 Feb, 10:00\nSent late\n/);
    expect(listed).toContain('Draft to the chairs (was due Thu 4 Feb, 13:00)');
    expect(listed).not.toContain('Asking stops');
    const counts =
      /Sent late: (\d+)\. Not sent, because it was too late to help: (\d+)/.exec(card!.text) ?? [];
    expect(listed.split('(was due').length - 1).toBe(Number(counts[1]) + Number(counts[2]));
    expect((await world.press('m03', 'See the list', card!.card)).kind).toBe('refused');
  });
});
