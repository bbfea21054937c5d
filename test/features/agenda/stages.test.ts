import { eq, gt } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { taskForces } from '../../../src/db/schema.ts';
import type { Database } from '../../../src/db/types.ts';
import type { Checked } from '../../../src/guard/index.ts';
import { agendaItems } from '../../../src/features/agenda/index.ts';
import { tasks } from '../../../src/features/subcommittees/index.ts';
import { attendance, meetings } from '../../../src/features/meetings/index.ts';
import type { MeetingId } from '../../../src/kernel/ids.ts';
import type { TaskForceState } from '../../../src/kernel/task-force.ts';
import { cardText, createWorld, LCTF, type World, type WorldOptions } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

const DRAFT = '2027-02-04T18:00:00Z';
const OUT = '2027-02-08T15:00:00Z';
const BEGINS = '2027-02-10T15:00:00Z';
const OVER = '2027-02-10T17:00:00Z';
const CHAIRS = ['m01', 'm02', 'm13'];

let database: Database;
let world: World;
beforeEach(async () => {
  database = await openTestDatabase('postgres');
});
afterEach(() => database.close());

const begin = async (options: WorldOptions = {}): Promise<void> => {
  world = await createWorld(database, options);
  // Who comes is asked here; what the sample brings of it is not.
  await database.transaction(LCTF, (tx) => tx.delete(attendance));
};
const toldTo = (member: string, key: string) =>
  world.web.at(`direct:${member}`).filter((message) => message.key.startsWith(key));
const inChannel = (key: string) =>
  world.web.at('channel:main').filter((message) => message.key.startsWith(key));
const page = async (member: string, meeting = 'mtg-2027-02') =>
  world.command(member, `agenda --meeting ${meeting}`);

const become = (state: TaskForceState) =>
  database.transaction(LCTF, (tx) => tx.update(taskForces).set({ state }).where(eq(taskForces.id, LCTF)));

async function myDay(account: string): Promise<string> {
  const at = { platform: 'web', tenant: LCTF, taskForce: LCTF, receivedAt: world.now() };
  const { reply, words } = await world.core.app.home({ ...at, account, deliveryId: `home-${account}` });
  return reply.kind === 'card' ? cardText(reply.card, words) : reply.kind;
}

/** What the button of the answer carries: "Put it back". */
async function takeOut(member: string, title: string): Promise<string> {
  const { reply } = await world.press(member, 'Take out', (await page(member)).card!, title);
  const [block] = reply.kind === 'note' ? (reply.buttons ?? []) : [];
  const button = block?.kind === 'buttons' ? block.buttons[0] : undefined;
  expect(button?.label).toBe('Put it back');
  return button?.kind === 'press' ? button.value : '';
}

const takeAllOut = (meeting: string) =>
  database.transaction(LCTF, (tx) =>
    tx
      .update(agendaItems)
      .set({ state: 'withdrawn' })
      .where(eq(agendaItems.meeting, meeting as MeetingId)),
  );

