import type { Clock } from './kernel/clock.ts';
import type { ActorContext, Context, Feature } from './db/context.ts';
import type { Database, Tx } from './db/types.ts';
import type { Log } from './log.ts';
import { isRepeat, takeDelivery } from './db/inbox.ts';
import { loadTaskForce } from './db/task-force.ts';
import { callerOf, names } from './features/roster/index.ts';
import { createForesee } from './foresee.ts';
import { createGrammar, type Grammar } from './grammar.ts';
import { helpFeature } from './help.ts';
import { createKept } from './kept.ts';
import { grantOf, type Action } from './kernel/access.ts';
import type { Block } from './kernel/card.ts';
import type { Cue, MeetingChange, TakenAlong } from './kernel/feature.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { DueCue, Envelope, Intent } from './kernel/intent.ts';
import {
  AGAIN,
  answered,
  cardReply,
  refused,
  type Effect,
  type Outcome,
  type Reply,
} from './kernel/outcome.ts';
import type { Answer, Audience, Place, Profile } from './kernel/platform.ts';
import { mentionedIn, rich, typed, type Words } from './kernel/rich.ts';
import type { TaskForce } from './kernel/task-force.ts';
import type { FoundingLinks } from './founding-links.ts';
import { createNewcomers, type Arrival, type Turned } from './newcomers.ts';
import { createOthers } from './others.ts';
import { claimCue } from './schedule/due.ts';
import type { Seal } from './seal.ts';
import { createSettle, nothingLeft, type Left } from './settle.ts';
import { several } from './several.ts';
import { codeTooSoon, mustGo, turnedAway } from './turned-away.ts';
import { createWhose } from './whose.ts';
import { createWorks, registry, UNKNOWN, type Work } from './work.ts';

export interface AppDeps {
  readonly database: Database;
  readonly links: FoundingLinks;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly machine: Clock;
  readonly newId: () => string;
  readonly publicUrl: string;
  readonly log: Log;
  /** Names of the platforms that run: messages go only there. */
  readonly running: () => ReadonlySet<string>;
  /** What a platform tells of an account: over the network. */
  readonly profile: (envelope: Envelope, account: string) => Promise<Profile | undefined>;
  /** What a platform tells of a channel: over the network, and it throws when there is no answer. */
  readonly audience: (place: Place) => Promise<Audience>;
  /** Someone who is on no roster here asked for something, in this task force's channel if one is named. */
  readonly onStranger: (envelope: Envelope, taskForce: TaskForceId | undefined) => void;
  /** Who reads these channels may have changed: one was linked, or an account in them is someone's now. */
  readonly onReaders: (taskForce: TaskForceId, places: readonly Place[]) => void;
  /** Called after a commit that left something to send, or changed what is planned. */
  readonly onWork: (work: Left) => void;
}

type Asked = Exclude<Intent, { kind: 'due' }>;

interface Target {
  readonly taskForce: TaskForceId;
  readonly work: Work;
  /** What someone gets who is not on the roster of this task force. */
  readonly away: Reply;
  /** The channel it was said in, as it is linked: perhaps from the other side of a shared one. */
  readonly channel?: Place;
  /** By where the channel belonged when it was last looked at: the transaction itself makes sure. */
  readonly guessed?: true;
}

/** Who could, by the table; never what is behind it. */
const denied = (action: Action): Reply => {
  const who = grantOf(action, ['co-chair']) ? 'A facilitator or co-chair can help' : 'A facilitator can';
  return refused(
    'denied',
    rich`That is not yours to do here. ${who}; ${typed('help')} lists what you can do.`,
  );
};
const NO_WORDS: Words = { names: new Map(), zone: 'UTC', home: 'UTC' };

export type App = ReturnType<typeof createApp>;

