import { createHash } from 'node:crypto';
import { wordsFor, type App } from './app.ts';
import { loadTaskForce } from './db/task-force.ts';
import type { Database, Tx } from './db/types.ts';
import { peopleByAccounts } from './features/roster/index.ts';
import { readerOf, SEGMENTS, type Reader } from './kernel/access.ts';
import type { SealedCard } from './kernel/card.ts';
import type { MemberId, TaskForceId } from './kernel/ids.ts';
import type { ViewRef } from './kernel/outcome.ts';
import { accountOf, isDirect, type Audience, type Place, type Platform } from './kernel/platform.ts';
import type { Words } from './kernel/rich.ts';
import type { TaskForce } from './kernel/task-force.ts';
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
  readonly platforms: ReadonlyMap<string, Platform>;
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

/** A place reads what everyone in it may read; an account nobody knows, or a place we cannot see into, reads nothing. */
async function placeReader(tx: Tx, taskForce: TaskForce, place: Place, audience: Audience): Promise<Reader> {
  if (audience.state === 'unsure') return { segments: [], zone: taskForce.zone };
  const { accounts } = audience;
  const known = await peopleByAccounts(tx, place, accounts);
  const segments = SEGMENTS.filter(
    (segment) =>
      accounts.length > 0 &&
      accounts.every((account) => known.get(account)?.segments.includes(segment) ?? false),
  );
  return { segments, zone: taskForce.zone };
}

/** Renders views for whoever can read a place at this moment. */
export function createRenderer({ app, database, seal, platforms }: RenderDeps) {
  /** Several views for one place, in one transaction; null where there is nothing to show. */
  async function renderAll(
    taskForceId: TaskForceId,
    refs: readonly ViewRef[],
    place: Place,
  ): Promise<readonly (Rendered | null)[]> {
    // Who is in a channel is asked of the platform, over the network: never inside a transaction.
    const audience: Audience = isDirect(place.place)
      ? { state: 'known', accounts: [accountOf(place.place)] }
      : ((await platforms.get(place.platform)?.audience(place)) ?? { state: 'unsure', why: 'hidden' });
    return database.transaction(taskForceId, async (tx) => {
      const taskForce = await loadTaskForce(tx, taskForceId);
      if (!taskForce) return refs.map(() => null);
      const person = isDirect(place.place)
        ? (await peopleByAccounts(tx, place, [accountOf(place.place)])).values().next().value
        : undefined;
      if (isDirect(place.place) && !person) return refs.map(() => null);
      const reader = person ? readerOf(person) : await placeReader(tx, taskForce, place, audience);
      const words = await wordsFor(tx, taskForce, reader.zone);
      const ctx = app.contextOf(tx, taskForce);
      const rendered: (Rendered | null)[] = [];
      for (const ref of refs) {
        const view = app.views.get(ref.name);
        if (!view) throw new Error(`no view ${ref.name}`);
        const plain = await view(ctx, ref.id, reader);
        const card = plain && seal.card(plain, taskForceId);
        rendered.push(card && { card, words, hash: hashOf(card, words) });
      }
      return rendered;
    });
  }
  return {
    renderAll,
    render: async (taskForce: TaskForceId, ref: ViewRef, place: Place): Promise<Rendered | null> =>
      (await renderAll(taskForce, [ref], place))[0] ?? null,
  };
}