describe('an agenda on hold past its time', () => {
  beforeEach(async () => {
    await begin();
    await world.goTo(DRAFT);
    await world.command('m02', 'agenda hold');
    await world.goTo(OUT);
  });

  it('is told to the chairs, who may let it go out', async () => {
    for (const chair of CHAIRS) {
      const [told] = toldTo(chair, 'held:');
      expect(told!.notice).toBe('An agenda waits for you');
      expect(told!.text).toContain('It was to go out Mon 8 Feb, 10:00, and it is on hold.');
    }
    expect(toldTo('m03', 'held:')).toEqual([]);
    const [told] = toldTo('m13', 'held:');
    expect((await world.press('m13', 'Let it go out now', told!.card)).text).toContain('on its way');
    await world.core.outbox.drain();
    expect(inChannel('agenda:')).toHaveLength(1);
    expect(CHAIRS.flatMap((chair) => toldTo(chair, 'held:'))).toEqual([]);
    await world.goTo(BEGINS);
    expect(toldTo('m01', 'trouble')).toEqual([]);
  });

  it('is recorded as missed when the meeting begins, and can no longer go out', async () => {
    await world.goTo(BEGINS);
    expect(toldTo('m01', 'trouble')[0]!.text).toContain(
      'The agenda goes out (was due Mon 8 Feb, 10:00: it was on hold until the meeting began)',
    );
    expect(CHAIRS.flatMap((chair) => toldTo(chair, 'held:'))).toEqual([]);
    const open = await page('m01');
    expect(open.text).toContain('Its agenda did not go out before.');
    for (const text of [open.text, toldTo('m01', 'draft:')[0]!.text])
      expect(text).not.toMatch(/Publish now|Hold it|Let it go out|Looks good/);
    expect((await world.command('m01', 'agenda publish')).reply).toMatchObject({ why: 'not-now' });
    await world.goTo(OVER);
    expect(toldTo('m01', 'trouble')).toHaveLength(1);
  });
});

describe('an agenda on hold past its time, whose meeting is then moved later', () => {
  const NEW_OUT = '2027-02-22T15:00:00Z';
  let moved = '';
  beforeEach(async () => {
    await begin();
    await world.goTo(DRAFT);
    await world.command('m02', 'agenda hold');
    await world.goTo(OUT);
    moved = (await world.command('m01', 'meeting move 2027-02-24')).text;
    await world.core.planner.run();
    await world.core.outbox.drain();
  });

  it('no longer waits for the chairs now; let go, it goes out at its new time by itself', async () => {
    expect(moved).toContain(
      'Its agenda is still on hold. Let go before Mon 22 Feb, 10:00, and it goes out then.',
    );
    expect(CHAIRS.flatMap((chair) => toldTo(chair, 'held:'))).toEqual([]);
    const released = await world.command('m02', 'agenda');
    expect((await world.press('m02', 'Let it go out', released.card!)).text).toBe(
      'Let go. The agenda goes out Mon 22 Feb, 10:00.',
    );
    await world.goTo(new Date(Date.parse(NEW_OUT) - 60_000));
    expect(inChannel('agenda:')).toEqual([]);
    await world.goTo(NEW_OUT);
    expect(inChannel('agenda:')).toHaveLength(1);
  });

  it('nobody acts: the chairs are told again at the new time, and it is recorded as missed when the meeting begins', async () => {
    await world.goTo(NEW_OUT);
    for (const chair of CHAIRS)
      expect(toldTo(chair, 'held:').map(({ text }) => text)).toEqual([
        expect.stringContaining('It was to go out Mon 22 Feb, 10:00, and it is on hold.'),
      ]);
    expect(inChannel('agenda:')).toEqual([]);
    await world.goTo('2027-02-24T15:00:00Z');
    expect(toldTo('m01', 'trouble')[0]!.text).toContain(
      'The agenda goes out (was due Mon 22 Feb, 10:00: it was on hold until the meeting began)',
    );
  });

  it('moved once more, its time is once more a new one', async () => {
    await world.goTo(NEW_OUT);
    await world.command('m01', 'meeting move 2027-03-03');
    await world.press('m02', 'Let it go out', (await world.command('m02', 'agenda')).card!);
    await world.goTo('2027-03-01T15:00:00Z');
    expect(inChannel('agenda:')).toHaveLength(1);
  });
});

describe('an agenda whose time was before Start', () => {
  it('says that it waits for a chair, and is recorded when nobody sends it', async () => {
    await begin({ startAt: '2027-02-09T15:00:00Z' });
    expect((await page('m01')).text).toContain('Its time was before Start, so it waits for you');
    expect((await page('m03')).text).toContain('The agenda is still being put together.');
    await world.goTo(BEGINS);
    expect(toldTo('m01', 'trouble')[0]!.text).toContain('its time was before Start, and nobody sent it');
  });
});

