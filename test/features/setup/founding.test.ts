import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskForces } from '../../../src/db/schema.ts';
import type { Database } from '../../../src/db/types.ts';
import { meetingSeries } from '../../../src/features/meetings/index.ts';
import { accounts, channels, members } from '../../../src/features/roster/index.ts';
import { ruleFor } from '../../../src/features/setup/rule-for.ts';
import type { FormValues, SealedForm } from '../../../src/kernel/card.ts';
import { ROOM, slack } from '../../support/chat.ts';
import {
  createWorld,
  fakePlatform,
  findButton,
  type FakePlatform,
  type Said,
  type World,
} from '../../support/core.ts';
import { engines, openTestDatabase } from '../../support/database.ts';

const GOOD: FormValues = {
  name: 'Larkmoor County Task Force',
  neutralName: 'Larkmoor TF',
  agency: 'Harbor Lantern',
  phone: '555-0100',
  zone: 'America/New_York',
  date: '2027-03-10',
  time: '10:00',
  repeats: 'monthly',
  minutes: '90',
  publicBody: 'yes',
  second: 'U2',
};

describe.each(engines)('setting up from a channel on %s', (engine) => {
  let database: Database;
  let world: World;
  let chat: FakePlatform;
  let form: SealedForm;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    chat = fakePlatform('slack');
    world = await createWorld(database, { chats: [chat], empty: true, startAt: '2027-02-03T14:00:00Z' });
    chat.profiles.set('U1', {
      name: 'Dana Okafor',
      zone: 'America/New_York',
      email: 'd@x.example',
      full: true,
    });
    chat.profiles.set('U2', { name: 'Marisol Vance', full: true });
    chat.profiles.set('UG', { name: 'A guest', full: false });
    chat.profiles.set('U9', { name: 'Someone new', full: true });
    chat.audiences.set(ROOM, { state: 'known', accounts: ['U1', 'U2', 'U9'] });
  });
  afterAll(() => database.close());

  const setUp = (account = 'U1', place: string | null = ROOM): Promise<Said> =>
    world.from(slack(account, place ?? undefined), { kind: 'command', text: 'setup' });
  const submit = (values: FormValues, of = form, account = 'U1', delivery?: string, tenant?: string) =>
    world.from(slack(account, undefined, tenant), { kind: 'submit', token: of.context, values }, delivery);
  const rows = () => database.unscoped((tx) => tx.select().from(taskForces));

  it.each([
    ['a guest', 'UG', ROOM, 'needs a full member'],
    ['an account nobody knows', 'U77', ROOM, 'needs a full member'],
    ['in a direct message', 'U1', 'direct:U1', 'in the channel'],
    ['nowhere', 'U1', null, 'in the channel'],
  ])('is not for %s', async (_, account, place, text) => {
    const answer = await setUp(account, place);
    expect(answer.reply).toMatchObject({ kind: 'refused', why: 'not-now' });
    expect(answer.text).toContain(text);
  });

  it('opens a form with the asker’s own zone', async () => {
    const answer = await setUp();
    form = answer.form!;
    expect(form.values).toEqual({
      zone: 'America/New_York',
      repeats: 'monthly',
      minutes: '90',
      publicBody: 'yes',
    });
    expect(await rows()).toEqual([]);
  });

  it.each([
    ['name', '', 'Please write at least 3 characters.'],
    ['name', 'ab', 'Please write at least 3 characters.'],
    ['name', 'Case of Ann, SSN 123-45-6789', 'This may point to a person. Please write it in another way.'],
    ['name', 'x'.repeat(141), 'At most 140 characters, please.'],
    ['neutralName', 'two\nlines', 'Please use one line of plain characters.'],
    [
      'neutralName',
      'Human trafficking TF',
      "Lock screens show this. Please leave out what it is about, like 'County TF'.",
    ],
    ['neutralName', 'x'.repeat(41), 'At most 40 characters, please.'],
    ['agency', '  ', 'Please write at least 3 characters.'],
    ['phone', 'call me', 'A phone number, please, like 555-0100.'],
    ['phone', '123-45-6789', 'A phone number, please, like 555-0100.'],
    ['zone', '', 'That is no time zone known here. Use a place, like America/New_York.'],
    ['zone', 'Mars/Base', 'That is no time zone known here. Use a place, like America/New_York.'],
    ['date', '2027-02-30', 'Please choose a day.'],
    ['date', '2027-02-01', 'That is past. When is the next meeting?'],
    ['time', '25:00', 'Please choose a time.'],
    ['repeats', 'yearly', 'Please choose how often.'],
    ['minutes', '', 'At least 15.'],
    ['minutes', '12.5', 'Whole minutes, please.'],
    ['minutes', '9000', 'At most 480.'],
    ['minutes', 'long', 'A number, please, like 90.'],
    ['publicBody', 'perhaps', 'Please choose.'],
    ['second', '', 'Please choose someone of this workspace.'],
    ['second', 'U77', 'Please choose someone of this workspace.'],
    ['second', 'U1', 'Someone else, please: for when you are away.'],
    ['second', 'UG', 'Please choose a full member of this workspace, no guest or app.'],
  ])('%s: %j is answered with what to do', async (field, value, message) => {
    const { reply } = await submit({ ...GOOD, [field]: value });
    expect(reply).toMatchObject({ kind: 'invalid', errors: { [field]: message } });
    const shown = reply.kind === 'invalid' ? reply : undefined;
    expect(Object.keys(shown!.errors)).toEqual([field]);
    expect(shown!.values[field]).toBe(value);
    expect(await rows()).toEqual([]);
  });

  it('opens from a button in the own messages, too: it names its channel', async () => {
    const open = (account: string, tenant?: string) =>
      world.from(slack(account, `direct:${account}`, tenant), { kind: 'open', token: form.context });
    expect((await open('U1')).reply).toMatchObject({ kind: 'form' });
    expect((await open('UG')).text).toContain('needs a full member');
    expect((await open('U1', 'T9')).text).toContain('in the channel');
  });

  it('names every field that is missing at once', async () => {
    const { reply } = await submit({});
    expect(reply.kind === 'invalid' ? Object.keys(reply.errors).sort() : []).toEqual(
      [
        'agency',
        'date',
        'minutes',
        'name',
        'neutralName',
        'publicBody',
        'repeats',
        'second',
        'time',
        'zone',
      ].sort(),
    );
  });

  it('tells a past day in the same round as the others', async () => {
    const { reply } = await submit({ ...GOOD, name: '', date: '2027-02-01' });
    expect(reply.kind === 'invalid' ? Object.keys(reply.errors).sort() : []).toEqual(['date', 'name']);
  });

  it('takes no form in another workspace, by a guest, or when it was tampered with', async () => {
    expect((await submit(GOOD, form, 'U1', undefined, 'T2')).reply).toMatchObject({ why: 'unknown' });
    expect((await submit(GOOD, form, 'UG')).reply).toMatchObject({ why: 'not-now' });
    const forged = { ...form, context: `${form.context.slice(0, -4)}AAAA` };
    expect((await submit(GOOD, forged)).reply).toMatchObject({ why: 'unknown' });
    expect(await rows()).toEqual([]);
  });

  it('sets up once, of two forms and four presses at the same time', async () => {
    const second = (await setUp('U2')).form!;
    const answers = await Promise.all([
      submit(GOOD, form, 'U1', 'one-press'),
      submit(GOOD, form, 'U1', 'one-press'),
      submit(GOOD, form, 'U1', 'another-press'),
      submit({ ...GOOD, second: 'U1' }, second, 'U2'),
    ]);
    const done = answers.filter(({ kind }) => kind === 'card');
    expect(done).toHaveLength(1);
    for (const { reply, text } of answers.filter(({ kind }) => kind !== 'card'))
      expect(reply, text).not.toMatchObject({ why: 'fault' });
    const all = await rows();
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ name: GOOD['name'], state: 'setup', publicBody: true });
    const people = await database.unscoped((tx) => tx.select().from(members));
    expect(people.map(({ name, roles }) => `${name}: ${roles.join()}`).sort()).toHaveLength(2);
    const room = await database.unscoped((tx) => tx.select().from(channels).where(eq(channels.place, ROOM)));
    expect(room).toMatchObject([{ taskForce: all[0]!.id }]);
  });

  it('has its first meeting at once, so that topics can be typed', async () => {
    const next = await world.from(slack('U1', ROOM), { kind: 'command', text: 'meeting next' });
    expect(next.text).toContain('Wed 10 Mar, 10:00');
  });

  it('is found again by a replay, and by nobody else in that channel', async () => {
    const again = await submit(GOOD, form, 'U1', 'one-press');
    expect(['note', 'refused']).toContain(again.kind);
    expect(again.reply).not.toMatchObject({ why: 'fault' });
    expect((await setUp('U2')).text).toContain('belongs to a task force already');
    expect(await rows()).toHaveLength(1);
  });

  it('knows both, keeps quiet until Start, then greets, asks who is in the channel, and calls for topics', async () => {
    const linked = await database.unscoped((tx) =>
      tx.select().from(accounts).where(eq(accounts.platform, 'slack')),
    );
    expect(linked.map(({ account }) => account).sort()).toEqual(['U1', 'U2']);
    const [series] = await database.unscoped((tx) => tx.select().from(meetingSeries));
    expect(series).toMatchObject({ rrule: 'FREQ=MONTHLY;BYDAY=2WE', dtstart: '2027-03-10T10:00:00' });
    await world.goTo('2027-02-05T14:00:00Z');
    await world.from(slack('U9', ROOM), { kind: 'command', text: 'agenda' });
    await world.goTo('2027-02-05T15:00:00Z');
    expect([...chat.posted.values()]).toEqual([]);
    const founder = linked.find(({ member }) => member === 'm1')!.account;
    expect((await world.from(slack(founder), { kind: 'command', text: 'start now' })).text).toContain(
      'Started.',
    );
    const direct = (key: string) =>
      chat.at(`direct:${founder}`).find((post) => post.key.split(':')[0] === key)?.text ?? '';
    await expect
      .poll(async () => {
        await world.core.outbox.drain();
        return direct('match');
      })
      .toContain('Someone new on Slack');
    expect(direct('hello')).toContain('secretary of Larkmoor TF');
    expect(direct('channel')).toContain('not on the roster');
    await world.goTo('2027-02-24T16:00:00Z');
    const call = chat.at(ROOM).find(({ key }) => key.startsWith('call:'))!;
    expect(call.text).toContain('What should we talk about on Wed 10 Mar?');
    // Someone in the channel is not on the roster: no figure can be true there.
    expect(call.text).not.toContain('minutes are free');
    expect(call.notice).toBe('Topics welcome for the next meeting');
  });
});

