import type { App } from './app.ts';
import type { Context } from './db/context.ts';
import type { Database, Tx } from './db/types.ts';
import {
  channelCards,
  channelKey,
  dropGone,
  linkedChannels,
  markLost,
  meet,
  moveChannel,
  readersIn,
  taskForceOfChannel,
  taskForcesIn,
  unmetOf,
  type PlaceReaders,
} from './features/roster/index.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { Envelope } from './kernel/intent.ts';
import { changed, none, refresh, type Effect, type Outcome } from './kernel/outcome.ts';
import {
  isDirect,
  type Audience,
  type Host,
  type Place,
  type Platform,
  type Profile,
} from './kernel/platform.ts';
import type { Log } from './log.ts';
import { movePlace } from './outbox/move-place.ts';
import { refreshPlace } from './outbox/refresh-place.ts';
import type { Clock } from './kernel/clock.ts';

/** So many new accounts are asked about at once; the rest come with the next look. */
const MOST_MET = 40;
/** What could not be posted into a channel that is back now, or to a person, is sent late; what is older helps nobody any more. */
const LATE_MS = 14 * 86_400_000;

interface PlacesDeps {
  readonly app: App;
  readonly database: Database;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly machine: Clock;
  readonly log: Log;
  readonly poke: () => void;
  /** All channels of a workspace or tenant are to be looked at soon. */
  readonly hurry: (at: { platform: string; tenant: string }) => void;
}

export type Places = ReturnType<typeof createPlaces>;