describe('a guest’s suggestion that no chair looked at', () => {
  it('moves to the next meeting, still waiting, and its writer and the chairs are told', async () => {
    await begin();
    await world.command('m24', 'agenda add A word from the hotels --minutes 5');
    await world.goTo(OVER);
    expect((await page('m24')).text).not.toContain('A word from the hotels');
    const march = (await world.command('m24', 'agenda')).text;
    expect(march).toMatch(/Waits for a chair\nW1 A word from the hotels/);
    expect((await world.command('m03', 'agenda')).text).not.toContain('A word from the hotels');
    const [told] = toldTo('m24', 'fate:');
    expect(told!.notice).toBe('About your topic');
    expect(told!.text).toContain('now waits for a chair for Wed 10 Mar');
    await world.goTo('2027-03-04T18:00:00Z');
    expect(toldTo('m01', 'draft:mtg-2027-03')[0]!.text).toContain(
      'Moved over from last time, and waits for your yes: A word from the hotels.',
    );
    await world.press(
      'm01',
      'Accept',
      (await world.command('m01', 'agenda')).card!,
      'A word from the hotels',
    );
    await world.core.outbox.drain();
    expect(toldTo('m24', 'fate:')[0]!.text).toContain('is on the agenda for Wed 10 Mar');
    const label = /^(\d+) A word from the hotels/m.exec((await world.command('m01', 'agenda')).text)![1]!;
    await world.command('m01', `agenda withdraw ${label}`);
    await world.core.outbox.drain();
    expect(toldTo('m24', 'fate:')[0]!.text).toContain('was taken off the agenda for Wed 10 Mar');
  });
});

describe('a suggestion with no later meeting to go to', () => {
  it('ends, and its writer is told', async () => {
    await begin();
    await world.command('m24', 'agenda add A word from the hotels --minutes 5');
    await database.transaction(LCTF, (tx) =>
      tx
        .update(meetings)
        .set({ state: 'cancelled' })
        .where(gt(meetings.startsAt, new Date(OVER))),
    );
    await world.goTo(OVER);
    expect(toldTo('m24', 'fate:')[0]!.text).toContain('no later one is planned yet');
    expect((await page('m24')).text).toMatch(/Not taken up\nW1 A word from the hotels/);
  });
});

describe('what a reader may not know of', () => {
  it.each(['agenda add Budget --part secret', 'agenda add Budget --part closed'])(
    'is in no answer to "%s"',
    async (text) => {
      await begin();
      const guest = await world.command('m24', text);
      expect(guest.kind).toBe('refused');
      expect(guest.text).not.toMatch(/closed|members/i);
      const member = await world.command('m22', text);
      expect(member.text).toContain('one of open, members, please.');
      expect(member.text).not.toMatch(/closed/i);
    },
  );

  it('is in no answer to a wrong number: the examples are the reader’s own', async () => {
    await begin();
    await world.command('m24', 'agenda add Mine --minutes 5');
    expect((await world.command('m24', 'agenda edit 77')).text).toContain('the numbers, like 1.');
    expect((await world.command('m22', 'agenda edit C1')).text).toContain('the numbers, like 1 or M1.');
    await world.press('m02', 'Case discussion', (await page('m02')).card!);
    expect((await world.command('m02', 'agenda edit 77')).text).toContain('like 1, M1 or C1.');
    expect((await world.command('m24', 'agenda edit 12345678901')).text).not.toMatch(/M2|C1/);
  });

  it('is not named to who presses a button that is not for them', async () => {
    await begin();
    const member = await page('m02');
    const button = member
      .card!.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []))
      .find((each) => each.label === 'Case discussion')!;
    const token = button.kind === 'press' ? button.value : '';
    expect((await world.intent('m22', { kind: 'press', token })).text).not.toMatch(/part/);
  });
});

