import { afterEach, beforeEach } from 'vitest';
import {
  CLOUDS,
  createTeamsPlatform,
  type TeamsConfig,
  type TeamsDeps,
} from '../../../adapters/teams/index.ts';
import type { TaskForceId } from '../../../src/kernel/ids.ts';
import type { News, Place, Platform, Sent } from '../../../src/kernel/platform.ts';
import { credentialsFor } from '../../support/teams/credentials.ts';
import {
  startFakeTeams,
  type Channel,
  type FakeTeams,
  type Personal,
  type Posted,
  type Team,
  type Tenant,
  type User,
} from '../../support/teams/fake-teams.ts';
import { createSender, type Sender } from '../../support/teams/signed.ts';
import { createLog, serve, type Logged } from '../serve.ts';
import { AGENDA } from '../web/cards.ts';
import {
  createFakeHost,
  createFakeRecords,
  PEOPLE,
  wordsFor,
  type FakeHost,
  type FakeRecords,
} from '../web/fake-host.ts';

/** A tenant with Dana and Pia in a private channel, and Convener running there against a core in memory. */
export interface Stage {
  teams: FakeTeams;
  tenant: Tenant;
  dana: User;
  pia: User;
  team: Team;
  room: Channel;
  /** Dana's own chat with the bot. */
  chat: Personal;
  host: FakeHost;
  records: FakeRecords;
  platform: Platform;
  sender: Sender;
  url: string;
  config: TeamsConfig;
  /** What the core was told, with the place. */
  news: (readonly [string | undefined, News])[];
  log: Logged[];
  /** Another copy of Convener on the same records. */
  another(config?: Partial<TeamsConfig>): Platform;
  at(place: string): Place;
  inRoom(): Place;
  show(place: Place, card?: typeof AGENDA, previous?: string): Promise<Sent>;
  /** The messages in Dana's own chat, once there are as many. */
  told(count?: number): Promise<readonly Posted[]>;
  readonly stop: () => Promise<void>;
}

/** One stage; whoever sets it up also stops it. */
export async function setUp(): Promise<Stage> {
  const teams = await startFakeTeams();
  const tenant = teams.addTenant();
  const dana = teams.addUser(tenant, 'Dana Okafor');
  const pia = teams.addUser(tenant, 'Pia Sorensen');
  const team = teams.addTeam(tenant, 'Task force', [dana, pia]);
  const room = teams.addChannel(team, 'Planning', { type: 'private', members: [dana, pia], bot: true });
  const host = createFakeHost();
  const records = createFakeRecords(() => new Date());
  const log = createLog();
  const { keys } = teams;
  const config: TeamsConfig = {
    publicUrl: 'https://convener.example',
    appId: keys.appId,
    appPassword: keys.appPassword,
    appTenant: keys.appTenant,
    tenants: [tenant.id],
    cloud: { ...CLOUDS.public, ...teams.cloud },
    insecureLocal: false,
  };
  const credentials = credentialsFor({ ...keys }) as unknown as NonNullable<TeamsDeps['credentials']>;
  const another: Stage['another'] = (other = {}) =>
    createTeamsPlatform({ ...config, ...other }, { records, log, credentials });
  const platform = another();
  const { origin, stop } = await serve(platform);
  const url = `${origin}/api/messages`;
  const news: Stage['news'] = [];
  host.news = async ({ place }, told) => void news.push([place, told]);
  await platform.start(host);
  const at = (place: string): Place => ({ platform: 'teams', tenant: tenant.id, place });
  const words = wordsFor(PEOPLE);
  return {
    teams,
    tenant,
    dana,
    pia,
    team,
    room,
    host,
    records,
    platform,
    url,
    config,
    news,
    another,
    chat: teams.install(dana),
    sender: createSender(teams, url),
    log: log.lines,
    at,
    inRoom: () => at(`channel:${room.id}`),
    show: (place, card = AGENDA, previous) =>
      platform.show(place, {
        taskForce: 'lctf' as TaskForceId,
        key: 'agenda:1',
        card,
        words,
        signal: AbortSignal.timeout(20_000),
        ...(previous === undefined ? {} : { previous }),
      }),
    told: (count = 1) =>
      teams.until(() => {
        const posts = teams.postsIn(dana);
        return posts.length >= count && posts;
      }),
    async stop() {
      await platform.stop();
      await stop();
      await teams.stop();
    },
  };
}

/** A stage for each test of a file. */
export function stageForEach(): Stage {
  const stage = {} as Stage;
  beforeEach(async () => void Object.assign(stage, await setUp()));
  afterEach(() => stage.stop());
  return stage;
}
