import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { linkAccounts, slack } from '../../support/chat.ts';
import { cardText, createWorld, fakePlatform, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

describe('the coordinator’s desk', () => {
  let database: Database;
  let world: World;

  beforeAll(async () => {
    database = await openTestDatabase('pglite');
    world = await createWorld(database, { chats: [fakePlatform('slack')] });
    await linkAccounts(database, ['m01', 'm02', 'm03', 'm26']);
  });
  afterAll(() => database.close());

  const home = async (member: string): Promise<string> => {
    const { reply, words } = await world.core.app.home({
      ...slack(`U-${member}`),
      deliveryId: `home-${member}-${Math.random()}`,
      receivedAt: world.now(),
    });
    return reply.kind === 'card' ? cardText(reply.card, words) : reply.kind;
  };

  it('says what needs a chair, with the way to it, before all else', async () => {
    for (const chair of ['m01', 'm02']) {
      const said = await home(chair);
      expect(said).toContain('3 things need you');
      expect(said).toContain('2 topics are proposed. Unless you say no, they are in when topics close, ');
      expect(said).toContain('94 minutes for a 90-minute meeting: 4 too many.');
      expect(said.indexOf('need you')).toBeLessThan(said.indexOf('Next meeting'));
    }
  });

  it('says what happens next, and when', async () => {
    const said = await home('m01');
    const [, next = ''] = said.split('What happens next, if nobody acts');
    expect(next.indexOf('Topics close')).toBeGreaterThan(0);
    expect(next.indexOf('Draft to the chairs')).toBeGreaterThan(next.indexOf('Topics close'));
    // Whoever is asked is told in their own hours: that is a day, and no time of night.
    expect(next).toContain('People are reminded of a poll (Fri 5 Feb)');
    expect(next).not.toContain('00:00');
  });

  it.each(['m03', 'm26'])('is for chairs alone: %s', async (member) => {
    expect(await home(member)).not.toMatch(/needs? you|What happens next/);
  });

  it('counts down as things are decided', async () => {
    for (const label of ['M5', 'M4']) await world.command('m01', `agenda withdraw ${label}`);
    expect(await home('m01')).toContain('1 thing needs you');
  });
});
