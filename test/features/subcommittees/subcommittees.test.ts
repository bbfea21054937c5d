import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import {
  gapsOf,
  nextTaskId,
  successorOf,
  usualMeeting,
  type Task,
} from '../../../src/features/subcommittees/model.ts';
import type { MeetingId, MemberId } from '../../../src/kernel/ids.ts';
import { createWorld, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const id = (text: string) => text as MemberId;
const task = (change: Partial<Task>): Task =>
  ({ state: 'open', owner: id('a'), reportAt: 'm1', noReport: false, parkedUntil: null, ...change }) as Task;

describe('a task of the plan', () => {
  it.each([
    ['nothing', {}, []],
    ['a home', { owner: null }, ['no home']],
    ['a home, where its owner has left', { owner: id('gone') }, ['no home']],
    ['a report date', { reportAt: null }, ['no report date']],
    ['a report date, where its meeting is over', { reportAt: 'm0' as MeetingId }, ['no report date']],
    ['nothing, where no report is needed', { reportAt: null, noReport: true }, []],
    ['nothing while it is parked', { state: 'parked' as const, owner: null, parkedUntil: '2027-06-01' }, []],
    [
      'a home once it is back',
      { state: 'parked' as const, owner: null, parkedUntil: '2027-02-03' },
      ['no home'],
    ],
  ])('lacks %s', (_, change, gaps) => {
    const startsAt = new Set(['m1' as MeetingId]);
    expect(gapsOf(task(change), { here: new Set([id('a')]), startsAt, date: '2027-02-03' })).toEqual(gaps);
  });

  it('goes to the vice-lead, else the lead, else to who is longest there of the same agency', () => {
    const here = ['old', 'new', 'lead', 'vice'].map((member) => ({ member: id(member), agency: 'x' }));
    const of = { id: 's', name: 'S', lead: id('lead'), viceLead: id('vice') };
    const vacant = { owner: id('gone'), agency: 'x', of };
    expect(successorOf(vacant, here)).toBe('vice');
    expect(successorOf({ ...vacant, owner: id('vice') }, here)).toBe('lead');
    expect(successorOf({ ...vacant, of: undefined }, here)).toBe('old');
    expect(successorOf({ ...vacant, of: undefined, agency: 'y' }, here)).toBeUndefined();
  });

  it('gets the next short id, and the first meeting that is not before it is due', () => {
    expect([nextTaskId([]), nextTaskId(['t09', 't15', 'other'])]).toEqual(['t01', 't16']);
    const [a, b] = [{ startsAt: new Date(1) }, { startsAt: new Date(5) }];
    expect([usualMeeting([a, b], undefined), usualMeeting([a, b], new Date(3))]).toEqual([a, b]);
    expect(usualMeeting([a], new Date(9))).toBe(a);
  });
});

describe.each(engines)('the action plan on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
  });
  afterAll(() => database.close());
  const row = async (title: string) =>
    (await world.command('m01', 'task')).text.split('\n').find((line) => line.includes(title));

  it('flags what lacks a report date (t09), and what needs a home (t14)', async () => {
    expect(await row('Screening tool')).toContain('No report date');
    expect(await row('Interpreter access list')).toContain('Needs a home');
    expect((await world.command('m01', 'task')).text).toContain(
      '15 tasks, 2 done. 1 task needs a home. 1 task has no report date.',
    );
  });

  it('is nothing for guests, and changed by those who lead the subcommittee alone', async () => {
    expect((await world.command('m11', 'task')).kind).toBe('refused');
    const { card } = await world.command('m22', 'task');
    await expect(world.open('m22', 'Change', card!, 'Emergency shelter')).rejects.toThrow('no button');
    expect((await world.command('m22', 'task assign t05 m13')).reply).toMatchObject({ why: 'denied' });
    const { form } = await world.open('m22', 'Change', card!, 'Screening tool');
    const saved = await world.submit('m22', form!, { ...form!.values, report: 'mtg-2027-03' });
    expect(saved.text).toBe('Saved as t09. The group hopes to hear of it on Wed 10 Mar.');
    expect(await row('Screening tool')).toContain('report on Wed 10 Mar');
  });

  it('takes a new task by command and by form, and the guard reads it', async () => {
    const added = await world.command(
      'm15',
      'task add Poster for bus stops --owner m20 --subcommittee outreach',
    );
    expect(added.text).toBe('Saved as t16. The group hopes to hear of it on Wed 10 Feb.');
    const { form } = await world.command('m01', 'task add');
    const bad = await world.submit('m01', form!, { title: 'Find J.T., age 14, at her aunt’s' });
    expect(bad.text).toContain('may point to a person');
    const none = await world.submit('m01', form!, { title: 'Count the chairs', report: 'none' });
    expect(none.text).toBe('Saved as t17. No report is asked for.');
    expect((await world.command('m15', 'task add Not mine --subcommittee legal')).kind).toBe('refused');
    expect((await world.command('m03', 'task add Not mine either')).kind).toBe('refused');
  });

  it('is done by who has the task, given on by chairs, and made by them', async () => {
    expect((await world.command('m03', 'task done t16')).reply).toMatchObject({ why: 'denied' });
    expect((await world.command('m20', 'task done T16')).text).toContain('Done: Poster for bus stops.');
    expect((await world.command('m20', 'task done t16')).text).toContain('done already');
    expect((await world.command('m01', 'task assign t14 m21')).text).toContain('has it now');
    expect(await row('Interpreter access list')).not.toContain('Needs a home');
    const made = await world.command('m01', 'subcommittee new Data sharing --lead m19 --vice-lead m08');
    expect(made.text).toContain('Made: Data sharing.');
    expect((await world.command('m03', 'subcommittee')).text).toContain('Data sharing');
    expect((await world.command('m03', 'subcommittee new Mine')).kind).toBe('refused');
  });

  it('tells the facilitators of what someone left behind, also before Convener came (m29, t14)', async () => {
    await world.core.outbox.drain();
    const card = () => world.web.at('direct:m01').find(({ key }) => key === 'left:m29');
    // It was told at Start; meanwhile t14 has a home.
    await world.goTo('2027-02-03T14:01:00Z');
    expect(card()?.text ?? '').not.toContain('Interpreter access list');
  });

  it('ends the access of who leaves, and finds their tasks a home', async () => {
    expect((await world.command('m03', 'roster leave m21')).kind).toBe('refused');
    const asked = await world.command('m02', 'roster leave m21');
    expect(asked.text).toContain('Then their access ends at once');
    await world.press('m02', 'Yes, end their access', asked.card!);
    expect((await world.command('m21', 'task')).kind).toBe('refused');
    await world.goTo('2027-02-03T14:05:00Z');
    const card = () => world.web.at('direct:m01').find(({ key }) => key === 'left:m21');
    expect(card()!.notice).toBe('Something needs a home');
    expect(card()!.text).toContain('has left. 2 things need a home');
    expect(card()!.text).toContain('Emergency shelter bed protocol');
    expect(card()!.text).toMatch(/perhaps \S+/);
    const takes = card()!.text.match(/\[(\S+ takes all)\]/)![1]!;
    expect((await world.press('m01', takes, card()!.card)).text).toContain('has them now');
    expect(await row('Emergency shelter')).not.toContain('Needs a home');
  });

  it('never removes the last facilitator', async () => {
    expect((await world.command('m02', 'roster leave m01')).text).toContain('the last facilitator');
  });
});

describe('who left before Convener came', () => {
  it('left a task that needs a home (m29, t14): one card, with who might take it', async () => {
    const database = await openTestDatabase('pglite');
    try {
      const world = await createWorld(database);
      await world.goTo('2027-02-03T14:01:00Z');
      const [card, ...others] = world.web.at('direct:m01').filter(({ key }) => key.startsWith('left:'));
      expect(others).toEqual([]);
      expect(card!.text).toContain('has left. 1 thing needs a home');
      expect(card!.text).toContain('Their access ended Thu 31 Dec.');
      expect(card!.text).toContain('t14 Interpreter access list (report on Wed 10 Mar · perhaps ');
      const { form } = await world.open('m01', 'Park them', card!.card);
      expect((await world.submit('m01', form!, { until: '2027-02-01' })).kind).toBe('invalid');
      expect((await world.submit('m01', form!, { until: '2027-06-01' })).text).toContain('Parked.');
    } finally {
      await database.close();
    }
  });
});
