import type { Clock } from './kernel/clock.ts';
import type { ActorContext, Context, Feature } from './db/context.ts';
import type { Database, Tx } from './db/types.ts';
import type { Log } from './log.ts';
import { appendAudit } from './audit/append.ts';
import { takeDelivery } from './db/inbox.ts';
import { loadTaskForce } from './db/task-force.ts';
import {
  placesOf,
  greetFirst,
  names,
  people,
  peopleByAccounts,
  taskForceOfChannel,
  taskForcesOf,
} from './features/roster/index.ts';
import { createGrammar, type Grammar } from './grammar.ts';
import { helpCommand } from './help.ts';
import type { Block } from './kernel/card.ts';
import { grantOf } from './kernel/access.ts';
import type { Cue } from './kernel/feature.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { DueCue, Envelope, Intent } from './kernel/intent.ts';
import {
  answered,
  cardReply,
  noteReply,
  refused,
  type Effect,
  type Outcome,
  type Reply,
} from './kernel/outcome.ts';
import type { Answer } from './kernel/platform.ts';
import { rich, type Words } from './kernel/rich.ts';
import type { TaskForce } from './kernel/task-force.ts';
import { enqueue } from './outbox/enqueue.ts';
import { claimCue } from './schedule/due.ts';
import { markStale } from './schedule/planner.ts';
import type { Seal } from './seal.ts';
import { createWorks, registry, UNKNOWN, type Work } from './work.ts';

export interface AppDeps {
  readonly database: Database;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly machine: Clock;
  readonly newId: () => string;
  readonly publicUrl: string;
  readonly log: Log;
  /** Names of the platforms that run: messages go only there. */
  readonly running: () => ReadonlySet<string>;
  /** Called after a commit that left something to send, or changed what is planned. */
  readonly onWork: (work: { send: boolean; plan: boolean }) => void;
}

const STRANGER: Reply = refused(
  'stranger',
  rich`You are not on the roster here, so there is nothing I can do for you. Please ask the facilitator to add you.`,
);
const DENIED: Reply = refused(
  'denied',
  rich`That is not yours to do here. A facilitator or co-chair can help; "help" lists what you can do.`,
);
const AGAIN: Reply = noteReply(rich`We have that already. Nothing was done twice.`);
const NO_WORDS: Words = { names: new Map(), zone: 'UTC', home: 'UTC' };

export type App = ReturnType<typeof createApp>;

