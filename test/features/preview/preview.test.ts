import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { features } from '../../../src/features.ts';
import { groupsOf, mostInAWeek, type Line } from '../../../src/features/preview/model.ts';
import { SAID_VIEWS } from '../../../src/features/preview/words.ts';
import type { MemberId } from '../../../src/kernel/ids.ts';
import { createWorld, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

describe('preview on the sample', () => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  it('says in a few lines what comes next, and where all of it is', async () => {
    const { text, card } = await world.command('m01', 'preview');
    expect(text).toMatch(
      /^What Convener will send\nUntil Sun 4 Apr: \d+ messages to channels, \d+ messages to people/,
    );
    expect(text).toMatch(/The most any one person gets: \d+ in a week/);
    expect(text).toContain('[The whole list] [On its own page]');
    expect(card!.notice).toBe('What comes next');
  });

  it('shows chairs all, with who, which door, the local hour and why', async () => {
    const { text } = await world.command('m01', 'preview list');
    expect(text).toContain('Thu 4 Feb\n13:00: Draft agenda');
    expect(text).toContain(
      'directly on the web. To the chairs, at least one full working day before it goes out.',
    );
    expect(text).toContain('10:00 (Central Time): Asks for an answer to a poll');
    expect(text).toContain('Nothing was missed or undelivered');
    const one = await world.command('m01', 'preview list Priya Raman');
    expect(one.text).toContain('What comes to Priya Raman');
    expect(one.text).not.toContain('Draft agenda');
    expect((await world.command('m01', 'preview list Nobody Here')).reply).toMatchObject({ why: 'unknown' });
  });

  it('shows anyone else what comes to them, and no more', async () => {
    const own = await world.command('m03', 'preview list');
    expect(own.text).toContain('What comes to you');
    expect(own.text).not.toMatch(/Dana Okafor|Draft agenda/);
    expect((await world.command('m03', 'preview list Dana Okafor')).reply).toMatchObject({ why: 'unknown' });
    expect((await world.command('m03', 'preview')).text).not.toMatch(/Dana Okafor|Draft agenda/);
  });

  it('changes when someone does something', async () => {
    const before = await world.command('m01', 'preview list');
    await world.command('m01', 'agenda hold');
    const after = await world.command('m01', 'preview list');
    expect(before.text).not.toContain('Agenda on hold');
    expect(after.text).toContain('Agenda on hold');
  });
});

describe('its words', () => {
  it('has them for every message there is', () => {
    const views = features.flatMap((feature) => Object.keys(feature.views ?? {}));
    expect([...SAID_VIEWS].toSorted()).toEqual(views.toSorted());
  });

  const line = (member: string, at: string, more: Partial<Line> = {}): Line => ({
    at: new Date(at),
    member: member as MemberId,
    zone: 'America/New_York',
    where: member,
    door: 'Slack',
    view: 'briefs.brief',
    asks: ['polls.ask'],
    ...more,
  });

  it('tells once what goes to several at one moment of their clocks', () => {
    const groups = groupsOf(
      [
        line('a', '2027-02-08T14:00:00Z'),
        line('b', '2027-02-08T14:00:00Z'),
        line('c', '2027-02-08T14:00:00Z', { zone: 'America/Chicago' }),
        line('d', '2027-02-08T14:00:00Z', { asks: ['polls.ask', 'report-backs.ask'] }),
      ],
      'America/New_York',
    );
    expect(groups.map(({ hour, what, to }) => [hour, what, to.map(({ where }) => where).join()])).toEqual([
      ['09:00', 'Asks for an answer to a poll', 'a,b'],
      ['08:00 (Central Time)', 'Asks for an answer to a poll', 'c'],
      ['09:00', 'Asks for an answer to a poll · Asks for a report-back', 'd'],
    ]);
  });

  it('counts the fullest week by each one’s own Monday', () => {
    const most = mostInAWeek([
      // Sunday evening in New York, Monday in UTC.
      line('a', '2027-02-08T02:00:00Z'),
      line('a', '2027-02-08T14:00:00Z', { view: 'agenda.post', asks: [] }),
      line('a', '2027-02-10T14:00:00Z'),
      line('b', '2027-02-08T14:00:00Z'),
    ]);
    expect(most).toEqual({ member: 'a', week: '2027-02-08', messages: 2, asking: 1 });
    expect(mostInAWeek([])).toBeUndefined();
  });
});
