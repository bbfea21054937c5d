import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadTaskForce } from '../../../src/db/task-force.ts';
import type { Database } from '../../../src/db/types.ts';
import {
  DEFAULT_TIMELINE,
  meetings,
  meetingSeries,
  stepTooLate,
} from '../../../src/features/meetings/index.ts';
import type { FormValues, SealedForm } from '../../../src/kernel/card.ts';
import { createWorld, LCTF, type Said, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

let database: Database;
let world: World;
const begin = async (options: Parameters<typeof createWorld>[1] = {}): Promise<void> => {
  database = await openTestDatabase('pglite');
  world = await createWorld(database, options);
};

const inTask = <T>(work: Parameters<typeof database.transaction<T>>[1]) => database.transaction(LCTF, work);
const taskForce = () => inTask((tx) => loadTaskForce(tx, LCTF));
const series = async () => (await inTask((tx) => tx.select().from(meetingSeries)))[0]!;
const keys = (key: string) => [...world.web.posted.values()].filter((message) => message.key === key);

const open = async (member: string, button: string): Promise<SealedForm> =>
  (await world.open(member, button, (await world.command(member, 'settings')).card!)).form!;
const save = async (member: string, button: string, values: FormValues): Promise<Said> => {
  const form = await open(member, button);
  return world.submit(member, form, { ...form.values, ...values });
};
const about = (values: FormValues, member = 'm01') => save(member, 'Change names and zone', values);
const steps = (values: FormValues, member = 'm01') => save(member, 'Change place and times', values);

describe('settings', () => {
  beforeAll(() => begin());
  afterAll(() => database.close());

  it('are shown to the chairs as they are, with when the steps of the next meeting fall', async () => {
    for (const chair of ['m01', 'm02']) {
      const { text } = await world.command(chair, 'settings');
      expect(text).toContain('Neutral name: Larkmoor TF');
      expect(text).toContain('Time zone: America/New_York');
      expect(text).toMatch(/Topics close: Thu 4 Feb, noon\nDraft to the chairs: Thu 4 Feb, 13:00/);
      expect(text).toContain('The agenda goes out: Mon 8 Feb, 10:00');
    }
    for (const member of ['m03', 'm11'])
      expect((await world.command(member, 'settings')).reply).toMatchObject({
        kind: 'refused',
        why: 'denied',
      });
  });

  it.each([
    ['name', 'ab', 'Please write at least 3 characters.'],
    ['name', 'For Ann, SSN 123-45-6789', 'This may point to a person. Please write it in another way.'],
    ['neutralName', 'Human trafficking TF', 'Lock screens show this.'],
    ['zone', 'Mars/Base', 'That is no time zone known here.'],
    ['phone', 'call me', 'A phone number, please, like 555-0100.'],
    ['mission', 'DOB 03/14/2009', 'This may point to a person.'],
    ['publicBody', 'maybe', 'Please choose.'],
  ])('refuse %s "%s" beside its field, and change nothing', async (field, typed, message) => {
    const before = await taskForce();
    const { reply } = await about({ [field]: typed });
    expect(reply).toMatchObject({
      kind: 'invalid',
      errors: { [field]: expect.stringContaining(message) },
      values: { [field]: typed },
    });
    expect(await taskForce()).toEqual(before);
  });

  it.each<[Record<string, string>, Record<string, string>]>([
    [
      { draftWorkingDaysBefore: '3' },
      {
        draftWorkingDaysBefore:
          'At least 4, so that the chairs have a whole working day before the agenda goes out.',
      },
    ],
    [
      { topicsCloseWorkingDaysBefore: '3' },
      { topicsCloseWorkingDaysBefore: 'At least 4, so that topics close before the draft.' },
    ],
    [
      { draftAt: '11:00' },
      { topicsCloseWorkingDaysBefore: 'At least 5, so that topics close before the draft.' },
    ],
    [
      { callDaysBefore: '3' },
      { callDaysBefore: 'At least 6, so that topics are asked for before they close.' },
    ],
    [{ callDaysBefore: '60' }, { callDaysBefore: 'At most 42, please.' }],
    [{ callAt: '25:00' }, { callAt: 'A time, please, like 09:00.' }],
    [{ publishHoursBefore: 'soon' }, { publishHoursBefore: 'A whole number, please.' }],
    [
      { place: 'Home of DOB 03/14/2009' },
      { place: 'this may point to a person. Please write only the place.' },
    ],
  ])('refuse steps out of order: %o', async (typed, errors) => {
    expect((await steps(typed)).reply).toMatchObject({ kind: 'invalid', errors });
    expect((await series()).timeline).toEqual(DEFAULT_TIMELINE);
  });

  it('change the names, the zone and whether it is a public body, audited without words', async () => {
    const said = await about({
      name: 'Larkmoor and Brindle Task Force',
      neutralName: 'L&B TF',
      zone: 'America/Chicago',
      phone: '555-0199',
      mission: 'Found early,\n believed.',
      publicBody: 'yes',
    });
    expect(said.text).toContain('Saved.');
    expect(await taskForce()).toMatchObject({
      name: 'Larkmoor and Brindle Task Force',
      neutralName: 'L&B TF',
      zone: 'America/Chicago',
      contactPhone: '555-0199',
      mission: 'Found early, believed.',
      publicBody: true,
    });
    await world.core.planner.run();
    expect((await world.command('m01', 'settings')).text).toContain('L&B TF');
  });

  it('that make it a public body, or none, are said by every poll about priorities; a decision is no poll in either', async () => {
    await world.core.outbox.drain();
    // The poll itself, and the notes that ask for an answer to it; a digest only names it.
    const poll = () =>
      [...world.web.posted.values()].filter(({ text }) => /(^|\n)What (first|second)\?\n/.test(text));
    const says = () => poll().map(({ text }) => text.includes('This is input, not a vote.'));
    await about({ publicBody: 'no' });
    await world.command(
      'm01',
      'poll new priority What first? --options "Training; Funding" --closes 2027-02-12',
    );
    // A subcommittee's is asked of each person alone.
    await world.command(
      'm01',
      'poll new priority What second? --options "Training; Funding" --closes 2027-02-12 --subcommittee services',
    );
    await world.goTo('2027-02-09T20:00:00Z');
    expect(new Set(poll().map(({ place }) => place.split(':')[0]))).toEqual(new Set(['channel', 'direct']));
    expect(new Set(says())).toEqual(new Set([false]));
    const decision = () => world.command('m01', 'poll new decision Adopt the one-pager');
    expect((await decision()).text).toContain('Decisions are made in a meeting');
    expect((await about({ publicBody: 'yes' })).text).toBe(
      'Saved. Decisions stay in meetings: no poll asks for one. Polls about priorities now say that they are input, not a vote.',
    );
    await world.core.outbox.drain();
    expect(new Set(says())).toEqual(new Set([true]));
    expect((await decision()).text).toContain('is set up as a public body');
    expect((await about({ publicBody: 'no' })).text).toBe('Saved.');
    await world.core.outbox.drain();
    expect(new Set(says())).toEqual(new Set([false]));
  });

  it('say where they usually meet: meetings that are somewhere else stay there', async () => {
    await inTask((tx) => tx.update(meetingSeries).set({ location: '' as never }));
    await steps({ place: 'County Annex, 12 Court Street' });
    const rows = await inTask((tx) => tx.select().from(meetings));
    const at = (id: string) => rows.find((each) => each.id === id)!.location as string;
    expect(at('mtg-2027-02')).toContain('Ellery Public Library');
    expect(at('full-2027-04-14')).toBe('County Annex, 12 Court Street');
    expect((await series()).location as string).toBe('County Annex, 12 Court Street');
  });
});

describe('steps that change while a meeting’s are under way', () => {
  beforeEach(() => begin({ startAt: '2027-01-27T13:00:00Z' }));
  afterEach(() => database.close());

  it('keep to the new times, and no second call goes out', async () => {
    await world.goTo('2027-01-28T15:00:00Z');
    expect(keys('call:mtg-2027-02')).toHaveLength(1);
    expect((await steps({ callDaysBefore: '10', publishHoursBefore: '24' })).text).toContain(
      'What went out already does not go out again.',
    );
    await world.goTo('2027-02-09T14:59:00Z');
    expect(keys('agenda:mtg-2027-02')).toEqual([]);
    await world.goTo('2027-02-09T15:00:00Z');
    expect(keys('agenda:mtg-2027-02').map(({ place }) => place)).toContain('channel:main');
    expect(keys('call:mtg-2027-02')).toHaveLength(1);
    const rows = await inTask((tx) =>
      tx
        .select()
        .from(meetings)
        .where(eq(meetings.id, 'mtg-2027-02' as never)),
    );
    expect(rows[0]).toMatchObject({ sequence: 0, movedFrom: null });
    expect(keys('news:mtg-2027-02')).toEqual([]);
  });

  it('open topics again that now close later, and the draft comes again', async () => {
    await world.goTo('2027-02-04T18:30:00Z');
    expect(keys('draft:mtg-2027-02')).toHaveLength(3);
    const said = await steps({
      topicsCloseWorkingDaysBefore: '3',
      draftWorkingDaysBefore: '3',
      publishHoursBefore: '24',
    });
    expect(said.text).toContain('Topics are open again until Fri 5 Feb, noon.');
    expect((await world.command('m03', 'agenda add Just in time')).text).toContain('Saved for Wed 10 Feb.');
    await world.goTo('2027-02-09T15:00:00Z');
    const channel = keys('agenda:mtg-2027-02').find(({ place }) => place === 'channel:main');
    expect(channel!.text).toContain('Just in time');
    expect(keys('draft:mtg-2027-02')).toHaveLength(3);
  });

  it('are refused where one would be past already, or leave the chairs no working day', async () => {
    await world.goTo('2027-02-03T20:00:00Z');
    expect(
      (
        await steps({
          publishHoursBefore: '168',
          draftWorkingDaysBefore: '9',
          topicsCloseWorkingDaysBefore: '9',
          callDaysBefore: '21',
        })
      ).reply,
    ).toMatchObject({
      kind: 'invalid',
      errors: {
        topicsCloseWorkingDaysBefore: expect.stringContaining(
          'For the meeting on Wed 10 Feb that is past already.',
        ),
      },
    });
    await world.goTo('2027-02-04T19:00:00Z');
    expect(
      (
        await steps({
          publishHoursBefore: '120',
          draftWorkingDaysBefore: '7',
          topicsCloseWorkingDaysBefore: '7',
        })
      ).reply,
    ).toMatchObject({
      kind: 'invalid',
      errors: {
        publishHoursBefore: expect.stringContaining('The chairs would not have a whole working day'),
      },
    });
    expect((await series()).timeline).toEqual(DEFAULT_TIMELINE);
  });
});

describe('stepTooLate', () => {
  const at = (hour: number) => new Date(Date.UTC(2027, 1, 1, hour));
  const deadlines = (...hours: readonly [number, number, number, number]) => {
    const [callAt, topicsCloseAt, draftAt, publishAt] = hours.map(at);
    return { callAt: callAt!, topicsCloseAt: topicsCloseAt!, draftAt: draftAt!, publishAt: publishAt! };
  };

  it('names the first step that would fall into the past, and none that was past already', () => {
    const was = deadlines(1, 4, 6, 8);
    expect(stepTooLate(was, deadlines(1, 2, 3, 8), at(3))).toEqual({ why: 'past', step: 'topicsCloseAt' });
    expect(stepTooLate(was, deadlines(0, 5, 6, 7), at(3))).toBeUndefined();
    expect(stepTooLate(was, deadlines(1, 4, 5, 7), at(6.5))).toEqual({ why: 'draft' });
    expect(stepTooLate(was, deadlines(1, 4, 6, 9), at(7))).toBeUndefined();
    expect(stepTooLate(was, deadlines(0, 1, 2, 3), at(9))).toBeUndefined();
  });
});
