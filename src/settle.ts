import type { Context } from './db/context.ts';
import { keepAsks } from './asks/keep.ts';
import { appendAudit } from './audit/append.ts';
import { greetFirst, people, placesOf } from './features/roster/index.ts';
import type { Clock } from './kernel/clock.ts';
import type { MemberId } from './kernel/ids.ts';
import type { AskingEffect, Effect, MessageEffect, Outcome, To } from './kernel/outcome.ts';
import type { Place } from './kernel/platform.ts';
import { enqueue } from './outbox/enqueue.ts';
import { markStale } from './schedule/planner.ts';

interface SettleDeps {
  readonly machine: Clock;
  readonly newId: () => string;
  /** Names of the platforms that run: messages go only there. */
  readonly running: () => ReadonlySet<string>;
}

/** What is left to do after the commit: something waits to be sent, or what is planned may differ. */
export interface Left {
  readonly send: boolean;
  readonly plan: boolean;
  readonly look?: readonly Place[];
  /** Something is otherwise than before. */
  readonly changed?: boolean;
}

export const nothingLeft: Left = { send: false, plan: false };

export type Settle = (ctx: Context, actor: string, outcome: Outcome) => Promise<Left>;

async function firstTold({ tx }: Context, effects: readonly Effect[]): Promise<readonly MemberId[]> {
  const shows = effects.filter((effect) => effect.kind === 'show');
  if (shows.some((effect) => effect.to.kind === 'everyone'))
    return (await people(tx)).map((person) => person.member);
  return shows.flatMap((effect) => (effect.to.kind === 'member' ? [effect.to.member] : []));
}

const isAsking = (effect: Effect): effect is AskingEffect =>
  effect.kind === 'ask' || effect.kind === 'settle' || effect.kind === 'until';
const isMessage = (effect: Effect): effect is MessageEffect => !isAsking(effect);

/**
 * Writes what an outcome asks of people and whom it greets. Answers what is to be shown, the hellos first, and whether
 * what is planned may differ.
 */
export async function keepEffects(
  ctx: Context,
  { effects: all, replan }: Pick<Outcome, 'effects' | 'replan'>,
): Promise<{ readonly effects: readonly MessageEffect[]; readonly plan: boolean }> {
  const { tx, taskForce } = ctx;
  const { briefs, differs } = await keepAsks(tx, taskForce.id, all.filter(isAsking));
  const effects = [...all.filter(isMessage), ...briefs];
  // Before Start nothing is shown, so nobody counts as greeted.
  const told = taskForce.state === 'setup' ? [] : await firstTold(ctx, effects);
  const greetings = await greetFirst(ctx, told);
  // When a person may next be told depends on what is asked of them, and on their hello.
  const plan = replan || differs || greetings.length > 0;
  return { effects: [...greetings.filter(isMessage), ...effects], plan };
}

/** Makes the function that writes what an outcome says, in the transaction of the change itself. */
export function createSettle({ machine, newId, running }: SettleDeps): Settle {
  return async (ctx, actor, outcome) => {
    const { tx, taskForce, now } = ctx;
    await appendAudit(tx, { taskForce: taskForce.id, actor, at: now }, outcome.changes);
    const { effects, plan } = await keepEffects(ctx, outcome);
    if (plan) await markStale(tx, taskForce.id);
    const changed = outcome.changes.length > 0 || outcome.effects.length > 0;
    const left = { plan, changed, ...(outcome.look ? { look: outcome.look } : {}) };
    if (effects.length === 0) return { ...left, send: false };
    const platforms = running();
    const to = { taskForce, now, machineNow: machine.now(), newId };
    const placesFor = (where: To) => placesOf(tx, where, platforms);
    return { ...left, send: await enqueue(tx, { ...to, placesOf: placesFor }, effects) };
  };
}
