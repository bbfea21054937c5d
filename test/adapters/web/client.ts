import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { createWebPlatform, type Demo } from '../../../adapters/web/index.ts';
import type { Platform } from '../../../src/kernel/platform.ts';
import { createLog, serve, type Logged } from '../serve.ts';
import { createFakeHost, createFakeRecords, type FakeHost, type FakeRecords } from './fake-host.ts';
import { formsOf, type PageForm } from './html.ts';

export interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Options {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

export interface Web {
  readonly platform: Platform;
  readonly host: FakeHost;
  readonly records: FakeRecords;
  readonly logged: Logged[];
  readonly origin: string;
  /** The machine's clock. */
  machine: Date;
  cookie: string | undefined;
  /** An answer on its way to the page it is shown on. */
  noteCookie: string | undefined;
  request(method: string, path: string, options?: Options): Promise<Response>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends fields as a browser sends a form, and nothing more. */
  send(path: string, fields: Fields, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** The same, and goes on to the page where the answer stands. */
  post(path: string, fields: Fields, headers?: Readonly<Record<string, string>>): Promise<Response>;
  postJson(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Opens a personal link, as this person. */
  signIn(account: string): Promise<void>;
  /** The hidden fields of the first form of a page that goes to this address. */
  hidden(path: string, action: string): Promise<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

const NOTE_COOKIE = /^(?:__Host-)?convener-note=/;

export function encode(fields: Fields): string {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of typeof value === 'string' ? [value] : value) body.append(name, each);
  }
  return body.toString();
}

export function formFor(html: string, action: string): PageForm {
  const form = formsOf(html).find((each) => each.action === action);
  if (!form) throw new Error(`no form to ${action} on this page`);
  return form;
}

interface Setting {
  readonly demo?: Demo;
  readonly secure?: boolean;
  readonly publicUrl?: string;
}

function send(port: number, method: string, path: string, { headers, body }: Options): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The web platform on a real port, with a core in memory and a browser that keeps its cookie. */
export async function startWeb({ demo, secure = false, publicUrl }: Setting = {}): Promise<Web> {
  const host = createFakeHost();
  const log = createLog();
  const records = createFakeRecords(() => web.machine);
  const platform = createWebPlatform(
    { publicUrl: publicUrl ?? 'http://convener.example', secure },
    {
      records,
      log,
      clock: { now: () => web.machine },
      ...(demo ? { demo } : {}),
    },
  );
  await platform.start(host);
  const { origin, stop } = await serve(platform);
  const port = Number(new URL(origin).port);
  const web: Web = {
    platform,
    host,
    records,
    logged: log.lines,
    origin,
    machine: new Date('2027-02-03T14:00:00Z'),
    cookie: undefined,
    noteCookie: undefined,
    async request(method, path, { headers = {}, ...rest } = {}) {
      const jar = [web.cookie, web.noteCookie].filter((each) => each !== undefined).join('; ');
      const cookie = jar === '' ? {} : { cookie: jar };
      const response = await send(port, method, path, { ...rest, headers: { ...cookie, ...headers } });
      for (const set of response.headers['set-cookie'] ?? []) {
        const which = NOTE_COOKIE.test(set) ? 'noteCookie' : 'cookie';
        web[which] = /Max-Age=0/.test(set) ? undefined : set.split(';', 1)[0]!;
      }
      return response;
    },
    get: (path, headers = {}) => web.request('GET', path, { headers }),
    async post(path, fields, headers = {}) {
      const response = await web.send(path, fields, headers);
      const { location } = response.headers;
      const goesOn =
        /^\/(?:press|form)/.test(path) ||
        response.headers['set-cookie']?.some((set) => NOTE_COOKIE.test(set));
      return response.status === 303 && location && goesOn ? web.get(location) : response;
    },
    send: (path, fields, headers = {}) =>
      web.request('POST', path, {
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          origin: web.origin,
          'sec-fetch-site': 'same-origin',
          ...headers,
        },
        body: encode(fields),
      }),
    postJson: (path, body, headers = {}) =>
      web.request('POST', path, {
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    async signIn(account) {
      const token = `link-for-${account}-0123456789`;
      host.invites.set(token, account);
      const response = await web.post(`/i/${token}`, {});
      if (response.status !== 303) throw new Error(`could not sign in: ${response.status}`);
    },
    async hidden(path, action) {
      return { ...formFor((await web.get(path)).text, action).hidden };
    },
    stop,
  };
  return web;
}
