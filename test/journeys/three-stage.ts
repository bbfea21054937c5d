// The server's parts in this process behind one HTTP server, with a Slack, a Teams and the web, and a clock that tests move.
import { createSlackPlatform } from '../../adapters/slack/index.ts';
import { CLOUDS, createTeamsPlatform } from '../../adapters/teams/index.ts';
import { createWebPlatform } from '../../adapters/web/index.ts';
import { control } from '../../src/control.ts';
import { createCore } from '../../src/core.ts';
import { createRecords } from '../../src/db/records.ts';
import { features } from '../../src/features.ts';
import { startHttp } from '../../src/http.ts';
import { readSample } from '../../src/demo/begin.ts';
import { saveImport } from '../../src/features/setup/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { TaskForceId } from '../../src/kernel/ids.ts';
import { createVault } from '../../src/vault.ts';
import type { Engine } from '../../src/db/types.ts';
import type { ImportedTaskForce } from '../../src/features/setup/index.ts';
import { openTestDatabase, silent } from '../support/database.ts';
import { freePort } from '../support/server.ts';
import { SCOPES } from '../support/slack/cloud-made.ts';
import { startFakeSlack } from '../support/slack/fake-slack.ts';
import * as slackSide from '../support/slack/signed.ts';
import { credentialsFor } from '../support/teams/credentials.ts';
import { startFakeTeams } from '../support/teams/fake-teams.ts';
import * as teamsSide from '../support/teams/signed.ts';
import { visitor, type Visitor } from '../support/visitor.ts';

const KEY = 'a-key-for-tests-only-0123456789abcdef';

export type ThreeStage = Awaited<ReturnType<typeof setThreeStage>>;

interface Options {
  readonly engine?: Engine;
  /** Makes another task force of the sample. */
  readonly change?: (sample: ImportedTaskForce) => ImportedTaskForce;
}

/** The sample task force, imported and not started; nobody is linked. Its clock stands at the sample's `demoNow`. */
export async function setThreeStage({ engine = 'pglite', change = (sample) => sample }: Options = {}) {
  const slack = await startFakeSlack();
  const teams = await startFakeTeams();
  const workspace = slack.addTeam();
  const tenant = teams.addTenant();
  const database = await openTestDatabase(engine);
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const { file: sample, demoNow } = await readSample();
  const file = change(sample);
  let now = demoNow;

  const records = (adapter: string) => createRecords(database, adapter, () => systemClock.now());
  const platforms = [
    createWebPlatform({ publicUrl, secure: false }, { records: records('web'), log: silent }),
    createSlackPlatform(
      {
        publicUrl,
        apiUrl: slack.apiUrl,
        authorizeUrl: slack.authorizeUrl,
        signingSecret: slack.signingSecret,
        botToken: slack.install(workspace, [...SCOPES, 'users:read.email']).token,
      },
      { records: records('slack'), vault: createVault([KEY]), log: silent },
    ),
    createTeamsPlatform(
      {
        publicUrl,
        appId: teams.keys.appId,
        appPassword: teams.keys.appPassword,
        appTenant: teams.keys.appTenant,
        tenants: [tenant.id],
        cloud: { ...CLOUDS.public, ...teams.cloud },
        insecureLocal: false,
      },
      { records: records('teams'), credentials: credentialsFor({ ...teams.keys }), log: silent },
    ),
  ];
  const core = createCore({
    features,
    database,
    platforms,
    secretKeys: [KEY],
    publicUrl,
    clock: { now: () => now },
    machine: systemClock,
    log: silent,
  });
  await database.transaction(file.taskForce.id, (tx) => saveImport(tx, file, now));
  for (const platform of platforms) await platform.start(core.host);
  const routes = platforms.flatMap((platform) => platform.routes);
  const http = await startHttp({ host: '127.0.0.1', port, routes, ready: async () => {} }, silent);
  core.outbox.start();
  const slackUrl = `${publicUrl}/slack/events`;

  return {
    database,
    taskForce: file.taskForce.id as TaskForceId,
    slack,
    teams,
    workspace,
    tenant,
    inSlack: slackSide.createSender(slack, slackSide.overHttp(slackUrl, slack.signingSecret), slackUrl),
    inTeams: teamsSide.createSender(teams, `${publicUrl}/api/messages`),
    /** Someone on the roster at their own page, come by a personal link as the server prints it. */
    async onTheWeb(member: string): Promise<Visitor> {
      const made = await control({ database, core }, { command: 'invite', member });
      const browser = visitor(publicUrl);
      const page = await browser.get(new URL(made.lines[0]!).pathname);
      await browser.press(page, page.root.querySelector('main button')!.textContent.trim());
      return browser;
    },
    /** Time passes, and what falls due is done at its own time. */
    async goTo(at: string): Promise<void> {
      for (;;) {
        await core.planner.run();
        const next = await core.due.next();
        if (!next || next > new Date(at)) break;
        if (next > now) now = next;
        if ((await core.due.run()) === 0) break;
      }
      now = new Date(at);
      await core.tick();
    },
    async stop(): Promise<void> {
      await core.outbox.stop();
      await http.stop();
      for (const platform of platforms) await platform.stop();
      await Promise.all([slack.stop(), teams.stop()]);
      await database.close();
    },
  };
}
