import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/db/types.ts';
import { foundedFile } from '../../../src/features/setup/founding-file.ts';
import { foundingValues } from '../../../src/features/setup/founding-form.ts';
import { firstMeeting } from '../../../src/features/setup/begun.ts';
import { loadTaskForce } from '../../../src/db/task-force.ts';
import { setRunning } from '../../../src/features/setup/index.ts';
import { stored } from '../../../src/guard/index.ts';
import { createWorld, LCTF, type Posted, type World } from '../../support/core.ts';
import { openTestDatabase } from '../../support/database.ts';

// Product rule 12, sentence by sentence: no facilitator and no co-chair does anything here.

let world: World;
let database: Database;

const everywhere = (key: string): readonly Posted[] =>
  [...world.web.posted.values()].filter((message) => message.key === key);
const at = (place: string, key: string): Posted | undefined =>
  world.web.at(place).find((message) => message.key === key);
const fates = (member: string): readonly string[] =>
  world.web
    .at(`direct:${member}`)
    .filter(({ key }) => key.startsWith('fate:'))
    .map(({ text }) => text);

/** "M1 Budget", "X2 Parking": the numbered rows of a card, in their order, without what stands in brackets. */
const rowsOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => /^[MCXW]?\d+ /.test(line))
    .map((line) => line.replace(/ \([^()]*(?:min|·|over|follow|·[^()]*)[^]*$/, ''));
const linesWith = (text: string, words: string): readonly string[] =>
  text.split('\n').filter((line) => line.includes(words));

const CALL = '2027-01-27T14:00:00Z';
const CLOSE = '2027-02-04T17:00:00Z';
const DRAFT = '2027-02-04T18:00:00Z';
const OUT = '2027-02-08T15:00:00Z';
const OVER = '2027-02-10T16:30:00Z';
const before = (moment: string): string => new Date(Date.parse(moment) - 60_000).toISOString();

const FEBRUARY = [
  '1 Welcome, introductions',
  '2 Confidentiality commitment and new-member acknowledgements',
  '3 Roll-call training: mandated reporting refresher, 10 minutes',
  '4 Hotel front-desk card: comments from the lodging association',
  'M1 Transportation gap for rural and tribal youth',
  'M2 Report-back: referral pathway consent language',
  'M3 Report-back: cross-sector training plan for 2027',
  'M4 What can each of us share? One-page matrix by agency',
  'M5 Report-back: Onboarding packet for new members',
  'M6 Next steps, feedback poll, thanks',
];
const IF_TIME_ALLOWS = [
  'X1 Survivor advisor stipend: renewing the county line item',
  'X2 Weekend contact list',
  'X3 Youth kits',
];
const short = (rows: readonly string[]): readonly string[] => rows.map((row) => row.split(' (')[0]!.trim());

describe('a month of the sample in which no chair does anything', () => {
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    world = await createWorld(database, { startAt: '2027-01-25T15:00:00Z' });
    await world.command('m03', 'agenda add Weekend contact list --minutes 6');
    // Nobody said how long it takes: it counts ten.
    await world.command('m22', 'agenda add Youth kits');
    await world.command('m24', 'agenda add A word from the hotels --minutes 5');
    await world.press('m03', 'Case discussion', (await world.command('m03', 'agenda')).card!);
  });
  afterAll(() => database.close());

  it('counts accepted and proposed topics, and ten minutes where nobody said how long', async () => {
    // 74 accepted, 20 proposed in the file, 6 and 10 here; a suggestion waits, and a case is not told of.
    expect((await world.command('m22', 'agenda')).text).toContain('110 minutes for a 90-minute meeting');
    expect((await world.command('m03', 'agenda')).text).toContain('125 minutes for a 90-minute meeting');
  });

  it('calls for topics on its day, to the channel alone', async () => {
    await world.goTo(before(CALL));
    expect(everywhere('call:mtg-2027-02')).toEqual([]);
    await world.goTo(CALL);
    expect(everywhere('call:mtg-2027-02').map(({ place }) => place)).toEqual(['channel:main']);
  });

  it('accepts the clean proposals when topics close, and none that wait for a chair', async () => {
    await world.goTo(before(CLOSE));
    expect(linesWith((await world.command('m22', 'agenda')).text, 'proposed')).not.toEqual([]);
    await world.goTo(CLOSE);
    const agenda = (await world.command('m01', 'agenda')).text;
    expect(agenda).not.toContain('proposed');
    expect(linesWith(agenda, 'W1')).toEqual([
      expect.stringMatching(/^W1 A word from the hotels \(.*suggested, waits for a chair/),
    ]);
    expect((await world.command('m22', 'agenda add Too late')).text).toContain('are closed');
  });

  it('puts what does not fit under "If time allows", from the end, and keeps all that must stay', async () => {
    const agenda = (await world.command('m22', 'agenda')).text;
    expect(short(rowsOf(agenda))).toEqual([...FEBRUARY, ...IF_TIME_ALLOWS]);
    // 86 minutes of 90: the first that would fit no more, and all that came after it.
    expect(agenda).toContain('86 minutes for a 90-minute meeting. Under "If time allows": 3 topics, 24 min.');
    expect(linesWith(agenda, 'Transportation gap')[0]).toContain('moved over from last time');
  });

  it('tells who asked for a case discussion that there is no time for it, and nobody else', () => {
    expect(fates('m03')).toEqual([
      expect.stringContaining('for now Case discussion 1 stands under "If time allows"'),
    ]);
    expect([...world.web.posted.values()].filter(({ key }) => key.startsWith('fate:'))).toHaveLength(1);
  });

  it('brings the chairs the draft, and nobody else, a full working day before it goes out', async () => {
    await world.goTo(before(DRAFT));
    expect(everywhere('draft:mtg-2027-02')).toEqual([]);
    await world.goTo(DRAFT);
    const drafts = everywhere('draft:mtg-2027-02');
    expect(drafts.map(({ place }) => place).toSorted()).toEqual(['direct:m01', 'direct:m02', 'direct:m13']);
    for (const { text } of drafts) {
      expect(text).toContain('This goes out Mon 8 Feb, 10:00.');
      expect(text).toContain('1 suggestion waits for your yes.');
      expect(text).toContain('If you do nothing, it goes out without that topic.');
      expect(text).toContain('Moved over from last time: Transportation gap');
    }
  });

  it('goes out by itself, on the minute, to everyone once, each with their part', async () => {
    await world.goTo(before(OUT));
    expect(everywhere('agenda:mtg-2027-02')).toEqual([]);
    await world.goTo(OUT);
    const channel = at('channel:main', 'agenda:mtg-2027-02')!;
    expect(short(rowsOf(channel.text))).toEqual([...FEBRUARY, ...IF_TIME_ALLOWS]);
    // Who reads the channel has it there; those who may not have their own copy, of the open part.
    const copies = everywhere('agenda:mtg-2027-02').filter(({ place }) => place !== 'channel:main');
    expect(copies.map(({ place }) => place)).toContain('direct:m11');
    for (const { text } of copies) expect(text).toContain("Members' part, 54 min.");
    for (const { place, text } of everywhere('agenda:mtg-2027-02')) {
      expect(text).not.toMatch(/Case discussion|Closed/);
      if (place !== 'direct:m24') expect(text).not.toContain('A word from the hotels');
    }
  });

  it('moves over what there was no time for, first in line and counted; what waited goes on waiting', async () => {
    await world.goTo(OVER);
    const march = (await world.command('m01', 'agenda --meeting mtg-2027-03')).text;
    expect(short(rowsOf(march))).toEqual([
      '1 Welcome, introductions',
      '2 Confidentiality commitment',
      '3 Roll-call training: privacy law in ten minutes',
      'M1 Survivor advisor stipend: renewing the county line item',
      'M2 Weekend contact list',
      'M3 Youth kits',
      expect.stringContaining('Report-back: data definitions'),
      expect.stringContaining('Youth outreach kits'),
      expect.stringContaining('Eight-month review'),
      'M7 Too late',
      'M8 Next steps, feedback poll, thanks',
      'C1 Case discussion 1',
      'C2 Closed segment: case coordination logistics',
      'W1 A word from the hotels',
    ]);
    for (const title of ['M1 ', 'M2 ', 'M3 ', 'C1 ', 'W1 '])
      expect(linesWith(march, title)[0]).toContain('moved over from last time');
    const february = (await world.command('m01', 'agenda --meeting mtg-2027-02')).text;
    for (const title of ['Survivor advisor stipend', 'Weekend contact list', 'Case discussion 1'])
      expect(linesWith(february, title)[0]).toContain('moved to the next meeting');
    expect(fates('m03')).toEqual([expect.stringContaining('It comes first on Wed 10 Mar')]);
    expect(fates('m24')).toEqual([expect.stringContaining('now waits for a chair for Wed 10 Mar')]);
    expect((await world.command('m22', 'agenda --meeting mtg-2027-03')).text).not.toMatch(
      /Case|Closed|hotels/,
    );
  });

  it('does so again in March, on time, within its minutes for whoever reads it', async () => {
    await world.goTo('2027-03-08T14:59:00Z');
    expect(everywhere('agenda:mtg-2027-03')).toEqual([]);
    expect((await world.command('m22', 'agenda --meeting mtg-2027-03')).text).toContain(
      '84 minutes for a 90-minute meeting. Under "If time allows": 1 topic, 10 min.',
    );
    await world.goTo('2027-03-08T15:00:00Z');
    const channel = at('channel:main', 'agenda:mtg-2027-03')!.text;
    const [m1, m2, m3] = rowsOf(channel).filter((row) => row.startsWith('M'));
    expect(short([m1!, m2!, m3!])).toEqual([
      'M1 Survivor advisor stipend: renewing the county line item',
      'M2 Weekend contact list',
      'M3 Youth kits',
    ]);
    // What came last yields; what was moved over and what stands at every meeting does not.
    expect(short(rowsOf(channel).filter((row) => row.startsWith('X')))).toEqual(['X1 Too late']);
    await world.goTo('2027-03-10T17:00:00Z');
    // It had its time in March: nothing is moved over a second time.
    const april = (await world.command('m22', 'agenda --meeting full-2027-04-14')).text;
    expect(april).not.toMatch(/stipend|Weekend contact list|Youth kits/);
    expect(linesWith(april, 'M1 Too late')[0]).toContain('moved over from last time');
    expect(april).toContain('Welcome, introductions');
    expect(world.web.at('direct:m01').filter(({ key }) => key.startsWith('trouble'))).toEqual([]);
  });
});

