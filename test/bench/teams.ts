import { agendaItems } from '../../src/features/agenda/index.ts';
import { stored } from '../../src/guard/index.ts';
import { buttons, press } from '../../src/kernel/card.ts';
import type { ItemId, MeetingId } from '../../src/kernel/ids.ts';
import { rich } from '../../src/kernel/rich.ts';
import { createSeal } from '../../src/seal.ts';
import { createDatabase, startPostgres } from '../support/postgres.ts';
import { startFakeTeams, type FakeTeams } from '../support/teams/fake-teams.ts';
import { executeValue, invokePayload } from '../support/teams/payloads.ts';
import { createSender } from '../support/teams/signed.ts';
import { benchDoor } from './door.ts';
import { idOf, prepareForty, TASK_FORCES } from './forty.ts';
import type { Shot } from './load.ts';
import { asRatio, type Measured } from './measure.ts';

const KEY = 'for-the-bench-only-0123456789abcdef';
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
  const seal = createSeal([KEY]);
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

/** CPU of a press that is stored and answered with a new card, beside bare botbuilder apps in the same run. */
export async function benchTeams(): Promise<readonly Measured[]> {
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
      more: async (tx, taskForce) => {
        await tx.insert(agendaItems).values(TOPICS.map((topic) => ({ ...topic, taskForce })));
      },
    });
    const sealed = tokens();
    // Teams sends one token for an hour.
    const authorization = keys.authorization(serviceUrl)!;
    const make = (index: number): Shot => {
      const { room: place, chair: user } = rooms[index % TASK_FORCES]!;
      const token = sealed[index % TASK_FORCES]![Math.floor((index % 10_000) / TASK_FORCES) % TOPICS.length]!;
      const action = { verb: 'press', data: { convener: 'press', t: token } };
      const id = `${process.pid}-${index}-${Math.random()}`;
      const scene = { state, serviceUrl, place, user };
      const activity = invokePayload(scene, id, 'adaptiveCard/action', executeValue(action, {}), '1700');
      return {
        path: '/api/messages',
        body: JSON.stringify(activity),
        headers: { 'content-type': 'application/json; charset=utf-8', authorization },
      };
    };
    const { appId, appPassword, appTenant, scope, tokenUrl } = keys;
    const { cpu } = await benchDoor({
      what: 'adaptiveCard/action',
      bare: 'bare-botbuilder.ts',
      databaseUrl: url,
      env: {
        DATABASE_URL: url,
        TEAMS_APP_ID: appId,
        TEAMS_APP_PASSWORD: appPassword,
        TEAMS_APP_TENANT_ID: appTenant,
        TEAMS_ALLOWED_TENANTS: tenant.id,
        LOG_LEVEL: 'warn',
        CONVENER_SECRET_KEY: KEY,
        NODE_OPTIONS: `--import=${new URL('teams-at-home.ts', import.meta.url).href}`,
        BENCH_TEAMS: JSON.stringify({ appId, cloud, account: { appId, appPassword, scope, tokenUrl } }),
      },
      make,
      saved: { ours: 'Put it back', bare: 'Saved:' },
      putBack: `update agenda_items set state = 'accepted' where title like 'Bench topic %'`,
      begin: async (port) => {
        const sender = createSender(teams, `http://127.0.0.1:${port}/api/messages`);
        for (const { room, dana } of rooms) await sender.installed(room, { by: dana });
      },
    });
    return [
      asRatio('teams-press-cpu', { value: cpu.ours, floor: cpu.store }, 3),
      // Printed for what it tells; nothing is asked of it.
      asRatio('teams-press-cpu-to-ack', { value: cpu.ours, floor: cpu.ack }, Number.MAX_SAFE_INTEGER),
    ];
  } finally {
    await teams.stop();
    await postgres.stop();
  }
}
