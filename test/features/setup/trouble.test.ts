import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import type { Sent } from '../../../src/kernel/platform.ts';
import { reasonText } from '../../../src/features/setup/reasons.ts';
import { plainText } from '../../../src/kernel/rich.ts';
import { linkAccounts, linkRoom, ROOM } from '../../support/chat.ts';
import { createWorld, fakePlatform, type FakePlatform, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const NO_WORDS = { names: new Map(), zone: 'UTC', home: 'UTC' };

describe('why something could not be sent', () => {
  it.each([
    ['channel_not_found', 'Add Convener to it, or link another channel.'],
    ['is_archived', 'Unarchive it'],
    ['account_inactive', 'install it again'],
    ['restricted_action', 'ask its administrator'],
    ['missing_scope', '"doctor"'],
    ['MessageWritesBlocked', 'makes a link to a page that works'],
    ['BotNotInConversationRoster', 'Add Convener to it'],
    ['a_new_code', 'tell whoever runs Convener this code: a_new_code.'],
    ['constructor', 'this code: constructor.'],
  ])('%s is told in words, with the next step', (code, words) => {
    const said = plainText(reasonText(code), NO_WORDS);
    expect(said).toContain(words);
    if (!said.includes('this code:')) expect(said).not.toMatch(/_|[a-z][A-Z]/);
  });
});

describe.each(engines)('what facilitators are told of trouble on %s', (engine) => {
  let database: Database;
  let world: World;
  let chat: FakePlatform;
  let answers: Sent[];
  const cards = () => world.web.at('direct:m01').filter(({ key }) => key === 'trouble');

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const fake = fakePlatform('slack');
    answers = [];
    const show: FakePlatform['show'] = async (place, showing) =>
      place.place === ROOM && answers.length > 0 ? answers.shift()! : fake.show(place, showing);
    chat = { ...fake, show };
    world = await createWorld(database, { chats: [chat] });
    await linkAccounts(database, ['m03']);
    await linkRoom(database);
    chat.audiences.set(ROOM, { state: 'known', accounts: ['U-m03'], label: '#task-force' });
  });
  afterAll(() => database.close());

  it('a message that may have gone out twice raises the card by itself, once', async () => {
    answers.push({ state: 'unknown', reason: 'no_answer' });
    const page = await world.command('m01', 'agenda');
    const asked = await world.press('m01', 'Publish now', page.card!);
    await world.press('m01', 'Send it now', asked.card!);
    await expect
      .poll(
        async () => {
          await world.core.outbox.drain();
          return cards();
        },
        { timeout: 20_000 },
      )
      .toHaveLength(1);
    const [card] = cards();
    expect(card!.notice).toBe('Something may have gone out twice');
    expect(card!.text).toContain(
      'May have gone out twice: 1\nAgenda to #task-force on Slack (It was not clear whether it arrived.)',
    );
    expect(chat.at(ROOM)).toHaveLength(1);
    await world.core.outbox.drain();
    expect(card!.sends).toBe(1);
    expect(world.web.at('direct:m03').filter(({ key }) => key === 'trouble')).toEqual([]);
  });

  it('a refusal is told in words, with where it was and what to do; the same one once', async () => {
    answers.push({ state: 'dead', reason: 'is_archived' }, { state: 'dead', reason: 'is_archived' });
    for (const audience of [
      { state: 'unsure', why: 'public', label: '#task-force' },
      { state: 'unsure', why: 'pending', label: '#task-force' },
    ] as const) {
      chat.audiences.set(ROOM, audience);
      await world.core.host.news({ platform: 'slack', tenant: 'T1', place: ROOM }, { kind: 'readers' });
      await world.core.outbox.drain();
    }
    const [card, ...more] = cards();
    expect(more).toEqual([]);
    expect(card!.notice).toBe('Something could not be sent');
    expect(card!.text).toContain(
      'Could not reach\nAgenda to #task-force on Slack (The channel is archived. Unarchive it, or link another channel.)',
    );
    expect(card!.text).not.toContain('is_archived');
    expect(card!.sends).toBe(2);
  });
});
