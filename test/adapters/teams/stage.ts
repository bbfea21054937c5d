import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import {
  CLOUDS,
  createTeamsPlatform,
  type TeamsConfig,
  type TeamsDeps,
} from '../../../adapters/teams/index.ts';
import type { News, Platform } from '../../../src/kernel/platform.ts';
import { createFakeHost, createFakeRecords, type FakeHost, type FakeRecords } from '../web/fake-host.ts';

export const APP = '11111111-2222-4333-8444-555555555555';
export const TENANT = 'aaaaaaaa-1111-4111-8111-111111111111';
export const OTHER = 'bbbbbbbb-2222-4222-8222-222222222222';
export const DANA = 'dddddddd-0000-4000-8000-00000000000d';
export const PIA = 'eeeeeeee-0000-4000-8000-00000000000e';
export const TEAM = '19:team@thread.tacv2';
export const ROOM = '19:room@thread.tacv2';
export const BOT = `28:${APP}`;

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown> | undefined;
  readonly authorization: string | undefined;
}
interface Said {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Record<string, string>;
}

const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Microsoft in a few lines: the keys, and a connector that remembers what it was asked. */
export interface Cloud {
  readonly origin: string;
  readonly serviceUrl: string;
  readonly calls: Call[];
  /** Answers instead of the usual one, once each. */
  readonly next: Said[];
  readonly rosters: Map<string, readonly object[]>;
  readonly key: KeyObject;
  keysFetched: number;
  keysDown: boolean;
  stop(): Promise<void>;
}

const read = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
};
const listening = (server: Server): Promise<string> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );
const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

async function startCloud(): Promise<Cloud> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', endorsements: ['msteams'] };
  let made = 0;
  const answer = (method: string, path: string): Said => {
    if (path === '/keys') return { status: 200, body: { keys: [jwk] } };
    if (path.startsWith('/v1/')) {
      cloud.keysFetched += 1;
      return cloud.keysDown
        ? { status: 500 }
        : { status: 200, body: { issuer: 'https://api.botframework.com', jwks_uri: `${cloud.origin}/keys` } };
    }
    const scripted = cloud.next.shift();
    if (scripted) return scripted;
    const [, conversation = '', kind, member] = /conversations\/([^/?]+)\/(\w+)\/?([^/?]*)/.exec(path) ?? [];
    const roster = cloud.rosters.get(decodeURIComponent(conversation)) ?? [];
    if (kind === 'pagedmembers') {
      // Two pages, however few there are.
      const second = path.includes('continuationToken');
      const body = second
        ? { members: roster.slice(1) }
        : { members: roster.slice(0, 1), continuationToken: 'more' };
      return { status: 200, body };
    }
    if (kind === 'members') {
      const found = roster.find((each) => Object.values(each).includes(decodeURIComponent(member ?? '')));
      return found
        ? { status: 200, body: found }
        : { status: 404, body: { error: { code: 'MemberNotFoundInConversation' } } };
    }
    made += 1;
    return { status: method === 'POST' ? 201 : 200, body: { id: kind ? `msg-${made}` : `a:chat-${made}` } };
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const text = await read(request);
    if (url.startsWith('/amer/'))
      cloud.calls.push({
        method,
        path: decodeURIComponent(url.slice('/amer'.length)),
        body: text ? (JSON.parse(text) as Record<string, unknown>) : undefined,
        authorization: headers.authorization,
      });
    const { status, body, headers: more } = answer(method, url);
    response
      .writeHead(status, { 'content-type': 'application/json', ...more })
      .end(body ? JSON.stringify(body) : '');
  };
  const server = createServer((request, response) => void serve(request, response));
  const origin = await listening(server);
  const cloud: Cloud = {
    origin,
    serviceUrl: `${origin}/amer/`,
    calls: [],
    next: [],
    rosters: new Map(),
    key: privateKey,
    keysFetched: 0,
    keysDown: false,
    stop: () => closed(server),
  };
  return cloud;
}

