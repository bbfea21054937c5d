import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import { readSample } from '../../src/demo/begin.ts';
import { accounts, channels } from '../../src/features/roster/index.ts';
import { saveImport, setRunning } from '../../src/features/setup/index.ts';
import type { MemberId, TaskForceId } from '../../src/kernel/ids.ts';
import { createDatabase, startPostgres } from '../support/postgres.ts';
import { freePort } from '../support/server.ts';
import { closedLoop, cpuMs, openLoop, percentile, type Answered, type Shot } from './load.ts';
import { asRatio, launch, median, type Measured, type Process } from './measure.ts';
import { timeByArea } from './profile.ts';
import { startSlackApi } from './slack-api.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SECRET = 'bench-signing-secret';
const TEAM = 'T0BENCH';
const BOT = 'U0BOT';
/** As many as the order names for one workspace; each meeting then gets a believable number of topics. */
const TASK_FORCES = 40;
const ROUNDS = 5;
const REQUESTS = 400;
const WARM_UP = 200;
const AT_ONCE = 10;
const PER_SECOND = 100;
const SECONDS = 6;

const channelOf = (index: number): string => `C0BENCH${index}`;
const userOf = (index: number, member: string): string => `U${index}${member.toUpperCase()}`;

/** Forty task forces in one workspace: each with its channel, its people linked, and started. */
async function prepare(url: string): Promise<void> {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const database = await openDatabase({ url }, { log });
  await migrateDatabase(database, { log });
  const { file } = await readSample();
  const now = new Date();
  for (let index = 0; index < TASK_FORCES; index += 1) {
    const id = `tf${index}` as TaskForceId;
    await database.transaction(id, async (tx) => {
      await saveImport(tx, { ...file, taskForce: { ...file.taskForce, id } }, now);
      const active = file.members.filter((member) => member.status === 'active');
      await tx.insert(accounts).values(
        active.map((member) => ({
          platform: 'slack',
          tenant: TEAM,
          account: userOf(index, member.id),
          taskForce: id,
          member: member.id as MemberId,
        })),
      );
      await tx
        .insert(channels)
        .values({ platform: 'slack', tenant: TEAM, place: `channel:${channelOf(index)}`, taskForce: id });
      await setRunning(tx, id, now);
    });
  }
  await database.close();
}

/** No meeting has a hundred topics: what a round added is taken out again, so that the next one meets what is usual. */
async function takeOut(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`delete from agenda_items where title like 'Bench topic %'`);
  await client.end();
}

function signed(index: number): Shot {
  const taskForce = index % TASK_FORCES;
  const member = ['m03', 'm05', 'm06', 'm07'][index % 4]!;
  const body = new URLSearchParams({
    command: '/agenda',
    text: `add Bench topic number ${index} --minutes 5`,
    team_id: TEAM,
    user_id: userOf(taskForce, member),
    channel_id: channelOf(taskForce),
    trigger_id: `${process.pid}.${index}.${Math.random()}`,
    response_url: 'http://127.0.0.1:9/none',
    api_app_id: 'A0BENCH',
  }).toString();
  const stamp = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', SECRET).update(`v0:${stamp}:${body}`).digest('hex');
  return {
    path: '/slack/events',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': stamp,
      'x-slack-signature': `v0=${mac}`,
    },
  };
}

