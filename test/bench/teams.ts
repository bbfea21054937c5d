import { agendaItems } from '../../src/features/agenda/index.ts';
import { stored } from '../../src/guard/index.ts';
import { buttons, press } from '../../src/kernel/card.ts';
import type { ItemId, MeetingId } from '../../src/kernel/ids.ts';
import { rich } from '../../src/kernel/rich.ts';
import { createSeal } from '../../src/seal.ts';
import { createDatabase, startPostgres } from '../support/postgres.ts';
import type { Thing } from '../support/slack/json.ts';
import { startFakeTeams, type Channel, type FakeTeams, type User } from '../support/teams/fake-teams.ts';
import { executeValue, invokePayload } from '../support/teams/payloads.ts';
import { createSender } from '../support/teams/signed.ts';
import { benchDoor, type Door } from './door.ts';
import { BENCH_KEY, idOf, prepareForty, TASK_FORCES, type Forty } from './forty.ts';
import type { Shot } from './load.ts';
import { asRatio, type Measured } from './measure.ts';

/** A chair may take out every topic. */
const CHAIR = 'm02';
/** As many as a round takes out of one agenda. */
const TOPICS = Array.from({ length: 10 }, (_, index) => ({
  id: `bench-${index}` as ItemId,
  meeting: 'mtg-2027-02' as MeetingId,
  position: 100 + index,
  title: stored(`Bench topic number ${index}`),
  minutes: 5,
  kind: 'discussion' as const,
  segment: 'members' as const,
  owner: null,
  state: 'accepted' as const,
}));

/** "Take out" for each topic of each task force, signed as the server signs it. */
function tokens(): readonly (readonly string[])[] {
  const seal = createSeal([BENCH_KEY]);
  const tokenOf = (taskForce: number, item: string): string => {
    const button = buttons(press('Take out', 'agenda.withdraw', { item }));
    const card = seal.card({ title: rich`x`, notice: 'x', blocks: [button] }, idOf(taskForce));
    const [block] = card.blocks;
    const [made] = block?.kind === 'buttons' ? block.buttons : [];
    if (made?.kind !== 'press') throw new Error('no token');
    return made.value;
  };
  return Array.from({ length: TASK_FORCES }, (_, index) => TOPICS.map(({ id }) => tokenOf(index, id)));
}

/** One tenant, in which each task force has a private channel with two of its people in it. */
function peopled(teams: FakeTeams) {
  const tenant = teams.addTenant();
  const rooms = Array.from({ length: TASK_FORCES }, (_, index) => {
    const people = ['m01', CHAIR].map((id) => teams.addUser(tenant, `Person ${index} ${id}`));
    const team = teams.addTeam(tenant, `Team ${index}`, people);
    const room = teams.addChannel(team, 'Task force', { type: 'private', members: people, bot: true });
    return { room, dana: people[0]!, chair: people[1]! };
  });
  return { tenant, rooms };
}

interface Scene {
  readonly state: FakeTeams['state'];
  readonly serviceUrl: string;
  readonly place: Channel;
  readonly user: User;
}

/** What the hall hands to a bench: the door but for what is asked, the scene of a task force, and an invoke as Teams sends it. */
interface Hall {
  readonly door: Omit<Door, 'what' | 'make' | 'saved' | 'putBack'>;
  readonly scene: (taskForce: number, who: 'dana' | 'chair') => Scene;
  readonly shot: (scene: Scene, index: number, name: string, value: Thing, on?: string) => Shot;
}

/** Forty task forces in one tenant, with all that a door to them needs. */
export async function inTeams<T>(more: Forty['more'], work: (hall: Hall) => Promise<T>): Promise<T> {
  const postgres = await startPostgres();
  const teams = await startFakeTeams();
  try {
    const { url } = await createDatabase(postgres.url);
    const { tenant, rooms } = peopled(teams);
    const { keys, cloud, serviceUrl, state } = teams;
    const known = (index: number): Readonly<Record<string, string>> => ({
      m01: rooms[index]!.dana.aadObjectId,
      [CHAIR]: rooms[index]!.chair.aadObjectId,
    });
    await prepareForty(url, {
      platform: 'teams',
      tenant: tenant.id,
      place: (index) => `channel:${rooms[index]!.room.id}`,
      account: (index, member) => known(index)[member] ?? `nobody-${index}-${member}`,
      ...(more ? { more } : {}),
    });
    // Teams sends one token for an hour.
    const authorization = keys.authorization(serviceUrl)!;
    const { appId, appPassword, appTenant, scope, tokenUrl } = keys;
    return await work({
      scene: (taskForce, who) => {
        const at = rooms[taskForce]!;
        return { state, serviceUrl, place: at.room, user: at[who] };
      },
      shot: (scene, index, name, value, on) => ({
        path: '/api/messages',
        body: JSON.stringify(
          invokePayload(scene, `${process.pid}-${index}-${Math.random()}`, name, value, on),
        ),
        headers: { 'content-type': 'application/json; charset=utf-8', authorization },
      }),
      door: {
        bare: 'bare-botbuilder.ts',
        databaseUrl: url,
        env: {
          DATABASE_URL: url,
          TEAMS_APP_ID: appId,
          TEAMS_APP_PASSWORD: appPassword,
          TEAMS_APP_TENANT_ID: appTenant,
          TEAMS_ALLOWED_TENANTS: tenant.id,
          LOG_LEVEL: 'warn',
          CONVENER_SECRET_KEY: BENCH_KEY,
          NODE_OPTIONS: `--import=${new URL('teams-at-home.ts', import.meta.url).href}`,
          BENCH_TEAMS: JSON.stringify({ appId, cloud, account: { appId, appPassword, scope, tokenUrl } }),
        },
        begin: async (port) => {
          const sender = createSender(teams, `http://127.0.0.1:${port}/api/messages`);
          for (const { room, dana } of rooms) await sender.installed(room, { by: dana });
        },
      },
    });
  } finally {
    await teams.stop();
    await postgres.stop();
  }
}

/** CPU of a press that is stored and answered with a new card, beside bare botbuilder apps in the same run. */
export async function benchTeams(): Promise<readonly Measured[]> {
  const sealed = tokens();
  const addTopics: Forty['more'] = async (tx, taskForce) => {
    await tx.insert(agendaItems).values(TOPICS.map((topic) => ({ ...topic, taskForce })));
  };
  const { cpu } = await inTeams(addTopics, ({ door, scene, shot }) =>
    benchDoor({
      ...door,
      what: 'adaptiveCard/action',
      make: (index) => {
        const taskForce = index % TASK_FORCES;
        const token = sealed[taskForce]![Math.floor((index % 10_000) / TASK_FORCES) % TOPICS.length]!;
        const action = { verb: 'press', data: { convener: 'press', t: token } };
        const at = scene(taskForce, 'chair');
        return shot(at, index, 'adaptiveCard/action', executeValue(action, {}), '1700');
      },
      saved: { ours: 'Put it back', bare: 'Saved:' },
      putBack: `update agenda_items set state = 'accepted' where title like 'Bench topic %'`,
    }),
  );
  return [
    asRatio('teams-press-cpu', { value: cpu.ours, floor: cpu.store }, 3),
    // Printed for what it tells; nothing is asked of it.
    asRatio('teams-press-cpu-to-ack', { value: cpu.ours, floor: cpu.ack }, Number.MAX_SAFE_INTEGER),
  ];
}