describe.each(engines)('the card after setting up on %s', (engine) => {
  it('has Start as its one button, and passes on no name that points to a person', async () => {
    const database = await openTestDatabase(engine);
    try {
      const chat = fakePlatform('slack');
      const world = await createWorld(database, { chats: [chat], empty: true });
      chat.profiles.set('U1', { name: 'Dana', full: true });
      chat.profiles.set('U2', { name: 'Lee, born 03/14/2009', full: true });
      const opened = await world.from(slack('U1', ROOM), { kind: 'mention', text: 'setup' });
      const done = await world.from(slack('U1'), {
        kind: 'submit',
        token: opened.form!.context,
        values: GOOD,
      });
      expect(done.text).toContain('Someone can act for you.');
      expect(done.text).not.toContain('2009');
      const start = findButton(done.card!, 'Start Convener', undefined);
      const token = start.kind === 'press' ? start.value : '';
      expect((await world.from(slack('U9', ROOM), { kind: 'press', token })).reply).toMatchObject({
        why: 'stranger',
      });
      const shown = await world.from(slack('U2'), { kind: 'press', token });
      expect(shown.text).toContain('This is what would go out if you started now.');
      const last = findButton(shown.card!, 'Start now', undefined);
      const now = last.kind === 'press' ? last.value : '';
      expect((await world.from(slack('U2'), { kind: 'press', token: now })).text).toContain('Started.');
      expect((await world.from(slack('U1'), { kind: 'press', token: now })).text).toContain(
        'running already',
      );
      expect((await world.from(slack('U1'), { kind: 'press', token })).text).toContain('running already');
    } finally {
      await database.close();
    }
  });
});

