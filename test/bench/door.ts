import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { youngGeneration } from '../../bin/young.mjs';
import { freePort } from '../support/server.ts';
import { closedLoop, cpuMs, openLoop, percentile, type Answered, type Shot } from './load.ts';
import { launch, median, type Process } from './measure.ts';
import { timeByArea } from './profile.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROUNDS = 5;
const REQUESTS = 400;
const WARM_UP = 200;
const AT_ONCE = 10;
const SECONDS = 10;
/** What came before goes out at the pace of the platforms: a steady rate is measured once it has. */
const SETTLE_MS = 6000;

/** One request of a chat platform, measured in ours and in a bare app of the platform's SDK. */
export interface Door {
  /** What is asked, for the eye. */
  readonly what: string;
  /** The bare app's file. With BARE=store it does two inserts first, with BARE=ack it only answers. */
  readonly bare: string;
  readonly databaseUrl: string;
  readonly env: Readonly<Record<string, string>>;
  readonly make: (index: number) => Shot;
  /** In every right answer. */
  readonly saved: { readonly ours: string; readonly bare: string };
  /** Puts back what a round changed, so that the next one meets what is usual. */
  readonly putBack: string;
  /** How many a second, for the 99th percentile; without it that is not measured. */
  readonly perSecond?: number;
  /** Before ours is measured: what its platform would have told it. */
  readonly begin?: (port: number) => Promise<void>;
}

async function launchBare(
  file: string,
  mode: 'store' | 'ack',
  env: Readonly<Record<string, string>>,
): Promise<Process> {
  const child = spawn(process.execPath, [youngGeneration(env), join(ROOT, 'test/bench', file)], {
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

async function putBack({ databaseUrl, putBack: statement }: Door): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Another copy of ours under the profiler, after its start and some warming up: printed, for whoever makes it faster. */
async function whereTimeGoes(door: Door): Promise<void> {
  const { env, make, what } = door;
  const folder = mkdtempSync(join(tmpdir(), 'convener-bench-'));
  try {
    const began = performance.now();
    const options = `${env['NODE_OPTIONS'] ?? ''} --cpu-prof --cpu-prof-dir=${folder}`;
    const port = await freePort();
    const running = await launch('convener', { ...env, PORT: String(port), NODE_OPTIONS: options });
    await door.begin?.(port);
    await closedLoop(port, WARM_UP, AT_ONCE, (index) => make(50_000 + index));
    await putBack(door);
    const skipMs = performance.now() - began;
    await closedLoop(port, REQUESTS, AT_ONCE, (index) => make(60_000 + index));
    await running.kill('SIGTERM');
    const rows = [...timeByArea(folder, skipMs)].slice(0, 12);
    console.error(`where the time goes, in ms for each ${what}, waiting for the system's calls included:`);
    for (const [area, ms] of rows) console.error(`  ${(ms / REQUESTS).toFixed(2).padStart(6)} ${area}`);
    await putBack(door);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Under {
  readonly name: 'ours' | 'store' | 'ack';
  readonly process: Process;
  readonly port: number;
  readonly cpu: number[];
  readonly p99: number[];
}

export interface Figures {
  /** CPU of a request in ms: ours, the bare app's with two inserts, and that of one that only answers. */
  readonly cpu: Readonly<Record<Under['name'], number>>;
  /** The 99th percentile in ms at a fixed rate. */
  readonly p99: Readonly<Record<Under['name'], number>> | undefined;
}

/** Ours beside bare apps in the same run, in turn, so that a busy moment of the machine falls on all. */
export async function benchDoor(door: Door): Promise<Figures> {
  const { what, make, saved, env, bare, perSecond } = door;
  const under: Under[] = [];
  try {
    for (const name of ['ours', 'store', 'ack'] as const) {
      const port = await freePort();
      const own = { ...env, PORT: String(port) };
      const started = name === 'ours' ? await launch('convener', own) : await launchBare(bare, name, own);
      under.push({ name, process: started, port, cpu: [], p99: [] });
    }
    await door.begin?.(under[0]!.port);
    let sent = 0;
    const wordOf = (name: Under['name']): string => (name === 'ours' ? saved.ours : saved.bare);
    const run = async ({ name, process: running, port, cpu }: Under, measure: boolean): Promise<void> => {
      const from = (sent += 100_000);
      const before = cpuMs(running.pid);
      const count = measure ? REQUESTS : WARM_UP;
      allSaved(await closedLoop(port, count, AT_ONCE, (index) => make(from + index)), wordOf(name));
      if (measure) cpu.push((cpuMs(running.pid) - before) / REQUESTS);
    };
    for (const each of under) await run(each, false);
    await putBack(door);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const each of under) await run(each, true);
      await putBack(door);
    }
    const of = (figures: 'cpu' | 'p99') => {
      const [ours, store, ack] = under.map((each) => median(each[figures]));
      return { ours: ours!, store: store!, ack: ack! };
    };
    const cpu = of('cpu');
    console.error(
      `CPU per ${what}: ours ${cpu.ours.toFixed(2)} ms, bare with two inserts ${cpu.store.toFixed(2)}, bare ack ${cpu.ack.toFixed(2)}`,
    );
    if (perSecond === undefined) {
      await whereTimeGoes(door);
      return { cpu, p99: undefined };
    }
    await sleep(SETTLE_MS);
    for (let round = 0; round < 3; round += 1) {
      for (const { name, port, p99 } of under) {
        const from = (sent += 100_000);
        const answers = await openLoop(port, perSecond * SECONDS, perSecond, (index) => make(from + index));
        allSaved(answers, wordOf(name));
        await putBack(door);
        p99.push(
          percentile(
            answers.map(({ ms }) => ms),
            0.99,
          ),
        );
      }
    }
    await whereTimeGoes(door);
    const p99 = of('p99');
    console.error(
      `p99 at ${perSecond}/s: ours ${p99.ours.toFixed(1)} ms, bare with two inserts ${p99.store.toFixed(1)}`,
    );
    return { cpu, p99 };
  } finally {
    for (const { process: running } of under) await running.kill('SIGTERM');
  }
}
