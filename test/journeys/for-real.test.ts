import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, runCommand, scratchFolder, startServer, type Server } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';

const SAMPLE = new URL('../../src/demo/sample-taskforce.json', import.meta.url).pathname;

interface Sample {
  members: object[];
  agendaItems: object[];
}

// As the README says it: import, invite, open the link, start. Real time, no demo.
describe('for real, on the embedded database', () => {
  const folder = scratchFolder();
  let env: Record<string, string>;
  let server: Server | undefined;
  let link = '';

  beforeAll(async () => {
    env = {
      CONVENER_DEMO: '0',
      CONVENER_DATA_DIR: folder.path,
      PORT: String(await freePort()),
      LOG_LEVEL: 'warn',
    };
  });
  afterAll(async () => {
    await server?.kill();
    folder.remove();
  });

  const broken = (change: (file: Sample) => void): string => {
    const file = JSON.parse(readFileSync(SAMPLE, 'utf8')) as Sample;
    change(file);
    const path = join(folder.path, 'broken.json');
    writeFileSync(path, JSON.stringify(file));
    return path;
  };

  it('refuses a file with mistakes, tells each with its path, and writes nothing', async () => {
    const path = broken((file) => {
      Object.assign(file.members[2]!, { agencyId: 'lcs0', timezone: 'Mars/Olympus' });
      Object.assign(file.agendaItems[8]!, { title: 'Case 27-004417, victim J.T., age 14' });
    });
    const { code, output } = await runCommand(['import', path], env);
    expect(code).toBe(1);
    expect(output).toContain('Nothing was imported: 3 to put right.');
    expect(output).toContain('members[2].agencyId: ');
    expect(output).toContain('members[2].timezone: ');
    expect(output).toContain('agendaItems[8].title: ');
    expect(output).not.toContain('004417');
  });

  it('imports the sample and tells what it changed on the way in', async () => {
    const { code, output } = await runCommand(['import', SAMPLE], env);
    expect([code, output]).toEqual([
      0,
      expect.stringContaining('Imported "lctf": 30 people, 26 agencies, 3 meetings, 26 agenda items.'),
    ]);
    for (const told of ['not taken yet', 'A personal sector was left out']) expect(output).toContain(told);
    expect(output).not.toMatch(/survivor/i);
    expect(output).toContain('npm run -s convener -- invite m01 --task-force lctf');
  });

  it('imports it only once, also through the process that runs', async () => {
    expect((await runCommand(['import', SAMPLE], env)).output).toContain(
      'there is a task force "lctf" here already',
    );
    server = await startServer(env);
    const again = await runCommand(['import', SAMPLE], env);
    expect([again.code, again.output]).toEqual([
      1,
      expect.stringContaining('there is a task force "lctf" here already'),
    ]);
  });

  it('lets no second process at the data', async () => {
    const second = await runCommand(['start'], { ...env, PORT: String(await freePort()) });
    expect(second.code).toBe(1);
    expect(second.output).toMatch(/already|in use|running/i);
  });

  it('prints a link that works once, and only when its button is pressed', async () => {
    const { code, output } = await runCommand(['invite', 'm01'], env);
    expect(code).toBe(0);
    link = /http:\/\/\S+\/i\/\S+/.exec(output)![0];
    const dana = visitor(server!.url);
    for (let look = 0; look < 3; look += 1)
      expect((await dana.get(new URL(link).pathname)).text).toContain('Larkmoor TF');
    const page = await dana.get(new URL(link).pathname);
    const home = await dana.press(page, page.root.querySelector('main button')!.textContent.trim());
    expect(home.text).toContain('Dana Okafor');
    expect((await visitor(server!.url).get(new URL(link).pathname)).text).toContain(
      'This link has had its day',
    );
    // Before Start the page is not empty: it says what is next, and agendas can be seen.
    expect(home.text).toMatch(/Nothing goes out yet\. When you are ready, type "start"\.\s*Start Convener/);
    expect((await dana.get('/agenda')).text).not.toContain('No meeting is planned');
    expect((await dana.command('start now')).text).toContain('Started.');
    const forPriya = await dana.command('invite Priya Raman');
    expect(forPriya.text).toMatch(/A link for Priya Raman: http:\/\/localhost:\d+\/i\/\S+/);
    expect((await dana.command('invite Marisol Vance')).text).toContain(
      'Please ask whoever looks after the server for a new link for Marisol. They type: npm run -s convener -- invite m02',
    );
  });

  it('shows strangers nothing, and has no demo', async () => {
    const stranger = visitor(server!.url);
    const page = await stranger.get('/');
    expect(page.text).toContain('Ask your facilitator for your link');
    expect(page.text).not.toMatch(/Larkmoor|Dana/);
    for (const path of ['/channel', '/agenda', '/roster'])
      expect((await stranger.get(path)).text).not.toMatch(/Larkmoor|Dana/);
    const moved = await fetch(`${server!.url}/demo/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"to":"2030-01-01T00:00:00Z"}',
    });
    expect(moved.status).toBe(404);
  });

  it('answers the health checks', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await fetch(server!.url + path)).status).toBe(200);
    expect((await fetch(`${server!.url}/healthz`, { method: 'POST' })).status).toBe(405);
  });

  it('says who is meant, and what to do, when words are wrong', async () => {
    for (const [args, said] of [
      [['invite', 'm99'], 'Nobody active on the roster has that id or whole name.'],
      [['invite', 'm29'], 'Nobody active on the roster has that id or whole name.'],
      [['invite'], 'Who? Like this: convener invite MEMBER'],
      [['import'], 'Which file? Like this: convener import FILE.json'],
      [['import', join(folder.path, 'nowhere.json')], 'cannot be read. Is the path right?'],
      [['imprt'], 'There is no command "imprt".'],
      [['invite', 'm01', '--task-force', 'other'], 'There is no task force "other" here.'],
    ] as const) {
      const { code, output } = await runCommand(args, env);
      expect([args, code === 0, output.includes(said)]).toEqual([args, false, true]);
    }
  });

  it('makes nothing where nothing is', async () => {
    const empty = { ...env, CONVENER_DATA_DIR: join(folder.path, 'empty') };
    for (const command of [['audit'], ['invite', 'm01']]) {
      const { code, output } = await runCommand(command, { ...empty, CONVENER_DEMO: '' });
      expect([code, output.includes('There is no task force in')]).toEqual([1, true]);
    }
    expect(existsSync(empty.CONVENER_DATA_DIR)).toBe(false);
  });

  it('starts right after kill -9, without waiting for a lock', async () => {
    await server!.kill();
    server = await startServer(env);
    expect((await runCommand(['audit'], env)).output).toContain('The audit of "lctf" is whole');
  });

  it('stops in order though someone holds a connection open and says nothing', async () => {
    const quiet = connect(Number(env['PORT']), '127.0.0.1');
    await new Promise((resolve) => quiet.once('connect', resolve));
    expect(await server!.stop()).toBe(0);
    quiet.destroy();
  });
});
