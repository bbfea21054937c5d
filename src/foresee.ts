import type { Context, Feature, View } from './db/context.ts';
import { taskForces } from './db/schema.ts';
import { eq } from 'drizzle-orm';
import { remembering } from './db/remember.ts';
import type { Tx } from './db/types.ts';
import { virtualCues } from './foresee-cues.ts';
import { virtualPosts } from './foresee-posts.ts';
import type { Coming, Cue } from './kernel/feature.ts';
import { assumeReaders } from './features/roster/index.ts';
import type { Clock } from './kernel/clock.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { Outcome } from './kernel/outcome.ts';
import type { TaskForce } from './kernel/task-force.ts';
import { reaches } from './schedule/planner.ts';
import { KEPT_MS } from './kept.ts';
import { keepEffects } from './settle.ts';

interface ForeseeDeps {
  readonly views: ReadonlyMap<string, View>;
  readonly due: ReadonlyMap<string, NonNullable<Feature['due']>[string]>;
  readonly contextAt: (tx: Tx, taskForce: TaskForce, now: Date) => Context;
  readonly plan: (ctx: Context, from: Date, to: Date) => Promise<readonly Cue[]>;
  readonly trouble: (ctx: Context) => Promise<readonly Outcome[]>;
  readonly machine: Clock;
  /** Names of the platforms that run. */
  readonly running: () => ReadonlySet<string>;
}

class Undone extends Error {}

const HOUR = 3_600_000;

interface Kept {
  readonly from: Date;
  readonly until: Date;
  /** Machine time. */
  readonly madeAt: number;
  readonly coming: readonly Coming[];
}

/**
 * Makes what tells what will go out, if nobody does anything: the real plan and the real handlers on a virtual clock, in
 * a savepoint that is rolled back. Nothing that all of a task force's changes wait for is locked: neither its row nor
 * its audit. It takes seconds, so it is kept for a while; `forget` when something changed.
 */
export function createForesee(deps: ForeseeDeps) {
  const kept = new Map<TaskForceId, Kept>();

  async function look(ctx: Context, until: Date): Promise<readonly Coming[]> {
    let coming: readonly Coming[] = [];
    try {
      await ctx.tx.transaction(async (tx) => {
        coming = await lookAhead(deps, { ...ctx, tx: remembering(tx) }, until);
        throw new Undone();
      });
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
    }
    return coming;
  }

  return {
    forget: (taskForce: TaskForceId): void => void kept.delete(taskForce),
    async coming(ctx: Context, until: Date): Promise<readonly Coming[]> {
      const { now, taskForce } = ctx;
      const madeAt = deps.machine.now().getTime();
      const known = kept.get(taskForce.id);
      // What went out since was foreseen: only the end has moved.
      const holds =
        known &&
        known.madeAt > madeAt - KEPT_MS &&
        known.from <= now &&
        until.getTime() - known.until.getTime() < HOUR;
      if (holds) return known.coming.filter(({ at }) => at >= now && at <= until);
      const coming = await look(ctx, until);
      kept.set(taskForce.id, { from: now, until, madeAt, coming });
      return coming;
    },
  };
}

/** Before Start, and while paused: as if it began, or went on, now. */
async function asRunning({
  tx,
  taskForce,
  now,
}: Pick<Context, 'tx' | 'taskForce' | 'now'>): Promise<TaskForce> {
  if (taskForce.state === 'running') return taskForce;
  const on = { state: 'running', startedAt: taskForce.startedAt ?? now } as const;
  await tx.update(taskForces).set(on).where(eq(taskForces.id, taskForce.id));
  return { ...taskForce, ...on };
}

async function lookAhead(deps: ForeseeDeps, at: Context, until: Date): Promise<readonly Coming[]> {
  const { tx } = at;
  const taskForce = await asRunning(at);
  await assumeReaders(tx);
  const contextAt = (now: Date): Context => deps.contextAt(tx, taskForce, now);
  const cues = await virtualCues(tx, taskForce.id);
  const posts = await virtualPosts(contextAt(at.now), deps.views, deps.running());
  const coming: Coming[] = [];
  let plannedTo: Date | null = null;
  let stale = true;

  async function take(ctx: Context, outcomes: readonly Outcome[]): Promise<void> {
    for (const outcome of outcomes) {
      const { effects, plan } = await keepEffects(ctx, outcome);
      stale ||= plan;
      await posts.take(ctx, effects);
    }
  }

  async function fire(ctx: Context, cue: Cue): Promise<readonly Outcome[]> {
    const handler = deps.due.get(cue.kind);
    if (!handler) throw new Error(`nobody handles ${cue.kind}`);
    return [await handler(ctx, cue)];
  }

  for (let ctx = contextAt(at.now); ;) {
    if (stale || !reaches(plannedTo, ctx.now)) {
      stale = false;
      const span = { startedAt: taskForce.startedAt, plannedTo };
      const planned = await cues.replan(span, ctx.now, (from, to) => {
        plannedTo = to;
        return deps.plan(ctx, from, to);
      });
      if (planned) await take(ctx, await deps.trouble(ctx));
    }
    coming.push(...(await posts.deliver(ctx)));
    const next = cues.next();
    if (!next || next > until) return coming;
    if (next > ctx.now) ctx = contextAt(next);
    for (const { cue, missed } of await cues.take(ctx.now))
      await take(ctx, missed ? await deps.trouble(ctx) : await fire(ctx, cue));
  }
}
