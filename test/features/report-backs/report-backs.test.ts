import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asks, unasked } from '../../../src/asks/table.ts';
import { agendaItems } from '../../../src/features/agenda/index.ts';
import { tasks } from '../../../src/features/subcommittees/index.ts';
import { loadTaskForce } from '../../../src/db/task-force.ts';
import { personById } from '../../../src/features/roster/index.ts';
import { readerOf } from '../../../src/kernel/access.ts';
import type { MemberId } from '../../../src/kernel/ids.ts';
import { plainText } from '../../../src/kernel/rich.ts';
import type { Database } from '../../../src/db/types.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

// A month of play each time: the embedded database plays it, too, in journeys.
describe('report-backs', () => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  const briefs = (member: string) =>
    world.web.at(`direct:${member}`).filter((message) => message.key.startsWith('brief:'));
  const asked = async (key: string) =>
    (await database.transaction(LCTF, (tx) => tx.select().from(asks)))
      .filter((ask) => ask.key === key)
      .map(({ member, state }) => `${member} ${state}`)
      .toSorted();

  it('asks who has the task, and not whose report is there', async () => {
    await world.goTo('2027-02-03T14:31:00Z');
    const [brief] = briefs('m06');
    expect(brief!.text).toContain('On Wed 10 Feb the group would like to hear about Consent language');
    expect(brief!.text).toContain('Press one. You can add a line, or change the date.');
    expect(brief!.text).toContain('[On track] [Need help] [Done] [More]');
    expect(await asked('report:t02:mtg-2027-02')).toEqual([]);
    expect(await asked('report:t07:mtg-2027-02')).toEqual(['m06 open']);
    expect(await asked('report:t13:mtg-2027-02')).toEqual(['m18 open']);
  });

  it('takes a tap, then a line that the guard reads; and asks no more', async () => {
    const [brief] = briefs('m18');
    const tapped = await world.press('m18', 'On track', brief!.card);
    expect(tapped.text).toBe('Thank you. On track, for Wed 10 Feb. We do not ask again for this meeting.');
    const form = await world.command('m18', 'reportback submit');
    const bad = await world.submit('m18', form.form!, {
      task: 't13',
      state: 'on track',
      line: 'Waiting for J.T., age 14, to sign.',
    });
    expect(bad.text).toContain('may point to a person');
    const line = await world.submit('m18', form.form!, {
      task: 't13',
      state: 'need help',
      line: 'Half of it is written.',
    });
    expect(line.text).toContain('The agenda says so, and the chairs see it.');
    expect(await asked('report:t13:mtg-2027-02')).toEqual(['m18 done']);
    await world.core.outbox.drain();
    expect(briefs('m18')[0]!.text).toContain('Done, thank you.');
    expect((await world.command('m18', 'reportback')).text).toContain('Wed 10 Feb: need help');
  });

  it('is nobody else’s to file, but a chair enters it for them', async () => {
    expect((await world.command('m03', 'reportback submit t13 done')).kind).toBe('refused');
    expect((await world.command('m11', 'reportback')).kind).toBe('refused');
    const entered = await world.command('m01', 'reportback submit t13 on-track Nearly there');
    expect(entered.text).toContain('Thank you. On track');
    expect((await world.command('m18', 'reportback')).text).toContain('entered by Dana');
    // Whoever had t14 has left, so its report is nobody's.
    const all = (await world.command('m01', 'reportback')).text;
    expect(all).toMatch(/Interpreter access list[^]*?Needs a home · Wed 10 Mar/);
    expect(all).not.toContain('Nadia');
  });

  it('is a line of the agenda: what is there, and what is to follow, without a name', async () => {
    const page = (await world.command('m03', 'agenda --meeting mtg-2027-02')).text.split('\n');
    const line = (title: string) => page.filter((each) => each.includes(title));
    expect(line('training plan for 2027')[0]).toContain('on track: Four trainers confirmed, two to find.');
    expect(line('Onboarding packet')).toEqual([
      expect.stringContaining('Report-back: Onboarding packet for new members (30 minutes to read) ('),
    ]);
    expect(line('Onboarding packet')[0]).toContain('on track: Nearly there');
    expect(line('Onboarding packet')[0]).not.toContain('(0 min');
    expect(line('consent language')).toEqual([expect.stringContaining('report to follow')]);
    expect(line('consent language')[0]).not.toContain('Colin');
    // A guest's copy has the members' part as one block.
    expect((await world.command('m11', 'agenda --meeting mtg-2027-02')).text).not.toContain('Nearly there');
  });

  it('is news for the digest, without a name; what needs a hand is for the chairs', async () => {
    const rows = (member: string) =>
      database.transaction(LCTF, async (tx) => {
        const taskForce = await loadTaskForce(tx, LCTF);
        const ctx = world.core.app.contextOf(tx, taskForce!);
        const person = await personById(tx, member);
        const found = await ctx.others.digestRows(readerOf(person!), new Date('2027-01-27T12:00:00Z'));
        const words = { names: new Map(), zone: 'UTC', home: 'UTC' };
        return found.map(({ part, text }) => `${part}: ${plainText(text, words)}`);
      });
    const done = [
      'done: 2 reports in.',
      'done: Agree what may be written in chat (one page, posted and pinned) finished.',
    ];
    expect(await rows('m03')).toEqual(expect.arrayContaining(done));
    expect((await rows('m03')).filter((row) => row.includes('needs'))).toEqual([]);
    expect(await rows('m01')).toContain('needs you: 1 task needs a home.');
    expect((await rows('m11')).filter((row) => !row.startsWith('next meeting'))).toEqual([]);
  });

  it('asks the delegate while the owner is away (t07), and says whom we ask next', async () => {
    await world.goTo('2027-02-08T15:00:00Z');
    expect(await asked('report:t07:mtg-2027-02')).toEqual(['m06 open', 'm07 open']);
    const [brief] = briefs('m07');
    expect(brief!.text).toContain('You stand in for');
    expect(briefs('m06').length).toBe(1);
  });

  it('then asks to step in, with no name on the agenda; one line ends it for all', async () => {
    await world.goTo('2027-02-09T14:30:00Z');
    const [brief] = briefs('m01').filter(({ text }) => text.includes('we have not heard yet'));
    expect(brief!.text).toContain('is away. Could you send one line, or tell us who could?');
    expect(brief!.text).toContain('the agenda will say "report to follow", with no name');
    const { form } = await world.open('m01', 'Ask someone else', brief!.card);
    expect((await world.submit('m01', form!, { person: 'm13' })).text).toContain('Good. We ask');
    const filed = await world.command('m07', 'reportback submit t07 on track Draft two is with counsel');
    expect(filed.text).toContain('Thank you. On track, for Wed 10 Feb.');
    expect(await asked('report:t07:mtg-2027-02')).toEqual([
      'm01 declined',
      'm06 done',
      'm07 done',
      'm13 done',
    ]);
  });

  it('takes "More": another date, and that it is not theirs', async () => {
    await world.goTo('2027-02-24T15:00:00Z');
    const [brief] = briefs('m20').filter(({ text }) => text.includes('Front-desk card'));
    const { form } = await world.open('m20', 'More', brief!.card);
    const moved = await world.submit('m20', form!, { what: 'date', date: 'full-2027-04-14' });
    expect(moved.text).toContain('The group hears of it on Wed 14 Apr.');
    expect(await asked('report:t04:mtg-2027-03')).toEqual(['m20 ended']);
    const [other] = briefs('m21').filter(({ text }) => text.includes('Emergency shelter'));
    const more = await world.open('m21', 'More', other!.card);
    expect((await world.submit('m21', more.form!, { what: 'not-mine' })).text).toContain('Thank you');
    await world.core.outbox.drain();
    await world.goTo('2027-02-25T15:00:00Z');
    const card = briefs('m01').find(({ text }) => text.includes('looking for another home'));
    expect(card!.text).toContain('says that it is not the right task for them. What would help?');
    expect(card!.text).toContain('[I will call] [New owner] [Make it smaller] [Park it until a day]');
    const park = await world.open('m01', 'Park it until a day', card!.card);
    expect((await world.submit('m01', park.form!, { until: '2027-04-01' })).text).toContain(
      'Parked. Nobody is asked about it until Thu 1 Apr.',
    );
  });
});