describe('once topics are closed', () => {
  it('the sum says what is planned, and what stands under "If time allows"', async () => {
    await begin();
    expect((await page('m01')).text).toContain('Over time. 94 minutes');
    await world.goTo(DRAFT);
    const open = (await page('m01')).text;
    expect(open).toContain('86 minutes for a 90-minute meeting. Under "If time allows": 1 topic, 8 min.');
    const draft = toldTo('m01', 'draft:')[0]!.text;
    expect(draft).toContain('86 minutes for a 90-minute meeting.');
    expect(draft).toContain('If you do nothing, it goes out as it is.');
    for (const text of [open, draft]) expect(text).not.toMatch(/Over time|too many|when topics close/);
  });
});

describe('a case discussion', () => {
  it('is asked for, not promised, and the asker is told when it does not fit', async () => {
    await begin();
    const asked = await world.press('m03', 'Case discussion', (await page('m03')).card!);
    expect(asked.text).toBe(
      'Noted for Wed 10 Feb: 15 minutes in the closed part. As things stand the meeting is full, and it would go under "If time allows"; you hear from us if it does. We keep no details.',
    );
    await world.goTo(DRAFT);
    const [told] = toldTo('m03', 'fate:');
    expect([told!.notice, told!.text]).toEqual([
      'About your topic',
      expect.stringContaining('for now Case discussion 1 stands under "If time allows"'),
    ]);
    expect([...world.web.posted.values()].filter(({ key }) => key.startsWith('fate:'))).toHaveLength(1);
    const edit = await world.open('m01', 'Edit', (await page('m01')).card!, 'Case discussion');
    await world.submit('m01', edit.form!, { minutes: '2' });
    await world.core.outbox.drain();
    expect(toldTo('m03', 'fate:')[0]!.text).toContain('has its time on Wed 10 Feb');
    await world.submit(
      'm01',
      (await world.open('m01', 'Edit', (await page('m01')).card!, 'Case discussion')).form!,
      { minutes: '30' },
    );
    await world.goTo(OVER);
    expect(toldTo('m03', 'fate:')[0]!.text).toContain('It comes first on Wed 10 Mar');
  });

  it('is said to be set aside while there is room', async () => {
    await begin();
    await takeAllOut('mtg-2027-03');
    expect((await world.press('m03', 'Case discussion', (await page('m03', 'mtg-2027-03')).card!)).text).toBe(
      'Noted for Wed 10 Mar: 15 minutes in the closed part, if there is room when topics close. If not, you hear from us. We keep no details.',
    );
  });
});

describe('before Start', () => {
  it('every page says that Convener is off, and what to do', async () => {
    await begin({ notStarted: true });
    const off = 'Nothing goes out yet. When you are ready, type "start".';
    expect((await page('m01')).text).toContain(off);
    expect((await world.command('m13', 'meeting')).text).toContain(off);
    expect((await world.command('m01', 'agenda release')).text).toContain(off);
    for (const text of [(await page('m03')).text, (await world.command('m24', 'meeting')).text])
      expect(text).toContain('Convener is off for now: nothing goes out until a chair starts it.');
    expect((await page('m01')).text).not.toContain('The agenda goes out');
  });

  it('a chair may start from where it says so; no one else is offered it', async () => {
    await begin({ notStarted: true });
    const open = await page('m01');
    expect(open.text).toContain('[Start Convener]');
    expect(open.text).not.toContain('Publish now');
    expect((await world.command('m13', 'meeting')).text).toContain('[Start Convener]');
    expect(await myDay('m13')).toMatch(/Nothing goes out yet\. When you are ready[^]*\[Start Convener\]/);
    expect(await myDay('m03')).toContain('Convener is off for now');
    expect(await myDay('m03')).not.toContain('Start Convener');
    for (const text of [(await page('m03')).text, (await world.command('m03', 'meeting')).text])
      expect(text).not.toContain('Start Convener');
    const shown = await world.press('m01', 'Start Convener', open.card!);
    expect((await world.press('m01', 'Start now', shown.card!)).text).toContain('Started.');
    const started = (await page('m01')).text;
    expect(started).toContain('[Publish now]');
    expect(started).not.toMatch(/Start Convener|Nothing goes out yet/);
    expect((await page('m01')).text).toContain('The agenda goes out Mon 8 Feb, 10:00.');
  });
});