async function launchBare(mode: 'store' | 'ack', env: Readonly<Record<string, string>>): Promise<Process> {
  const child = spawn(process.execPath, ['--max-semi-space-size=4', join(ROOT, 'test/bench/bare-bolt.ts')], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...env, BARE: mode },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the bare app ended with ${code}`)));
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    readyMs: 0,
    pid: child.pid!,
    kill: async (signal) => {
      child.kill(signal);
      await gone;
    },
  };
}

/** A figure counts only if every request was answered as it should be. */
function allSaved(answers: readonly Answered[], word: string): void {
  const wrong = answers.find(({ status, text }) => status !== 200 || !text.includes(word));
  if (wrong) throw new Error(`a request was answered ${wrong.status}: ${wrong.text.slice(0, 300)}`);
}

/** Another copy of ours under the profiler, after its start and some warming up: printed, for whoever makes it faster. */
async function whereTimeGoes(env: Readonly<Record<string, string>>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'convener-bench-'));
  try {
    const began = performance.now();
    const options = `--cpu-prof --cpu-prof-dir=${folder}`;
    const running = await launch('convener', { ...env, NODE_OPTIONS: options });
    const port = Number(env['PORT']);
    await closedLoop(port, WARM_UP, AT_ONCE, (index) => signed(50_000 + index));
    const skipMs = performance.now() - began;
    await closedLoop(port, REQUESTS, AT_ONCE, (index) => signed(60_000 + index));
    await running.kill('SIGTERM');
    const rows = [...timeByArea(folder, skipMs)].slice(0, 12);
    console.error(
      `where the time goes, in ms for each /agenda add, waiting for the system's calls included:`,
    );
    for (const [area, ms] of rows) console.error(`  ${(ms / REQUESTS).toFixed(2).padStart(6)} ${area}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Seen {
  readonly cpu: number[];
  readonly p99: number[];
}

interface Under {
  readonly name: 'ours' | 'store' | 'ack';
  readonly process: Process;
  readonly port: number;
  readonly seen: Seen;
}

/** CPU of an `/agenda add` in ms, and its 99th percentile at a fixed rate, beside bare Bolt apps in the same run. */
export async function benchSlack(): Promise<readonly Measured[]> {
  const postgres = await startPostgres();
  const api = await startSlackApi({
    'auth.test': () => ({ team_id: TEAM, team: 'Bench', user_id: BOT, bot_id: 'B0BOT' }),
    'conversations.info': (body) => ({
      channel: { id: body.get('channel'), name: 'task-force', is_private: true },
    }),
    'conversations.members': (body) => {
      const index = Number(body.get('channel')!.slice(channelOf(0).length - 1));
      return { members: [BOT, userOf(index, 'm01'), userOf(index, 'm03')] };
    },
  });
  const under: Under[] = [];
  try {
    const { url } = await createDatabase(postgres.url);
    await prepare(url);
    const env = {
      DATABASE_URL: url,
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_API_URL: api.url,
      LOG_LEVEL: 'warn',
      CONVENER_SECRET_KEY: 'for-the-bench-only-0123456789abcdef',
    };
    for (const name of ['ours', 'store', 'ack'] as const) {
      const port = await freePort();
      const own = { ...env, PORT: String(port) };
      const started = name === 'ours' ? await launch('convener', own) : await launchBare(name, own);
      under.push({ name, process: started, port, seen: { cpu: [], p99: [] } });
    }
    let sent = 0;
    const run = async ({ name, process: running, port, seen }: Under, measure: boolean): Promise<void> => {
      const word = name === 'ours' ? 'Saved for' : 'Saved:';
      const from = (sent += 100_000);
      const before = cpuMs(running.pid);
      allSaved(
        await closedLoop(port, measure ? REQUESTS : WARM_UP, AT_ONCE, (index) => signed(from + index)),
        word,
      );
      if (measure) seen.cpu.push((cpuMs(running.pid) - before) / REQUESTS);
    };
    for (const each of under) await run(each, false);
    await takeOut(url);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const each of under) await run(each, true);
      await takeOut(url);
    }
    for (let round = 0; round < 3; round += 1) {
      for (const { name, port, seen } of under) {
        const from = (sent += 100_000);
        const answers = await openLoop(port, PER_SECOND * SECONDS, PER_SECOND, (index) =>
          signed(from + index),
        );
        allSaved(answers, name === 'ours' ? 'Saved for' : 'Saved:');
        await takeOut(url);
        seen.p99.push(
          percentile(
            answers.map(({ ms }) => ms),
            0.99,
          ),
        );
      }
    }
    await whereTimeGoes({ ...env, PORT: String(await freePort()) });
    const [ours, store, ack] = under as [Under, Under, Under];
    const cpu = (floor: Under) => ({ value: median(ours.seen.cpu), floor: median(floor.seen.cpu) });
    const p99 = { value: median(ours.seen.p99), floor: median(store.seen.p99) };
    console.error(
      `per /agenda add: ours ${median(ours.seen.cpu).toFixed(2)} ms CPU, bare with two inserts ${median(store.seen.cpu).toFixed(2)}, bare ack ${median(ack.seen.cpu).toFixed(2)}; p99 at ${PER_SECOND}/s: ${p99.value.toFixed(1)} and ${p99.floor.toFixed(1)} ms`,
    );
    return [
      asRatio('slack-agenda-add-cpu', cpu(store), 4),
      asRatio('slack-agenda-add-p99', p99, 4),
      // Printed for what it tells; nothing is asked of it.
      asRatio('slack-agenda-add-cpu-to-ack', cpu(ack), Number.MAX_SAFE_INTEGER),
    ];
  } finally {
    for (const { process: running } of under) await running.kill('SIGTERM');
    await api.stop();
    await postgres.stop();
  }
}