/** The corridor: everything that anyone asks, and everything that falls due, goes through here, each in one transaction. */
export function createApp(features: readonly Feature[], deps: AppDeps) {
  const { database, seal, clock, log } = deps;
  const commands = features.flatMap((feature) => feature.commands ?? []);
  const grammar: Grammar<Tx> = createGrammar([...commands, helpCommand(commands)]);
  const works = createWorks(features, grammar);
  const views = registry(features, (feature) => feature.views);
  const dueHandlers = registry(features, (feature) => feature.due);

  /** The task force an account or place speaks for, when nothing signed says so. */
  async function taskForceOf(envelope: Envelope): Promise<TaskForceId | 'none' | 'several'> {
    if (envelope.taskForce) return envelope.taskForce;
    return database.unscoped(async (tx) => {
      const linked = envelope.place && (await taskForceOfChannel(tx, { ...envelope, place: envelope.place }));
      if (linked) return linked;
      const own = await taskForcesOf(tx, envelope);
      return own.length > 1 ? 'several' : (own[0] ?? 'none');
    });
  }

  async function resolve(
    envelope: Envelope,
    intent: Exclude<Intent, { kind: 'due' }>,
  ): Promise<{ taskForce: TaskForceId; work: Work } | Reply> {
    const opened = 'token' in intent ? seal.open(intent.token) : undefined;
    if ('token' in intent && !opened) return UNKNOWN;
    if (opened && envelope.taskForce && opened.taskForce !== envelope.taskForce) return UNKNOWN;
    const work = works(intent, opened);
    if (!('run' in work)) return work;
    return opened ? { taskForce: opened.taskForce, work } : workFor(envelope, work);
  }

  async function workFor(
    envelope: Envelope,
    work: Work,
  ): Promise<{ taskForce: TaskForceId; work: Work } | Reply> {
    const taskForce = await taskForceOf(envelope);
    if (taskForce === 'none') return STRANGER;
    if (taskForce === 'several')
      return refused(
        'not-now',
        rich`You are in more than one task force here. Please ask in that task force's channel.`,
      );
    return { taskForce, work };
  }

  const contextOf = (tx: Tx, taskForce: TaskForce): Context => ({
    tx,
    taskForce,
    now: clock.now(),
    newId: deps.newId,
    publicUrl: deps.publicUrl,
  });

  /** Writes what an outcome says, in the transaction of the change itself. Answers whether something waits to be sent. */
  async function apply(ctx: Context, actor: string, outcome: Outcome): Promise<boolean> {
    await appendAudit(ctx.tx, { taskForce: ctx.taskForce.id, actor, at: ctx.now }, outcome.changes);
    if (outcome.replan) await markStale(ctx.tx, ctx.taskForce.id);
    if (outcome.effects.length === 0) return false;
    // Before Start nothing is shown, so nobody counts as greeted.
    const told = ctx.taskForce.state === 'setup' ? [] : await firstTold(ctx, outcome.effects);
    const greetings = await greetFirst(ctx, told);
    const running = deps.running();
    const to = { taskForce: ctx.taskForce, now: ctx.now, machineNow: deps.machine.now(), newId: deps.newId };
    return enqueue(ctx.tx, { ...to, placesOf: (where) => placesOf(ctx.tx, where, running) }, [
      ...greetings,
      ...outcome.effects,
    ]);
  }

  async function firstTold(ctx: Context, effects: readonly Effect[]) {
    const shows = effects.filter((effect) => effect.kind === 'show');
    if (shows.some((effect) => effect.to.kind === 'everyone'))
      return (await people(ctx.tx)).map((person) => person.member);
    return shows.flatMap((effect) => (effect.to.kind === 'member' ? [effect.to.member] : []));
  }

  interface Done {
    readonly reply: Reply;
    readonly words: Words;
    readonly send: boolean;
    readonly plan: boolean;
  }

  async function act(tx: Tx, envelope: Envelope, taskForceId: TaskForceId, work: Work): Promise<Done> {
    const still = (reply: Reply, words: Words = NO_WORDS): Done => ({
      reply,
      words,
      send: false,
      plan: false,
    });
    const taskForce = await loadTaskForce(tx, taskForceId);
    const actor =
      taskForce && (await peopleByAccounts(tx, envelope, [envelope.account])).get(envelope.account);
    if (!taskForce || !actor) return still(STRANGER);
    const words = await wordsFor(tx, taskForce, actor.zone);
    const grant = grantOf(work.access, actor.roles);
    if (grant === undefined) {
      log.info({ taskForce: taskForceId, member: actor.member, action: work.access }, 'denied');
      return still(DENIED, words);
    }
    const delivery = work.reads ? undefined : await takeDelivery(tx, envelope, taskForceId);
    if (delivery === 'repeat') return still(AGAIN, words);
    const ctx: ActorContext = { ...contextOf(tx, taskForce), actor, grant };
    const outcome = await work.run(ctx);
    if (work.reads && outcome.changes.length > 0)
      throw new Error('something that only reads has changed something');
    // Nothing came of it: the same form, corrected, must be taken.
    if (outcome.changes.length === 0) await delivery?.giveBack();
    return {
      reply: outcome.reply,
      words,
      send: await apply(ctx, actor.member, outcome),
      plan: outcome.replan,
    };
  }

  function fault(error: unknown, ids: object): Reply {
    const reference = deps.newId().slice(0, 8);
    log.error({ ...ids, reference, error }, 'request failed');
    return refused(
      'fault',
      rich`Something went wrong on our side. We cannot tell whether it was saved: please look before you try again. If it happens again, tell your facilitator this number: ${reference}`,
    );
  }

  /** "My day": what each feature has for this person, in the features' order. */
  const myDay: Work = {
    access: 'own profile',
    reads: true,
    async run(ctx) {
      const blocks: Block[] = [];
      for (const feature of features) blocks.push(...((await feature.home?.(ctx)) ?? []));
      return answered(cardReply({ title: rich`My day`, notice: 'My day', blocks }));
    },
  };

  const handle = (envelope: Envelope, intent: Exclude<Intent, { kind: 'due' }>): Promise<Answer> =>
    attempt(envelope, intent.kind, () => resolve(envelope, intent));

  async function home(envelope: Envelope): Promise<Answer> {
    return attempt(envelope, 'home', () => workFor(envelope, myDay));
  }

  async function attempt(
    envelope: Envelope,
    what: string,
    find: () => Promise<{ taskForce: TaskForceId; work: Work } | Reply>,
  ): Promise<Answer> {
    const stay = (reply: Reply, taskForce = '' as TaskForceId, words = NO_WORDS): Answer => ({
      reply: seal.reply(reply, taskForce),
      words,
    });
    try {
      const target = await find();
      if (!('work' in target)) return stay(target);
      const done = await database.transaction(target.taskForce, (tx) =>
        act(tx, envelope, target.taskForce, target.work),
      );
      if (done.send || done.plan) deps.onWork(done);
      return stay(done.reply, target.taskForce, done.words);
    } catch (error) {
      return stay(fault(error, { platform: envelope.platform, delivery: envelope.deliveryId, intent: what }));
    }
  }

  async function trouble(ctx: Context): Promise<boolean> {
    const outcomes = features.flatMap((feature) => (feature.onTrouble ? [feature.onTrouble] : []));
    let send = false;
    for (const tell of outcomes) send = (await apply(ctx, 'convener', await tell(ctx))) || send;
    return send;
  }

  /** What a due cue does; throws on a fault, so that it is tried again. */
  async function fire(taskForceId: TaskForceId, cue: DueCue): Promise<void> {
    const handler = dueHandlers.get(cue.kind);
    const work = await database.transaction(taskForceId, async (tx) => {
      const taskForce = await loadTaskForce(tx, taskForceId);
      if (!taskForce) return { send: false, plan: false };
      const ctx = contextOf(tx, taskForce);
      const claimed = await claimCue(tx, taskForceId, cue.key, ctx.now);
      if (claimed === 'gone') return { send: false, plan: false };
      if (claimed === 'missed') return { send: await trouble(ctx), plan: false };
      if (!handler) throw new Error(`nobody handles ${cue.kind}`);
      const outcome = await handler(ctx, cue);
      return { send: await apply(ctx, 'convener', outcome), plan: outcome.replan };
    });
    if (work.send || work.plan) deps.onWork(work);
  }

  return {
    features,
    grammar,
    views,
    handle,
    home,
    fire,
    contextOf,
    /** All that should happen in a task force in [from, to). */
    async plan(tx: Tx, taskForce: TaskForce, from: Date, to: Date): Promise<readonly Cue[]> {
      const cues: Cue[] = [];
      for (const feature of features)
        cues.push(...((await feature.plan?.(contextOf(tx, taskForce), from, to)) ?? []));
      return cues;
    },
    /** Tells the facilitators that something was missed or could not be delivered. */
    async tellTrouble(taskForceId: TaskForceId): Promise<void> {
      const send = await database.transaction(taskForceId, async (tx) => {
        const taskForce = await loadTaskForce(tx, taskForceId);
        return taskForce ? trouble(contextOf(tx, taskForce)) : false;
      });
      if (send) deps.onWork({ send, plan: false });
    },
  };
}

/** What renderers need to turn spans into words for a reader in this zone. */
export async function wordsFor(tx: Tx, taskForce: TaskForce, zone: string): Promise<Words> {
  return { names: await names(tx), zone, home: taskForce.zone };
}
