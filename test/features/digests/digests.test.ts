import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mondayOf } from '../../../src/asks/budget.ts';
import { unasked } from '../../../src/asks/table.ts';
import { CHANNELS, unaskedDays } from '../../../src/asks/unasked.ts';
import { loadTaskForce } from '../../../src/db/task-force.ts';
import type { Database } from '../../../src/db/types.ts';
import { rowsForBrief } from '../../../src/features/digests/index.ts';
import { meetingDays } from '../../../src/features/meetings/store.ts';
import { members, personById } from '../../../src/features/roster/index.ts';
import { readerOf } from '../../../src/kernel/access.ts';
import type { MemberId } from '../../../src/kernel/ids.ts';
import { localDateOf } from '../../../src/schedule/recurrence.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

// A month of play each time: the embedded database plays it, too, in journeys.
describe('digests', () => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  const posts = () => world.web.at('channel:main').filter(({ key }) => key.startsWith('digest:'));

  it('answers whoever asks, each with what they may read', async () => {
    const chair = (await world.command('m01', 'digest now')).text;
    expect(chair).toContain('Needs you (3)');
    expect(chair.indexOf('Needs you')).toBeLessThan(chair.indexOf('Next meeting'));
    const member = (await world.command('m03', 'digest')).text;
    expect(member).not.toContain('Needs you');
    expect(member).toContain('report in.');
    const guest = (await world.command('m11', 'digest')).text;
    expect(guest).toContain('Next meeting\nWed 10 Feb, 10:00');
    expect(guest).not.toContain('Done');
  });

  it('are turned off for the channels by chairs alone', async () => {
    expect((await world.command('m03', 'digest off channels')).kind).toBe('refused');
    expect((await world.command('m03', 'digest off')).text).toContain('only what is asked of you');
    expect((await world.command('m03', 'digest on')).text).toContain('below it');
    expect((await world.command('m02', 'digest off channels')).text).toContain('no digest any more');
    await world.goTo('2027-02-05T16:00:00Z');
    expect(posts()).toEqual([]);
    expect((await world.command('m02', 'digest on channels')).text).toContain('each week');
  });

  it('say nothing again of what the note above asks', () => {
    // Friday is the last working day before that poll closes, and the day of the digest.
    const notes = [...world.web.posted.values()].filter(
      ({ key, text }) =>
        key.startsWith('brief:') && text.includes('Joint site visit') && text.includes('Next meeting'),
    );
    expect(notes.length).toBeGreaterThan(3);
    for (const { text } of notes) expect(text.split('Joint site visit')).toHaveLength(2);
  });

  it('go to the channels on Fridays with something to say, and yield where other posts fill the week', async () => {
    await world.goTo('2027-03-09T16:00:00Z');
    expect(posts().map(({ key, notice }) => [key, notice])).toEqual([
      // The poll after the meeting; the week of the next call has no room; the next meeting.
      ['digest:2027-02-12', 'Your week'],
      ['digest:2027-02-19', 'Your week'],
      ['digest:2027-03-05', 'Your week'],
    ]);
    expect(posts().at(-1)?.text).toContain('Next meeting\nWed 10 Mar, 10:00');
    await database.transaction(LCTF, async (tx) => {
      const taskForce = (await loadTaskForce(tx, LCTF))!;
      const free = await meetingDays(tx, taskForce.zone);
      const days = (await unaskedDays(tx, CHANNELS, '2027-01-01')).filter((day) => !free.has(day));
      const weeks = Map.groupBy(days, mondayOf);
      expect([...weeks.values()].every((each) => each.length <= 2)).toBe(true);
    });
  });

  it('looked at weeks later speak of their own week', async () => {
    const [since, at] = ['2027-01-29T13:30:00Z', '2027-02-05T13:30:00Z'].map((each) => Date.parse(each));
    const card = await database.transaction(LCTF, async (tx) => {
      const { others } = world.core.app.contextOf(tx, (await loadTaskForce(tx, LCTF))!);
      const reader = readerOf((await personById(tx, 'm03'))!);
      return others.view({ name: 'digests.week', id: `${since}:${at}` }, reader);
    });
    const text = JSON.stringify(card);
    expect(text).toContain('2027-02-10T15:00:00.000Z');
    expect(text).toContain('Joint site visit');
    expect(text).not.toMatch(/How was|2027-03-10/);
  });

  it('stand below what is asked of a person on that day, and on no other', async () => {
    const card = (day: string) =>
      database.transaction(LCTF, async (tx) => {
        const told = { day, sentAt: new Date(`${day}T14:00:00Z`) };
        await tx.update(unasked).set(told).where(eq(unasked.key, 'brief:m15:1'));
        const { others } = world.core.app.contextOf(tx, (await loadTaskForce(tx, LCTF))!);
        const reader = readerOf((await personById(tx, 'm15'))!);
        return others.view({ name: 'briefs.brief', id: 'm15:1' }, reader);
      });
    expect(JSON.stringify(await card('2027-03-05'))).toContain('Next meeting');
    expect(JSON.stringify(await card('2027-03-04'))).not.toContain('Next meeting');
  });

  it('stand below nothing for whoever turned them off, or asked for less', async () => {
    const at = new Date('2027-03-05T14:00:00Z');
    const rows = () =>
      database.transaction(LCTF, async (tx) => {
        const taskForce = await loadTaskForce(tx, LCTF);
        const person = await personById(tx, 'm03');
        return rowsForBrief(
          world.core.app.contextOf(tx, taskForce!),
          readerOf(person!),
          localDateOf(at, person!.zone),
          at,
        );
      });
    expect((await rows()).length).toBeGreaterThan(0);
    await world.command('m03', 'digest off');
    expect(await rows()).toEqual([]);
    await world.command('m03', 'digest on');
    expect((await rows()).length).toBeGreaterThan(0);
    await database.transaction(LCTF, (tx) =>
      tx
        .update(members)
        .set({ lessMail: true })
        .where(eq(members.id, 'm03' as MemberId)),
    );
    expect(await rows()).toEqual([]);
  });
});
