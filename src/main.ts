import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createWebPlatform, type Panes } from '../adapters/web/index.ts';
import { HELP, parseCli } from './cli.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { control, type ControlAnswer, type ControlRequest } from './control.ts';
import { createCore, type Core } from './core.ts';
import { askHolder, DataDirBusy } from './db/lock.ts';
import { migrateDatabase } from './db/migrate.ts';
import { openDatabase } from './db/open.ts';
import { createRecords } from './db/records.ts';
import type { Database } from './db/types.ts';
import { openDemo, type Demo } from './demo/index.ts';
import { loadDemoState } from './demo/state.ts';
import { features } from './features.ts';
import { startHousekeeping } from './housekeeping.ts';
import { startHttp } from './http.ts';
import { systemClock } from './kernel/clock.ts';
import type { Platform } from './kernel/platform.ts';
import { createLog, type Log } from './log.ts';
import { endLeases } from './outbox/leases.ts';
import { secretKeys } from './secret.ts';
import { startTick } from './schedule/tick.ts';
import { createVault } from './vault.ts';
import { warmGuard } from './warm.ts';

const STOP_WITHIN_MS = 12_000;
/** Within the three seconds that a start may take. */
const DEMO_PATIENCE_MS = 1500;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Running {
  readonly database: Database;
  readonly core: Core;
  readonly platforms: readonly Platform[];
  readonly demo: Demo | undefined;
}

interface Parts {
  readonly database: Database;
  readonly log: Log;
  readonly keys: readonly [string, ...string[]];
  readonly demo: Demo | undefined;
}

/** The demo talks to no Slack or Teams, and shows what it would say there; no SDK is loaded for it. */
async function demoPanes(publicUrl: string): Promise<Panes> {
  const { createSlackPane } = await import('../adapters/slack/pane.ts');
  const { createTeamsPane } = await import('../adapters/teams/pane.ts');
  return { '/demo/slack': createSlackPane({ publicUrl }), '/demo/teams': createTeamsPane({ publicUrl }) };
}

/** The web always; the others when they are configured, and only then are their SDKs loaded. */
async function platformsOf(
  { publicUrl, slack, teams }: Config,
  { database, log, keys, demo }: Parts,
): Promise<readonly Platform[]> {
  const records = (adapter: string) => createRecords(database, adapter, () => systemClock.now());
  const web = createWebPlatform(
    { publicUrl, secure: publicUrl.startsWith('https:') },
    {
      records: records('web'),
      log,
      // Not a copy: which task force it is changes when it is started over.
      ...(demo ? { demo: Object.assign(demo, { panes: await demoPanes(publicUrl) }) } : {}),
    },
  );
  const platforms = [web];
  if (slack) {
    const { createSlackPlatform } = await import('../adapters/slack/index.ts');
    const deps = { records: records('slack'), vault: createVault(keys), log, clock: systemClock };
    platforms.push(createSlackPlatform({ publicUrl, ...slack }, deps));
  }
  if (teams) {
    const { CLOUDS, createTeamsPlatform } = await import('../adapters/teams/index.ts');
    const deps = { records: records('teams'), log, clock: systemClock };
    platforms.push(createTeamsPlatform({ publicUrl, ...teams, cloud: CLOUDS[teams.cloud] }, deps));
  }
  return platforms;
}

/** Configuration to a core that is ready to run, on a migrated database. */
async function build(
  config: Config,
  log: Log,
  onRequest: (request: unknown) => Promise<unknown>,
): Promise<Running> {
  const folder = config.demo ? config.demoDir : config.dataDir;
  const where =
    config.databaseUrl === undefined ? { dataDir: folder, onRequest } : { url: config.databaseUrl };
  const database = await openDatabase(where, { log });
  try {
    await migrateDatabase(database, { log });
    // Its lock says that nobody else is alive here: whatever is leased, a process that died had.
    if (database.engine === 'pglite') await database.unscoped(endLeases);
    if (!config.demo && (await database.unscoped(loadDemoState)))
      throw new ConfigError(
        'This database holds the demo. Give the real task force a database of its own, or set CONVENER_DEMO=1.',
      );
    const keys = await secretKeys(config.secretKeys, folder);
    const demo = config.demo ? await openDemo(database, config.clock) : undefined;
    const platforms = await platformsOf(config, { database, log, keys, demo });
    const core = createCore({
      features,
      database,
      platforms,
      secretKeys: keys,
      publicUrl: config.publicUrl,
      clock: demo?.clock ?? systemClock,
      machine: systemClock,
      log,
    });
    demo?.clock.attach(core);
    return { database, core, platforms, demo };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function sayReady(
  config: Config,
  port: number,
  { demo, link }: { demo: Demo | undefined; link: string | undefined },
): void {
  const here =
    config.publicUrl === `http://localhost:${config.port}` ? `http://localhost:${port}` : config.publicUrl;
  say(`Convener is ready: ${here}`);
  if (!demo) {
    if (link)
      say(
        `There is no task force yet. To set one up, open this within a day: ${link.replace(config.publicUrl, here)}`,
      );
    return;
  }
  const who =
    config.host === '127.0.0.1' || config.host === 'localhost'
      ? 'It answers this machine only; HOST changes that.'
      : `It answers whoever reaches ${config.host}.`;
  say(
    `This is the demo: invented people, its own folder and clock (${demo.now().toISOString()}), and anyone who opens it can be any member. ${who}`,
  );
  say('For real use: CONVENER_DEMO=0 npm start');
}

async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  // Asked to stop before it is ready, it just goes: nothing was promised to anyone yet.
  let stop = async (): Promise<void> => {};
  onStopSignal(() => stop(), log);
  const { promise: built, resolve: done } = Promise.withResolvers<Running>();
  const { database, core, platforms, demo } = await build(config, log, async (request) =>
    control(await built, request),
  );
  done({ database, core, platforms, demo });
  for (const platform of platforms) await platform.start(core.host);
  const http = await startHttp(
    {
      host: config.host,
      port: config.port,
      routes: platforms.flatMap((platform) => platform.routes),
      ready: () => database.unscoped(async () => {}),
    },
    log,
  );
  core.outbox.start();
  if (demo) await resumed(demo, log);
  // The demo's clock stands still: what falls due is done when it is moved.
  const tick = startTick({ tick: () => (demo ? demo.clock.tick() : core.minute()), log });
  core.onPlanWork(() => tick.poke());
  tick.poke();
  const housekeeping = startHousekeeping({ database, log });
  stop = async () => {
    core.rounds.stop();
    await Promise.all([http.stop(), tick.stop(), housekeeping.stop(), core.outbox.stop()]);
    for (const platform of platforms) await platform.stop();
    await database.close();
  };
  // Whoever sees where it was started may begin; a link in the demo would lead nowhere.
  const link = !demo && (await core.links.empty()) ? (await core.links.make()).url : undefined;
  sayReady(config, http.port, { demo, link });
  await warmGuard();
}

/** What the demo's clock left undone goes on by itself; the first page waits for it, but not for a dead worker's lease. */
async function resumed(demo: Demo, log: Log): Promise<void> {
  const resuming = demo.clock
    .resume()
    .catch((error: unknown) => log.error({ error }, 'the demo could not go on'));
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, DEMO_PATIENCE_MS);
  await Promise.race([resuming, enough]);
  clearTimeout(timer);
}

