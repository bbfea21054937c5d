import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asks } from '../../../src/asks/table.ts';
import type { Database } from '../../../src/db/types.ts';
import { agendaItems } from '../../../src/features/agenda/index.ts';
import { youSaid, polls } from '../../../src/features/polls/index.ts';
import { reportBackRows } from '../../../src/features/report-backs/index.ts';
import { tasks } from '../../../src/features/subcommittees/index.ts';
import type { MeetingId } from '../../../src/kernel/ids.ts';
import { cues } from '../../../src/schedule/table.ts';
import { linkAccounts, linkRoom, ROOM, TENANT } from '../../support/chat.ts';
import { createWorld, fakePlatform, LCTF, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const FEB = 'mtg-2027-02' as MeetingId;
const MAR = 'mtg-2027-03' as MeetingId;

/** 06:30 on the day of the meeting. */
const DAWN = '2027-02-10T11:30:00Z';

describe.each(engines)('a cancelled meeting on %s', (engine) => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  const news = () => [...world.web.posted.values()].filter(({ key }) => key.startsWith('news:'));
  const items = (meeting: MeetingId) =>
    database.transaction(LCTF, (tx) =>
      tx.select().from(agendaItems).where(eq(agendaItems.meeting, meeting)).orderBy(agendaItems.position),
    );
  const planned = async (meeting: string) => {
    const rows = await database.transaction(LCTF, (tx) =>
      tx.select({ key: cues.key }).from(cues).where(eq(cues.state, 'planned')),
    );
    return rows.map(({ key }) => key).filter((key) => key.includes(meeting));
  };

  it('is for chairs alone', async () => {
    for (const text of ['meeting cancel', 'meeting cancel 2027-02-10', 'meeting move 2027-02-11'])
      expect((await world.command('m03', text)).kind).toBe('refused');
    const shown = await world.command('m03', 'meeting');
    expect(shown.text).not.toContain('Cancel it');
  });

  it('is asked about first, with what it means', async () => {
    await world.goTo(DAWN);
    const typed = await world.command('m01', 'meeting cancel');
    expect(typed.form!.submit).toBe('Cancel it');
    const asked = await world.command('m01', 'meeting cancel 2027-02-10');
    expect(asked.text).toContain('Cancel the meeting on Wed 10 Feb?');
    expect(asked.text).toContain('Its topics come first at the next one, Wed 10 Mar, 10:00.');
    expect(asked.text).toContain('Everyone is told at once, at any hour. It cannot be taken back.');
    expect((await world.press('m01', 'Keep it', asked.card!)).text).toContain('Wed 10 Feb');
    expect(news()).toEqual([]);
    const unknown = await world.command('m01', 'meeting cancel 2027-02-12');
    expect(unknown.text).toContain('That meeting is not here.');
  });

  it('tells everyone by 06:31, whatever hours they keep, with words that fit a lock screen', async () => {
    const before = await items(FEB);
    expect(before.filter(({ kind }) => kind !== 'standing').length).toBeGreaterThan(5);
    const page = await world.command('m13', 'meeting');
    const form = await world.open('m13', 'Cancel it', page.card!);
    const done = await world.submit('m13', form.form!, {});
    expect(done.text).toContain('Cancelled: Wed 10 Feb, 10:00. Everyone is told now.');
    await world.core.outbox.drain();
    expect(world.now().toISOString()).toBe('2027-02-10T11:30:00.000Z');
    const people = await world.core.host.people(LCTF);
    const outside = people.filter(({ segments }) => !segments.includes('members'));
    expect(outside.length).toBeGreaterThan(2);
    expect(
      news()
        .map(({ place }) => place)
        .toSorted(),
    ).toEqual(['channel:main', ...outside.map(({ member }) => `direct:${member}`)].toSorted());
    for (const { text, notice } of news()) {
      expect(notice).toBe('A meeting was cancelled');
      expect(text).toContain('The meeting on Wed 10 Feb, 10:00');
      expect(text).toContain('Its topics and reports go to Wed 10 Mar, 10:00 to 11:30');
    }
  });

  it('passes its topics on, each once, as carried over, in their order; what opens and closes it stays', async () => {
    const left = await items(FEB);
    expect(left.every(({ kind, state }) => kind === 'standing' || state === 'withdrawn')).toBe(true);
    const march = await items(MAR);
    const carried = march.filter(({ carriedOver }) => carriedOver);
    expect(carried.map(({ id }) => id).filter((id) => id.startsWith('mtg-2027-02'))).toEqual([
      'mtg-2027-02-03',
      'mtg-2027-02-04',
      'mtg-2027-02-05',
      'mtg-2027-02-06',
      'mtg-2027-02-07',
      'mtg-2027-02-08',
      'mtg-2027-02-09',
    ]);
    expect(new Set(march.map(({ position }) => position)).size).toBe(march.length);
    const first = march.findIndex(({ kind }) => kind !== 'standing');
    expect(march[first]!.id).toBe('mtg-2027-02-03');
  });

  it('warns where it is too much for the next meeting (hazard 1)', async () => {
    const page = await world.command('m01', `agenda --meeting ${MAR}`);
    expect(page.text).toMatch(/Over time\. \d+ minutes for a 90-minute meeting: \d+ too many\./);
  });

  it('leaves nothing of it planned, nor asked', async () => {
    await world.core.planner.run();
    expect(await planned(FEB)).toEqual([]);
    expect((await planned(MAR)).length).toBeGreaterThan(5);
    const open = await database.transaction(LCTF, (tx) =>
      tx.select({ key: asks.key }).from(asks).where(eq(asks.state, 'open')),
    );
    expect(open.filter(({ key }) => key.includes(FEB))).toEqual([]);
  });

  it('owes its reports to the next one: filed ones are heard there, the others asked for', async () => {
    const rows = await database.transaction(LCTF, async (tx) => ({
      tasks: await tx.select().from(tasks).where(eq(tasks.reportAt, FEB)),
      filed: await tx.select().from(reportBackRows).where(eq(reportBackRows.meeting, FEB)),
      moved: await tx.select().from(reportBackRows).where(eq(reportBackRows.meeting, MAR)),
      said: await tx.select().from(youSaid).where(eq(youSaid.meeting, MAR)),
      polls: await tx
        .select()
        .from(polls)
        .where(and(eq(polls.meeting, FEB), eq(polls.state, 'open'))),
    }));
    expect(rows.tasks).toEqual([]);
    expect(rows.filed).toEqual([]);
    expect(rows.moved.map(({ task }) => task)).toContain('t02');
    expect(rows.said.length).toBe(2);
    expect(rows.polls).toEqual([]);
    const page = await world.command('m03', `agenda --meeting ${MAR}`);
    expect(page.text).toContain('on track: Four trainers confirmed, two to find.');
    const keys = await planned(MAR);
    expect(keys.some((key) => key.startsWith(`report-backs.nag:t07:${MAR}:14:`))).toBe(true);
    expect(keys.some((key) => key.startsWith(`report-backs.nag:t02:${MAR}`))).toBe(false);
  });

  it('says so where it stood: the agenda, the call, the draft and any button about it', async () => {
    const standing = [...world.web.posted.values()].filter(({ key }) =>
      [`agenda:${FEB}`, `call:${FEB}`, `draft:${FEB}`].includes(key),
    );
    expect(standing.map(({ key }) => key)).toEqual(expect.arrayContaining([`agenda:${FEB}`, `draft:${FEB}`]));
    for (const { text } of standing) {
      expect(text).toContain('The meeting on Wed 10 Feb, 10:00 is cancelled');
      expect(text).toContain('[See the next agenda]');
    }
    const old = await world.command('m03', `agenda --meeting ${FEB}`);
    expect(old.text).toContain('is cancelled');
    expect((await world.command('m03', 'meeting')).text).toContain('Next meeting, Wed 10 Mar');
  });

  it('is cancelled once', async () => {
    const again = await world.command('m01', `meeting cancel ${FEB}`);
    expect(again.text).toContain('That meeting is cancelled already.');
    expect((await world.command('m01', `meeting move 2027-02-12 --meeting ${FEB}`)).kind).toBe('refused');
  });

  it('has nothing come of it any more: no reminder, no feedback, no second news', async () => {
    const sent = news().map(({ sends }) => sends);
    await world.goTo('2027-02-12T17:00:00Z');
    expect(news().map(({ sends }) => sends)).toEqual(sent);
    const keys = [...world.web.posted.values()].map(({ key }) => key);
    expect(keys).not.toContain(`reminder:${FEB}`);
    const asked = await database.transaction(LCTF, (tx) =>
      tx.select().from(polls).where(eq(polls.meeting, FEB)),
    );
    expect(asked.filter(({ kind }) => kind === 'feedback')).toEqual([]);
  });
});

describe('a cancelled meeting in Slack', () => {
  let database: Database;
  let world: World;
  const slack = fakePlatform('slack');
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    world = await createWorld(database, { chats: [slack], startAt: DAWN });
    await linkAccounts(database, ['m15', 'm17']);
    slack.audiences.set(ROOM, { state: 'known', accounts: ['U-m15'] });
    await linkRoom(database);
    await world.core.host.news({ platform: 'slack', tenant: TENANT, place: ROOM }, { kind: 'readers' });
  });
  afterAll(() => database.close());

  it('is posted in the channel at once, and told directly to whoever is in none', async () => {
    const asked = await world.command('m01', 'meeting cancel 2027-02-10');
    await world.press('m01', 'Cancel it', asked.card!);
    await world.core.outbox.drain();
    expect(world.now()).toEqual(new Date(DAWN));
    const told = (place: string) => slack.at(place).filter(({ key }) => key.startsWith('news:'));
    expect(told(ROOM).map(({ sends, notice }) => ({ sends, notice }))).toEqual([
      { sends: 1, notice: 'A meeting was cancelled' },
    ]);
    expect(told('direct:U-m17').length).toBe(1);
    expect(told('direct:U-m15')).toEqual([]);
  });
});
