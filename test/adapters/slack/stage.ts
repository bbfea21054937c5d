import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect } from 'vitest';
import { createSlackPlatform, type SlackConfig } from '../../../adapters/slack/index.ts';
import type { News, Platform } from '../../../src/kernel/platform.ts';
import { createVault } from '../../../src/vault.ts';
import {
  startFakeSlack,
  type Channel,
  type FakeSlack,
  type Team,
  type User,
} from '../../support/slack/fake-slack.ts';
import { createSender, overHttp, type Sender } from '../../support/slack/signed.ts';
import { createFakeHost, createFakeRecords, type FakeHost, type FakeRecords } from '../web/fake-host.ts';

export const PUBLIC_URL = 'https://convener.example';

export interface Logged {
  readonly fields: object;
  readonly message: string;
}

/** A workspace with Dana and Pia in a private channel, and Convener running there against a core in memory. */
export interface Stage {
  slack: FakeSlack;
  team: Team;
  dana: User;
  pia: User;
  room: Channel;
  host: FakeHost;
  records: FakeRecords;
  platform: Platform;
  sender: Sender;
  /** What the core was told, with the place. */
  news: (readonly [string | undefined, News])[];
  log: Logged[];
  url: string;
  config: SlackConfig;
  /** Another copy of Convener on the same records. */
  another(): Platform;
}

interface Options {
  readonly how?: 'token' | 'oauth';
  readonly rotation?: boolean;
  readonly allowedTeams?: readonly string[];
}

const VAULT = createVault(['a secret of the tests that is long enough']);

export function listenOn(platform: Pick<Platform, 'routes'>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    const route = platform.routes.find((each) => each.path === path);
    if (route) route.handle(request, response);
    else response.writeHead(404).end();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

export const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** A stage for each test of a file. */
export function stageForEach({ how = 'token', rotation = false, allowedTeams }: Options = {}): Stage {
  const stage = {} as Stage;
  let server: Server;
  beforeEach(async () => {
    const slack = await startFakeSlack();
    slack.state.rotation = rotation;
    const team = slack.addTeam();
    const dana = slack.addUser(team, 'Dana Okafor');
    const pia = slack.addUser(team, 'Pia Sorensen');
    const room = slack.addChannel(team, 'task-force', [dana, pia]);
    const host = createFakeHost();
    const records = createFakeRecords(() => new Date(slack.state.clock()));
    const log: Logged[] = [];
    const say = (fields: object, message: string): void => void log.push({ fields, message });
    const base = {
      publicUrl: PUBLIC_URL,
      signingSecret: slack.signingSecret,
      apiUrl: slack.apiUrl,
      authorizeUrl: slack.authorizeUrl,
    };
    const config: SlackConfig =
      how === 'token'
        ? { ...base, botToken: slack.install(team).token }
        : { ...base, clientId: slack.client.id, clientSecret: slack.client.secret, allowedTeams };
    const make = (): Platform =>
      createSlackPlatform(config, {
        records,
        vault: VAULT,
        log: { info: say, warn: say, error: say },
        clock: { now: () => new Date(slack.state.clock()) },
      });
    const platform = make();
    server = await listenOn(platform);
    const url = urlOf(server);
    const now = (): number => slack.state.clock();
    Object.assign(stage, { slack, team, dana, pia, room, host, records, platform, config, url, log });
    stage.sender = createSender(
      slack,
      overHttp(`${url}/slack/events`, slack.signingSecret, now),
      `${url}/slack/events`,
    );
    stage.news = [];
    stage.another = make;
    host.news = async ({ place }, news) => void stage.news.push([place, news]);
    await platform.start(host);
    if (how === 'token') await expect.poll(() => stage.news).toEqual([[undefined, { kind: 'found' }]]);
    stage.news = [];
  });
  afterEach(async () => {
    await stage.platform.stop();
    await stage.slack.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return stage;
}
