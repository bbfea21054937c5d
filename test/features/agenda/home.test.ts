import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { inbox } from '../../../src/db/schema.ts';
import { channelPlace } from '../../../src/kernel/platform.ts';
import { linkAccounts, slack } from '../../support/chat.ts';
import { cardText, createWorld, fakePlatform, LCTF, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

describe.each(engines)('"my day" on %s', (engine) => {
  let database: Database;
  let world: World;
  const chat = fakePlatform('slack');

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database, { chats: [chat] });
    await linkAccounts(database, ['m01', 'm03', 'm11', 'm28']);
  });
  afterAll(() => database.close());

  const home = async (account: string): Promise<string> => {
    const { reply, words } = await world.core.app.home({
      ...slack(account),
      deliveryId: `home-${account}`,
      receivedAt: world.now(),
    });
    return reply.kind === 'card' ? cardText(reply.card, words) : reply.kind;
  };

  it('shows the next meeting and the way to add a topic, then one’s own topics and no one else’s', async () => {
    expect(await home('U-m03')).toContain('Wed 10 Feb');
    expect(await home('U-m03')).toContain('[Add a topic] [See the agenda]');
    await world.command('m03', 'agenda add A topic of my own');
    await world.command('m04', 'agenda add A topic of another');
    const mine = await home('U-m03');
    expect(mine).toContain('A topic of my own');
    expect(mine).toContain('Topics close Thu 4 Feb, noon.');
    expect(mine).not.toContain('A topic of another');
    expect(await home('U-m01')).not.toContain('A topic of my own');
  });

  it('ends no line with a dot when a meeting has no place yet', async () => {
    const { card } = await world.command('m03', 'meeting');
    const details = card!.blocks.flatMap((block) =>
      block.kind === 'list' ? block.rows.map(({ detail }) => detail) : [],
    );
    expect(details).toContain(undefined);
    expect(JSON.stringify(details)).not.toContain('"text":""');
  });

  it('offers a guest their part, and to someone who may not propose no topic', async () => {
    expect(await home('U-m11')).toContain('[Add a topic]');
    const records = await home('U-m28');
    expect(records).toContain('[See the agenda]');
    expect(records).not.toContain('Add a topic');
    expect(records).not.toContain('Topics close');
  });

  it('has no form once topics are closed', async () => {
    await world.goTo('2027-02-05T15:00:00Z');
    expect(await home('U-m03')).not.toContain('Add a topic');
    expect(await home('U-m03')).toContain('A topic of my own');
  });

  it('tells a stranger nothing, and writes nothing for anyone', async () => {
    const before = await database.transaction(LCTF, (tx) => tx.select().from(inbox));
    expect(await home('UX')).toBe('refused');
    await home('U-m03');
    expect(await database.transaction(LCTF, (tx) => tx.select().from(inbox))).toEqual(before);
  });

  it('is the call, or the agenda, that a channel shows when it is linked', async () => {
    await linkAccounts(database, ['m02']);
    const code = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec((await world.command('m01', 'link channel')).text)![0];
    await world.goTo('2027-02-08T16:00:00Z');
    const linked = await world.from(slack('U-m01', channelPlace('C5')), {
      kind: 'command',
      text: `link channel ${code}`,
    });
    expect(linked.text).toContain('Done');
    await world.core.outbox.drain();
    expect(chat.at(channelPlace('C5')).map(({ key }) => key.split(':')[0])).toEqual(['agenda']);
    expect(chat.at(channelPlace('C5'))[0]!.text).toContain('Press to open your copy.');
  });
});
