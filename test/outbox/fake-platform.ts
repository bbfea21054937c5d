import { plain } from '../../src/kernel/rich.ts';
import type { Place, Platform, Sent, Showing } from '../../src/kernel/platform.ts';
import type { Rendered } from '../../src/outbox/deliver.ts';

/** One call that the platform got. */
export interface Call {
  readonly kind: 'post' | 'edit' | 'remove';
  readonly place: string;
  readonly tenant: string;
  readonly key: string;
  readonly text: string;
  readonly ref: string;
  readonly signal?: AbortSignal;
}

/** `arrive` does what was asked, as the real platform would, and answers `shown`. */
export type Answer = (call: Call, arrive: () => Sent) => Sent | Promise<Sent>;

export interface Post {
  readonly place: string;
  readonly key: string;
  text: string;
}

export interface FakePlatform extends Platform {
  readonly calls: Call[];
  /** What people see there now, by ref. */
  readonly posts: Map<string, Post>;
  /** The most calls that were under way in one place at one time. */
  mostAtOnce(): number;
  answer: Answer;
}

export const textOf = (card: Rendered['card']): string =>
  card.title.map((span) => ('text' in span ? span.text : '')).join('');

/** What a view with this text renders to. */
export const cardOf = (said: string): Rendered => ({
  card: { title: [plain(said)], blocks: [], notice: 'Something changed' },
  words: { names: new Map(), zone: 'UTC', home: 'UTC' },
  hash: `hash of ${said}`,
});

/** A chat platform in memory. */
export function createFakePlatform(
  options: { name?: string; edits?: boolean; paceMs?: number; editPaceMs?: number } = {},
): FakePlatform {
  const { name = 'slack', edits = true, paceMs = 0, editPaceMs = 0 } = options;
  const calls: Call[] = [];
  const posts = new Map<string, Post>();
  const underWay = new Map<string, number>();
  let most = 0;
  let made = 0;

  function arrive({ kind, ref, place, key, text }: Call): Sent {
    if (kind === 'remove') posts.delete(ref);
    else posts.set(ref, { place, key, text });
    return { state: 'shown', ref };
  }

  async function take(call: Call): Promise<Sent> {
    calls.push(call);
    const where = `${call.tenant} ${call.place}`;
    underWay.set(where, (underWay.get(where) ?? 0) + 1);
    most = Math.max(most, underWay.get(where) ?? 0);
    try {
      return await fake.answer(call, () => arrive(call));
    } finally {
      underWay.set(where, (underWay.get(where) ?? 0) - 1);
    }
  }

  const fake: FakePlatform = {
    name,
    edits,
    paceMs,
    editPaceMs,
    routes: [],
    calls,
    posts,
    mostAtOnce: () => most,
    answer: (_call, done) => done(),
    start: async () => {},
    stop: async () => {},
    audience: async () => ({ state: 'known', accounts: [] }),
    profile: async () => undefined,
    doctor: async () => [],
    show: ({ place, tenant }: Place, { key, card, previous, signal }: Showing) => {
      const kind = previous === undefined ? 'post' : 'edit';
      made += 1;
      return take({
        kind,
        place,
        tenant,
        key,
        text: textOf(card),
        ref: previous ?? `${name}-${made}`,
        signal,
      });
    },
    remove: ({ place, tenant }: Place, ref) =>
      take({ kind: 'remove', place, tenant, key: posts.get(ref)?.key ?? '', text: '', ref }),
  };
  return fake;
}