describe('a task of which two meetings heard nothing', () => {
  let database: Database;
  let world: World;
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  const rows = () => database.transaction(LCTF, (tx) => tx.select().from(tasks));
  const told = (about: string) =>
    world.web
      .at('direct:m01')
      .filter(({ text }) => text.includes(about) && text.includes('two meetings without news'));
  const askedAbout = async (task: string, meeting: string) =>
    (await database.transaction(LCTF, (tx) => tx.select().from(asks))).filter(
      ({ key }) => key === `report:${task}:${meeting}`,
    );

  it('has one line at each, whoever owes it, and moves on by itself', async () => {
    await world.goTo('2027-02-10T17:00:00Z');
    const items = await database.transaction(LCTF, (tx) => tx.select().from(agendaItems));
    for (const task of ['t02', 't07', 't13'])
      expect(
        items.filter((item) => item.task === task && item.meeting === 'mtg-2027-02'),
        task,
      ).toHaveLength(1);
    const moved = (await rows()).filter(({ id }) => ['t02', 't07', 't13'].includes(id));
    expect(moved.map(({ reportAt }) => reportAt)).toEqual(Array(3).fill('mtg-2027-03'));
    expect(told('Consent language')).toEqual([]);
  });

  it('is told to the facilitators once, and nobody is asked any more', async () => {
    await world.goTo('2027-03-10T16:00:00Z');
    await world.goTo('2027-03-10T17:00:00Z');
    const items = await database.transaction(LCTF, (tx) => tx.select().from(agendaItems));
    const owing = (await rows()).filter(({ reportAt }) => reportAt === 'full-2027-04-14');
    for (const { id } of owing)
      expect(
        items.filter((item) => item.task === id && item.meeting === 'mtg-2027-03'),
        id,
      ).toHaveLength(1);
    // A note to Dana on Monday, one on Tuesday: this week has no room for a third (product rule 8).
    await world.goTo('2027-03-12T21:00:00Z');
    expect(told('without news')).toEqual([]);
    await world.goTo('2027-03-15T15:00:00Z');
    const [card, ...more] = told('Consent language');
    expect(more).toEqual([]);
    // What two owners let go unheard is one note; a task without a home is none of it: nobody was asked.
    expect(card!.text.match(/two meetings without news/g)).toHaveLength(2);
  });

  it('begins anew with a new owner', async () => {
    const { form } = await world.open('m01', 'New owner', told('Consent language')[0]!.card);
    const saved = await world.submit('m01', form!, {
      ...form!.values,
      owner: 'm07',
      report: 'full-2027-05-12',
    });
    expect(saved.text).toContain('Saved as t07. The group hopes to hear of it on Wed 12 May.');
    await world.goTo('2027-04-14T13:00:00Z');
    expect(await askedAbout('t07', 'full-2027-04-14')).toEqual([]);
    expect((await askedAbout('t02', 'full-2027-04-14')).length).toBeGreaterThan(0);
    await world.goTo('2027-04-28T15:00:00Z');
    expect((await askedAbout('t07', 'full-2027-05-12')).map(({ member }) => member)).toEqual(['m07']);
    expect(told('Consent language')).toEqual([]);
  });
});