const SAID = foundingValues.parse({
  name: 'Brindle County Task Force',
  neutralName: 'Brindle TF',
  agency: 'Harbor Lantern',
  phone: '',
  zone: 'America/New_York',
  date: '2027-03-10',
  time: '10:00',
  repeats: 'monthly',
  minutes: '60',
  publicBody: 'yes',
});
const FIRST = 'meeting-2027-03-10';
const SECOND = 'meeting-2027-04-14';

/** As set-up leaves it, and with two members more. */
async function plain(): Promise<void> {
  const now = '2027-02-08T15:00:00Z';
  const person = { agency: 'a1', zone: undefined, platform: 'web', email: null } as const;
  const file = foundedFile(SAID, {
    id: LCTF,
    now: new Date(now),
    agencies: [{ id: 'a1', name: stored('Harbor Lantern') }],
    people: [
      { ...person, name: stored('Dana Okafor') },
      { ...person, name: stored('Marisol Vance') },
    ],
  });
  const member = (id: string, name: string) =>
    ({ ...file.members[0]!, id, name: stored(name), roles: ['member'] }) as const;
  const members = [...file.members, member('m3', 'Priya Raman'), member('m4', 'Colin Abara')];
  database = await openTestDatabase('postgres');
  world = await createWorld(database, { file: { ...file, members }, startAt: now, notStarted: true });
  await database.transaction(LCTF, async (tx) => {
    const taskForce = await loadTaskForce(tx, LCTF);
    await firstMeeting(world.core.app.contextOf(tx, taskForce!), SAID);
    await setRunning(tx, LCTF, world.now());
  });
}

