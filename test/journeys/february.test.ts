import { inject, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../support/database.ts';
import { createDatabase } from '../support/postgres.ts';
import { runCommand, scratchFolder, startServer, type Server } from '../support/server.ts';
import { visitor, type Page, type Visitor } from '../support/visitor.ts';

const NOON = '2027-02-04T17:00:00Z';
const ONE = '2027-02-04T18:00:00Z';
const OUT = '2027-02-08T15:00:00Z';

const DRAFT = 'Draft agenda, Wed 10 Feb';
const OUT_TO_CHAIRS = 'The agenda for Wed 10 Feb is out';
const AGENDA = 'Agenda, Wed 10 Feb, 10:00 to 11:30';

const count = (page: Page, words: string): number => page.text.split(words).length - 1;

// The whole product as its own process, used over HTTP by people without JavaScript, and killed where it hurts.
describe.each(engines)('February over HTTP on %s', (engine) => {
  const folder = scratchFolder();
  let env: Record<string, string>;
  let server: Server;
  let dropDatabase = async (): Promise<void> => {};

  beforeAll(async () => {
    env = { CONVENER_DEMO: '1', CONVENER_DATA_DIR: folder.path, LOG_LEVEL: 'warn' };
    if (engine === 'postgres') {
      const { url, drop } = await createDatabase(inject('postgresUrl'));
      dropDatabase = drop;
      env = { ...env, DATABASE_URL: url, CONVENER_SECRET_KEY: 'for-tests-only-0123456789abcdef01' };
    }
    server = await startServer(env);
    env['PORT'] = new URL(server.url).port;
  });
  afterAll(async () => {
    await server.kill();
    await dropDatabase();
    folder.remove();
  });

  const as = async (member: string): Promise<Visitor> => {
    const person = visitor(server.url);
    const home = await person.get('/');
    await person.choose(home, member);
    return person;
  };
  const moveClock = (to: string): Promise<Response> =>
    fetch(`${server.url}/demo/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to }),
    });
  const restart = async (): Promise<void> => {
    await server.kill();
    server = await startServer(env);
  };

  it('begins with the call that went out on 27 January', async () => {
    const dana = visitor(server.url);
    const home = await dana.get('/');
    expect(home.text).toContain('It is Wed 3 Feb 2027, 09:00 here.');
    expect(home.text).toContain('Dana Okafor');
    const channel = await dana.get('/channel');
    expect(channel.text).toContain('Wed 27 Jan, 09:00');
    expect(count(channel, 'What should we talk about on Wed 10 Feb?')).toBe(1);
  });

  it('shows Dana that 94 minutes do not fit in 90', async () => {
    expect((await (await as('m01')).get('/agenda')).text).toContain(
      '94 minutes for a 90-minute meeting: 4 too many.',
    );
  });

  it('takes topics by command, form and button, and survives kill -9 right after each "saved"', async () => {
    const priya = await as('m03');
    expect((await priya.command('agenda add Weekend contact list --minutes 6')).text).toContain(
      'Saved for Wed 10 Feb. 100 minutes',
    );
    await restart();
    const jules = await as('m22');
    const form = await jules.follow(await jules.get('/channel'), 'Add a topic');
    const refused = await jules.fill(form, { title: 'x', minutes: 'soon' });
    expect(refused.text).toContain('Please write at least 3 characters.');
    expect(
      (await jules.fill(refused, { title: 'Youth kits: what did they say?', minutes: '5' })).text,
    ).toContain('105 minutes');
    await restart();
    const marisol = await as('m02');
    expect((await marisol.press(await marisol.get('/channel'), 'Case discussion')).text).toContain(
      'Noted for Wed 10 Feb: 15 minutes',
    );
    await restart();
    expect((await (await as('m01')).get('/agenda')).text).toContain(
      '120 minutes for a 90-minute meeting: 30 too many.',
    );
    expect((await (await as('m22')).get('/agenda')).text).toContain('105 minutes');
  });

  it('stops a birth date at the door, with the words still in the box', async () => {
    const priya = await as('m03');
    const form = await priya.follow(await priya.get('/agenda'), 'Add a topic');
    const stopped = await priya.fill(form, { title: 'Plan for the girl, DOB 03/14/2009', minutes: '' });
    expect(stopped.text).toContain('Not saved: this may point to a person');
    expect(stopped.text).toContain('This text was not saved and not passed on.');
    expect(stopped.text).toContain('it can miss things');
    expect(stopped.root.querySelector('#field-1')?.getAttribute('value')).toContain('03/14/2009');
    expect((await priya.get('/agenda')).text).not.toContain('Plan for the girl');
    expect(server.output()).not.toContain('03/14/2009');
  });

  it('lets Dana accept and move', async () => {
    const dana = await as('m01');
    expect((await dana.press(await dana.get('/agenda'), 'Accept', 'Weekend contact list')).text).toContain(
      'Accepted.',
    );
    expect((await dana.press(await dana.get('/agenda'), 'Earlier', 'Weekend contact list')).text).toContain(
      'Moved.',
    );
    const page = (await dana.command('agenda move M4 1')).text;
    expect(page).toContain('Moved.');
  });

  it('closes topics at noon, also when it is killed on the way', async () => {
    const move = moveClock(NOON).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await restart();
    await move;
    expect((await moveClock(NOON)).status).toBe(200);
    const dana = await as('m01');
    expect((await dana.get('/agenda')).text).toContain(
      'Topics are closed. The agenda goes out Mon 8 Feb, 10:00.',
    );
    expect((await dana.get('/')).text).not.toContain(DRAFT);
  });

  it('sends the draft to the three chairs at one', async () => {
    expect((await moveClock(ONE)).status).toBe(200);
    for (const chair of ['m01', 'm02', 'm13']) expect(count(await (await as(chair)).get('/'), DRAFT)).toBe(1);
    expect((await (await as('m03')).get('/')).text).not.toContain(DRAFT);
    const dana = await as('m01');
    expect((await dana.press(await dana.get('/'), 'Looks good')).text).toContain(
      'Thank you. The agenda goes out Mon 8 Feb, 10:00.',
    );
  });

  it('publishes once in the channel, killed at three moments on the way', async () => {
    for (const moment of [5, 60, 150]) {
      const move = moveClock(OUT).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, moment));
      await restart();
      await move;
    }
    expect((await moveClock(OUT)).status).toBe(200);
    const channel = await (await as('m03')).get('/channel');
    expect(count(channel, AGENDA)).toBe(1);
    expect(count(channel, 'What should we talk about on Wed 10 Feb?')).toBe(1);
    expect(channel.text).toContain('Mon 8 Feb, 10:00');
    expect(channel.text).not.toMatch(/Case discussion 1|Closed part/);
    for (const chair of ['m01', 'm02', 'm13'])
      expect(count(await (await as(chair)).get('/'), OUT_TO_CHAIRS)).toBe(1);
    expect(count(await (await as('m30')).get('/'), 'I am Convener, secretary of Larkmoor TF.')).toBe(1);
  });

  it('shows the judge the open part and one untitled figure', async () => {
    const judge = await as('m11');
    for (const path of ['/', '/agenda']) {
      const page = await judge.get(path);
      expect(page.text).toMatch(/Members' part, \d+ min/);
      expect(page.text).toContain('Your part is 10:00 to 10:32.');
      for (const secret of [
        'Transportation',
        'Report-back',
        'Weekend contact',
        'Youth kits',
        'Case discussion 1',
        'Closed',
        'M1',
      ])
        expect(page.text).not.toContain(secret);
    }
    expect((await judge.get('/channel')).status).toBe(403);
  });

  it('corrects the post that stands, and posts no second one', async () => {
    const dana = await as('m01');
    const form = await dana.follow(await dana.get('/agenda'), 'Edit', 'Hotel front-desk card');
    expect((await dana.fill(form, { title: 'Hotel front-desk card: what five hotels said' })).text).toContain(
      'Saved.',
    );
    await expect
      .poll(async () => (await (await as('m03')).get('/channel')).text, { timeout: 10_000 })
      .toMatch(/what five hotels said/);
    const priya = await as('m03');
    const channel = await priya.get('/channel');
    expect(count(channel, AGENDA)).toBe(1);
    expect(channel.text.toLowerCase()).toContain('edited');
    const answered = await priya.press(channel, 'I will be there');
    expect([answered.status, answered.text.includes('We expect you in the room on Wed 10 Feb')]).toEqual([
      200,
      true,
    ]);
  });

  it('refuses to turn the clock back', async () => {
    for (const body of ['{"to":"2027-01-01T00:00:00Z"}', '{"to":"soon"}', '{}', 'nonsense']) {
      const response = await fetch(`${server.url}/demo/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect([body, response.status]).toEqual([body, 400]);
    }
  });

  it('leaves a whole audit, which the command line reads from the running process', async () => {
    const { code, output } = await runCommand(['audit'], env);
    expect([code, output]).toEqual([0, expect.stringMatching(/The audit of "lctf" is whole: \d+ rows/)]);
  });

  it('stops in order, and starts again with everything there', async () => {
    expect(await server.stop()).toBe(0);
    server = await startServer(env);
    expect((await (await as('m03')).get('/channel')).text).toContain('what five hotels said');
  });
});
