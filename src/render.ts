import { createHash } from 'node:crypto';
import { wordsFor, type App } from './app.ts';
import type { Context } from './db/context.ts';
import { loadTaskForce } from './db/task-force.ts';
import type { Database, Tx } from './db/types.ts';
import { callerOf, taskForcesIn, type PlaceReaders } from './features/roster/index.ts';
import { createGathering } from './gather.ts';
import { readerOf, type Reader } from './kernel/access.ts';
import { note, type Card, type SealedCard } from './kernel/card.ts';
import type { Clock } from './kernel/clock.ts';
import type { MemberId, TaskForceId } from './kernel/ids.ts';
import type { ViewRef } from './kernel/outcome.ts';
import { accountOf, isDirect, type Audience, type Place } from './kernel/platform.ts';
import { plain, type Words } from './kernel/rich.ts';
import type { Places } from './places.ts';
import type { Seal } from './seal.ts';

export interface Rendered {
  readonly card: SealedCard;
  readonly words: Words;
  /** Changes when anything a reader can see changes. */
  readonly hash: string;
}

interface RenderDeps {
  readonly app: App;
  readonly database: Database;
  readonly seal: Seal;
  readonly places: Places;
  readonly machine: Clock;
}

function hashOf(card: SealedCard, words: Words): string {
  const mentioned: string[] = [];
  const content = JSON.stringify(card, (key, value: unknown) => {
    if (key === 'member' && typeof value === 'string')
      mentioned.push(words.names.get(value as MemberId) ?? '');
    return value;
  });
  return createHash('sha256')
    .update(JSON.stringify([content, mentioned, words.zone, words.home]))
    .digest('base64url');
}

/** Whose it is, above all else: for someone who may have messages of another task force beside it. */
const withName = (card: Card, name: string): Card => ({
  ...card,
  blocks: [note([plain(name)]), ...card.blocks],
});

/** For so long it is taken to be as it was: a second task force in a workspace is rare. */
const SEVERAL_MS = 60_000;

/** Are there several task forces in this workspace or tenant? Kept for a while: it is asked for each message. */
function createSeveral(database: Database, machine: Clock) {
  const known = new Map<string, { readonly several: boolean; readonly until: number }>();
  return async ({ platform, tenant }: Place): Promise<boolean> => {
    const key = JSON.stringify([platform, tenant]);
    const now = machine.now().getTime();
    const last = known.get(key);
    if (last && last.until > now) return last.several;
    const several = (await database.unscoped((tx) => taskForcesIn(tx, { platform, tenant }))).length > 1;
    known.set(key, { several, until: now + SEVERAL_MS });
    return several;
  };
}

interface Wanted {
  readonly refs: readonly ViewRef[];
  readonly place: Place;
}

interface Ask {
  readonly ref: ViewRef;
  readonly place: Place;
}

/** Who is in a channel; of a person's direct messages, nothing. `named`: the card says whose it is. */
interface Readers {
  readonly audience?: Audience | undefined;
  readonly named: boolean;
}

interface Cards {
  readonly cards: readonly (Rendered | null)[];
  readonly found?: PlaceReaders | undefined;
}

/** Renders views for whoever can read a place at this moment. */
export function createRenderer({ app, database, seal, places, machine }: RenderDeps) {
  const several = createSeveral(database, machine);

  async function rendered(
    ctx: Context,
    refs: readonly ViewRef[],
    reader: Reader,
    named: boolean,
  ): Promise<readonly (Rendered | null)[]> {
    const cards: (Card | null)[] = [];
    for (const ref of refs) {
      const view = app.views.get(ref.name);
      if (!view) throw new Error(`no view ${ref.name}`);
      const card = await view(ctx, ref.id, reader);
      cards.push(card && named ? withName(card, ctx.taskForce.neutralName) : card);
    }
    const words = await wordsFor(ctx.tx, ctx.taskForce, reader.zone, cards);
    return cards.map((open) => {
      const card = open && seal.card(open, ctx.taskForce.id);
      return card && { card, words, hash: hashOf(card, words) };
    });
  }

  /** Who reads here: the person whose direct messages these are, or everyone in the channel. */
  async function readersOf(tx: Tx, taskForceId: TaskForceId, place: Place, audience: Audience | undefined) {
    if (audience === undefined) {
      const caller = await callerOf(tx, { ...place, account: accountOf(place.place) }, taskForceId);
      if (!caller?.person) return undefined;
      const reader = { ...readerOf(caller.person), platform: place.platform };
      return { ctx: app.contextOf(tx, caller.taskForce), reader, found: undefined };
    }
    const taskForce = await loadTaskForce(tx, taskForceId);
    if (!taskForce) return undefined;
    const ctx = app.contextOf(tx, taskForce);
    const found = await places.read(ctx, place, audience);
    return { ctx, reader: { ...found.reader, platform: place.platform }, found };
  }

  /** Several views for one place; null where there is nothing to show. */
  async function cardsFor(
    tx: Tx,
    taskForce: TaskForceId,
    { refs, place }: Wanted,
    at: Readers,
  ): Promise<Cards> {
    const read = await readersOf(tx, taskForce, place, at.audience);
    if (!read) return { cards: refs.map(() => null) };
    return { cards: await rendered(read.ctx, refs, read.reader, at.named), found: read.found };
  }

  async function renderAll(
    taskForce: TaskForceId,
    refs: readonly ViewRef[],
    place: Place,
  ): Promise<readonly (Rendered | null)[]> {
    // Who is in a channel is asked of the platform, over the network: never inside a transaction.
    const audience = isDirect(place.place) ? undefined : await places.audienceOf(place);
    const named = audience === undefined && (await several(place));
    const { cards, found } = await database.transaction(taskForce, (tx) =>
      cardsFor(tx, taskForce, { refs, place }, { audience, named }),
    );
    if (found) places.seen(taskForce, place, found);
    return cards;
  }

  const renderOne = async (taskForce: TaskForceId, ref: ViewRef, place: Place): Promise<Rendered | null> =>
    (await renderAll(taskForce, [ref], place))[0] ?? null;

  /** For several people, in one transaction; undefined where that failed: then each is tried by itself. */
  async function renderTogether(
    taskForce: TaskForceId,
    asks: readonly Ask[],
  ): Promise<readonly Cards[] | undefined> {
    try {
      const named = await Promise.all(asks.map(({ place }) => several(place)));
      return await database.transaction(taskForce, async (tx) => {
        const each = asks.map(({ ref, place }, index) =>
          cardsFor(tx, taskForce, { refs: [ref], place }, { named: named[index]! }),
        );
        // All have ended before the transaction does: nothing may still be read in it then.
        await Promise.allSettled(each);
        return Promise.all(each);
      });
    } catch {
      return undefined;
    }
  }

  const toPeople = createGathering<Ask, Rendered | null>(async (taskForce, asks) => {
    const together = asks.length > 1 ? await renderTogether(taskForce, asks) : undefined;
    return asks.map(({ ref, place }, index) =>
      together ? (together[index]!.cards[0] ?? null) : renderOne(taskForce, ref, place),
    );
  });

  return {
    renderAll,
    /** What is asked for people of one task force in one breath is rendered together: most of the cost is the transaction. */
    render: (taskForce: TaskForceId, ref: ViewRef, place: Place): Promise<Rendered | null> =>
      isDirect(place.place) ? toPeople(taskForce, { ref, place }) : renderOne(taskForce, ref, place),
  };
}
