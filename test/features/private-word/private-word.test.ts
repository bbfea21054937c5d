import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import type { SealedCard } from '../../../src/kernel/card.ts';
import { linkAccounts, linkRoom, ROOM, slack } from '../../support/chat.ts';
import { cardText, createWorld, fakePlatform, LCTF, type Said, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const WORDS = 'The room is too loud for me,\nand I would rather sit by the door.';
const STORED = 'The room is too loud for me, and I would rather sit by the door.';

describe.each(engines)('a private word on %s', (engine) => {
  let database: Database;
  let world: World;
  const chat = fakePlatform('slack');
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database, { chats: [chat] });
    await linkAccounts(database, ['m01', 'm03', 'm11', 'm28']);
  });
  afterAll(() => database.close());

  const home = async (member: string): Promise<SealedCard> => {
    const { reply } = await world.core.app.home({
      platform: 'web',
      tenant: LCTF,
      account: member,
      taskForce: LCTF,
      deliveryId: 'home',
      receivedAt: world.now(),
    });
    if (reply.kind !== 'card') throw new Error(`no page: ${reply.kind}`);
    return reply.card;
  };
  const write = async (member: string, words: string): Promise<Said> =>
    world.submit(member, (await world.open(member, 'A private word', await home(member))).form!, { words });
  /** In which messages the words stand, of every door. */
  const standing = (words: string) =>
    [...world.web.posted.values(), ...chat.posted.values()].filter(({ text }) => text.includes(words));
  /** In which tables they are. */
  async function stored(words: string): Promise<readonly string[]> {
    const { rows } = await database.db.execute<{ name: string }>(
      sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    );
    const holding: string[] = [];
    for (const { name } of rows) {
      const found = await database.db.execute(
        sql`select 1 from ${sql.identifier(name)} each where each::text like ${`%${words}%`}`,
      );
      if (found.rows.length > 0) holding.push(name);
    }
    return holding;
  }
  const setRoles = (member: string, roles: readonly string[]) =>
    database.transaction(LCTF, (tx) =>
      tx.execute(
        sql`update members set roles = ${sql.raw(`array['${roles.join("','")}']`)} where id = ${member}`,
      ),
    );

  it('says in the form who reads it, and what not to write', async () => {
    const { form } = await world.open('m03', 'A private word', await home('m03'));
    expect(
      cardText(
        { title: form!.intro!, notice: '', blocks: [] },
        { names: new Map(), zone: 'UTC', home: 'UTC' },
      ),
    ).toBe(
      'Dana reads this, with your name. It is shown to nobody else, and erased once it is settled. Please leave out anything about a person in a case. Rather talk? Call Dana, 555-0100.',
    );
    expect(form!.fields.map(({ kind }) => kind)).toEqual(['text']);
  });

  it('is read by the facilitator alone: in one message, one table, and nowhere else', async () => {
    const said = await write('m03', WORDS);
    expect(said.text).toBe('Thank you. It goes to Dana, and to nobody else.');
    await world.core.outbox.drain();
    const [message, ...others] = standing(STORED);
    expect(others).toEqual([]);
    expect(message).toMatchObject({ place: 'direct:U-m01', notice: 'Someone would like a word with you' });
    expect(message!.text).toContain('A private word from Priya');
    expect(message!.text).toContain('Only you can see this.');
    expect(await stored('sit by the door')).toEqual(['private_words']);
    expect((await home('m01')) && (await text('m01'))).toContain('A private word from');
  });

  const text = async (member: string) =>
    cardText(await home(member), { names: new Map(), zone: 'UTC', home: 'UTC' });

  it('co-chairs, members and guests see nothing of it, and open nothing', async () => {
    const { value: token } = (await home('m01')).blocks
      .flatMap((block) => (block.kind === 'list' ? block.rows.flatMap((row) => row.buttons ?? []) : []))
      .find(({ label }) => label === 'Read it') as { readonly value: string };
    expect((await world.intent('m01', { kind: 'press', token })).text).toContain(STORED);
    const settle = standing(STORED)[0]!.card;
    for (const member of ['m02', 'm03', 'm04', 'm11', 'm28']) {
      expect(await text(member)).not.toContain('A private word from');
      for (const said of [
        await world.intent(member, { kind: 'press', token }),
        await world.press(member, 'It is settled: erase it', settle),
      ]) {
        expect(said.text).toBe('That is settled already, or not for you. There is nothing to do.');
        expect(said.card).toBeUndefined();
      }
    }
    expect(standing(STORED)).toHaveLength(1);
  });

  it('whoever becomes a facilitator reads it, whoever no longer is one does not', async () => {
    await setRoles('m02', ['facilitator']);
    expect(await text('m02')).toContain('A private word from');
    expect((await write('m11', 'May I bring a colleague next time?')).text).toContain(
      'It goes to Dana and Marisol',
    );
    await setRoles('m02', ['co-chair']);
    expect(await text('m02')).not.toContain('A private word from');
    await world.core.outbox.drain();
    const guests = standing('bring a colleague');
    expect(guests.map(({ place }) => place)).toEqual(['direct:U-m01']);
  });

  it('is erased once it is settled: the row, and what stands', async () => {
    const [message] = standing(STORED);
    expect((await world.press('m01', 'It is settled: erase it', message!.card)).text).toContain(
      'erased here',
    );
    await world.core.outbox.drain();
    expect(standing(STORED)).toEqual([]);
    expect(await stored('sit by the door')).toEqual([]);
    expect((await world.press('m01', 'It is settled: erase it', message!.card)).text).toContain(
      'settled already',
    );
  });

  it('the guard reads it at the door, and the words stay in the box', async () => {
    const words = 'J.T., age 14, sits beside me';
    const said = await write('m03', words);
    expect(said.reply).toMatchObject({ kind: 'invalid', values: { words } });
    expect(said.text).toContain('Not saved: this may point to a person.');
    expect(said.text).not.toContain('J.T.');
    expect(await stored('age 14')).toEqual([]);
    expect((await write('m03', '  ')).text).toBe('Please write at least 3 characters.');
  });

  it('a facilitator with no other beside them has nobody to write to; a stranger has no door at all', async () => {
    expect(await text('m01')).not.toContain('[A private word]');
    for (const member of ['m02', 'm03', 'm11', 'm28'])
      expect(await text(member)).toContain('[A private word]');
    const form = await world.open('m03', 'A private word', await home('m03'));
    expect((await world.submit('m01', form.form!, { words: 'To myself.' })).text).toContain(
      'nobody beside you to write to',
    );
    const stranger = { ...slack('U-nobody'), taskForce: LCTF };
    const said = await world.from(stranger, {
      kind: 'submit',
      token: form.form!.context,
      values: { words: 'Let me in.' },
    });
    expect(said.kind).toBe('refused');
    expect(await stored('Let me in')).toEqual([]);
  });

  it('stands on the card "You said, we did", in a channel as on the page', async () => {
    await linkRoom(database);
    chat.audiences.set(ROOM, { state: 'known', accounts: ['U-m03'], label: '#task-force' });
    const row = { said: 'send the agenda sooner', did: 'it now goes out two days ahead' };
    await world.submit('m01', (await world.command('m01', 'poll did')).form!, row);
    const page = await world.command('m03', 'agenda');
    expect(page.text).toContain('Write to Dana in private.\n[A private word]');
    expect((await world.command('m11', 'agenda')).text).not.toContain('A private word');
    await world.goTo('2027-02-08T15:01:00Z');
    const [post] = chat.at(ROOM).filter(({ key }) => key.startsWith('agenda:'));
    expect(post!.text).toContain('[A private word]');
    expect((await world.open('m03', 'A private word', post!.card)).form?.title).toBe('A private word');
  });

  it('five that wait are enough; while paused it is kept; before Start it is no door', async () => {
    const page = await home('m03');
    await world.command('m01', 'pause');
    expect((await write('m04', 'One more thing.')).text).toContain(
      'It is kept for Dana, and for nobody else. I am paused and send nothing just now.',
    );
    await world.core.outbox.drain();
    expect(standing('One more thing.')).toEqual([]);
    expect(await text('m01')).toContain('A private word from');
    for (const nth of [2, 3, 4, 5]) await write('m04', `Thing number ${nth}.`);
    const full = await world.open('m04', 'A private word', await home('m04'));
    expect(full.text).toContain('Dana already has 5 private words of yours.');
    await database.transaction(LCTF, (tx) => tx.execute(sql`update task_forces set state = 'setup'`));
    const form = await world.open('m03', 'A private word', page);
    expect(form.text).toBe('I am not started yet, so I pass nothing on. Please call 555-0100.');
    expect(await text('m03')).not.toContain('A private word');
  });
});