/** The corridor: everything that anyone asks, and everything that falls due, goes through here, each in one transaction. */
export function createApp(features: readonly Feature[], deps: AppDeps) {
  const { database, seal, clock, log } = deps;
  const offered = [...features, helpFeature(features.flatMap((feature) => feature.commands ?? []))];
  const grammar: Grammar<Tx> = createGrammar(offered.flatMap((feature) => feature.commands ?? []));
  const works = createWorks(offered, grammar);
  const views = registry(features, (feature) => feature.views);
  const dueHandlers = registry(features, (feature) => feature.due);
  const newcomer = createNewcomers({ ...deps, grammar });
  const whose = createWhose({ ...deps, grammar });

  async function resolve(envelope: Envelope, intent: Asked): Promise<Target | Turned> {
    const opened = 'token' in intent ? seal.open(intent.token) : undefined;
    if ('token' in intent && !opened) return { reply: UNKNOWN };
    if (opened && envelope.taskForce && opened.taskForce !== envelope.taskForce) return { reply: UNKNOWN };
    const work = works(intent, opened);
    if (!('run' in work)) return { reply: work };
    const said = opened?.taskForce ?? (envelope.taskForce ? undefined : await whose.ofCode(intent));
    if (said) {
      if (opened) return { taskForce: said, work, away: turnedAway(envelope, intent, true) };
      const away = codeTooSoon(intent);
      const channel = await whose.channelOf(envelope);
      return { taskForce: said, work, away, ...(channel ? { channel } : {}) };
    }
    const guess = whose.guess(envelope);
    if (guess) return { taskForce: guess, work, away: turnedAway(envelope, intent, true), guessed: true };
    return workFor(envelope, work, intent);
  }

  async function workFor(envelope: Envelope, work: Work, intent?: Asked): Promise<Target | Turned> {
    const [taskForce, ...others] = await whose.of(envelope);
    const away = turnedAway(envelope, intent, taskForce !== undefined);
    if (!taskForce) {
      // Someone who only opens their page has asked for nothing.
      if (intent) deps.onStranger(envelope, undefined);
      return { reply: away };
    }
    if (others.length === 0) return { taskForce, work, away };
    // First what others can read must go; then they may say which task force they mean.
    return mustGo(intent) ? { reply: away } : { reply: away, choose: [taskForce, ...others] };
  }

  const plan = async (ctx: Context, from: Date, to: Date): Promise<readonly Cue[]> => {
    const cues: Cue[] = [];
    for (const feature of features) cues.push(...((await feature.plan?.(ctx, from, to)) ?? []));
    return cues;
  };

  const { running, machine } = deps;
  const foresee = createForesee({
    views,
    due: dueHandlers,
    contextAt: contextOf,
    plan,
    trouble: troubles,
    machine,
    running,
  });
  const others = createOthers(features, views, (ctx, until) => foresee.coming(ctx, until));

  function contextOf(tx: Tx, taskForce: TaskForce, now = clock.now()): Context {
    const ctx: Context = {
      tx,
      taskForce,
      now,
      newId: deps.newId,
      publicUrl: deps.publicUrl,
      get others() {
        return others(ctx);
      },
    };
    return ctx;
  }

  const settle = createSettle(deps);

  interface Done {
    readonly reply: Reply;
    readonly words: Words;
    readonly left: Left;
    /** Who asked is on no roster here. */
    readonly stranger?: true;
  }
  /** Nothing was done; the reply names nobody. */
  const still = (reply: Reply): Done => ({ reply, words: NO_WORDS, left: nothingLeft });

  async function act(tx: Tx, envelope: Envelope, target: Target): Promise<Done | 'elsewhere'> {
    const { taskForce: id, work, away, guessed, channel } = target;
    const caller = await callerOf(tx, envelope, id);
    if (guessed && !caller?.inItsChannel) return 'elsewhere';
    if (!caller) return still(away);
    const { taskForce, person: actor } = caller;
    if (!actor) return { ...still(away), stranger: true };
    const grant = grantOf(work.access, actor.roles);
    if (grant === undefined) {
      log.info({ taskForce: id, member: actor.member, action: work.access }, 'denied');
      return still(denied(work.access));
    }
    const delivery = work.reads ? undefined : await takeDelivery(tx, envelope, id);
    const ctx = {
      ...actorContext(contextOf(tx, taskForce), envelope, { actor, grant }),
      ...(channel ? { place: channel } : {}),
    };
    const outcome = await work.run(ctx);
    if (work.reads && outcome.changes.length > 0)
      throw new Error('something that only reads has changed something');
    // Nothing came of it: the same form, corrected, must be taken.
    if (outcome.changes.length === 0) await delivery?.giveBack();
    const left = await settle(ctx, actor.member, outcome);
    return { reply: outcome.reply, words: await wordsFor(tx, taskForce, actor.zone, outcome.reply), left };
  }

  /** What should stand in the channels now, by every feature. */
  async function standing(ctx: Context): Promise<readonly Effect[]> {
    const effects: Effect[] = [];
    for (const feature of features) effects.push(...((await feature.standing?.(ctx)) ?? []));
    return effects;
  }

  /** What hangs on a meeting goes along, in the features' order. */
  async function takeAlong(ctx: ActorContext, change: MeetingChange): Promise<TakenAlong> {
    const taken: TakenAlong[] = [];
    for (const feature of features) if (feature.takeAlong) taken.push(await feature.takeAlong(ctx, change));
    return {
      changes: taken.flatMap(({ changes }) => changes),
      effects: taken.flatMap(({ effects }) => effects),
      words: taken.flatMap(({ words }) => words),
    };
  }

  function actorContext(
    ctx: Context,
    { platform, tenant, place }: Envelope,
    who: Pick<ActorContext, 'actor' | 'grant'>,
  ): ActorContext {
    const actorCtx: ActorContext = {
      ...ctx,
      ...who,
      standing: () => standing(ctx),
      takeAlong: (change) => takeAlong(actorCtx, change),
      ...(place ? { place: { platform, tenant, place } } : {}),
    };
    return actorCtx;
  }

  /** Someone who is on no roster yet: linked by a code, or setting a task force up. */
  async function arrive(tx: Tx, envelope: Envelope, arrival: Arrival): Promise<Done> {
    const delivery = await takeDelivery(tx, envelope, arrival.taskForce);
    const refusal = await arrival.begin?.(tx);
    const taskForce = refusal ? undefined : await loadTaskForce(tx, arrival.taskForce);
    if (!taskForce) {
      await delivery.giveBack();
      return still(refusal ?? UNKNOWN);
    }
    const ctx = contextOf(tx, taskForce);
    const { outcome, actor, zone } = await arrival.run(ctx);
    if (outcome.changes.length === 0) await delivery.giveBack();
    const left = await settle(ctx, actor, outcome);
    return { reply: outcome.reply, words: await wordsFor(tx, taskForce, zone, outcome.reply), left };
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
      for (const feature of features) blocks.push(...((await feature.steps?.(ctx)) ?? []));
      for (const feature of features) blocks.push(...((await feature.home?.(ctx)) ?? []));
      return answered(cardReply({ title: rich`My day`, notice: 'My day', blocks }));
    },
  };

  const handle = (envelope: Envelope, intent: Asked): Promise<Answer> =>
    attempt(
      envelope,
      intent.kind,
      async () => (await newcomer(envelope, intent)) ?? (await resolve(envelope, intent)),
    );

  const days = createKept<Answer>(deps);

  /** `kept`: as it was a moment ago, if nothing has changed. */
  async function home(envelope: Envelope, how?: 'kept'): Promise<Answer> {
    const made = (): Promise<Answer> => attempt(envelope, 'home', () => workFor(envelope, myDay));
    const { taskForce, platform, tenant, account } = envelope;
    if (!taskForce) return made();
    const name = JSON.stringify([platform, tenant, account]);
    const known = how === 'kept' ? days.find(taskForce, name) : undefined;
    return known?.reply.kind === 'card' ? known : days.make(taskForce, name, made);
  }

  /** What is left to do once it is committed. */
  function after(taskForce: TaskForceId, left: Left): void {
    if (left.changed) {
      foresee.forget(taskForce);
      days.forget(taskForce);
    }
    if (left.send || left.plan) deps.onWork(left);
    if (left.look) deps.onReaders(taskForce, left.look);
  }

  async function attempt(
    envelope: Envelope,
    what: string,
    find: () => Promise<Target | Arrival | Turned>,
  ): Promise<Answer> {
    const stay = (reply: Reply, taskForce = '' as TaskForceId, words = NO_WORDS): Answer => ({
      reply: seal.reply(reply, taskForce),
      words,
    });
    try {
      const target = await find();
      if ('reply' in target) {
        if (target.choose) return await several(deps, envelope, target.choose);
        return stay(target.reply, target.taskForce);
      }
      const done = await database.transaction(target.taskForce, (tx) =>
        'work' in target ? act(tx, envelope, target) : arrive(tx, envelope, target),
      );
      if (done === 'elsewhere') {
        whose.forget(envelope);
        return await attempt(envelope, what, find);
      }
      const { reply, words, left, stranger } = done;
      after(target.taskForce, left);
      // After the commit: a transaction may run more than once, and asking the platform takes its time.
      if (stranger) deps.onStranger(envelope, target.taskForce);
      return stay(reply, target.taskForce, words);
    } catch (error) {
      if (isRepeat(error)) return stay(AGAIN);
      return stay(fault(error, { platform: envelope.platform, delivery: envelope.deliveryId, intent: what }));
    }
  }

  async function troubles(ctx: Context): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const { onTrouble } of features) if (onTrouble) outcomes.push(await onTrouble(ctx));
    return outcomes;
  }

  async function trouble(ctx: Context): Promise<Left> {
    let send = false;
    for (const outcome of await troubles(ctx)) send = (await settle(ctx, 'convener', outcome)).send || send;
    return { send, plan: false };
  }

  /** Work of our own, in one transaction of a task force; nothing where it is gone. */
  async function own(taskForceId: TaskForceId, work: (ctx: Context) => Promise<Left>): Promise<void> {
    const left = await database.transaction(taskForceId, async (tx) => {
      const taskForce = await loadTaskForce(tx, taskForceId);
      return taskForce ? work(contextOf(tx, taskForce)) : nothingLeft;
    });
    after(taskForceId, left);
  }

  /** What a due cue does; throws on a fault, so that it is tried again. */
  function fire(taskForceId: TaskForceId, cue: DueCue): Promise<void> {
    const handler = dueHandlers.get(cue.kind);
    return own(taskForceId, async (ctx) => {
      const claimed = await claimCue(ctx.tx, taskForceId, cue.key, ctx.now);
      if (claimed === 'gone') return nothingLeft;
      if (claimed === 'missed') return trouble(ctx);
      if (!handler) throw new Error(`nobody handles ${cue.kind}`);
      return settle(ctx, 'convener', await handler(ctx, cue));
    });
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
    plan: (tx: Tx, taskForce: TaskForce, from: Date, to: Date): Promise<readonly Cue[]> =>
      plan(contextOf(tx, taskForce), from, to),
    /** Tells the facilitators that something was missed or could not be delivered. */
    tellTrouble: (taskForceId: TaskForceId): Promise<void> => own(taskForceId, trouble),
    /** Something that happened by itself: what it means is written, sent and planned like anything else. */
    happen: (taskForceId: TaskForceId, decide: (ctx: Context) => Promise<Outcome>): Promise<void> =>
      own(taskForceId, async (ctx) => settle(ctx, 'convener', await decide(ctx))),
    standing,
    settle,
  };
}

/** What renderers need to turn this content's spans into words for a reader in this zone. */
export async function wordsFor(tx: Tx, taskForce: TaskForce, zone: string, content: unknown): Promise<Words> {
  return { names: await names(tx, mentionedIn(content)), zone, home: taskForce.zone };
}
