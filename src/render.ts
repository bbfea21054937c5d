import { createHash } from 'node:crypto';
import { wordsFor, type App } from './app.ts';
import type { Context } from './db/context.ts';
import { loadTaskForce } from './db/task-force.ts';
import type { Database, Tx } from './db/types.ts';
import { peopleByAccounts } from './features/roster/index.ts';
import { readerOf, type Reader } from './kernel/access.ts';
import type { SealedCard } from './kernel/card.ts';
import type { MemberId, TaskForceId } from './kernel/ids.ts';
import type { ViewRef } from './kernel/outcome.ts';
import { accountOf, isDirect, type Place } from './kernel/platform.ts';
import type { Words } from './kernel/rich.ts';
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

/** The person whose direct messages these are; undefined for an account that is nobody's. */
async function directReader(tx: Tx, place: Place): Promise<Reader | undefined> {
  const account = accountOf(place.place);
  const person = (await peopleByAccounts(tx, place, [account])).get(account);
  return person && readerOf(person);
}

/** Renders views for whoever can read a place at this moment. */
export function createRenderer({ app, database, seal, places }: RenderDeps) {
  async function rendered(
    ctx: Context,
    ref: ViewRef,
    reader: Reader,
    words: Words,
  ): Promise<Rendered | null> {
    const view = app.views.get(ref.name);
    if (!view) throw new Error(`no view ${ref.name}`);
    const plain = await view(ctx, ref.id, reader);
    const card = plain && seal.card(plain, ctx.taskForce.id);
    return card && { card, words, hash: hashOf(card, words) };
  }

  /** Several views for one place, in one transaction; null where there is nothing to show. */
  async function renderAll(
    taskForceId: TaskForceId,
    refs: readonly ViewRef[],
    place: Place,
  ): Promise<readonly (Rendered | null)[]> {
    // Who is in a channel is asked of the platform, over the network: never inside a transaction.
    const audience = isDirect(place.place) ? undefined : await places.audienceOf(place);
    const { cards, unmet } = await database.transaction(taskForceId, async (tx) => {
      const nothing = { cards: refs.map(() => null), unmet: [] };
      const taskForce = await loadTaskForce(tx, taskForceId);
      if (!taskForce) return nothing;
      const ctx = app.contextOf(tx, taskForce);
      const found = audience ? await places.read(ctx, place, audience) : undefined;
      const reader = found ? found.reader : await directReader(tx, place);
      if (!reader) return nothing;
      const words = await wordsFor(tx, taskForce, reader.zone);
      const cards: (Rendered | null)[] = [];
      for (const ref of refs) cards.push(await rendered(ctx, ref, reader, words));
      return { cards, unmet: found?.unmet ?? [] };
    });
    if (unmet.length > 0) places.unmet(taskForceId, place, unmet);
    return cards;
  }
  return {
    renderAll,
    render: async (taskForce: TaskForceId, ref: ViewRef, place: Place): Promise<Rendered | null> =>
      (await renderAll(taskForce, [ref], place))[0] ?? null,
  };
}