describe('while paused', () => {
  it('says so, offers nothing that cannot be done, and sends nothing', async () => {
    await begin();
    await become('paused');
    for (const member of ['m01', 'm03', 'm24'])
      for (const said of [await page(member), await world.command(member, 'meeting')]) {
        expect(said.text).toContain('Convener is paused: nothing goes out until a chair lets it go on.');
        expect(said.text).not.toMatch(/Publish now|Start Convener|The agenda goes out/);
      }
    expect((await world.command('m01', 'agenda publish')).reply).toMatchObject({ why: 'not-now' });
  });
});

describe('sending an agenda by hand', () => {
  it('asks first, and says to whom it goes', async () => {
    await begin();
    await world.goTo(DRAFT);
    const asked = await world.press('m01', 'Publish now', (await page('m01')).card!);
    expect(asked.text).toContain('to all 29 people of Larkmoor TF');
    expect(asked.text).toContain('It would go out by itself Mon 8 Feb, 10:00.');
    await world.core.outbox.drain();
    expect(inChannel('agenda:')).toEqual([]);
    expect((await world.press('m01', 'Send it now', asked.card!)).text).toContain('on its way');
    await world.core.outbox.drain();
    expect(inChannel('agenda:')).toHaveLength(1);
  });
});

describe('an agenda without topics', () => {
  it('goes out on time, and says so kindly', async () => {
    await begin();
    // A task that owes it a report would have a line.
    await database.transaction(LCTF, (tx) => tx.update(tasks).set({ reportAt: null }));
    await takeAllOut('mtg-2027-02');
    await world.goTo(DRAFT);
    expect(toldTo('m01', 'draft:')[0]!.text).toContain(
      'No topics yet. This goes out Mon 8 Feb, 10:00. If you do nothing, it goes out without topics',
    );
    await world.goTo(OUT);
    expect(inChannel('agenda:')[0]!.text).toContain('No topics are planned.');
    expect(toldTo('m11', 'agenda:')[0]!.text).toContain('No topics are planned.');
  });
});

describe('taking a topic out', () => {
  it('can be undone, as it was', async () => {
    await begin();
    await world.command('m03', 'agenda add Taken out too soon');
    const token = await takeOut('m03', 'Taken out too soon');
    expect((await world.intent('m16', { kind: 'press', token })).reply).toMatchObject({ why: 'unknown' });
    expect((await world.intent('m03', { kind: 'press', token })).text).toContain('It is back.');
    expect((await page('m03')).text).toMatch(/Taken out too soon \(Priya Raman · proposed\)/);
    expect((await world.intent('m03', { kind: 'press', token }, 'again')).text).toContain(
      'on the agenda already',
    );
  });

  it('leads no guest past the chairs, whatever the button says', async () => {
    await begin();
    await world.command('m24', 'agenda add Lobby signs --minutes 5');
    await world.press('m01', 'Accept', (await page('m01')).card!, 'Lobby signs');
    const token = await takeOut('m24', 'Lobby signs');
    const back = async (delivery: string) => world.intent('m24', { kind: 'press', token }, delivery);
    expect((await back('once')).text).toContain('It is back, and waits for a chair.');
    const edit = await world.open('m24', 'Edit', (await page('m24')).card!, 'Lobby signs');
    await world.submit('m24', edit.form!, { title: 'Lobby signs, and more', minutes: '5' });
    await takeOut('m24', 'Lobby signs, and more');
    await back('again');
    expect((await page('m01')).text).toMatch(/Waits for a chair\nW1 Lobby signs, and more/);
    expect((await page('m03')).text).not.toContain('Lobby signs');
  });

  it('brings back what the guard stops by now for the chairs and its writer only', async () => {
    await begin();
    await world.command('m03', 'agenda add Notes on the plan');
    const token = await takeOut('m01', 'Notes on the plan');
    await database.transaction(LCTF, (tx) =>
      tx
        .update(agendaItems)
        .set({ title: 'Plan, DOB 03/14/2009' as Checked })
        .where(eq(agendaItems.title, 'Notes on the plan' as Checked)),
    );
    expect((await world.intent('m01', { kind: 'press', token })).text).toContain('waits for a chair');
    expect((await page('m16')).text).not.toContain('DOB');
  });
});

