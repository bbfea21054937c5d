import { randomUUID } from 'node:crypto';
import { createApp, type App } from './app.ts';
import { channelChecks } from './channel-checks.ts';
import type { Feature } from './db/context.ts';
import { loadTaskForce } from './db/task-force.ts';
import { createRecords } from './db/records.ts';
import type { Database } from './db/types.ts';
import { tellOutage } from './features/setup/index.ts';
import { createFoundingLinks } from './founding-links.ts';
import { createHost } from './host.ts';
import type { Clock } from './kernel/clock.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { Check, Host, Platform } from './kernel/platform.ts';
import type { Log } from './log.ts';
import { createOutbox } from './outbox/outbox.ts';
import { createPlaces, type Places } from './places.ts';
import { createRenderer } from './render.ts';
import { createRounds } from './rounds.ts';
import { createDue } from './schedule/due.ts';
import { noteTick, runningTaskForces } from './schedule/outage.ts';
import { createPlanner } from './schedule/planner.ts';
import { createSeal } from './seal.ts';

export interface CoreOptions {
  readonly features: readonly Feature[];
  readonly database: Database;
  readonly platforms: readonly Platform[];
  readonly secretKeys: readonly [string, ...string[]];
  readonly publicUrl: string;
  /** What time it is for the task forces; `machine` is for waits, leases and links. They differ in the demo only. */
  readonly clock: Clock;
  readonly machine: Clock;
  readonly log: Log;
}

export type Core = ReturnType<typeof createCore>;

/** Joins the corridor, the planner and the outbox; knows platforms only as the port. */
export function createCore(options: CoreOptions) {
  const { features, database, clock, machine, log, publicUrl } = options;
  const platforms = new Map(options.platforms.map((platform) => [platform.name, platform]));
  const newId = () => randomUUID();
  const ticks = createRecords(database, 'convener', () => machine.now());
  const seal = createSeal(options.secretKeys);
  let planSoon: () => void = () => {};
  const links = createFoundingLinks({ database, seal, machine, newId, publicUrl });
  const app: App = createApp(features, {
    database,
    links,
    seal,
    clock,
    machine,
    newId,
    publicUrl,
    log,
    running: () => new Set(platforms.keys()),
    profile: async ({ platform, tenant }, account) => platforms.get(platform)?.profile(tenant, account),
    audience: (place) => places.audienceOf(place),
    onStranger: (envelope, taskForce) => places.stranger(envelope, taskForce),
    onReaders: (taskForce, where) => places.looks(taskForce, where),
    onWork: ({ send, plan }) => {
      if (send) outbox.poke();
      if (plan) planSoon();
    },
  });
  const places: Places = createPlaces({
    app,
    database,
    platforms,
    machine,
    log,
    poke: () => outbox.poke(),
    hurry: (at) => rounds.hurry(at),
  });
  const rounds = createRounds({
    linked: places.linked,
    running: () => new Set(platforms.keys()),
    check: places.check,
    machine,
    log,
  });
  const renderer = createRenderer({ app, database, seal, places, machine });
  // Telling one task force of its trouble must not keep the others waiting.
  const tell = (taskForce: TaskForceId): Promise<void> =>
    app
      .tellTrouble(taskForce)
      .catch((error: unknown) => log.error({ error, taskForce }, 'trouble could not be told'));
  const outbox = createOutbox({
    database,
    platforms,
    render: renderer.render,
    onTrouble: tell,
    clock,
    machine,
    newId,
    log,
  });
  const planner = createPlanner({
    database,
    plan: async (tx, { id }, from, to) => {
      const taskForce = await loadTaskForce(tx, id);
      return taskForce ? app.plan(tx, taskForce, from, to) : [];
    },
    clock,
    log,
    onMissed: tell,
  });
  const due = createDue({
    database,
    fire: app.fire,
    clock,
    machine,
    log,
    onMissed: tell,
  });
  const host: Host = createHost({
    app,
    database,
    links,
    outbox,
    places,
    renderer,
    clock,
    machine,
    publicUrl,
  });
  /** One round: plan what changed, do what is due. Idempotent; every replica may run it. */
  async function tick(): Promise<void> {
    // Over the network: nothing that is due waits for it.
    void rounds.run();
    await planner.run();
    await due.run();
    await planner.run();
    outbox.poke();
  }

  return {
    app,
    outbox,
    planner,
    due,
    host,
    links,
    rounds,
    /** What the platforms need, each with what to do about it. */
    async doctor(): Promise<readonly Check[]> {
      const checks: Check[] = [];
      for (const platform of platforms.values()) {
        const own = await platform.doctor();
        checks.push(...own);
        // First things first: without a token no channel can be seen.
        if (own.every(({ ok }) => ok)) checks.push(...(await channelChecks(database, platform)));
      }
      return checks;
    },
    tick,
    /** A tick by the clock. Where the one before it was long ago, the facilitators are told what became of that time. */
    async minute(): Promise<void> {
      const outage = await noteTick(ticks, clock.now());
      await tick();
      if (!outage) return;
      for (const id of await runningTaskForces(database))
        await app
          .happen(id, (ctx) => tellOutage(ctx, outage))
          .catch((error: unknown) => log.error({ error, taskForce: id }, 'an outage could not be told'));
    },
    /** Lets a change of plans wake the planner at once rather than at the next minute. */
    onPlanWork(soon: () => void): void {
      planSoon = soon;
    },
  };
}
