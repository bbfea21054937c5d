import type { Database, Log, Tx } from '../db/types.ts';
import type { Clock } from '../kernel/clock.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { Place, Platform } from '../kernel/platform.ts';
import { createBell, machineWait, type Wait } from './bell.ts';
import { createCarrier, newLife, type Life } from './carry.ts';
import type { Render } from './deliver.ts';
import { claim, earliest, freeLanes, type Claim } from './lanes.ts';
import { createShortlist, LANES_AT_ONCE } from './shortlist.ts';
import { failuresOf, standingIn, type Failure, type StandingRow } from './standing.ts';

export interface OutboxDeps {
  readonly database: Pick<Database, 'transaction' | 'unscoped'>;
  /** The ones that run; messages for others wait. */
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly render: Render;
  /** Called after a message was given up (once, until it is delivered again), or arrived and may stand there twice. */
  readonly onTrouble: (taskForce: TaskForceId, messageId: string) => Promise<void> | void;
  /** What people see; `machine` is for waits and leases. */
  readonly clock: Clock;
  readonly machine: Clock;
  /** UUIDs. */
  readonly newId: () => string;
  readonly log: Log;
  /** Lanes at work at once, for each platform: one that hangs takes nothing from another. */
  readonly concurrency?: number;
  readonly leaseMs?: number;
  /** How long one send may take. */
  readonly timeoutMs?: number;
  readonly random?: () => number;
  readonly wait?: Wait;
}

export interface Outbox {
  /** Something may wait now; call it after the commit. */
  poke(): void;
  /** Sends what can be sent now or within 50 ms. */
  drain(): Promise<void>;
  start(): void;
  /** Waits for sends under way, 10 s at most, and gives all leases back. */
  stop(): Promise<void>;
  /** The delivered messages of a place whose tenant is a task force (the web), newest first, at most 100. */
  standing(place: Place): Promise<StandingRow[]>;
  failures(taskForce: TaskForceId): Promise<Failure[]>;
}

/** What a round takes, and when there may be more for each platform. */
interface Found {
  readonly claims: readonly Claim[];
  readonly next: ReadonlyMap<string, Date>;
}

/** Lanes of one platform at work: enough that what takes one step is worth taking together (see render.ts, writer.ts). */
export const LANES_AT_WORK = 48;
const POLL_MS = 1000;
/** What is due but held by another transaction is looked at again so soon. */
const HELD_MS = 20;
const DRAIN_MS = 50;
const GRACE_MS = 9000;
const LAST_WRITES_MS = 1000;

