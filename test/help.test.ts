import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../src/db/types.ts';
import { linkAccounts, linkRoom, ROOM, slack } from './support/chat.ts';
import { createWorld, fakePlatform, type Said, type World } from './support/core.ts';
import { openTestDatabase } from './support/database.ts';

const rows = ({ card }: Said): readonly string[] =>
  (card?.blocks ?? []).flatMap((block) =>
    block.kind === 'list'
      ? block.rows.map(({ text }) => text.map((span) => ('text' in span ? span.text : '')).join(''))
      : [],
  );

describe('help', () => {
  let database: Database;
  let world: World;

  beforeAll(async () => {
    database = await openTestDatabase('pglite');
    world = await createWorld(database, { chats: [fakePlatform('slack')] });
    await linkAccounts(database, ['m03']);
    await linkRoom(database);
  });
  afterAll(() => database.close());

  it('shows the few lines that most people come for, each as it may be typed', async () => {
    expect(rows(await world.command('m03', 'help'))).toEqual([
      'agenda',
      'agenda add Budget',
      'agenda edit M1',
      'meeting',
      'meeting regrets',
      'reportback',
    ]);
    expect(rows(await world.command('m01', ''))).toContain('invite NAME');
    expect(rows(await world.command('m26', 'help'))).not.toContain('invite NAME');
  });

  it('shows all that this person may do after "More"', async () => {
    const first = await world.command('m03', 'help');
    const all = rows(await world.press('m03', 'More', first.card!));
    expect(all).toContain(
      'agenda add TITLE [--minutes MINUTES] [--part PART] [--meeting MEETING] [--for FOR]',
    );
    expect(all.filter((usage) => /publish|invite/.test(usage))).toEqual([]);
  });

  it.each(['help agenda', 'agenda help', '/agenda --help', 'convener help agenda'])(
    'shows one command and what follows it: %j',
    async (text) => {
      const answer = await world.command('m03', text);
      expect(answer.text).toContain('How to use "agenda"');
      expect(answer.text).toContain('Like this: "agenda add Budget".');
      expect(rows(answer)[0]).toBe('agenda');
      expect(answer.text.match(/--meeting/g)).toHaveLength(1);
      expect(answer.text).toContain('Most of these take [--meeting MEETING] as well.');
      expect(rows(answer).filter((usage) => usage.includes('publish'))).toEqual([]);
    },
  );

  it.each(['reportback help', 'help reportback'])('%j', async (text) => {
    expect(rows(await world.command('m03', text))).toEqual([
      'reportback',
      'reportback submit TASK STATE [LINE]',
    ]);
  });

  it('of something that is not there, or not theirs, is the help itself', async () => {
    for (const text of ['help xyzzy', 'help invite', 'invite help'])
      expect((await world.command('m03', text)).text).toContain('What you can do');
  });

  it('is no free text where others can read it', async () => {
    const answer = await world.from(slack('U-m03', ROOM), { kind: 'mention', text: 'help agenda' });
    expect(answer.text).toContain('How to use "agenda"');
  });

  it.each(['hello', 'Hi', 'hello everyone'])('answers %j', async (text) => {
    expect((await world.command('m03', text)).text).toContain('What you can do');
  });

  it('asks for a word that was left out, with an example', async () => {
    expect((await world.command('m03', 'agenda edit')).text).toBe('Which topic? Like "agenda edit M1".');
    expect((await world.command('m01', 'invite')).text).toBe('For whom? Like "invite NAME".');
  });
});
