import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LAUNCHER = join(ROOT, 'bin/convener.mjs');

export interface Server {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from spawn to "ready". */
  readonly readyMs: number;
  readonly output: () => string;
  /** SIGKILL: nothing in the process gets to say goodbye. */
  kill(): Promise<void>;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A folder that goes away with `remove`. */
export function scratchFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'convener-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The clock of the tests, for a process of its own. */
const clock = (): Record<string, string> => ({
  CONVENER_TEST_SHIFT_MS: process.env['CONVENER_TEST_SHIFT_MS'] ?? '0',
  NODE_OPTIONS: `--import=${pathToFileURL(join(ROOT, 'test/support/on-a-tuesday.ts')).href}`,
});

const exited = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', resolve));

/** The whole product as its own process, as `npm start` runs it. Only the given variables reach it. */
export async function startServer(env: Readonly<Record<string, string>>): Promise<Server> {
  const port = env['PORT'] ?? String(await freePort());
  const started = performance.now();
  const child = spawn(process.execPath, [LAUNCHER, 'start'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', PORT: port, ...clock(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Convener is ready')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
  await ready;
  return {
    url: `http://localhost:${port}`,
    pid: child.pid!,
    readyMs: performance.now() - started,
    output: () => output,
    kill: async () => {
      child.kill('SIGKILL');
      await exited(child);
    },
    stop: async () => {
      child.kill('SIGTERM');
      return exited(child);
    },
  };
}

/** Runs a command of the launcher to its end. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...clock(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { code: await exited(child), output };
}