/** What we know of channels and accounts, kept up with what the platforms tell: who reads where, who is nobody's yet. */
export function createPlaces({ app, database, platforms, machine, log, poke, hurry }: PlacesDeps) {
  const audienceOf = async (place: Place): Promise<Audience> =>
    (await platforms.get(place.platform)?.audience(place)) ?? { state: 'unsure', why: 'hidden' };

  const background = (work: Promise<void>): void =>
    void work.catch((error: unknown) => log.error({ error }, 'new accounts could not be looked at'));

  /** Asks the platform who these accounts are, and the facilitators whose; never inside a transaction. */
  async function introduce(taskForce: TaskForceId, place: Omit<Place, 'place'>, ids: readonly string[]) {
    const platform = platforms.get(place.platform);
    // Someone who asks again and again is looked up once.
    const fresh = await database.transaction(taskForce, (tx) => unmetOf(tx, place, ids));
    const met: { at: { platform: string; tenant: string; account: string }; profile: Profile }[] = [];
    for (const account of fresh.slice(0, MOST_MET)) {
      const profile = await platform?.profile(place.tenant, account);
      const { platform: name, tenant } = place;
      if (profile) met.push({ at: { platform: name, tenant, account }, profile });
    }
    if (met.length > 0) await app.happen(taskForce, (ctx) => meet(ctx, met));
  }

  /** Writes what was found out about a place's readers, in the transaction that found it. */
  async function read(ctx: Context, place: Place, audience: Audience): Promise<PlaceReaders> {
    const found = await readersIn(ctx, place, audience);
    if (found.differs) await refreshPlace(ctx.tx, place, machine.now());
    if (found.news) await app.settle(ctx, 'convener', found.news);
    if (found.left.length > 0) await app.settle(ctx, 'convener', await dropGone(ctx, found.left, place));
    return found;
  }

  /** Who is there now? What stands there is rendered anew only if that differs from what we knew. */
  async function check(taskForce: TaskForceId, place: Place): Promise<void> {
    const audience = await audienceOf(place);
    const found: PlaceReaders[] = [];
    await app.happen(taskForce, async (ctx) => {
      found.splice(0, 1, await read(ctx, place, audience));
      // And those who came by long ago.
      return dropGone(ctx, [], place);
    });
    poke();
    const unmet = found[0]?.unmet ?? [];
    if (unmet.length > 0) await introduce(taskForce, place, unmet);
  }

  /** Who is there has changed: whether or not the platform answers this look, the outbox goes on asking until it does. */
  async function look(taskForce: TaskForceId, place: Place): Promise<void> {
    await database.transaction(taskForce, (tx) => refreshPlace(tx, place, machine.now()));
    poke();
    await check(taskForce, place);
  }

  /** Each by itself: where one platform does not answer, the other channels are looked at all the same. */
  async function lookAtAll(taskForce: TaskForceId, where: readonly Place[]): Promise<void> {
    for (const place of where)
      await look(taskForce, place).catch((error: unknown) =>
        log.warn({ error, taskForce, platform: place.platform }, 'a channel could not be looked at'),
      );
  }

  /** Tells the facilitators what a channel that was lost, or is back, shows now. */
  const tell = (
    taskForce: TaskForceId,
    place: Place,
    action: string,
    more: readonly Effect[] = [],
  ): Promise<void> =>
    app.happen(taskForce, async (ctx): Promise<Outcome> =>
      changed({
        reply: none,
        changes: [{ action, subject: place.platform }],
        effects: [...more, ...(await channelCards(ctx, place))],
        replan: true,
      }),
    );

  /** We may post there (again): what should stand there does, and what could not be posted comes late. */
  async function back(taskForce: TaskForceId, place: Place): Promise<void> {
    await app.happen(taskForce, async (ctx) => {
      await refreshPlace(ctx.tx, place, machine.now(), new Date(ctx.now.getTime() - LATE_MS));
      return changed({ reply: none, changes: [], effects: await app.standing(ctx) });
    });
    await lookAtAll(taskForce, [place]);
  }

  /** We may write to this person (again): what could not be delivered comes late. */
  async function reached(place: Place): Promise<void> {
    const now = machine.now();
    await database.unscoped((tx) => refreshPlace(tx, place, now, new Date(now.getTime() - LATE_MS)));
    poke();
  }

  /** The channel's task force, if it has one. */
  async function linkedAt(at: { platform: string; tenant: string; place?: string }) {
    const { platform, tenant, place } = at;
    if (place === undefined || isDirect(place)) return undefined;
    const channel = { platform, tenant, place };
    const taskForce = await database.unscoped((tx) => taskForceOfChannel(tx, channel));
    return taskForce && { taskForce, place: channel };
  }

  /** The same channel under another id: all we know goes with it, and whoever reads there is looked at. */
  async function move(from: Place, to: string): Promise<void> {
    const taskForce = await database.unscoped(async (tx) => {
      const owner = await moveChannel(tx, from, to);
      if (owner) await movePlace(tx, from, to, machine.now());
      return owner;
    });
    if (!taskForce) return;
    const place = { ...from, place: to };
    await tell(taskForce, place, 'channel moved', [refresh(channelKey(from))]);
    await lookAtAll(taskForce, [place]);
  }

  const news: Host['news'] = async (at, told) => {
    switch (told.kind) {
      case 'readers': {
        if (at.place === undefined) return hurry(at);
        const linked = await linkedAt(at);
        if (linked) await look(linked.taskForce, linked.place);
        return;
      }
      case 'lost':
      case 'found': {
        const lost = told.kind === 'lost' ? told.why : null;
        const touched = await database.unscoped((tx: Tx) => markLost(tx, at, lost));
        for (const { taskForce, place } of touched) {
          await tell(taskForce, place, lost ? 'channel lost' : 'channel found');
          if (!lost) await back(taskForce, place);
        }
        poke();
        if (lost || touched.length > 0) return;
        const { platform, tenant, place } = at;
        if (place !== undefined && isDirect(place)) return reached({ platform, tenant, place });
        // Here without ever having been lost for us: linked before we were in it, or we were off when it was.
        if (at.place === undefined) return hurry(at);
        const linked = await linkedAt(at);
        if (linked) await back(linked.taskForce, linked.place);
        return;
      }
      case 'moved': {
        const linked = await linkedAt(at);
        if (linked) await move(linked.place, told.to);
        return;
      }
      default:
        told satisfies never;
    }
  };

  return {
    news,
    read,
    audienceOf,
    check,
    linked: () => database.unscoped(linkedChannels),
    /** What is left to do once a look at a channel is committed: tell what changed, ask who is in it. */
    seen(taskForce: TaskForceId, place: Place, { unmet, left, differs, news }: PlaceReaders): void {
      if (news || differs || left.length > 0) poke();
      if (unmet.length > 0) background(introduce(taskForce, place, unmet));
    },
    /** Someone on no roster asked for something: the facilitator may match them, if it is clear whose facilitator. */
    stranger(envelope: Envelope, taskForce: TaskForceId | undefined): void {
      if (envelope.platform === 'web') return;
      const find = async (): Promise<void> => {
        const ids = taskForce ? [taskForce] : await database.unscoped((tx) => taskForcesIn(tx, envelope));
        if (ids.length === 1) await introduce(ids[0]!, envelope, [envelope.account]);
      };
      background(find());
    },
    /** Who is in these channels now? */
    looks: (taskForce: TaskForceId, where: readonly Place[]): void => background(lookAtAll(taskForce, where)),
  };
}
