import * as fc from 'fast-check';
import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asks } from '../../../src/asks/table.ts';
import type { Database } from '../../../src/db/types.ts';
import { agendas } from '../../../src/features/agenda/index.ts';
import { attendance, meetings } from '../../../src/features/meetings/index.ts';
import { misfitOf, type Span } from '../../../src/features/meetings/model.ts';
import { polls } from '../../../src/features/polls/index.ts';
import type { MeetingId } from '../../../src/kernel/ids.ts';
import { cues } from '../../../src/schedule/table.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

const MAR = 'mtg-2027-03' as MeetingId;

const at = (day: number, minutes = 0): Date => new Date(day * 86_400_000 + minutes * 60_000);

describe('where a meeting may be moved', () => {
  const spans = fc.record({
    now: fc.integer({ min: 0, max: 400 }),
    was: fc.integer({ min: 101, max: 198 }),
    to: fc.integer({ min: 0, max: 400 }),
    length: fc.integer({ min: 15, max: 480 }),
    other: fc.integer({ min: 0, max: 400 }),
  });
  const span = (day: number, length: number): Span => ({ startsAt: at(day), endsAt: at(day, length) });

  it('is neither past, nor where it is, nor across its neighbours, nor over another meeting; all else is', () => {
    fc.assert(
      fc.property(spans, ({ now, was, to, length, other }) => {
        const around = {
          now: at(now),
          before: span(100, 60),
          after: span(200, 60),
          others: [span(other, 60)],
        };
        const found = misfitOf(span(was, length), span(to, length), around);
        const fits = to > now && to !== was && to > 100 && to < 200 && to !== other;
        expect(found === undefined).toBe(fits);
      }),
      { numRuns: 1000 },
    );
  });
});

