import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, runCommand, scratchFolder, startServer, type Server } from '../support/server.ts';
import { visitor, type Page, type Visitor } from '../support/visitor.ts';

const SAMPLE = new URL('../../src/demo/sample-taskforce.json', import.meta.url).pathname;
const linkIn = (output: string): string => /http:\/\/\S+\/setup\/\S+/.exec(output)![0];
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Sends the page's own form, with these words in it. */
const send = (who: Visitor, page: Page, fields: Record<string, string>): Promise<Page> => {
  const form = page.root.querySelector('form.sheet')!;
  const typed = form.querySelectorAll(
    'input[type="text"], input[type="number"], input[type="radio"][checked]',
  );
  const own = typed.map((each) => [each.getAttribute('name')!, each.getAttribute('value') ?? '']);
  return who.post(form.getAttribute('action')!, { ...Object.fromEntries(own), ...fields });
};

// As a newcomer does it, with an empty folder, no Slack, no Teams and no file: start, open the printed link, fill the form.
describe('setting up on the web', () => {
  const folder = scratchFolder();
  let env: Record<string, string>;
  let server: Server;
  let link = '';
  const good = {
    'f.founder': 'Dana Okafor',
    'f.name': 'Larkmoor County Task Force',
    'f.neutralName': 'Larkmoor TF',
    'f.agency': 'Harbor Lantern',
    'f.zone': 'America/New_York',
    'f.date': inDays(20),
    'f.time': '10:00',
    'f.second': 'Marisol Vance',
    'f.secondAgency': 'County Sheriff',
  };

  beforeAll(async () => {
    env = {
      CONVENER_DEMO: '0',
      CONVENER_DATA_DIR: folder.path,
      PORT: String(await freePort()),
      LOG_LEVEL: 'warn',
    };
    server = await startServer(env);
  });
  afterAll(async () => {
    await server.kill();
    folder.remove();
  });

  it('prints a link at the start, and tells whoever opens the address to look for it', async () => {
    await expect.poll(server.output).toContain('There is no task force yet. To set one up');
    link = new URL(linkIn(server.output())).pathname;
    const page = await visitor(server.url).get('/');
    expect(page.text).toContain('Nothing is set up here yet');
    expect(page.html).not.toContain(link);
  });

  it('opens as often as it is looked at, and says what is to be changed, all at once', async () => {
    const dana = visitor(server.url);
    await dana.get(link);
    const page = await dana.get(link);
    const wrong = await send(dana, page, { 'f.neutralName': 'Child TF', 'f.date': '2020-01-01' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain(
      "Lock screens show this. Please leave out what it is about, like 'County TF'.",
    );
    expect(wrong.text).toContain('Your name: Please write at least 3 characters.');
    expect(wrong.text).toContain('That is past. When is the next meeting?');
    const alone = await send(dana, wrong, { ...good, 'f.second': 'dana okafor' });
    expect(alone.text).toContain('Someone else, please: for when you are away.');
    expect((await dana.get('/roster')).status).toBe(401);
  });

  it('does nothing when it is forged, or comes from another site', async () => {
    const forged = `${link.slice(0, -2)}${link.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const path of [forged, '/setup/nothing', `/setup/${'x'.repeat(3000)}`]) {
      const stranger = visitor(server.url);
      expect([path, (await stranger.get(path)).status]).toEqual([path, 410]);
      expect((await stranger.post(path, good)).status).toBe(410);
      expect((await stranger.post(`${path}/file`, { text: '{}', who: 'Dana' })).status).toBe(410);
    }
    const other = await fetch(server.url + link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' },
      body: new URLSearchParams(good).toString(),
    });
    expect(other.status).toBe(403);
    expect((await visitor(server.url).get('/')).text).toContain('Nothing is set up here yet');
  });

  it('takes a file as import does, each mistake with its place, and nothing of a wrong one', async () => {
    const dana = visitor(server.url);
    const broken = readFileSync(SAMPLE, 'utf8').replace('"agencyId": "lcso"', '"agencyId": "lcs0"');
    const wrong = await dana.post(`${link}/file`, { text: broken, who: 'Dana Okafor' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Nothing was imported: 1 to put right.');
    expect(wrong.text).toMatch(/members\[\d+\]\.agencyId: there is no agency 'lcs0'/);
    const nobody = await dana.post(`${link}/file`, {
      text: readFileSync(SAMPLE, 'utf8'),
      who: 'Pia Sorensen',
    });
    expect(nobody.status).toBe(422);
    expect(nobody.text).toContain(
      'Nobody active in the file who is facilitator or co-chair has this name or id.',
    );
    expect((await dana.get('/')).text).toContain('Nothing is set up here yet');
  });

  it('signs the founder in, as facilitator of a task force that sends nothing yet', async () => {
    const dana = visitor(server.url);
    const home = await send(dana, await dana.get(link), good);
    expect(home.path).toBe('/');
    expect(home.text).toContain('Dana Okafor, Harbor Lantern');
    expect(home.text).toContain('Nothing goes out yet.');
    const people = await dana.get('/roster');
    expect(people.text).toContain('Dana Okafor Harbor Lantern: facilitator');
    expect(people.text).toContain('Marisol Vance County Sheriff: co-chair');
    expect((await dana.command('start now')).text).toContain('Started.');
  });

  it('works once: neither the same link, nor one of an earlier start, begins another', async () => {
    const mallory = visitor(server.url);
    expect((await mallory.get(link)).text).toContain('This link has had its day');
    expect((await mallory.post(link, { ...good, 'f.founder': 'Mallory Example' })).status).toBe(410);
    expect(
      (await mallory.post(`${link}/file`, { text: readFileSync(SAMPLE, 'utf8'), who: 'm01' })).status,
    ).toBe(410);
    const { output } = await runCommand(['audit'], env);
    expect(output).toContain('is whole');
  });

  it('a second one needs a link of its own, asked for on the server, and may come from a file', async () => {
    const [first, second] = [await runCommand(['setup'], env), await runCommand(['setup'], env)];
    expect(first.code).toBe(0);
    expect(first.output).toContain('It works once, until ');
    const dana = visitor(server.url);
    const path = new URL(linkIn(first.output)).pathname;
    const done = await dana.post(`${path}/file`, { text: readFileSync(SAMPLE, 'utf8'), who: 'Dana Okafor' });
    expect(done.text).toContain('Imported "lctf": 30 people, 26 agencies, 3 meetings, 26 agenda items.');
    expect(done.text).toContain('A personal sector was left out');
    const home = await dana.follow(done, 'Open my page');
    expect(home.text).toContain('Dana Okafor, Harbor Lantern Advocacy Center');
    expect((await visitor(server.url).get(new URL(linkIn(second.output)).pathname)).status).toBe(410);
  });

  it('prints no link where there is a task force', async () => {
    await server.kill();
    server = await startServer(env);
    await runCommand(['audit', '--task-force', 'lctf'], env);
    expect(server.output()).not.toContain('/setup/');
    expect((await visitor(server.url).get('/')).text).toContain('Ask your facilitator for your link');
  });
});
