// The core in this process, on a real database, behind the Teams adapter's HTTP door, with a Teams of our own.
import { createTeamsPlatform, CLOUDS } from '../../adapters/teams/index.ts';
import { createCore } from '../../src/core.ts';
import { createRecords } from '../../src/db/records.ts';
import { taskForces } from '../../src/db/schema.ts';
import { features } from '../../src/features.ts';
import { meetings } from '../../src/features/meetings/index.ts';
import { startHttp } from '../../src/http.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { MemberId } from '../../src/kernel/ids.ts';
import { changed, none, show, toMember } from '../../src/kernel/outcome.ts';
import { openTestDatabase, silent } from '../support/database.ts';
import { credentialsFor } from '../support/teams/credentials.ts';
import { startFakeTeams } from '../support/teams/fake-teams.ts';
import { createSender, type Dialog } from '../support/teams/signed.ts';

const PUBLIC_URL = 'https://convener.example';

export type TeamsStage = Awaited<ReturnType<typeof setTeamsStage>>;

/** Dana and Pia in a private channel, and Convener in it. The clock stands still. */
export async function setTeamsStage({ rates = false }: { readonly rates?: boolean } = {}) {
  const teams = await startFakeTeams({ rates });
  const tenant = teams.addTenant();
  const dana = teams.addUser(tenant, 'Dana Reyes');
  const pia = teams.addUser(tenant, 'Pia Sorensen');
  const team = teams.addTeam(tenant, 'Harbor County', [dana, pia]);
  const room = teams.addChannel(team, 'Task force', { type: 'private', members: [dana, pia], bot: true });
  const database = await openTestDatabase('pglite');
  const { keys, cloud } = teams;
  const platform = createTeamsPlatform(
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
  // A working morning, so that the hello is not kept for later.
  const now = new Date('2027-02-02T16:00:00Z');
  const core = createCore({
    features,
    database,
    platforms: [platform],
    secretKeys: ['a-key-for-tests-only-0123456789abcdef'],
    publicUrl: PUBLIC_URL,
    clock: { now: () => now },
    machine: systemClock,
    log: silent,
  });
  await platform.start(core.host);
  const http = await startHttp(
    { host: '127.0.0.1', port: 0, routes: platform.routes, ready: async () => {} },
    silent,
  );
  core.outbox.start();
  const sender = createSender(teams, `http://127.0.0.1:${http.port}/api/messages`);
  let founded: Dialog | undefined;

  return {
    teams,
    dana,
    pia,
    room,
    sender,
    database,
    /** As a coordinator does it: a mention, a form in a dialog. Nothing is sent yet. */
    async setUp(): Promise<void> {
      await sender.installed(room, { by: dana });
      await sender.message(dana, room, 'setup');
      const asked = await teams.until(() => teams.postsIn(dana)[0]);
      const { dialog } = await sender.press(dana, asked, 'Set up Convener');
      const set = await sender.submit(dana, dialog!, {
        name: 'Harbor County Task Force',
        neutralName: 'Harbor TF',
        agency: 'Harbor Lantern',
        phone: '555-0100',
        zone: 'America/Chicago',
        date: '2027-02-10',
        time: '10:00',
        second: pia.aadObjectId,
      });
      founded = set.dialog;
    },
    async start(): Promise<void> {
      const { dialog: shown } = await sender.press(dana, founded!, 'Start Convener');
      await sender.press(dana, shown!, 'Start now');
      await core.tick();
    },
    /** Something for Pia alone that she did not ask for. */
    async writeToPia(): Promise<void> {
      const [own] = await database.unscoped((tx) => tx.select().from(taskForces));
      const [meeting] = await database.unscoped((tx) => tx.select().from(meetings).limit(1));
      const view = { name: 'agenda.call', id: meeting!.id };
      const effects = [show('call:for-one', toMember('m2' as MemberId), view)];
      await core.app.happen(own!.id, async () => changed({ reply: none, changes: [], effects }));
      core.outbox.poke();
    },
    async stop(): Promise<void> {
      await core.outbox.stop();
      await http.stop();
      await platform.stop();
      await database.close();
      await teams.stop();
    },
  };
}