describe('what is true of the channel and of a meeting that is near', () => {
  it('is said when it is set up, and again at Start', async () => {
    const database = await openTestDatabase('pglite');
    try {
      const chat = fakePlatform('slack');
      const startAt = '2027-02-03T14:00:00Z';
      const world = await createWorld(database, { chats: [chat], empty: true, startAt });
      chat.profiles.set('U1', { name: 'Dana', full: true });
      chat.profiles.set('U2', { name: 'Marisol Vance', full: true });
      chat.audiences.set(ROOM, { state: 'unsure', why: 'hidden' });
      const opened = await world.from(slack('U1', ROOM), { kind: 'mention', text: 'setup' });
      const done = await world.from(slack('U1'), {
        kind: 'submit',
        token: opened.form!.context,
        values: { ...GOOD, date: '2027-02-08' },
      });
      const close =
        'This meeting is close: topics are closed for members, no draft comes, the agenda goes out Fri 5 Feb, 10:00. You can add topics or hold it.';
      expect(done.text).toContain('One step first: type /invite @convener here.');
      expect(done.text).toContain(close);
      expect((await world.from(slack('U1', ROOM), { kind: 'command', text: 'start now' })).text).toContain(
        close,
      );
    } finally {
      await database.close();
    }
  });
});

describe('the rule of a series', () => {
  it.each([
    ['monthly', '2027-02-10', 'FREQ=MONTHLY;BYDAY=2WE'],
    ['monthly', '2027-03-01', 'FREQ=MONTHLY;BYDAY=1MO'],
    ['monthly', '2027-02-28', 'FREQ=MONTHLY;BYDAY=4SU'],
    ['monthly', '2027-03-29', 'FREQ=MONTHLY;BYDAY=-1MO'],
    ['monthly', '2027-03-31', 'FREQ=MONTHLY;BYDAY=-1WE'],
    ['two-weekly', '2027-02-12', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR'],
    ['weekly', '2027-02-13', 'FREQ=WEEKLY;BYDAY=SA'],
    ['once', '2027-02-13', 'FREQ=DAILY;COUNT=1'],
  ] as const)('%s from %s is %s', (repeats, date, rule) => {
    expect(ruleFor(repeats, date)).toBe(rule);
  });
});
