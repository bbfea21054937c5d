import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { unpromised } from '../../../src/features/confidentiality/index.ts';
import { agencies } from '../../../src/features/roster/index.ts';
import type { AgencyId } from '../../../src/kernel/ids.ts';
import type { Database } from '../../../src/db/types.ts';
import { loadTaskForce } from '../../../src/db/task-force.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const reminders = (world: World) =>
  world.web.at('channel:main').filter(({ key }) => key.startsWith('reminder:'));

describe.each(engines)('confidentiality on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  const open = () =>
    database.transaction(LCTF, async (tx) => {
      const taskForce = await loadTaskForce(tx, LCTF);
      return unpromised(world.core.app.contextOf(tx, taskForce!));
    });

  it('knows from the file who has not read the promise', async () => {
    // m20 is a guest of the hotel association or may not be in the closed part: whoever may be is asked.
    expect(await open()).toEqual(expect.arrayContaining(['m09']));
  });

  it('shows the promise and takes it from whoever presses, once', async () => {
    const page = await world.command('m09', 'confidentiality');
    expect(page.text).toContain('Our promise to each other, 2027.1');
    expect(page.text).toContain('You have not pressed yet.');
    expect(page.text).toContain('gives no one permission to share');
    expect((await world.press('m09', 'I have read it', page.card!)).text).toContain('Thank you.');
    expect((await world.press('m09', 'I have read it', page.card!)).text).toContain('We have that already.');
    expect(await open()).not.toContain('m09');
    const read = (await world.command('m09', 'confidentiality')).text;
    expect(read).toContain('You have read it. It lasts until 31 Jan 2028.');
    expect(page.text).toContain('I have a question');
    expect(read).not.toContain('I have a question');
  });

  it('asks no guest', async () => {
    expect((await world.command('m11', 'confidentiality ack')).text).toContain('nobody asks you for this');
  });

  it('tells names to the chairs alone', async () => {
    const chairs = await world.command('m02', 'confidentiality status');
    expect(chairs.text).toContain('We have not heard yet');
    const member = await world.command('m03', 'confidentiality status');
    expect(member.text).not.toContain('We have not heard yet');
    expect((await world.command('m11', 'confidentiality status')).kind).toBe('refused');
  });

  it('lets a facilitator alone change the words, and the guard reads them', async () => {
    const page = await world.command('m01', 'confidentiality');
    const { form } = await world.open('m01', 'Change the words', page.card!);
    const bad = await world.submit('m01', form!, {
      text: 'The girl J.T., age 14, stays with her aunt for now.',
    });
    expect(bad.text).toContain('This may point to a person');
    const done = await world.submit('m01', form!, {
      text: 'I keep what I hear here about a person to myself.',
    });
    expect(done.text).toContain('Saved as 2027.2');
    // Whoever had read the version before is asked for the new one.
    expect((await open()).length).toBeGreaterThan(3);
  });

  it('reminds in the channel: weekly, and before the meeting, never with the same words twice running', async () => {
    await world.goTo('2027-02-10T16:00:00Z');
    const said = reminders(world).map(({ text, notice }) => [text.split('\n')[0], notice]);
    expect(said).toEqual([
      ['A reminder for this week', 'A short reminder'],
      ['A minute before we meet', 'A short reminder before we meet'],
    ]);
  });

  it('asks for the promise by message; a question stops the asking, and only chairs are told', async () => {
    const asked = world.web
      .at('direct:m30')
      .find(({ text }) => text.includes('Our promise to each other, 2027.2'));
    expect(asked?.notice).toBe('One short page to read');
    expect((await world.press('m30', 'I have a question', asked!.card)).text).toContain('will call you');
    await world.goTo('2027-02-10T16:05:00Z');
    const told = world.web
      .at('direct:m01')
      .find(({ text }) => text.includes('has a question about our promise'));
    expect(told?.notice).toBe('Someone would like a word with you');
    expect((await world.command('m02', 'confidentiality status')).text).toContain('Have a question');
    expect((await world.press('m01', 'It is answered', told!.card)).text).toContain('Good.');
  });
});

describe('the reminder before a meeting that moves after it', () => {
  it('comes again for the new time, as a message of its own, and the first one says the new time', async () => {
    const database = await openTestDatabase('pglite');
    const world = await createWorld(database, { startAt: '2027-02-10T14:00:00Z' });
    const own = () => reminders(world).filter(({ key }) => key.startsWith('reminder:mtg-2027-02'));
    await world.goTo('2027-02-10T14:40:00Z');
    expect(own()).toHaveLength(1);
    await world.command('m01', 'meeting move 2027-02-12 11:00');
    await world.goTo('2027-02-12T15:29:00Z');
    expect(own()).toHaveLength(1);
    await world.goTo('2027-02-12T15:30:00Z');
    expect(own().map(({ key }) => key)).toEqual(['reminder:mtg-2027-02', 'reminder:mtg-2027-02:2']);
    await world.goTo('2027-02-12T18:00:00Z');
    expect(own()).toHaveLength(2);
    // Never twice running in the same words, though both are about one meeting.
    const [first, second] = own().map(({ text }) => text.split('\n')[1]);
    expect(first).not.toBe(second);
    await database.close();
  });
});

describe('the second time the promise is asked for', () => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    world = await createWorld(database, { startAt: '2027-01-26T14:00:00Z' });
    // Their agency keeps them to the members' part.
    await database.transaction(LCTF, (tx) =>
      tx
        .update(agencies)
        .set({ segments: ['open', 'members'] })
        .where(eq(agencies.id, 'nfc' as AgencyId)),
    );
    await world.goTo('2027-02-02T15:00:00Z');
  });
  afterAll(() => database.close());

  const nudges = () =>
    new Map(
      [...world.web.posted.values()].flatMap(({ place, text }) => {
        const [line] = /No rush\..*/.exec(text) ?? [];
        return line ? [[place, line] as const] : [];
      }),
    );

  it('says by when (COPY 6), to whoever may know of a closed part', () => {
    const said = nudges();
    expect(said.size).toBeGreaterThan(1);
    const day = 'No rush. It is needed before the closed part on Wed 10 Mar.';
    for (const [place, line] of said)
      expect(line).toBe(place === 'direct:m20' ? 'No rush. It is needed before the next closed part.' : day);
    expect(said.has('direct:m20')).toBe(true);
  });
});
