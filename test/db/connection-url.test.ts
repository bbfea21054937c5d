import { createServer, type AddressInfo, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { readUrl } from '../../src/db/connection-url.ts';
import { openDatabase } from '../../src/db/open.ts';
import { silent } from '../support/database.ts';

const SECRET = 'hunter2secret';

/** All that a person could come to see of an error, causes and properties included. */
const everything = (error: unknown): string => inspect(error, { depth: 10, showHidden: true });

const failure = (url: string): Promise<unknown> =>
  openDatabase({ url }, { log: silent }).then(
    () => 'opened',
    (error: unknown) => error,
  );

describe('DATABASE_URL', () => {
  test.each([
    [
      'postgresql://user:pw@db.example:6543/convener',
      { user: 'user', database: 'convener', where: 'db.example:6543/convener', connectMs: 10_000 },
    ],
    [
      'postgres://db.example/a%20b',
      { user: '(default)', database: 'a b', where: 'db.example:5432/a b', connectMs: 10_000 },
    ],
    [
      'postgresql:///convener?host=/run/postgresql',
      { user: '(default)', database: 'convener', where: '/run/postgresql:5432/convener', connectMs: 10_000 },
    ],
    [
      'postgresql://user@[::1]:5432/x?connect_timeout=3',
      { user: 'user', database: 'x', where: '[::1]:5432/x', connectMs: 3000 },
    ],
  ])('%s is read', (url, target) => {
    expect(readUrl(url)).toEqual(target);
  });

  test.each([
    `postgresql://user:${SECRET}#1@db.example/convener`,
    `postgresql://user:12#${SECRET}@db.example/convener`,
    `postgresql://user:12/${SECRET}@db.example/convener`,
    `postgresql://user:12?${SECRET}@db.example/convener`,
    `postgresql://user:${SECRET}@db.example:port/convener`,
    `postgresql://user:${SECRET}@db.example/convener/more`,
    `mysql://user:${SECRET}@db.example/convener`,
    `user:${SECRET}@db.example/convener`,
    `host=db.example password=${SECRET}`,
    '',
  ])('%j is refused without repeating it', async (url) => {
    const error = await failure(url);
    expect(String(error)).toMatch(/^Error: DATABASE_URL .*postgresql:\/\/USER:PASSWORD@HOST:5432\/DATABASE/);
    expect(everything(error)).not.toContain(SECRET);
  });
});

describe('a server that cannot be used', () => {
  const open: { close(): void }[] = [];
  afterEach(() => open.splice(0).forEach((server) => server.close()));

  /** A server that answers every connection with `reply`; its URL holds the secret. */
  async function fake(reply: (socket: Socket, data: Buffer) => void): Promise<string> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => reply(socket, data));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    open.push(server);
    const { port } = server.address() as AddressInfo;
    return `postgresql://ana:${SECRET}@127.0.0.1:${port}/convener`;
  }

  const message = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const refusal = (code: string): Buffer =>
    message('E', Buffer.from(`SFATAL\0C${code}\0Mno, says ${code}\0\0`));

  test.each([
    ['28P01', 'refuses the password of user ana'],
    ['28000', 'does not let user ana in'],
    ['3D000', 'CREATE DATABASE "convener" OWNER "ana"'],
    ['42501', 'GRANT CONNECT, CREATE ON DATABASE "convener" TO "ana"'],
    ['53300', 'raise max_connections'],
    ['57P03', 'Try again in a minute'],
    ['XX000', 'no, says XX000'],
  ])('%s: says what to do', async (code, advice) => {
    const url = await fake((socket) => socket.end(refusal(code)));
    const error = await failure(url);
    expect(String(error)).toContain(advice);
    expect(String(error)).toContain(new URL(url).port);
    expect(everything(error)).not.toContain(SECRET);
  });

  test('nobody listens', async () => {
    const url = await fake(() => {});
    open.splice(0).forEach((server) => server.close());
    const error = await failure(url);
    expect(String(error)).toContain('nobody answers there');
    expect(everything(error)).not.toContain(SECRET);
  });

  test('no host of that name', async () => {
    const error = await failure(`postgresql://ana:${SECRET}@nowhere.invalid/convener`);
    expect(String(error)).toMatch(/no host of that name|could not be looked up/);
    expect(everything(error)).not.toContain(SECRET);
  });

  test('it is no PostgreSQL', async () => {
    const error = await failure(await fake((socket) => socket.destroy()));
    expect(String(error)).toContain('it closed the connection');
  });

  test('it never answers', async () => {
    const error = await failure(`${await fake(() => {})}?connect_timeout=1`);
    expect(String(error)).toContain('it does not answer');
  });

  test('no TLS there, but asked for', async () => {
    const url = await fake((socket) => socket.write('N'));
    expect(String(await failure(`${url}?sslmode=verify-full`))).toContain('does not speak TLS');
  });

  test('a missing database on a real server', async () => {
    const url = new URL(inject('postgresUrl'));
    url.pathname = '/no_such_database';
    expect(String(await failure(url.href))).toContain('there is no database no_such_database');
  });

  test('too old', async () => {
    const url = await fake((socket, data) => {
      const ready = message('Z', Buffer.from('I'));
      if (data[0] === 'Q'.charCodeAt(0))
        socket.write(Buffer.concat([row('14.9', '140009', 'public'), ready]));
      else if (data[0] === 0) socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
    });
    expect(String(await failure(url))).toContain(
      'This server is PostgreSQL 14.9; Convener needs 15 or newer',
    );
  });

  test('tables would go elsewhere', async () => {
    const url = new URL(inject('postgresUrl'));
    url.searchParams.set('options', '-c search_path=pg_catalog');
    expect(String(await failure(url.href))).toContain('SET search_path = public');
  });

  /** One row of text columns named as the version check names them. */
  function row(...values: string[]): Buffer {
    const count = Buffer.alloc(2);
    count.writeInt16BE(values.length);
    const names = ['version', 'number', 'schema'];
    const types = [25, 23, 25];
    const fields = names.map((name, index) => {
      const rest = Buffer.alloc(18);
      rest.writeInt32BE(types[index] ?? 25, 6);
      return Buffer.concat([Buffer.from(`${name}\0`), rest]);
    });
    const cells = values.map((value) => {
      const length = Buffer.alloc(4);
      length.writeInt32BE(value.length);
      return Buffer.concat([length, Buffer.from(value)]);
    });
    return Buffer.concat([
      message('T', Buffer.concat([count, ...fields])),
      message('D', Buffer.concat([count, ...cells])),
      message('C', Buffer.from('SELECT 1\0')),
    ]);
  }
});
