import type { Person, Role, Segment } from '../../../src/kernel/access.ts';
import type { MemberId, TaskForceId } from '../../../src/kernel/ids.ts';
import type { Envelope, Intent } from '../../../src/kernel/intent.ts';
import type { Answer, Host, Place, Records, Standing } from '../../../src/kernel/platform.ts';
import type { Words } from '../../../src/kernel/rich.ts';

export const ZONE = 'America/New_York';
type TaskForceKnown = NonNullable<Awaited<ReturnType<Host['whoIs']>>>['taskForce'];

export const TASK_FORCE: TaskForceKnown = {
  id: 'lctf' as TaskForceId,
  name: 'Larkmoor County Task Force on Trafficking and Child Protection',
  neutralName: 'Larkmoor TF',
  zone: ZONE,
  state: 'running',
  pausedAt: null,
};

const ALL: readonly Segment[] = ['open', 'members', 'closed'];

export function person(id: string, name: string, agencyName: string, roles: readonly Role[]): Person {
  const guest = roles.every((role) => role === 'guest' || role === 'records-officer');
  return { member: id as MemberId, name, agencyName, roles, segments: guest ? ['open'] : ALL, zone: ZONE };
}

export const DANA = person('m01', 'Dana Okafor', 'Harbor Lantern', ['facilitator']);
export const PIA = person('m20', 'Pia Sorensen', 'Northgate Family Center', ['member']);
export const ADELE = person('m11', 'Adele Pruitt', 'Larkmoor Juvenile Court', ['guest']);
export const PEOPLE: readonly Person[] = [PIA, DANA, ADELE];

export const wordsFor = (people: readonly Person[], zone = ZONE): Words => ({
  names: new Map(people.map((each) => [each.member, each.name])),
  zone,
  home: ZONE,
});

export interface Handled {
  readonly envelope: Envelope;
  readonly intent: Intent;
}

export interface FakeHost extends Host {
  readonly handled: Handled[];
  readonly completed: string[];
  /** What the next intents are answered with. */
  answer: (intent: Intent, envelope: Envelope) => Answer['reply'] | Promise<Answer['reply']>;
  roster: readonly Person[];
  sessionsSince: Date | undefined;
  taskForce: TaskForceKnown;
  messages: Map<string, readonly Standing[]>;
  invites: Map<string, string>;
  readonly peeked: string[];
  at: Date;
}

/** A core in memory: it knows its people, says what a test tells it to, and remembers what it was asked. */
/** The only calendar address there is. */
export const CALENDAR = 'a-calendar-address';

export function createFakeHost(roster: readonly Person[] = PEOPLE): FakeHost {
  const find = (account: string): Person | undefined => host.roster.find((each) => each.member === account);
  const host: FakeHost = {
    handled: [],
    completed: [],
    peeked: [],
    sessionsSince: undefined,
    taskForce: TASK_FORCE,
    answer: () => ({ kind: 'none' }),
    roster,
    messages: new Map(),
    invites: new Map(),
    at: new Date('2027-02-03T14:00:00Z'),
    async handle(envelope, intent) {
      host.handled.push({ envelope, intent });
      const reply = await host.answer(intent, envelope);
      return { reply, words: wordsFor(host.roster) };
    },
    async whoIs(envelope) {
      const found = envelope.taskForce === TASK_FORCE.id ? find(envelope.account) : undefined;
      return found && { person: found, taskForce: host.taskForce, sessionsSince: host.sessionsSince };
    },
    founding: {
      empty: async () => false,
      open: async () => 'old',
      submit: async () => ({ state: 'old' }),
      bring: async () => ({ state: 'old' }),
    },
    home: async () => ({ reply: { kind: 'none' }, words: wordsFor(host.roster) }),
    news: async () => {},
    tenantOf: async ({ tenant }) => tenant,
    people: async () => host.roster,
    standing: async ({ place }: Place) => host.messages.get(place) ?? [],
    opensForm: () => false,
    async complete(_, typed) {
      host.completed.push(typed);
      return ['agenda', 'agenda add'].filter((each) => each.startsWith(typed));
    },
    async peekInvite(token) {
      host.peeked.push(token);
      return host.invites.has(token) ? { neutralName: TASK_FORCE.neutralName } : 'old';
    },
    async useInvite(token) {
      const account = host.invites.get(token);
      host.invites.delete(token);
      return account === undefined ? 'old' : { taskForce: TASK_FORCE.id, account };
    },
    calendar: async (token, meeting) =>
      token === CALENDAR ? `BEGIN:VCALENDAR\r\nX-MEETING:${meeting ?? 'all'}\r\n` : undefined,
    now: () => host.at,
  };
  return host;
}

export interface FakeRecords extends Records {
  readonly rows: Map<string, { value: unknown; expiresAt: Date | undefined }>;
}

/** Records in memory, as the database keeps them: JSON, and absent once expired. */
export function createFakeRecords(now: () => Date): FakeRecords {
  const rows: FakeRecords['rows'] = new Map();
  const at = (kind: string, key: string): string => `${kind} ${key}`;
  const get = (id: string): unknown => {
    const row = rows.get(id);
    return row && (!row.expiresAt || row.expiresAt > now()) ? row.value : undefined;
  };
  return {
    rows,
    get: async (kind, key) => get(at(kind, key)),
    async put(kind, key, value, expiresAt) {
      rows.set(at(kind, key), { value: JSON.parse(JSON.stringify(value)), expiresAt });
    },
    async take(kind, key) {
      const value = get(at(kind, key));
      rows.delete(at(kind, key));
      return value;
    },
    async remove(kind, key) {
      rows.delete(at(kind, key));
    },
    async claim(kind, key, until) {
      if (get(at(kind, key)) !== undefined) return false;
      rows.set(at(kind, key), { value: true, expiresAt: until });
      return true;
    },
    list: async (kind, prefix) =>
      [...rows]
        .filter(([id]) => id.startsWith(`${kind} ${prefix}`) && get(id) !== undefined)
        .map(([id, { value }]) => ({ key: id.slice(kind.length + 1), value })),
  };
}
