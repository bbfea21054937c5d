import { chmod, link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { ask, isAnswered, openDoor, type Door } from './door.ts';

/*
 * One process per data folder, by a Unix socket: the kernel closes it with its process, so a lock after kill -9 is
 * seen as dead at once, and a pid file's trouble (every container is pid 1) does not arise.
 *
 * Whoever starts listens on a socket of its own name first, then claims the next number: `lock/7.json` names the
 * socket, and is made by link(), which only one can win. The highest number is the lock. A number is claimed only
 * when the one before is dead, and dead is for ever, since socket names are not used twice. So a slow starter can
 * never remove a living lock, as with the usual "unlink the stale socket and bind again". The highest claim stays
 * when its holder leaves: numbers only grow.
 *
 * Holds for processes of one machine, containers with a shared volume included; not over network file systems.
 */

export type OnRequest = (request: unknown) => Promise<unknown>;

interface Claim {
  readonly socket: string;
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** Another process holds the data folder. */
export class DataDirBusy extends Error {
  override readonly name = 'DataDirBusy';
  constructor(folder: string, claim: Claim) {
    super(
      `The data folder ${folder} is in use by another Convener (process ${claim.pid} on ${claim.host}, since ${claim.since}). Stop that one first, or choose another folder with CONVENER_DATA_DIR. To run several at once, set DATABASE_URL to a PostgreSQL server.`,
    );
  }
}

const lockFolder = (dataDir: string): string => join(dataDir, 'lock');

/**
 * Takes the data folder for this process, which must exist; throws DataDirBusy if another has it. Until `release`,
 * requests of other processes (`askHolder`) go to `onRequest`.
 */
export async function holdLock(dataDir: string, onRequest: OnRequest): Promise<{ release(): Promise<void> }> {
  const folder = lockFolder(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const socket = `${randomUUID().slice(0, 13)}.sock`;
  const door = await openDoor(join(folder, socket), onRequest);
  const mine: Claim = { socket, pid: process.pid, host: hostname(), since: new Date().toISOString() };
  try {
    await claim(dataDir, mine);
  } catch (error) {
    await door.close();
    throw error;
  }
  return { release: (): ReturnType<Door['close']> => door.close() };
}

/**
 * Sends one request (JSON) to the process that holds the data folder. `{ error }` when its handler failed; 'nobody'
 * when the folder is free. Rejects if the holder stops before it answers.
 */
export async function askHolder(dataDir: string, request: unknown): Promise<unknown> {
  const top = await highest(lockFolder(dataDir));
  if (top?.claim === undefined) return 'nobody';
  return ask(join(lockFolder(dataDir), top.claim.socket), request);
}

async function claim(dataDir: string, mine: Claim): Promise<void> {
  const folder = lockFolder(dataDir);
  for (;;) {
    const top = await highest(folder);
    if (top?.claim !== undefined && (await isAnswered(join(folder, top.claim.socket)))) {
      throw new DataDirBusy(dataDir, top.claim);
    }
    const number = (top?.number ?? 0) + 1;
    if (!(await place(folder, number, mine))) continue;
    // A number can be free again below the top, after its cleaning: that is no lock.
    if ((await highest(folder))?.number === number) return clean(folder, number);
    await rm(join(folder, `${number}.json`), { force: true });
  }
}

/** Writes the claim whole, then gives it its number; false if someone else was quicker. */
async function place(folder: string, number: number, mine: Claim): Promise<boolean> {
  const draft = join(folder, `${mine.socket}.draft`);
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    await link(draft, join(folder, `${number}.json`));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new Error(
      `The data folder's disk cannot hold a lock: ${folder}. Choose a folder on a local disk with CONVENER_DATA_DIR, or set DATABASE_URL.`,
      { cause: error },
    );
  } finally {
    await rm(draft, { force: true });
  }
}

interface Numbered {
  readonly number: number;
  /** Undefined if it cannot be read, after a power cut: its holder is gone. */
  readonly claim: Claim | undefined;
}

async function highest(folder: string): Promise<Numbered | undefined> {
  const number = Math.max(0, ...(await numbers(folder)));
  return number === 0 ? undefined : { number, claim: await read(folder, number) };
}

async function numbers(folder: string): Promise<readonly number[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.flatMap((name) => /^([1-9]\d*)\.json$/.exec(name)?.[1] ?? []).map(Number);
}

async function read(folder: string, number: number): Promise<Claim | undefined> {
  const text = await readFile(join(folder, `${number}.json`), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      // Any other failure, such as too many open files, must not make a living lock look dead.
      if (error.code === 'ENOENT') return '';
      throw error;
    },
  );
  try {
    const claim: Claim = JSON.parse(text);
    return typeof claim.socket === 'string' ? claim : undefined;
  } catch {
    return undefined;
  }
}

/** Removes what dead holders left: only their sockets, since a slow starter may still own one of a lower number. */
async function clean(folder: string, top: number): Promise<void> {
  for (const number of await numbers(folder)) {
    if (number >= top) continue;
    const old = await read(folder, number);
    if (old !== undefined && !(await isAnswered(join(folder, old.socket)))) {
      await rm(join(folder, old.socket), { force: true });
    }
    await rm(join(folder, `${number}.json`), { force: true });
  }
  await chmod(folder, 0o700);
}
