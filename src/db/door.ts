import { chmod, mkdtemp, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** Listens at a socket file; each connection is one JSON line in and one JSON line out. */
export interface Door {
  close(): Promise<void>;
}

// Unix allows 104 to 108 bytes, and Node cuts a longer path off without a word.
const LONGEST = 100;
const LARGEST_REQUEST = 32 * 1024 * 1024;

/** Opens a door at `path`. It does not keep the process alive. */
export async function openDoor(
  path: string,
  onRequest: (request: unknown) => Promise<unknown>,
): Promise<Door> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    serve(socket, onRequest);
  });
  server.unref();
  await withShortPath(path, (short) => listen(server, short));
  if (process.platform !== 'win32') await chmod(path, 0o600);
  return {
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
      await rm(path, { force: true });
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(path, () => {
      server.off('error', fail);
      done();
    });
  });
}

function serve(socket: Socket, onRequest: (request: unknown) => Promise<unknown>): void {
  // The asker may leave before the answer: nothing to do about it.
  socket.on('error', () => {});
  converse(socket, onRequest).catch(() => socket.destroy());
}

async function converse(socket: Socket, onRequest: (request: unknown) => Promise<unknown>): Promise<void> {
  const line = await firstLine(socket);
  if (line !== undefined) socket.end(`${await answer(line, onRequest)}\n`);
}

async function answer(line: string, onRequest: (request: unknown) => Promise<unknown>): Promise<string> {
  try {
    const request: unknown = JSON.parse(line);
    return JSON.stringify((await onRequest(request)) ?? null);
  } catch (error) {
    return JSON.stringify({ error: error instanceof Error ? error.message : String(error) });
  }
}

/** Resolves with the first line, or undefined if the other side ends before one. */
function firstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((done, fail) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      const end = chunk.indexOf('\n');
      text += end < 0 ? chunk : chunk.slice(0, end);
      if (text.length > LARGEST_REQUEST) fail(new Error('The request is too large.'));
      else if (end >= 0) done(text);
    });
    socket.on('close', () => done(undefined));
    socket.on('error', fail);
  });
}

/** Does a living process listen there? Also when it does not read: what may be alive must not be taken over. */
export async function isAnswered(path: string): Promise<boolean> {
  try {
    const socket = await reach(path);
    socket?.destroy();
    return socket !== undefined;
  } catch {
    return true;
  }
}

/** Sends one request and resolves with the answer, or with 'nobody' if no process listens at `path`. */
export async function ask(path: string, request: unknown): Promise<unknown> {
  const socket = await reach(path);
  if (socket === undefined) return 'nobody';
  try {
    const line = firstLine(socket);
    socket.write(`${JSON.stringify(request ?? null)}\n`);
    const text = await line;
    if (text === undefined) throw new Error('The running Convener stopped before it answered.');
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } finally {
    socket.destroy();
  }
}

const DEAD = ['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'];

/** Connects; undefined if nobody listens. Rejects when it cannot tell (no permission, a full queue). */
function reach(path: string): Promise<Socket | undefined> {
  return withShortPath(path, (short) => {
    return new Promise<Socket | undefined>((done, fail) => {
      const socket = connect(short);
      socket.once('connect', () => done(socket));
      socket.once('error', (error: NodeJS.ErrnoException) => {
        if (DEAD.includes(error.code ?? '')) done(undefined);
        else fail(error);
      });
    });
  });
}

/** Calls `fn` with a way to `path` that is short enough for a socket: through a symbolic link when it is too long. */
async function withShortPath<T>(path: string, fn: (short: string) => Promise<T>): Promise<T> {
  if (process.platform === 'win32') return fn(`\\\\.\\pipe\\convener-${basename(path)}`);
  const full = resolve(path);
  if (Buffer.byteLength(full) < LONGEST) return fn(full);
  const base = Buffer.byteLength(tmpdir()) < LONGEST / 2 ? tmpdir() : '/tmp';
  const folder = await mkdtemp(join(base, 'convener-'));
  try {
    await symlink(dirname(full), join(folder, 'd'));
    return await fn(join(folder, 'd', basename(full)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