describe('other meetings', () => {
  it('are a press away from the agenda and from "meeting"', async () => {
    await begin();
    const listed = await world.press('m24', 'Other meetings', (await page('m24')).card!);
    expect(listed.text).toMatch(/Next meeting, Wed 10 Feb[^]*Coming up\nWed 10 Mar[^]*Past\nWed 13 Jan/);
    expect((await world.command('m24', 'meeting next')).text).toBe(listed.text);
    expect((await world.press('m24', 'See the agenda', listed.card!, '')).text).toContain('Agenda, Wed');
  });
});

describe('who comes', () => {
  it('is for the chairs to see, by name', async () => {
    await begin();
    await world.goTo(OUT);
    const [post] = inChannel('agenda:');
    await world.press('m03', 'I will be there', post!.card);
    await world.press('m05', 'By video or phone', post!.card);
    await world.press('m06', 'Regrets', post!.card);
    for (const text of [(await page('m02')).text, (await world.command('m01', 'meeting')).text]) {
      expect(text).toContain('In the room (1): Priya Raman');
      expect(text).toContain('By video or phone (1): Teresa Lindqvist');
      expect(text).toContain('Regrets (1): Colin Abara');
      expect(text).toContain('We have not heard yet: 26 people');
    }
    expect((await world.command('m03', 'meeting')).text).not.toContain('Teresa');
    for (const member of ['m03', 'm11'])
      expect((await page(member)).text).not.toMatch(/What people said|In the room|Teresa|not heard/);
    await world.goTo(OVER);
    expect((await page('m02')).text).toMatch(/What people said before\nIn the room \(1\): Priya Raman/);
    expect((await page('m02')).text).not.toContain('not heard');
  });

  it('is not on the chairs’ page before anyone was asked or has answered', async () => {
    await begin();
    expect((await page('m01')).text).not.toContain('In the room');
    await world.press('m03', 'I will be there', (await world.command('m03', 'meeting')).card!);
    expect((await page('m01')).text).toContain('In the room (1): Priya Raman');
  });

  it('is no longer asked once the meeting has begun', async () => {
    await begin();
    await world.goTo(OUT);
    const before = inChannel('agenda:')[0]!;
    expect(before.text).toContain('[I will be there]');
    await world.goTo(BEGINS);
    const cards = [inChannel('agenda:')[0]!.text, toldTo('m11', 'agenda:')[0]!.text];
    for (const text of [...cards, (await page('m03')).text, (await world.command('m03', 'meeting')).text])
      expect(text).not.toMatch(/I will be there|Regrets/);
    expect((await world.press('m03', 'Regrets', before.card)).reply).toMatchObject({ why: 'not-now' });
    expect((await world.command('m03', 'meeting regrets')).reply).toMatchObject({ why: 'not-now' });
  });

  it('leaves what stands in the channel by itself when the meeting is over, with no look from anyone', async () => {
    await begin({ startAt: '2027-01-25T12:00:00Z' });
    await world.goTo(BEGINS);
    const sends = inChannel('call:mtg-2027-02')[0]!.sends;
    expect(inChannel('call:mtg-2027-02')[0]!.text).not.toContain('This meeting is over.');
    await world.goTo(OVER);
    expect(inChannel('call:mtg-2027-02')[0]).toMatchObject({
      sends: sends + 1,
      text: expect.stringContaining('This meeting is over.'),
    });
    expect(inChannel('agenda:mtg-2027-02')[0]!.text).not.toMatch(/I will be there|Regrets/);
  });
});
