import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { youngGeneration } from '../../bin/young.mjs';

export interface Measured {
  readonly name: string;
  readonly unit: 'ms' | 'MB' | 'ratio';
  readonly value: number;
  /** The same thing measured on the floor, in the same run. */
  readonly floor: number;
  readonly ratio: number;
  /** The most that is right, or the least. */
  readonly target: number;
  readonly bound: 'most' | 'least';
  readonly ok: boolean;
}

export interface Process {
  readonly readyMs: number;
  readonly pid: number;
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts one of the two programs as `npm start` would, and waits for its word that it is ready. */
export async function launch(
  program: 'convener' | 'floor',
  env: Readonly<Record<string, string>>,
): Promise<Process> {
  const args =
    program === 'convener'
      ? [join(ROOT, 'bin/convener.mjs'), 'start']
      : [youngGeneration(env), '--disable-warning=ExperimentalWarning', join(ROOT, 'test/bench/floor.ts')];
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/convener-code'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Convener is ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
  return {
    readyMs: performance.now() - started,
    pid: child.pid!,
    kill: async (signal) => {
      child.kill(signal);
      await gone;
    },
  };
}

/** Resident memory in MB, from the kernel's own book-keeping (Linux). */
export function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line![1]) / 1024;
}

/** Memory once it has settled: the median of five looks, after a pause in which the collector may run. */
export async function steadyMb(pid: number, settleMs = 8000): Promise<number> {
  await sleep(settleMs);
  const looks: number[] = [];
  for (let look = 0; look < 5; look += 1) {
    looks.push(residentMb(pid));
    await sleep(400);
  }
  return looks.toSorted((a, b) => a - b)[2]!;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const round = (value: number): number => Math.round(value * 100) / 100;

export function measured(
  name: string,
  unit: Measured['unit'],
  { value, floor }: { value: number; floor: number },
  target: number,
): Measured {
  const ratio = value / floor;
  return {
    name,
    unit,
    value: round(value),
    floor: round(floor),
    ratio: round(ratio),
    target,
    bound: 'most',
    ok: value <= target,
  };
}

/** The same figures judged as a ratio to the floor. */
export function asRatio(
  name: string,
  { value, floor }: { value: number; floor: number },
  target: number,
): Measured {
  const ratio = value / floor;
  return {
    name: `${name}-ratio`,
    unit: 'ratio',
    value: round(ratio),
    floor: 1,
    ratio: round(ratio),
    target,
    bound: 'most',
    ok: ratio <= target,
  };
}

/** How much of the floor's pace is reached; the more the better. */
export function asPace(
  name: string,
  { value, floor }: { value: number; floor: number },
  target: number,
): Measured {
  const figures = asRatio(name, { value, floor }, target);
  return { ...figures, bound: 'least', ok: value / floor >= target };
}
