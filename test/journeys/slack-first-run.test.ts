import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSlackPlatform } from '../../adapters/slack/index.ts';
import { createCore, type Core } from '../../src/core.ts';
import { createRecords } from '../../src/db/records.ts';
import type { Database } from '../../src/db/types.ts';
import { features } from '../../src/features.ts';
import type { Platform } from '../../src/kernel/platform.ts';
import { createVault } from '../../src/vault.ts';
import { serve, type Served } from '../adapters/serve.ts';
import { fakePlatform } from '../support/core.ts';
import { openTestDatabase, silent } from '../support/database.ts';
import {
  startFakeSlack,
  type Channel,
  type FakeSlack,
  type Message,
  type Team,
  type User,
} from '../support/slack/fake-slack.ts';
import { inputsOf } from '../support/slack/fill-in.ts';
import { createSender, overHttp, plainTextOf, topForm, type Sender } from '../support/slack/signed.ts';

const KEY = 'a-key-for-tests-only-0123456789abcdef';
const TITLE = 'Budget for 2027';

const CALL = 'What should we talk about on Wed 10 Feb?';

// The whole first run from Slack, with the server's parts in this process, so that weeks can pass. One story, in this order.
describe('the first run in Slack', () => {
  let slack: FakeSlack;
  let database: Database;
  let platform: Platform;
  let core: Core;
  let served: Served;
  let sender: Sender;
  let team: Team;
  let dana: User;
  let ann: User;
  let pat: User;
  let room: Channel;
  let now = new Date('2027-01-05T15:00:00Z');

  beforeAll(async () => {
    slack = await startFakeSlack();
    team = slack.addTeam();
    dana = slack.addUser(team, 'Dana Reyes');
    ann = slack.addUser(team, 'Ann Bell');
    pat = slack.addUser(team, 'Pat Holm');
    room = slack.addChannel(team, 'task-force', [dana, ann], { withBot: false });
    database = await openTestDatabase('pglite');
    const { apiUrl, authorizeUrl, signingSecret } = slack;
    platform = createSlackPlatform(
      {
        publicUrl: 'https://convener.example',
        apiUrl,
        authorizeUrl,
        signingSecret,
        botToken: slack.install(team).token,
      },
      { records: createRecords(database, 'slack', () => new Date()), vault: createVault([KEY]), log: silent },
    );
    core = createCore({
      features,
      database,
      platforms: [fakePlatform('web'), platform],
      secretKeys: [KEY],
      publicUrl: 'https://convener.example',
      clock: { now: () => now },
      machine: { now: () => new Date() },
      log: silent,
    });
    await platform.start(core.host);
    served = await serve(platform);
    const url = `${served.origin}/slack/events`;
    sender = createSender(slack, overHttp(url, signingSecret), url);
    core.outbox.start();
  });
  afterAll(async () => {
    await core.outbox.stop();
    await platform.stop();
    await slack.stop();
    await served.stop();
    await database.close();
  });

  /** Time passes, and what falls due is done at its own time. */
  async function goTo(at: string): Promise<void> {
    for (;;) {
      await core.planner.run();
      const next = await core.due.next();
      if (!next || next > new Date(at)) break;
      if (next > now) now = next;
      if ((await core.due.run()) === 0) break;
    }
    now = new Date(at);
    await core.tick();
  }
  async function told(user: User, typed: string): Promise<string> {
    const before = slack.echoesFor(user).length;
    await sender.command(user, room, typed);
    return plainTextOf(await slack.until(() => slack.echoesFor(user)[before]));
  }
  const form = (user: User) =>
    slack.until(() => {
      const view = topForm(slack, user);
      return inputsOf(view).length > 0 && view;
    });
  const direct = (user: User, text: string): readonly Message[] =>
    slack.messagesIn(user).filter((message) => plainTextOf(message).includes(text));
  const posted = (text: string): Message | undefined =>
    slack.messagesIn(room).find((message) => plainTextOf(message).includes(text));
  /** Every post counts, the edits of one do not. */
  const posts = (place: User | Channel): number =>
    slack.of('chat.postMessage').filter(({ args }) => args['channel'] === place.id).length;

  it('is set up in a private channel by one form, and sends nothing until Start', async () => {
    room.members.add(team.botUser);
    await sender.event(team, {
      type: 'member_joined_channel',
      user: team.botUser,
      channel: room.id,
      channel_type: 'G',
      team: team.id,
    });
    await sender.command(dana, room, '/convener setup');
    const view = await form(dana);
    const { errors } = await sender.submit(dana, view, {
      name: 'Larkmoor County Task Force',
      neutralName: 'Larkmoor TF',
      agency: 'County Office',
      phone: '555-0100',
      zone: 'America/Chicago',
      date: '2027-02-10',
      time: '10:00',
      repeats: 'monthly',
      minutes: '90',
      publicBody: 'yes',
      second: ann.id,
    });
    expect(errors).toEqual({});
    view.open = false;
    await goTo('2027-01-07T15:00:00Z');
    expect(slack.of('chat.postMessage')).toEqual([]);
  });

  it('takes people from a pasted list, and shows first what it adds', async () => {
    await sender.command(dana, room, '/convener roster import');
    const view = await form(dana);
    const people =
      'Name\tAgency\tEmail\nKit Vale\tCounty Library\tkit@library.example\nDana Reyes\tCounty Office\t';
    expect((await sender.submit(dana, view, { people })).errors).toEqual({});
    const shown = topForm(slack, dana);
    expect(plainTextOf(shown)).toContain('Is this right? 1 person, 1 new agency, 1 already here');
    // What was pasted is still there, as it was.
    await sender.submit(dana, shown, {});
    expect(plainTextOf(topForm(slack, dana))).toContain('Added: 1 person and 1 new agency.');
    topForm(slack, dana).open = false;
    expect(slack.of('chat.postMessage')).toEqual([]);
  });

  it('changes a name, the usual place and the steps before a meeting, with errors beside the fields', async () => {
    const before = slack.echoesFor(dana).length;
    await sender.command(dana, room, '/convener settings');
    const card = await slack.until(() => slack.echoesFor(dana)[before]);
    expect(plainTextOf(card)).toMatch(/Larkmoor TF[^]*Topics close[^]*Thu 4 Feb, noon/);
    await sender.pressButton(dana, card, 'Change names and zone');
    const about = await form(dana);
    expect((await sender.submit(dana, about, { neutralName: 'Child TF' })).errors).toEqual({
      neutralName: expect.stringContaining('Lock screens show this.'),
    });
    expect((await sender.submit(dana, about, { neutralName: 'Larkmoor Group' })).errors).toEqual({});
    about.open = false;
    await sender.pressButton(dana, card, 'Change place and times');
    const steps = await form(dana);
    expect((await sender.submit(dana, steps, { draftWorkingDaysBefore: '1' })).errors).toEqual({
      draftWorkingDaysBefore: expect.stringContaining('At least 4'),
    });
    expect(
      (await sender.submit(dana, steps, { place: 'County Annex', draftWorkingDaysBefore: '4' })).errors,
    ).toEqual({});
    steps.open = false;
    const now = await told(dana, '/convener settings');
    expect(now).toMatch(/Larkmoor Group[^]*County Annex/);
    await sender.pressButton(dana, card, 'Change names and zone');
    const back = await form(dana);
    await sender.submit(dana, back, { neutralName: 'Larkmoor TF' });
    back.open = false;
    expect(slack.of('chat.postMessage')).toEqual([]);
  });

  it('says hello first, and nothing else that day', async () => {
    expect(await told(dana, '/convener start now')).toContain('Started');
    await goTo('2027-01-08T15:00:00Z');
    await slack.until(() => direct(dana, 'I am Convener')[0] && direct(ann, 'I am Convener')[0]);
    expect([posts(dana), posts(ann), posts(room)]).toEqual([1, 1, 0]);
  });

  it('calls for topics in the channel when it is time, not before', async () => {
    await goTo('2027-01-26T15:00:00Z');
    // The weekly reminders of confidentiality, and nothing else.
    await slack.until(() => posted('A reminder for this week'));
    expect(posted(CALL)).toBeUndefined();
    await goTo('2027-01-27T17:00:00Z');
    const call = await slack.until(() => posted(CALL));
    expect(call.text).toBe('Topics welcome for the next meeting');
    await sender.pressButton(ann, call, 'Add a topic');
    expect((await sender.submit(ann, await form(ann), { title: TITLE })).errors).toEqual({});
    const calls = slack.messagesIn(room).filter((message) => plainTextOf(message).includes(CALL));
    expect(calls).toHaveLength(1);
  });

  it('asks the facilitator who a stranger is; "Add to the roster" brings the titles back', async () => {
    await goTo('2027-02-08T17:00:00Z');
    await slack.until(() => posted(TITLE));
    await sender.joined(pat, room);
    await slack.until(() => !posted(TITLE));
    const card = await slack.until(() => direct(dana, 'Pat Holm on Slack')[0]);
    expect(plainTextOf(card)).toContain('Who is this?');
    expect(direct(dana, 'Someone in it is not on the roster')).toHaveLength(1);
    await sender.pressButton(dana, card, 'Add to the roster');
    const view = await form(dana);
    expect((await sender.submit(dana, view, { agency: 'a1' })).errors).toEqual({});
    await slack.until(() => posted(TITLE));
  });

  const WHY = 'What #task-force (Slack) shows';
  /** The titles go; the facilitator's one card says why, and is not posted anew. */
  async function shrinks(change: () => Promise<unknown>, why: string): Promise<void> {
    const before = posts(room);
    await change();
    await slack.until(() => !posted(TITLE));
    const [card, ...more] = await slack.until(() => {
      const cards = direct(dana, WHY);
      return cards.some((each) => plainTextOf(each).includes(why)) && cards;
    });
    expect(more).toEqual([]);
    expect(card?.text).toBe('What a channel shows has changed');
    expect(posts(room)).toBe(before);
    expect(slack.messagesIn(room).map(plainTextOf).join('\n')).toContain('open your copy');
  }
  async function grows(change: () => Promise<unknown>): Promise<void> {
    await change();
    await slack.until(() => posted(TITLE));
  }

  it('shows no titles while outsiders are in the channel, or about to come', async () => {
    const northgate = slack.addTeam('Northgate');
    const pia = slack.addUser(northgate, 'Pia Holm');
    const news = { type: 'channel_shared', channel: room.id, connected_team_id: northgate.id };
    slack.share(room, northgate, 'pending');
    await shrinks(() => sender.event(team, news), 'are invited to it');
    slack.share(room, northgate);
    // Everyone in it is on the roster; in the other organisation anyone may be able to open it.
    await sender.event(team, news);
    await slack.until(() => direct(dana, 'It is shared with another organisation')[0]);
    await sender.joined(pia, room);
    await sender.left(pia, room);
    expect(posted(TITLE)).toBeUndefined();
    await grows(() => sender.unshared(room, northgate));
    expect(direct(dana, WHY)).toHaveLength(1);
  });

  it('shows no titles once anyone can open the channel', async () => {
    Object.assign(room, { private: false });
    await shrinks(() => sender.joined(ann, room), 'It is public');
    Object.assign(room, { private: true });
    await grows(() => sender.joined(ann, room));
    expect(direct(dana, WHY)).toHaveLength(1);
  });

  it('posts nothing into an archived channel, says so once, and goes on when it is back', async () => {
    const before = posts(room);
    await sender.archived(room);
    await slack.until(() => direct(dana, 'It was archived.')[0]);
    expect(await told(ann, '/agenda add While it rests')).toMatch(/Saved|closed|Wed/);
    expect(direct(dana, WHY)).toHaveLength(1);
    await grows(() => sender.unarchived(room));
    await slack.until(() => direct(dana, 'so it shows the whole agenda')[0]);
    expect(posts(room)).toBe(before);
  });

  it('is paused by one word, and goes on with what a chair ticks', async () => {
    expect(await told(ann, '/convener pause')).toContain('Paused.');
    const before = posts(room);
    await goTo('2027-02-10T15:45:00Z');
    expect(posts(room)).toBe(before);
    await sender.command(dana, room, '/convener resume');
    const view = await form(dana);
    const goes = ['A reminder before the meeting, Wed 10 Feb, 09:30'];
    expect((await sender.submit(dana, view, { goes })).errors).toEqual({});
    expect(plainTextOf(view)).toContain('Convener goes on. 1 thing that was held goes out now.');
    view.open = false;
    await goTo('2027-02-10T15:46:00Z');
    await slack.until(() => posts(room) === before + 1);
  });

  it('goes on, too, where nothing was held', async () => {
    await told(dana, '/convener pause');
    await sender.command(dana, room, '/convener resume');
    const view = await slack.until(() => {
      const top = topForm(slack, dana);
      return plainTextOf(top).includes('Nothing was held.') && top;
    });
    await sender.submit(dana, view, {});
    expect(plainTextOf(view)).toContain('Convener goes on.');
    view.open = false;
  });
});