/** Delivers what waits in the tables. Any number of replicas may run it on one PostgreSQL. */
export function createOutbox(deps: OutboxDeps): Outbox {
  const { database, platforms, machine, log, newId, concurrency = LANES_AT_WORK, leaseMs = 30_000 } = deps;
  const { wait = machineWait, random = Math.random, timeoutMs = 15_000 } = deps;
  const carry = createCarrier({ ...deps, wait, random, timeoutMs });
  const bell = createBell(wait);
  const shortlist = createShortlist(machine);
  const active = new Map<Promise<void>, string>();
  const strangers = new Set<string>();
  let life = newLife();
  let running: Promise<void> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const room = (platform: string): number =>
    concurrency - [...active.values()].filter((name) => name === platform).length;

  /** Claims what is due and begins to deliver it. Answers when there may be more to claim, as machine time. */
  async function round(): Promise<number> {
    const now = machine.now();
    const mine = life;
    const { claims, next } = await database.unscoped(async (tx) => {
      const going = await goOn(tx, now);
      return going.next.size > 0 ? going : lookAnew(tx, now);
    });
    // Stopped while the database did not answer: these leases end by themselves.
    if (!mine.over.signal.aborted) for (const each of claims) begin(each, mine);
    return soonest(next, now);
  }

  function take(tx: Tx, now: Date, platform: string, lanes: Place[]): Promise<readonly Claim[]> {
    const lease = { lease: newId(), until: new Date(now.getTime() + leaseMs) };
    return claim(tx, { platform, limit: room(platform), now, ...lease }, lanes);
  }

  /** Works on where the last look left off; says nothing where that led nowhere. */
  async function goOn(tx: Tx, now: Date): Promise<Found> {
    const claims: Claim[] = [];
    const next = new Map<string, Date>();
    for (const [platform, lanes] of shortlist.lists()) {
      const full = room(platform) === 0;
      const taken = full ? [] : await take(tx, now, platform, lanes);
      claims.push(...taken);
      if (full || taken.length > 0) next.set(platform, now);
    }
    return { claims, next };
  }

  async function lookAnew(tx: Tx, now: Date): Promise<Found> {
    const waiting = await earliest(tx);
    const claims: Claim[] = [];
    for (const [platform, at] of waiting) {
      if (!platforms.has(platform) || at > now || room(platform) === 0) continue;
      const lanes = await freeLanes(tx, { platform, now, limit: LANES_AT_ONCE });
      claims.push(...(await take(tx, now, platform, lanes)));
      shortlist.keep(platform, lanes);
    }
    // Where a list is left there is more; else what comes next is asked again, which reads all that waits.
    const listed = shortlist.lists().map(([platform]) => [platform, now] as const);
    if (claims.length === 0) return { claims, next: waiting };
    return { claims, next: new Map([...(listed.length > 0 ? waiting : await earliest(tx)), ...listed]) };
  }

  /** One round at a time: two would fill the same room. */
  function roundInTurn(): Promise<number> {
    const mine = turn.then(round);
    turn = mine.catch(() => {});
    return mine;
  }

  function soonest(waiting: ReadonlyMap<string, Date>, now: Date): number {
    let next = Number.POSITIVE_INFINITY;
    for (const [platform, at] of waiting) {
      if (!platforms.has(platform)) noticeStranger(platform);
      // A full platform rings the bell when there is room again.
      else if (room(platform) > 0) next = Math.min(next, Math.max(at.getTime(), now.getTime() + HELD_MS));
    }
    return next;
  }

  function noticeStranger(platform: string): void {
    if (strangers.has(platform)) return;
    strangers.add(platform);
    log.warn({ platform }, 'Messages wait for a platform that does not run here. Configure it to send them.');
  }

  function begin(each: Claim, mine: Life): void {
    const done = carry(each, mine).finally(() => {
      active.delete(done);
      bell.ring();
    });
    active.set(done, each.place.platform);
  }

  async function loop(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const seen = bell.rings();
      try {
        const next = await roundInTurn();
        await bell.sleep(Math.min(Math.max(next - machine.now().getTime(), 1), POLL_MS), seen);
      } catch (error) {
        log.error({ error }, 'The outbox could not look for work; it tries again in a second.');
        await wait(POLL_MS, stop);
      }
    }
  }

  async function drain(): Promise<void> {
    const { stop } = life;
    while (!stop.signal.aborted) {
      const seen = bell.rings();
      const ms = (await roundInTurn()) - machine.now().getTime();
      if (active.size === 0 && ms > DRAIN_MS && bell.rings() === seen) return;
      await bell.sleep(Math.min(Math.max(ms, 1), POLL_MS), seen);
    }
  }

  async function stop(): Promise<void> {
    const ending = life;
    ending.stop.abort();
    bell.ring();
    const finished = finish();
    await within(GRACE_MS, finished);
    ending.cut.abort();
    await within(LAST_WRITES_MS, finished);
    ending.over.abort();
    running = undefined;
    life = newLife();
  }

  async function finish(): Promise<void> {
    await running;
    await turn;
    await Promise.all(active.keys());
  }

  async function within(ms: number, finished: Promise<void>): Promise<void> {
    const done = new AbortController();
    await Promise.race([finished, wait(ms, done.signal)]);
    done.abort();
  }

  return {
    poke() {
      shortlist.forget();
      bell.ring();
    },
    drain,
    start() {
      running ??= loop(life.stop.signal);
    },
    stop,
    standing: ({ platform, tenant, place }) => {
      const taskForce = tenant as TaskForceId;
      return database.transaction(taskForce, (tx) => standingIn(tx, taskForce, { platform, tenant, place }));
    },
    failures: (taskForce) => database.transaction(taskForce, (tx) => failuresOf(tx, taskForce)),
  };
}