/** Rule 8 outranks the hour: at 15:00 they may have had their one note of the day. */
describe('the facilitator who is asked to step in at 15:00, after the vice-lead', () => {
  let database: Database;
  let world: World;
  beforeEach(async () => {
    database = await openTestDatabase('postgres');
    world = await createWorld(database);
    // Only the packet (t13) is still to follow: its vice-lead is asked at 09:00 on the day after the last note.
    await world.command('m06', 'reportback submit t07 on track Draft two is with counsel');
    await world.goTo('2027-02-09T13:59:00Z');
  });
  afterEach(() => database.close());

  const notes = () =>
    world.web
      .at('direct:m01')
      .filter(({ key, text }) => key.startsWith('brief:') && text.includes('Onboarding packet'));
  const had = (...days: string[]) =>
    database.transaction(LCTF, (tx) =>
      tx.insert(unasked).values(
        days.map((day) => ({
          taskForce: LCTF,
          recipient: 'm01' as MemberId,
          day,
          key: `brief:m01:9${day}`,
          personal: true,
          sentAt: new Date(`${day}T13:00:00Z`),
        })),
      ),
    );
  const days = async () =>
    (
      await database.transaction(LCTF, (tx) =>
        tx
          .select()
          .from(unasked)
          .where(eq(unasked.recipient, 'm01' as MemberId)),
      )
    ).map(({ day }) => day);

  it('is asked then, where that is their first of the day', async () => {
    await world.goTo('2027-02-09T19:59:00Z');
    expect(notes()).toEqual([]);
    await world.goTo('2027-02-09T20:01:00Z');
    expect(notes()).toHaveLength(1);
    expect(notes()[0]!.text).toContain('Angela may just be busy, and knows we are asking you.');
  });

  it('is asked on the next working day, where they had theirs in the morning', async () => {
    await had('2027-02-09');
    await world.goTo('2027-02-10T12:59:00Z');
    expect(notes()).toEqual([]);
    await world.goTo('2027-02-10T13:01:00Z');
    expect(notes()).toHaveLength(1);
    expect((await days()).filter((day) => day >= '2027-02-09')).toEqual(['2027-02-09', '2027-02-10']);
  });

  it('is not asked at all, and finds it among what was not sent, where the week has no room before the meeting', async () => {
    await had('2027-02-08', '2027-02-09');
    await world.goTo('2027-02-10T15:01:00Z');
    expect(notes()).toEqual([]);
    const trouble = world.web.at('direct:m01').find(({ key }) => key === 'trouble');
    expect(trouble!.text).toContain(
      'A note about a report for Dana Okafor (was due Tue 9 Feb, 15:00: they had all the notes a person gets in that time)',
    );
  });
});
