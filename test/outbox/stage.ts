import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { taskForces } from '../../src/db/schema.ts';
import type { Database, Log, Tx } from '../../src/db/types.ts';
import type { MemberId, TaskForceId } from '../../src/kernel/ids.ts';
import { refresh, remove, show, toMember, type MessageEffect } from '../../src/kernel/outcome.ts';
import { channelPlace, type Place, type Platform } from '../../src/kernel/platform.ts';
import type { TaskForce, TaskForceState } from '../../src/kernel/task-force.ts';
import { enqueue } from '../../src/outbox/enqueue.ts';
import type { Render } from '../../src/outbox/deliver.ts';
import { createOutbox, type Outbox, type OutboxDeps } from '../../src/outbox/outbox.ts';
import { lanes, messages } from '../../src/outbox/table.ts';
import { cardOf, createFakePlatform, type FakePlatform } from './fake-platform.ts';
import { createTestMachine, START, type TestMachine } from './machine.ts';

export const HOME = 'larkmoor' as TaskForceId;
/** People see another time than the machine's, as in the demo. */
export const SEEN = new Date('2027-06-01T12:00:00Z');

export interface Logged {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly said: string;
}

/** An outbox with everything around it in memory, except the database. */
export interface Stage {
  readonly database: Database;
  readonly machine: TestMachine;
  readonly slack: FakePlatform;
  readonly outbox: Outbox;
  readonly log: Log;
  readonly logged: Logged[];
  /** Messages of which trouble was told: given up, or perhaps sent twice. */
  readonly told: string[];
  /** What views say, by id; null: nothing to show. A view that is not here says its own id. */
  readonly says: Map<string, string | null>;
  readonly render: Render;
  seen: Date;
  /** Another worker on the same tables, as a second replica would be. */
  another(deps?: Partial<OutboxDeps>): Outbox;
  /** Writes effects in a transaction of their own. */
  effects(...effects: readonly MessageEffect[]): Promise<boolean>;
  effectsIn(
    tx: Tx,
    effects: readonly MessageEffect[],
    taskForce?: TaskForceId,
    state?: TaskForceState,
  ): Promise<boolean>;
  rows(): Promise<(typeof messages.$inferSelect)[]>;
  row(key: string): Promise<typeof messages.$inferSelect>;
  lanes(): Promise<(typeof lanes.$inferSelect)[]>;
  setState(state: TaskForceState, taskForce?: TaskForceId): Promise<void>;
}

/** A place of the fake platform; in tests a member's id names it: `slack/one`. */
export const placeOf = (name: string): Place => {
  const [platform = 'slack', place = name] = name.includes('/') ? name.split('/') : ['slack', name];
  return { platform, tenant: platform === 'web' ? HOME : 't1', place: channelPlace(place) };
};

/** Shows a view in one place. The view's id is what it says, unless `says` knows better. */
export const post = (key: string, place: string, says: string, urgent = false): MessageEffect =>
  show(key, toMember(place as MemberId), { name: 'test.view', id: says }, urgent);
export { refresh, remove };

export const taskForceOf = (id: TaskForceId, state: TaskForceState): TaskForce => ({
  id,
  name: 'Larkmoor County',
  neutralName: 'Tuesday group',
  zone: 'UTC',
  mission: '',
  contactPhone: '',
  publicBody: false,
  state,
  formed: null,
  newSince: null,
  startedAt: state === 'setup' ? null : START,
  pausedAt: state === 'paused' ? START : null,
});

export async function addTaskForce(
  database: Database,
  id: TaskForceId,
  state: TaskForceState = 'running',
): Promise<void> {
  const row = { ...taskForceOf(id, state), createdAt: START };
  await database.unscoped((tx) => tx.insert(taskForces).values(row));
}

/** Sets the stage on an empty, migrated database, with one running task force. */
export async function setStage(
  database: Database,
  deps: Partial<OutboxDeps> & { slack?: FakePlatform; also?: Platform[] } = {},
): Promise<Stage> {
  await addTaskForce(database, HOME);
  const { slack = createFakePlatform(), also = [], ...rest } = deps;
  const machine = createTestMachine();
  const logged: Logged[] = [];
  const told: string[] = [];
  const says = new Map<string, string | null>();
  const hear = (level: Logged['level']) => (fields: object, said: string) => {
    logged.push({ level, fields: { ...fields }, said });
  };
  const log = { info: hear('info'), warn: hear('warn'), error: hear('error') };
  const render: Render = async (_taskForce, view) => {
    const said = says.has(view.id) ? says.get(view.id) : view.id;
    return said === null || said === undefined ? null : cardOf(said);
  };
  const another = (more: Partial<OutboxDeps> = {}): Outbox =>
    createOutbox({
      database,
      platforms: new Map([slack, ...also].map((platform) => [platform.name, platform])),
      render,
      onTrouble: (_taskForce, id) => void told.push(id),
      clock: { now: () => stage.seen },
      machine,
      wait: machine.wait,
      newId: randomUUID,
      random: () => 0.5,
      log,
      ...rest,
      ...more,
    });

  const stage: Stage = {
    database,
    machine,
    slack,
    outbox: another(),
    log,
    logged,
    told,
    says,
    render,
    seen: SEEN,
    another,
    effects: (...effects) => database.transaction(HOME, (tx) => stage.effectsIn(tx, effects)),
    effectsIn: (tx, effects, taskForce = HOME, state = 'running') =>
      enqueue(
        tx,
        {
          taskForce: taskForceOf(taskForce, state),
          now: stage.seen,
          machineNow: machine.now(),
          newId: randomUUID,
          placesOf: async (to) => (to.kind === 'member' ? to.member.split(' ').map(placeOf) : []),
        },
        effects,
      ),
    rows: () =>
      database.unscoped((tx) => tx.select().from(messages).orderBy(asc(messages.key), asc(messages.place))),
    row: async (key) => {
      const rows = await database.unscoped((tx) => tx.select().from(messages).where(eq(messages.key, key)));
      const [row] = rows;
      if (row === undefined || rows.length > 1)
        throw new Error(`${rows.length} messages have the key ${key}`);
      return row;
    },
    lanes: () => database.unscoped((tx) => tx.select().from(lanes).orderBy(asc(lanes.place))),
    setState: async (state, taskForce = HOME) => {
      const set = { state, startedAt: state === 'setup' ? null : START };
      await database.unscoped((tx) => tx.update(taskForces).set(set).where(eq(taskForces.id, taskForce)));
    },
  };
  return stage;
}
