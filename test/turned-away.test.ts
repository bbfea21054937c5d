import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../src/db/types.ts';
import { codeIn, linkAccounts, linkRoom, ROOM, slack } from './support/chat.ts';
import { createWorld, fakePlatform, type World } from './support/core.ts';
import { openTestDatabase } from './support/database.ts';

const NEW_ROOM = 'channel:C9';
const NEW_HERE = 'I do not know you here yet. If a task force uses this channel, its facilitator is asked';

describe('someone whom no roster knows', () => {
  let database: Database;
  let world: World;

  beforeAll(async () => {
    database = await openTestDatabase('pglite');
    world = await createWorld(database, { chats: [fakePlatform('slack')] });
    await linkAccounts(database, ['m01', 'm02']);
    await linkRoom(database);
  });
  afterAll(() => database.close());

  const say = (text: string, place?: string, account = 'U-new') =>
    world.from(slack(account, place), { kind: 'command', text });

  it.each(['', 'help', 'agenda', 'start', 'xyzzy'])(
    'reads how to begin a task force where there is none, whatever they type: %j',
    async (text) => {
      const answer = await say(text, NEW_ROOM);
      expect(answer.reply).toMatchObject({ kind: 'refused', why: 'stranger' });
      expect(answer.text).toBe(
        'No task force is set up in this channel. To begin one, a full member of this workspace types "setup". Are you in one already? Its facilitator can add you.',
      );
    },
  );

  it('is told in Teams to name Convener: a channel’s other messages do not reach it', async () => {
    const from = (place: string, text: string) =>
      world.from(
        { platform: 'teams', tenant: 'tenant-1', account: 'aad-new', place },
        { kind: 'command', text },
      );
    expect((await from('channel:new', 'help')).text).toContain(
      'of this organisation types "@Convener setup".',
    );
    expect((await from('direct:aad-new', 'hello')).text).toContain('type "@Convener setup" in the channel');
    expect((await from('direct:aad-new', 'setup')).text).toContain(
      'Please type "@Convener setup" in the channel',
    );
  });

  it('reads on their own page, too, how to begin one', async () => {
    const OWN = 'To begin a new one, type "setup" in the channel';
    expect((await say('agenda', 'direct:U-new')).text).toContain(OWN);
    const home = await world.core.app.home({ ...slack('U-new'), deliveryId: 'h', receivedAt: world.now() });
    expect(JSON.stringify(home.reply)).toContain('To begin a new one, type ');
  });

  it('reads in a channel of a task force that its facilitator is asked, and of nothing that exists', async () => {
    const answer = await say('agenda', ROOM);
    expect(answer.text).toContain(NEW_HERE);
    // The second time the channel is known by heart.
    expect((await say('agenda', ROOM)).text).toBe(answer.text);
  });

  it('is told to link themselves before a channel', async () => {
    const code = codeIn((await world.command('m01', 'link channel')).text);
    expect((await say(`link channel ${code}`, NEW_ROOM)).text).toBe(
      'First link yourself: type "link me" on your own page. It gives you a code to type here; then link the channel.',
    );
    expect((await say(`link channel ${code}`, NEW_ROOM, 'U-m01')).text).toContain('Done');
  });

  it('a refusal names those who can', async () => {
    expect((await say('link channel', ROOM, 'U-m02')).text).toBe(
      'That is not yours to do here. A facilitator can; "help" lists what you can do.',
    );
    expect((await world.command('m03', 'agenda publish')).text).toContain(
      'A facilitator or co-chair can help',
    );
  });
});
