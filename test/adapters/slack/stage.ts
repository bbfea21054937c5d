import { afterEach, beforeEach, expect } from 'vitest';
import { createSlackPlatform, type SlackConfig } from '../../../adapters/slack/index.ts';
import type { TaskForceId } from '../../../src/kernel/ids.ts';
import type { News, Place, Platform, Sent, Showing } from '../../../src/kernel/platform.ts';
import { createVault } from '../../../src/vault.ts';
import {
  startFakeSlack,
  type Channel,
  type FakeSlack,
  type Team,
  type User,
} from '../../support/slack/fake-slack.ts';
import { createSender, overHttp, type Sender } from '../../support/slack/signed.ts';
import { createLog, serve, type Logged } from '../serve.ts';
import { CALL } from '../web/cards.ts';
import {
  createFakeHost,
  createFakeRecords,
  PEOPLE,
  wordsFor,
  type FakeHost,
  type FakeRecords,
} from '../web/fake-host.ts';

export const PUBLIC_URL = 'https://convener.example';

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
  show(place: Place, more?: Partial<Showing>): Promise<Sent>;
  readonly stop: () => Promise<void>;
}

interface Options {
  readonly how?: 'token' | 'oauth';
  readonly rotation?: boolean;
  readonly allowedTeams?: readonly string[];
}

const VAULT = createVault(['a secret of the tests that is long enough']);

/** One stage; whoever sets it up also stops it. */
export async function setUp({ how = 'token', rotation = false, allowedTeams }: Options = {}): Promise<Stage> {
  const slack = await startFakeSlack();
  slack.state.rotation = rotation;
  const team = slack.addTeam();
  const dana = slack.addUser(team, 'Dana Okafor');
  const pia = slack.addUser(team, 'Pia Sorensen');
  const room = slack.addChannel(team, 'task-force', [dana, pia]);
  const host = createFakeHost();
  const now = (): number => slack.state.clock();
  const clock = { now: () => new Date(now()) };
  const records = createFakeRecords(clock.now);
  const log = createLog();
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
  const another = (): Platform => createSlackPlatform(config, { records, vault: VAULT, log, clock });
  const platform = another();
  const { origin: url, stop } = await serve(platform);
  const news: (readonly [string | undefined, News])[] = [];
  host.news = async ({ place }, told) => void news.push([place, told]);
  await platform.start(host);
  if (how === 'token')
    await expect.poll(() => news, { interval: 5 }).toEqual([[undefined, { kind: 'found' }]]);
  news.length = 0;
  const words = wordsFor(PEOPLE);
  const events = `${url}/slack/events`;
  return {
    slack,
    team,
    dana,
    pia,
    room,
    host,
    records,
    platform,
    config,
    url,
    news,
    another,
    log: log.lines,
    sender: createSender(slack, overHttp(events, slack.signingSecret, now), events),
    show: (place, more = {}) => {
      const signal = new AbortController().signal;
      const showing = { taskForce: 'lctf' as TaskForceId, key: 'call', card: CALL, words, signal };
      return platform.show(place, { ...showing, ...more });
    },
    async stop() {
      await platform.stop();
      await slack.stop();
      await stop();
    },
  };
}

/** A stage for each test of a file. */
export function stageForEach(options: Options = {}): Stage {
  const stage = {} as Stage;
  beforeEach(async () => void Object.assign(stage, await setUp(options)));
  afterEach(() => stage.stop());
  return stage;
}
