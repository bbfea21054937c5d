import { eq, like } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asks, unasked } from '../../../src/asks/table.ts';
import type { Database } from '../../../src/db/types.ts';
import { readSample } from '../../../src/demo/begin.ts';
import { agendaItems } from '../../../src/features/agenda/index.ts';
import type { MemberId } from '../../../src/kernel/ids.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

describe.each(engines)('the last call for topics, in briefs, on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
    // The sample's next meeting is full, so nobody would be asked.
    await database.transaction(LCTF, (tx) =>
      tx.update(agendaItems).set({ state: 'withdrawn' }).where(eq(agendaItems.state, 'accepted')),
    );
  });
  afterAll(() => database.close());

  // Reports are asked for at the same hour.
  const rows = () =>
    database.transaction(LCTF, (tx) => tx.select().from(asks).where(like(asks.key, 'last-call:%')));
  const briefTo = (member: string) =>
    world.web.at(`direct:${member}`).filter((message) => message.key.startsWith('brief:'));

  it('asks one person of each agency, no guest, in their hours, once', async () => {
    await world.goTo('2027-02-03T14:29:00Z');
    expect(world.web.at('direct:m03').map((message) => message.key)).not.toContain('brief:m03:1');
    await world.goTo('2027-02-03T14:31:00Z');
    const asked = await rows();
    expect(asked.length).toBeGreaterThan(5);
    expect(new Set(asked.map((ask) => ask.key))).toEqual(new Set(['last-call:mtg-2027-02']));
    for (const guest of ['m11', 'm24']) expect(asked.map((ask) => ask.member)).not.toContain(guest);
    const [brief] = briefTo('m03');
    expect(brief!.notice).toBe('A question about the next meeting');
    expect(brief!.text).toContain('Hi Priya.');
    expect(brief!.text).toContain('Nothing this time is a fine answer.');
    expect(brief!.text).toContain('Topics close Thu 4 Feb, noon.');
    expect(brief!.text).not.toContain('Not this time');
  });

  it('takes "Nothing this time", and leaves one line', async () => {
    const [brief] = briefTo('m03');
    expect((await world.press('m03', 'Nothing this time', brief!.card)).text).toContain('do not ask again');
    await world.core.outbox.drain();
    expect(briefTo('m03')[0]!.text).toContain('Not this time. That is fine.');
    expect(briefTo('m03')[0]!.text).not.toContain('[Add a topic]');
  });

  it('ends for who is left when topics close, and nobody is told twice', async () => {
    await world.goTo('2027-02-04T18:00:00Z');
    const states = (await rows()).map((ask) => ask.state);
    expect(states).toContain('declined');
    expect(states).not.toContain('open');
    const sent = await database.transaction(LCTF, (tx) =>
      tx
        .select()
        .from(unasked)
        .where(eq(unasked.recipient, 'm03' as MemberId)),
    );
    expect(sent).toMatchObject([{ day: '2027-02-03', key: 'brief:m03:1', personal: true }]);
    expect(world.web.at('direct:m01').filter((message) => message.key === 'trouble')).toEqual([]);
  });
});

describe.each(engines)('a note that could not be sent before its asking ended, on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
    await database.transaction(LCTF, (tx) =>
      tx.update(agendaItems).set({ state: 'withdrawn' }).where(eq(agendaItems.state, 'accepted')),
    );
    await world.goTo('2027-02-03T14:00:00Z');
  });
  afterAll(() => database.close());

  const at = async (time: string): Promise<void> => {
    world.setClock(time);
    await world.core.planner.run();
    while ((await world.core.due.run()) > 0) await world.core.planner.run();
  };
  const trouble = () => world.web.at('direct:m01').find(({ key }) => key === 'trouble')?.text;

  it('is not posted to say that it is over; the facilitators are told of it', async () => {
    // The call is in the note, and the note waits: nothing goes out before topics close.
    await at('2027-02-03T14:31:00Z');
    await at('2027-02-04T18:00:00Z');
    await world.core.outbox.drain();
    expect(world.web.at('direct:m03').filter(({ key }) => key.startsWith('brief:'))).toEqual([]);
    expect(trouble()).toContain(
      'A last call for topics for Priya Raman (was due Wed 3 Feb, 09:30: it could not be sent in time)',
    );
  });

  it('and what still runs is posted late, alone', async () => {
    const [brief] = world.web.at('direct:m18').filter(({ key }) => key.startsWith('brief:'));
    expect(brief!.text).toContain('Onboarding packet');
  });
});

describe.each([
  ['not in its first three months', '2026-11-10', []],
  ['from the day on which they are over', '2026-11-03', ['last-call:mtg-2027-02']],
] as const)('the last call of a new task force', (when, formed, called) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    const { file } = await readSample();
    world = await createWorld(database, {
      file: { ...file, taskForce: { ...file.taskForce, formed, newSince: null } },
    });
    await database.transaction(LCTF, (tx) =>
      tx.update(agendaItems).set({ state: 'withdrawn' }).where(eq(agendaItems.state, 'accepted')),
    );
  });
  afterAll(() => database.close());
  const calls = async () =>
    new Set(
      (
        await database.transaction(LCTF, (tx) => tx.select().from(asks).where(like(asks.key, 'last-call:%')))
      ).map(({ key }) => key),
    );

  it(`comes ${when}`, async () => {
    await world.goTo('2027-02-04T16:59:00Z');
    expect(await calls()).toEqual(new Set(called));
    await world.goTo('2027-03-04T16:59:00Z');
    expect(await calls()).toContain('last-call:mtg-2027-03');
  });
});

describe.each(engines)('"me" on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  it('shows and changes when and how a person is written to', async () => {
    expect((await world.command('m03', 'me')).text).toContain('Monday to Friday, 08:00 to 18:00');
    expect((await world.command('m03', 'me hours 09:30 16:00')).text).toContain('09:30 to 16:00');
    expect((await world.command('m03', 'me hours 09:00 09:00')).reply).toMatchObject({ why: 'bad-input' });
    expect((await world.command('m03', 'me zone Europe/Berlin')).text).toContain('Europe/Berlin');
    expect((await world.command('m03', 'me zone EST')).kind).toBe('refused');
    expect((await world.command('m03', 'me platform teams')).text).toContain('link me');
    expect((await world.command('m03', 'me less mail')).text).toContain('one note a week at most');
    expect((await world.command('m03', 'me less mail off')).text).toContain('two notes a week');
    const known = await world.command('m03', 'what do you know about me');
    expect(known.text).toContain('Name: Priya Raman');
    expect(known.text).not.toContain('sector:');
  });

  it('takes leave with a delegate and without a reason, and takes it out', async () => {
    const form = await world.command('m03', 'me leave');
    expect(JSON.stringify(form.form)).not.toMatch(/reason/i);
    const bad = await world.submit('m03', form.form!, { first: '2027-02-09', last: '2027-02-08' });
    expect(bad.text).toContain('cannot be before the first');
    const saved = await world.submit('m03', form.form!, {
      first: '2027-02-08',
      last: '2027-02-09',
      delegate: 'm04',
    });
    expect(saved.text).toContain('Mon 8 Feb to Tue 9 Feb');
    const me = await world.command('m03', 'me');
    expect(me.text).toContain('stands in');
    await world.press('m03', 'Take out', me.card!);
    expect((await world.command('m03', 'me')).text).not.toContain('stands in');
  });
});