/** A token as Teams makes them; everything in it can be put wrong. */
export function tokenOf(
  cloud: Cloud,
  claims: object = {},
  head: object = {},
  key: KeyObject = cloud.key,
): string {
  const now = Math.floor(Date.now() / 1000);
  const body = {
    iss: 'https://api.botframework.com',
    aud: APP,
    serviceurl: cloud.serviceUrl,
    nbf: now - 60,
    exp: now + 3600,
    ...claims,
  };
  const signed = `${b64({ alg: 'RS256', typ: 'JWT', kid: 'k1', ...head })}.${b64(body)}`;
  return `Bearer ${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

export interface Stage {
  cloud: Cloud;
  host: FakeHost;
  records: FakeRecords;
  platform: Platform;
  url: string;
  config: TeamsConfig;
  news: (readonly [string | undefined, News])[];
  log: string[];
  make(config?: Partial<TeamsConfig>, token?: () => Promise<string>): Platform;
  /** An activity as Teams sends it, and what was answered. */
  send(activity: object, authorization?: string): Promise<{ status: number; text: string; body: unknown }>;
  /** What was posted since, without the calls that only look. */
  posts(): readonly Call[];
}

const said = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

let count = 0;
const base = (cloud: Cloud) => ({
  type: 'message',
  id: `act-${(count += 1)}`,
  channelId: 'msteams',
  serviceUrl: cloud.serviceUrl,
  from: { id: '29:dana', name: 'Dana Okafor', aadObjectId: DANA },
  recipient: { id: BOT, name: 'Convener' },
});
export const inChat = (cloud: Cloud, more: object = {}) => ({
  ...base(cloud),
  conversation: { id: 'a:dana-chat', conversationType: 'personal', tenantId: TENANT },
  channelData: { tenant: { id: TENANT } },
  ...more,
});
export const inRoom = (cloud: Cloud, more: object = {}) => ({
  ...base(cloud),
  conversation: { id: `${ROOM};messageid=17`, conversationType: 'channel', tenantId: TENANT },
  channelData: {
    tenant: { id: TENANT },
    team: { id: TEAM, name: 'Task force' },
    channel: { id: ROOM, name: 'Planning', type: 'private' },
  },
  ...more,
});
export const mention = (words: string) => ({
  text: `<at>Convener</at>&nbsp;${words}\n`,
  entities: [
    { type: 'mention', mentioned: { id: BOT, name: 'Convener' }, text: '<at>Convener</at>' },
    { type: 'clientInfo', timezone: 'America/Chicago' },
  ],
});
export const person = (id: string, name: string, aadObjectId: string, more: object = {}) => ({
  id,
  name,
  aadObjectId,
  objectId: aadObjectId,
  email: `${id.slice(3)}@tf.example`,
  userPrincipalName: `${id.slice(3)}@tf.example`,
  tenantId: TENANT,
  userRole: 'user',
  ...more,
});

/** Waits until something is so; what goes on after an answer has no end that a test could await. */
export async function until(so: () => boolean): Promise<void> {
  while (!so()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** A tenant with Dana and Pia in a private channel, and Convener running there against a core in memory. */
export function stageForEach(): Stage {
  const stage = {} as Stage;
  let server: Server;
  beforeEach(async () => {
    const cloud = await startCloud();
    cloud.rosters.set(ROOM, [person('29:dana', 'Dana Okafor', DANA), person('29:pia', 'Pia Sorensen', PIA)]);
    const host = createFakeHost();
    const records = createFakeRecords(() => new Date());
    records.list = async (kind, prefix) =>
      [...records.rows]
        .filter(([id]) => id.startsWith(`${kind} ${prefix}`))
        .map(([id, { value }]) => ({ key: id.slice(kind.length + 1), value }));
    const config: TeamsConfig = {
      publicUrl: 'https://convener.example',
      appId: APP,
      appPassword: 'secret',
      appTenant: TENANT,
      tenants: [],
      insecureLocal: false,
      cloud: {
        ...CLOUDS.public,
        keysUrl: `${cloud.origin}/v1/keys-of-this-test`,
        serviceUrl: cloud.serviceUrl,
        serviceOrigins: [cloud.origin],
      },
    };
    const log: string[] = [];
    const say = (_: object, message: string): void => void log.push(message);
    const credentialsWith = (getToken: () => Promise<string>) =>
      ({
        isValidAppId: async (id: string) => id === APP,
        isAuthenticationDisabled: async () => false,
        createCredentials: async () => ({
          getToken,
          signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
            request.headers.set('authorization', `Bearer ${await getToken()}`);
            return request;
          },
        }),
      }) as unknown as NonNullable<TeamsDeps['credentials']>;
    const make: Stage['make'] = (other = {}, token = async () => 'ours') =>
      createTeamsPlatform(
        { ...config, ...other },
        { records, log: { info: say, warn: say, error: say }, credentials: credentialsWith(token) },
      );
    const platform = make();
    server = createServer((request, response) => platform.routes[0]!.handle(request, response));
    const url = `${await listening(server)}/api/messages`;
    const news: Stage['news'] = [];
    host.news = async ({ place }, told) => void news.push([place, told]);
    Object.assign(stage, { cloud, host, records, platform, url, config, news, log, make });
    stage.posts = () => cloud.calls.filter(({ method }) => method !== 'GET');
    stage.send = async (activity, authorization = tokenOf(cloud)) => {
      const response = await fetch(stage.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
        body: typeof activity === 'string' ? activity : JSON.stringify(activity),
      });
      const text = await response.text();
      return { status: response.status, text, body: said(text) };
    };
    await platform.start(host);
  });
  afterEach(async () => {
    await stage.platform.stop();
    await closed(server);
    await stage.cloud.stop();
  });
  return stage;
}