function onStopSignal(stop: () => Promise<void>, log: Log): void {
  let stopping = false;
  const handle = (signal: string): void => {
    // Asked twice, it goes at once: what was saved is saved, and what was under way is tried again at the next start.
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    // A database that does not answer must not hold us: what was saved is saved.
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
}

type Asked = { readonly answer: unknown } | { readonly demo: boolean } | 'nothing here';

/** What makes a task force where there is none. */
const BEGINS: readonly ControlRequest['command'][] = ['import', 'setup'];

/** Whom a command is for: a demo only if it was asked for, or if it is all there is; an import never lands in one unasked. */
async function askRunning(config: Config, request: ControlRequest): Promise<Asked> {
  if (config.databaseUrl !== undefined) return { demo: config.demo };
  const mayBeDemo =
    config.demoSaid === true || (config.demoSaid === undefined && !BEGINS.includes(request.command));
  const folders = [
    ...(config.demoSaid === true ? [] : [{ demo: false, path: config.dataDir }]),
    ...(mayBeDemo ? [{ demo: true, path: config.demoDir }] : []),
  ];
  for (const { path } of folders) {
    const answer = existsSync(path) ? await askHolder(path, request) : 'nobody';
    if (answer !== 'nobody') return { answer };
  }
  const there = folders.find(({ path }) => existsSync(join(path, 'postgres')));
  if (there) return { demo: there.demo };
  // Before the first task force: a file makes one, and someone who connects Slack or Teams looks whether that works.
  const connects = config.slack !== undefined || config.teams !== undefined;
  const mayBegin = BEGINS.includes(request.command) || (request.command === 'doctor' && connects);
  return mayBegin ? { demo: config.demoSaid === true } : 'nothing here';
}

async function ask(config: Config, request: ControlRequest): Promise<void> {
  const asked = await askRunning(config, request);
  if (asked === 'nothing here')
    throw new ConfigError(
      `There is no task force in ${config.dataDir} yet. Begin with: npm run -s convener -- setup`,
    );
  const answer =
    'answer' in asked
      ? (asked.answer as ControlAnswer | { error: string })
      : await answerAlone({ ...config, demo: asked.demo, clock: undefined }, request);
  if ('error' in answer) throw new ConfigError(answer.error);
  for (const line of answer.lines) say(line);
  if (!answer.ok) process.exitCode = 1;
}

/** Nobody runs: opens the database for this one thing. */
async function answerAlone(config: Config, request: ControlRequest): Promise<ControlAnswer> {
  const { database, core } = await build(config, createLog('silent'), () =>
    Promise.reject(new Error('Busy with a command. Try again in a moment.')),
  );
  try {
    return await control({ database, core }, request);
  } finally {
    await database.close();
  }
}

async function main(argv: readonly string[]): Promise<void> {
  const command = await parseCli(argv);
  switch (command.kind) {
    case 'help':
      return say(HELP);
    case 'wrong':
      process.stderr.write(`${command.message}\n\n${HELP}\n`);
      process.exitCode = 2;
      return undefined;
    case 'start':
      return start(readConfig());
    case 'ask':
      return ask(readConfig(), command.request);
    default:
      return command satisfies never;
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // Mistakes we foresaw are plain errors with words for the person; anything else is a surprise.
  const expected =
    error instanceof Error && [Error, ConfigError, DataDirBusy].includes(error.constructor as typeof Error);
  process.stderr.write(`${expected ? error.message : 'Something unexpected went wrong.'}\n`);
  // Where a surprise came from, without its words: they may hold what a person typed.
  if (!expected) createLog('error').error({ error }, 'Convener did not get there');
  process.exit(1);
});
