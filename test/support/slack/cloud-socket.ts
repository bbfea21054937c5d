// Socket Mode from Slack's side: a WebSocket server just big enough to send envelopes and take their answers.
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { thing, words, type Thing } from './json.ts';

// RFC 6455
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

export interface Envelope {
  readonly type: 'events_api' | 'slash_commands' | 'interactive';
  readonly payload: Thing;
  /** A repeat, as Slack numbers them. */
  readonly retry?: { readonly num: number; readonly reason: string };
  /** The same envelope again. */
  readonly id?: string;
}

export interface SocketSide {
  upgrade(request: IncomingMessage, socket: Duplex): void;
  newUrl(origin: string): string;
  connections(): number;
  /** Sends to the newest connection and waits for the answer: its payload. */
  deliver(envelope: Envelope): Promise<Thing>;
  /** "Please reconnect", as Slack says every few hours. */
  refresh(): void;
  /** Breaks every connection without a word. */
  cut(): void;
}

function frame(code: number, body: Buffer): Buffer {
  const { length } = body;
  const head =
    length < 126
      ? Buffer.from([0x80 | code, length])
      : length < 65_536
        ? Buffer.from([0x80 | code, 126, length >> 8, length & 0xff])
        : Buffer.concat([Buffer.from([0x80 | code, 127, 0, 0, 0, 0]), Buffer.alloc(4)]);
  if (length >= 65_536) head.writeUInt32BE(length, 6);
  return Buffer.concat([head, body]);
}

/** The first whole frame of what has come so far: clients mask theirs and ours never split. */
function parse(bytes: Buffer): { code: number; body: Buffer; rest: Buffer } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 0x7f;
  const wide = short === 126 ? 2 : short === 127 ? 8 : 0;
  const mask = 2 + wide;
  if (bytes.length < mask + 4) return undefined;
  const length = wide === 2 ? bytes.readUInt16BE(2) : wide === 8 ? bytes.readUInt32BE(6) : short;
  const from = mask + 4;
  if (bytes.length < from + length) return undefined;
  const body = Buffer.from(bytes.subarray(from, from + length));
  for (let at = 0; at < length; at += 1) body[at]! ^= bytes[mask + (at % 4)]!;
  return { code: bytes[0]! & 0x0f, body, rest: bytes.subarray(from + length) };
}

export function createSocketSide(changed: () => void): SocketSide {
  const tickets = new Set<string>();
  const open: Duplex[] = [];
  const waiting = new Map<string, (payload: Thing) => void>();
  const say = (socket: Duplex, value: unknown): void => {
    socket.write(frame(TEXT, Buffer.from(JSON.stringify(value))));
  };
  const forget = (socket: Duplex): void => {
    const at = open.indexOf(socket);
    if (at >= 0) open.splice(at, 1);
    changed();
  };

  function hear(socket: Duplex, code: number, body: Buffer): void {
    if (code === PING) socket.write(frame(PONG, body));
    if (code === CLOSE) {
      forget(socket);
      socket.end(frame(CLOSE, body));
    }
    if (code !== TEXT) return;
    const { envelope_id: id, payload } = thing(JSON.parse(body.toString()));
    waiting.get(words(id))?.(thing(payload));
  }

  return {
    newUrl: (origin) => {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${origin.replace('http', 'ws')}/link?ticket=${ticket}`;
    },
    upgrade: (request, socket) => {
      const ticket = new URL(request.url ?? '/', 'http://cloud.example').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket)) {
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      const key = createHash('sha1')
        .update(`${request.headers['sec-websocket-key']}${MAGIC}`)
        .digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
      );
      let bytes: Buffer = Buffer.alloc(0);
      socket.on('data', (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        for (let next = parse(bytes); next; next = parse(bytes)) {
          bytes = next.rest;
          hear(socket, next.code, next.body);
        }
      });
      const pings = setInterval(() => socket.write(frame(PING, Buffer.from('ping'))), 5000);
      socket.on('error', () => {});
      socket.on('close', () => {
        clearInterval(pings);
        forget(socket);
      });
      open.push(socket);
      say(socket, { type: 'hello', num_connections: open.length, connection_info: {} });
      changed();
    },
    connections: () => open.length,
    deliver: ({ type, payload, retry, id = randomUUID() }) => {
      const socket = open.at(-1);
      if (!socket) throw new Error('nobody is connected by Socket Mode');
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        say(socket, {
          type,
          envelope_id: id,
          payload,
          accepts_response_payload: type !== 'events_api',
          ...(type === 'events_api'
            ? { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' }
            : {}),
        });
      });
    },
    refresh: () => {
      for (const socket of open) say(socket, { type: 'disconnect', reason: 'refresh_requested' });
    },
    cut: () => {
      for (const socket of open) socket.destroy();
    },
  };
}