// A month of play each time: the embedded database plays it, too, in journeys.
describe('a moved meeting', () => {
  let database: Database;
  let world: World;

  const run = <T>(work: Parameters<Database['transaction']>[1]) =>
    database.transaction(LCTF, work) as Promise<T>;
  const posted = (key: string) => [...world.web.posted.values()].filter((each) => each.key === key);
  const dueAt = async (key: string) => {
    const [row] = await database.transaction(LCTF, (tx) =>
      tx
        .select({ dueAt: cues.dueAt })
        .from(cues)
        .where(and(eq(cues.key, key), eq(cues.state, 'planned'))),
    );
    return row?.dueAt.toISOString();
  };
  const say = async (text: string) => {
    const said = await world.command('m01', text);
    await world.core.planner.run();
    await world.core.outbox.drain();
    return said;
  };

  describe('before anything about it went out', () => {
    beforeAll(async () => {
      database = await openTestDatabase('postgres');
      world = await createWorld(database, { startAt: '2027-02-12T14:00:00Z' });
    });
    afterAll(() => database.close());

    it('is refused into the past, across its neighbours, and where it is already', async () => {
      expect((await say('meeting move 2027-02-11')).text).toBe(
        'That time is past. Please choose one to come.',
      );
      expect((await say('meeting move 2027-03-10')).text).toBe('That is when it is already.');
      expect((await say('meeting move 2027-04-14 09:30')).text).toBe(
        'The meeting after it is Wed 14 Apr, 10:00 to 11:30. Please choose an earlier time, or cancel this one.',
      );
      expect((await say('meeting move 2027-03-01 --meeting 2027-04-14')).text).toBe(
        'The meeting before it is Wed 10 Mar, 10:00 to 11:30. Please choose a later time.',
      );
      expect((await say('meeting move tomorrow')).text).toBe('Please give a day, like 2027-02-11.');
      expect((await say('meeting move 2027-03-11 10am')).text).toBe('Please give a time, like 10:00.');
      expect(await dueAt(`agenda.publish:${MAR}`)).toBe('2027-03-08T15:00:00.000Z');
    });

    it('is refused beyond meetings that are not written out yet', async () => {
      const far = await say('meeting move 2027-12-01 --meeting 2027-05-12');
      expect(far.text).toContain('The meeting after it is Wed 9 Jun');
    });

    it('moves all that is planned for it; a school’s recess is no holiday of everyone’s (hazard 12)', async () => {
      const said = await say('meeting move 2027-03-09 14:00');
      expect(said.text).toContain('Moved: Tue 9 Mar, 14:00 to 15:30. Everyone is told now.');
      expect(said.text).toContain('That day is a day off for Larkmoor Unified School District.');
      expect(said.text).not.toContain('holiday');
      expect(await dueAt(`agenda.call:${MAR}`)).toBe('2027-02-23T14:00:00.000Z');
      expect(await dueAt(`agenda.close:${MAR}`)).toBe('2027-03-03T17:00:00.000Z');
      expect(await dueAt(`agenda.draft:${MAR}`)).toBe('2027-03-03T18:00:00.000Z');
      expect(await dueAt(`agenda.publish:${MAR}`)).toBe('2027-03-05T19:00:00.000Z');
      expect(await dueAt(`confidentiality.meeting:${MAR}`)).toBe('2027-03-09T18:30:00.000Z');
      expect(await dueAt(`polls.feedback:${MAR}`)).toBe('2027-03-09T20:45:00.000Z');
      expect(await dueAt(`report-backs.end:${MAR}`)).toBe('2027-03-09T20:30:00.000Z');
      expect((await dueAt(`agenda.last-call:${MAR}`))!.slice(0, 10)).toBe('2027-03-02');
      const [feedback] = await run<(typeof polls.$inferSelect)[]>((tx) =>
        tx.select().from(polls).where(eq(polls.meeting, MAR)),
      );
      // Five days later, over the change of the clocks.
      expect(feedback!.closesAt.toISOString()).toBe('2027-03-14T14:00:00.000Z');
    });

    it('names a holiday of everyone’s, and still moves', async () => {
      const said = await say('meeting move 2027-02-15 --meeting 2027-03-09');
      expect(said.text).toContain("That day is a holiday: Presidents' Day.");
      await say('meeting move 2027-03-10 10:00 --meeting 2027-02-15');
    });

    it('does not make the occurrence again', async () => {
      await say('meeting move 2027-03-11');
      const rows = await run<(typeof meetings.$inferSelect)[]>((tx) =>
        tx.select().from(meetings).where(eq(meetings.occurrence, '2027-03-10')),
      );
      expect(rows.map(({ id, sequence }) => ({ id, sequence }))).toEqual([{ id: MAR, sequence: 4 }]);
    });

    it('corrects what was told of it before, at every move', async () => {
      const told = [1, 2, 3, 4].map((sequence) => posted(`news:${MAR}:${sequence}`)[0]!);
      for (const { text } of told) expect(text).toContain('It is now Thu 11 Mar, 10:00 to 11:30');
      expect(told.map(({ notice }) => notice)).toEqual(told.map(() => 'A meeting has moved'));
      expect(told[0]!.text).toContain('The meeting of Wed 10 Mar, 10:00 has moved');
      await say('meeting cancel');
      const form = await world.command('m01', 'meeting cancel');
      await world.submit('m01', form.form!, { meeting: MAR });
      await world.core.outbox.drain();
      for (const { key } of told) expect(posted(key)[0]!.text).toContain('is cancelled');
    });
  });

  describe('once its call is out', () => {
    beforeEach(async () => {
      database = await openTestDatabase('postgres');
      world = await createWorld(database, { startAt: '2027-02-16T14:00:00Z' });
    });
    afterEach(() => database.close());

    it('calls no second time: what stands is edited, and the last call and the asks go along', async () => {
      await world.goTo('2027-03-03T14:45:00Z');
      expect(posted(`call:${MAR}`).length).toBe(1);
      const lastCalls = () =>
        run<(typeof asks.$inferSelect)[]>((tx) =>
          tx
            .select()
            .from(asks)
            .where(eq(asks.key, `last-call:${MAR}`)),
        );
      expect((await lastCalls()).length).toBeGreaterThan(3);
      const form = await world.command('m01', 'meeting move');
      const bad = await world.submit('m01', form.form!, { meeting: MAR, date: '2027-04-20', time: '10:00' });
      expect(bad.kind).toBe('invalid');
      expect(bad.text).toContain('The meeting after it is Wed 14 Apr');
      const moved = await world.submit('m01', form.form!, {
        meeting: MAR,
        date: '2027-03-17',
        time: '10:00',
      });
      expect(moved.text).toContain('Moved: Wed 17 Mar, 10:00 to 11:30.');
      await world.core.outbox.drain();
      const [call] = posted(`call:${MAR}`);
      expect(call!.text).toContain('What should we talk about on Wed 17 Mar?');
      expect(call!.text).toContain('Moved: it was to be Wed 10 Mar, 10:00.');
      expect(call!.text).toContain('Topics close Thu 11 Mar, noon');
      const open = (await lastCalls()).filter(({ state }) => state === 'open');
      expect(open.length).toBeGreaterThan(3);
      for (const { untilAt } of open) expect(untilAt.toISOString()).toBe('2027-03-11T17:00:00.000Z');
      await world.goTo('2027-03-10T20:00:00Z');
      const calls = [...world.web.posted.values()].filter(({ key }) => key.startsWith('call:mtg-2027-03'));
      expect(calls.length).toBe(1);
    });

    it('takes topics again where they close later, drafts again, and goes out once', async () => {
      await world.goTo('2027-03-05T14:00:00Z');
      const draft = posted(`draft:${MAR}`);
      expect(draft.length).toBeGreaterThan(1);
      const said = await say('meeting move 2027-03-17');
      expect(said.text).toContain('Topics are open again until Thu 11 Mar, noon.');
      const added = await world.command('m03', 'agenda add Bus passes for young people');
      expect(added.text).toContain('Saved for Wed 17 Mar.');
      await world.goTo('2027-03-12T14:00:00Z');
      const [agenda] = await run<(typeof agendas.$inferSelect)[]>((tx) =>
        tx.select().from(agendas).where(eq(agendas.meeting, MAR)),
      );
      expect(agenda).toMatchObject({ phase: 'draft', reopened: 1 });
      expect(posted(`draft:${MAR}`).length).toBe(draft.length);
      await world.goTo('2027-03-17T13:00:00Z');
      const outs = [...world.web.posted.values()].filter(({ key }) => key === `agenda:${MAR}`);
      expect(new Set(outs.map(({ place }) => place)).size).toBe(outs.length);
      const room = outs.find(({ place }) => place === 'channel:main');
      expect(room!.text).toContain('Agenda, Wed 17 Mar, 10:00 to 11:30');
      expect(room!.text).toContain('Bus passes');
    });

    it('corrects a published agenda, and asks again who comes', async () => {
      await world.goTo('2027-03-08T20:00:00Z');
      const room = () => posted(`agenda:${MAR}`).find(({ place }) => place === 'channel:main');
      const agenda = room();
      await world.press('m03', 'I will be there', agenda!.card);
      const said = await say('meeting move 2027-03-12 09:00');
      expect(said.text).toContain('1 person had said whether they come: they are asked again.');
      const rows = await run<unknown[]>((tx) =>
        tx.select().from(attendance).where(eq(attendance.meeting, MAR)),
      );
      expect(rows).toEqual([]);
      const now = room()!;
      expect(now.ref).toBe(agenda!.ref);
      expect(now.text).toContain('Agenda, Fri 12 Mar, 09:00 to 10:30');
      expect(now.text).toContain('Moved: it was to be Wed 10 Mar, 10:00.');
      const news = posted(`news:${MAR}:1`).find(({ place }) => place === 'channel:main');
      expect((await world.press('m03', 'Regrets', news!.card)).text).toContain('Fri 12 Mar');
    });
  });
});
