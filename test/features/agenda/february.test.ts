import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src/audit/append.ts';
import type { Database } from '../../../src/db/types.ts';
import { createWorld, LCTF, type World } from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const CHANNEL = 'channel:main';
const MEMBERS_TITLES = [
  'Transportation gap',
  'Report-back',
  'What can each of us share',
  'Survivor advisor stipend',
  'Next steps',
];

describe.each(engines)('the sample’s February on %s', (engine) => {
  let database: Database;
  let world: World;
  const dana = 'm01';
  const inChannel = (key: string) => world.web.at(CHANNEL).filter((message) => message.key === key);

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    world = await createWorld(database);
  });
  afterAll(() => database.close());

  it('shows the facilitator that 94 minutes do not fit in 90', async () => {
    const page = await world.command(dana, 'agenda');
    expect(page.text).toContain('94 minutes for a 90-minute meeting: 4 too many.');
    expect(page.text).toContain('Topics close Thu 4 Feb, noon. The agenda goes out Mon 8 Feb, 10:00.');
  });

  it('takes topics by command, form and button, and the figure grows', async () => {
    expect((await world.command('m03', 'agenda add Weekend contact list --minutes 6')).text).toBe(
      'Saved for Wed 10 Feb. 100 minutes for a 90-minute meeting: 10 too many. What does not fit comes first next time.',
    );
    const opened = await world.command('m22', 'agenda add');
    expect(opened.kind).toBe('form');
    const saved = await world.submit('m22', opened.form!, {
      title: 'Youth kits: what did they say?',
      minutes: '5',
      part: 'members',
    });
    expect(saved.text).toContain('105 minutes');
    const page = await world.command('m02', 'agenda');
    expect((await world.press('m02', 'Case discussion', page.card!)).text).toBe(
      'Noted for Wed 10 Feb: 15 minutes in the closed part. As things stand the meeting is full, and it would go under "If time allows"; you hear from us if it does. We keep no details.',
    );
    expect((await world.command(dana, 'agenda')).text).toContain(
      '120 minutes for a 90-minute meeting: 30 too many.',
    );
  });

  it('says nothing of held case time to whoever may not read the closed part', async () => {
    const page = await world.command('m22', 'agenda');
    expect(page.text).toContain('105 minutes');
    expect(page.text).not.toContain('Case');
    expect(page.text).not.toContain('Closed');
  });

  it('lets her accept and move', async () => {
    const page = await world.command(dana, 'agenda');
    expect((await world.press(dana, 'Accept', page.card!, 'Weekend contact list')).text).toContain(
      'Accepted.',
    );
    expect((await world.command(dana, 'agenda move M6 1')).text).toContain('Moved.');
    const after = await world.command(dana, 'agenda');
    expect(after.text).toContain('M1 Weekend contact list (6 min · Priya Raman)');
  });

  it('closes topics, drafts, and publishes once in the channel', async () => {
    await world.goTo('2027-02-04T17:00:00Z');
    expect((await world.command(dana, 'agenda')).text).toContain('Topics are closed.');
    expect((await world.command('m03', 'agenda add Too late for this one')).text).toContain(
      'Topics for Wed 10 Feb are closed. Saved for Wed 10 Mar.',
    );
    expect(world.web.at('direct:m01').map((message) => message.key)).not.toContain('draft:mtg-2027-02');
    await world.goTo('2027-02-04T18:00:00Z');
    const drafts = [...world.web.posted.values()].filter((message) => message.key === 'draft:mtg-2027-02');
    expect(drafts.map((message) => message.place).sort()).toEqual(['direct:m01', 'direct:m02', 'direct:m13']);
    // The line of a report that has none yet is among them: it takes no time.
    expect(drafts[0]!.text).toContain(
      '10 topics, 80 minutes for a 90-minute meeting. Under "If time allows": 4 topics, 40 min. This goes out Mon 8 Feb, 10:00.',
    );
    expect(inChannel('agenda:mtg-2027-02')).toEqual([]);
    await world.goTo('2027-02-08T14:59:00Z');
    expect(inChannel('agenda:mtg-2027-02')).toEqual([]);
    await world.goTo('2027-02-08T15:00:00Z');
    expect(inChannel('agenda:mtg-2027-02').map((message) => message.sends)).toEqual([1]);
  });

  it('shows the channel the members’ part, and nothing of the closed one', () => {
    const [post] = inChannel('agenda:mtg-2027-02');
    expect(post!.notice).toBe('Agenda updated');
    expect(post!.text).toContain("Members' part, 10:32");
    expect(post!.text).toMatch(/M1 Weekend contact list[^]*If time allows\nX1 /);
    expect(post!.text).not.toMatch(/Case|Closed/);
  });

  it('shows the judge the open part and one untitled figure', async () => {
    const [copy] = world.web.at('direct:m11').filter((message) => message.key === 'agenda:mtg-2027-02');
    expect(copy!.text).toContain('Your part is 10:00 to 10:32.');
    expect(copy!.text).toMatch(/Members' part, \d+ min\./);
    expect(copy!.text).toContain('You are welcome to go after topic 4');
    const own = (await world.command('m11', 'agenda')).text;
    for (const title of [...MEMBERS_TITLES, 'Weekend contact', 'Case', 'Closed', 'M1', 'C1']) {
      expect(copy!.text).not.toContain(title);
      expect(own).not.toContain(title);
    }
  });

  it('corrects what stands in the channel', async () => {
    const edit = await world.command(dana, 'agenda edit M1');
    await world.submit(dana, edit.form!, {
      title: 'Weekend contact list, tested',
      minutes: '6',
      part: 'members',
    });
    await world.core.outbox.drain();
    const [post] = inChannel('agenda:mtg-2027-02');
    expect(post!.text).toContain('Weekend contact list, tested');
    expect(post!.sends).toBe(2);
    expect(inChannel('agenda:mtg-2027-02')).toHaveLength(1);
  });

  it('greets the new person first, and nobody twice', () => {
    const hellos = [...world.web.posted.values()].filter((message) => message.key.startsWith('hello:'));
    expect(hellos.map((message) => [message.place, message.sends])).toEqual([['direct:m30', 1]]);
    expect(hellos[0]!.text).toContain('Hi Elliot.\nI am Convener, secretary of Larkmoor TF. Dana set me up.');
  });

  it('is not moved by a clock that runs backwards', async () => {
    const before = [...world.web.posted.values()].map(({ place, key, sends }) => ({ place, key, sends }));
    world.setClock('2027-01-20T12:00:00Z');
    await world.core.tick();
    await world.core.outbox.drain();
    world.setClock('2027-02-08T15:00:00Z');
    await world.core.tick();
    await world.core.outbox.drain();
    expect([...world.web.posted.values()].map(({ place, key, sends }) => ({ place, key, sends }))).toEqual(
      before,
    );
  });

  it('leaves a whole audit', async () => {
    const verified = await database.transaction(LCTF, (tx) => verifyAudit(tx, LCTF));
    expect(verified).toMatchObject({ state: 'intact' });
  });
});