describe('the first month of a task force that has just been set up', () => {
  beforeAll(plain);
  afterAll(() => database.close());

  it('has two who can act', async () => {
    expect((await world.command('m3', 'roster')).text).toMatch(/Dana Okafor[^]*facilitator/);
    expect((await world.command('m3', 'roster')).text).toMatch(/Marisol Vance[^]*co-chair/);
  });

  it('greets everyone first, and asks nobody for topics by name: it is new', async () => {
    await world.goTo('2027-02-24T15:00:00Z');
    expect([...world.web.posted.values()].filter(({ key }) => key.startsWith('hello:'))).toHaveLength(4);
    expect(at('channel:main', `call:${FIRST}`)).toBeDefined();
  });

  it('ends in an agenda with its frame and what people proposed, on time and in its minutes', async () => {
    await world.command('m3', 'agenda add Bus passes --minutes 25');
    await world.command('m4', 'agenda add Front-desk card');
    await world.command('m3', 'agenda add Night line --minutes 15');
    await world.goTo('2027-03-08T14:59:00Z');
    expect(everywhere(`agenda:${FIRST}`)).toEqual([]);
    expect(
      everywhere(`draft:${FIRST}`)
        .map(({ place }) => place)
        .toSorted(),
    ).toEqual(['direct:m1', 'direct:m2']);
    expect((await world.command('m4', `agenda --meeting ${FIRST}`)).text).toContain(
      '53 minutes for a 60-minute meeting. Under "If time allows": 1 topic, 15 min.',
    );
    await world.goTo('2027-03-08T15:00:00Z');
    const [agenda, ...others] = everywhere(`agenda:${FIRST}`);
    expect([agenda!.place, others]).toEqual(['channel:main', []]);
    expect(short(rowsOf(agenda!.text))).toEqual([
      '1 Welcome and introductions: name, role, organization',
      '2 Confidentiality: our promise to each other',
      'M1 Bus passes',
      'M2 Front-desk card',
      'M3 Next steps, feedback, thanks',
      'X1 Night line',
    ]);
    // No place and no phone were told: nothing stands where they would.
    expect(agenda!.text).not.toMatch(/\n\n/);
  });

  it('and begins the next one with what was left over, in the same frame', async () => {
    await world.goTo('2027-03-10T16:00:00Z');
    await world.command('m4', `agenda add Spring fair --meeting ${SECOND}`);
    await world.goTo('2027-04-12T14:00:00Z');
    expect(short(rowsOf(at('channel:main', `agenda:${SECOND}`)!.text))).toEqual([
      '1 Welcome and introductions: name, role, organization',
      '2 Confidentiality: our promise to each other',
      'M1 Night line',
      'M2 Spring fair',
      'M3 Next steps, feedback, thanks',
    ]);
    expect(world.web.at('direct:m1').filter(({ key }) => key.startsWith('trouble'))).toEqual([]);
  });
});

describe('while the facilitator is away', () => {
  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    world = await createWorld(database, { startAt: '2027-02-03T15:00:00Z' });
    await world.command('m01', 'me leave 2027-02-03 2027-02-12');
  });
  afterAll(() => database.close());

  it('a co-chair has the draft, may hold it and let it go; a member may not', async () => {
    await world.goTo(DRAFT);
    const draft = at('direct:m02', 'draft:mtg-2027-02')!;
    expect((await world.command('m03', 'agenda hold')).reply).toMatchObject({ why: 'denied' });
    expect((await world.press('m02', 'Hold it', draft.card)).text).toContain('On hold');
    await world.goTo(OUT);
    expect(everywhere('agenda:mtg-2027-02')).toEqual([]);
    const held = at('direct:m02', 'held:mtg-2027-02')!;
    await world.press('m02', 'Let it go out now', held.card);
    await world.core.outbox.drain();
    expect(at('channel:main', 'agenda:mtg-2027-02')).toBeDefined();
  });
});
