// The whole way in Teams, on a real database: a task force is set up from a private channel, started, and a topic is
// added, with signed requests from a stand-in that refuses what Teams refuses.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLOUDS, createTeamsPlatform } from '../../adapters/teams/index.ts';
import { createCore, type Core } from '../../src/core.ts';
import { createRecords } from '../../src/db/records.ts';
import type { Database } from '../../src/db/types.ts';
import { features } from '../../src/features.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Platform } from '../../src/kernel/platform.ts';
import { openTestDatabase, silent } from '../support/database.ts';
import { credentialsFor } from '../support/teams/credentials.ts';
import { startFakeTeams, type Channel, type FakeTeams, type User } from '../support/teams/fake-teams.ts';
import { buttonsOf, createSender, noticeOf, plainTextOf, type Sender } from '../support/teams/signed.ts';

const PUBLIC_URL = 'https://convener.example';
const NEXT_YEAR = `${new Date().getUTCFullYear() + 1}-02-10`;

describe('setting up in Teams', () => {
  let teams: FakeTeams;
  let dana: User;
  let pia: User;
  let room: Channel;
  let database: Database;
  let core: Core;
  let platform: Platform;
  let server: Server;
  let sender: Sender;

  beforeAll(async () => {
    teams = await startFakeTeams();
    const tenant = teams.addTenant();
    dana = teams.addUser(tenant, 'Dana Reyes');
    pia = teams.addUser(tenant, 'Pia Sorensen');
    const team = teams.addTeam(tenant, 'Harbor County', [dana, pia]);
    room = teams.addChannel(team, 'Task force', { type: 'private', members: [dana, pia], bot: true });
    database = await openTestDatabase('pglite');
    const { keys, cloud } = teams;
    platform = createTeamsPlatform(
      {
        publicUrl: PUBLIC_URL,
        appId: keys.appId,
        appPassword: keys.appPassword,
        appTenant: keys.appTenant,
        tenants: [tenant.id],
        cloud: { ...CLOUDS.public, ...cloud },
        insecureLocal: false,
      },
      {
        records: createRecords(database, 'teams', () => systemClock.now()),
        credentials: credentialsFor({ ...keys }),
        log: silent,
      },
    );
    core = createCore({
      features,
      database,
      platforms: [platform],
      secretKeys: ['a-key-for-tests-only-0123456789abcdef'],
      publicUrl: PUBLIC_URL,
      clock: systemClock,
      machine: systemClock,
      log: silent,
    });
    await platform.start(core.host);
    core.outbox.start();
    server = createServer((request, response) => platform.routes[0]!.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    sender = createSender(teams, `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`);
  });
  afterAll(async () => {
    await core.outbox.stop();
    await platform.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await database.close();
    await teams.stop();
  });

  const latest = (user: User, after: number) =>
    teams.until(() => {
      const posts = teams.postsIn(user);
      return posts.length > after ? posts.at(-1) : undefined;
    });

  it('goes from a mention to a running task force, in the open without a word', async () => {
    await sender.installed(room, { by: dana });
    await sender.message(dana, room, 'setup');
    const asked = await latest(dana, 0);
    expect(noticeOf(asked)).toBe('An answer for you');
    const { dialog } = await sender.press(dana, asked, 'Set up Convener');
    const set = await sender.submit(dana, dialog!, {
      name: 'Harbor County Task Force',
      neutralName: 'Harbor TF',
      agency: 'Harbor Lantern',
      phone: '555-0100',
      zone: 'America/Chicago',
      date: NEXT_YEAR,
      time: '10:00',
      second: pia.aadObjectId,
    });
    expect(plainTextOf(set.dialog!)).toContain('Pia Sorensen can act for you.');
    // Nothing goes out before Start.
    expect(teams.postsIn(room)).toEqual([]);
    const started = await sender.press(dana, set.dialog!, 'Start Convener');
    expect(started.status).toBe(200);
    // It shows first what would go out.
    expect(teams.postsIn(pia)).toEqual([]);
    await sender.press(dana, started.dialog!, 'Start now');
    await core.tick();
    const hello = await latest(pia, 0);
    expect(plainTextOf(hello)).toContain('I am Convener');
    expect(noticeOf(hello)).toContain('Harbor TF');
  });

  it('adds a topic from the own chat, by a form', async () => {
    const chat = teams.install(dana);
    const before = teams.postsIn(dana).length;
    await sender.message(dana, chat, 'agenda add');
    const asked = await latest(dana, before);
    const [open] = buttonsOf(asked);
    const { dialog } = await sender.pressButton(dana, asked, open!);
    const done = await sender.submit(dana, dialog!, { title: 'Budget for next year' });
    expect(done.status).toBe(200);
    const said = teams.postsIn(dana).length;
    await sender.message(dana, chat, 'agenda');
    expect(plainTextOf(await latest(dana, said))).toContain('Budget for next year');
  });

  it('changes a name, the usual place and the steps before a meeting, with errors in the dialog', async () => {
    const chat = teams.install(dana);
    await sender.message(dana, chat, 'settings');
    const card = await teams.until(() =>
      teams.postsIn(dana).find((post) => plainTextOf(post).includes('Neutral name')),
    );
    const about = await sender.press(dana, card, 'Change names and zone');
    const wrong = await sender.submit(dana, about.dialog!, { zone: 'Mars/Base' });
    expect(plainTextOf(wrong.dialog!)).toContain('That is no time zone known here.');
    expect((await sender.submit(dana, wrong.dialog!, { zone: 'America/New_York' })).status).toBe(200);
    const steps = await sender.press(dana, card, 'Change place and times');
    const late = await sender.submit(dana, steps.dialog!, { topicsCloseWorkingDaysBefore: '1' });
    expect(plainTextOf(late.dialog!)).toContain('At least 4, so that topics close before the draft.');
    const good = { topicsCloseWorkingDaysBefore: '4', place: 'County Annex' };
    expect((await sender.submit(dana, late.dialog!, good)).status).toBe(200);
    const said = teams.postsIn(dana).length;
    await sender.message(dana, chat, 'settings');
    expect(plainTextOf(await latest(dana, said))).toMatch(/America\/New_York[^]*County Annex/);
  });

  it('takes people from a pasted list, in a dialog that shows first what it adds', async () => {
    const chat = teams.install(dana);
    await sender.message(dana, chat, 'roster import');
    // Others may come in between.
    const asked = await teams.until(() =>
      teams.postsIn(dana).find((post) => plainTextOf(post).includes('Add people')),
    );
    const { dialog } = await sender.press(dana, asked, 'Add people');
    const people = 'Name\tAgency\nKit Vale\tCounty Library\nPia Sorensen\tHarbor Lantern';
    const shown = await sender.submit(dana, dialog!, { people });
    expect(plainTextOf(shown.dialog!)).toContain('Is this right? 1 person, 1 new agency, 1 already here');
    const done = await sender.submit(dana, shown.dialog!, {});
    expect(done.status).toBe(200);
    const said = teams.postsIn(dana).length;
    await sender.message(dana, chat, 'roster');
    expect(plainTextOf(await latest(dana, said))).toContain('Kit Vale');
  });

  it('someone on no roster can do nothing, and learns nothing', async () => {
    const stranger = teams.addUser({ id: dana.tenant, name: 'Harbor County' }, 'Adele Pruitt');
    await sender.message(stranger, teams.install(stranger), 'agenda');
    expect(plainTextOf(await latest(stranger, 0))).toContain('I do not know you yet');
  });
});
