import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/types.ts';
import type { Sent } from '../../src/kernel/platform.ts';
import { emptyTables, engines, withDatabase } from '../support/database.ts';
import type { Call } from './fake-platform.ts';
import { until } from './machine.ts';
import { post, refresh, remove, setStage, type Stage } from './stage.ts';

/*
 * Anything may happen in any order; afterwards all that is live stands exactly once more than what was counted as a
 * possible repeat, and says what its view says; nothing was posted that had been removed.
 */

const KEYS = ['agenda', 'poll', 'topic'];
const PLACES = ['one', 'two'];
const ENDS = [
  'ok',
  'retry',
  'limited',
  'lost',
  'arrived',
  'dead',
  'gone',
  'throws',
  'changed',
  'removed',
] as const;
type End = (typeof ENDS)[number];

type Step =
  | { readonly kind: 'show'; readonly key: string; readonly places: string }
  | { readonly kind: 'refresh' | 'remove' | 'hide'; readonly key: string }
  | { readonly kind: 'ends'; readonly ends: readonly End[] }
  | { readonly kind: 'send' }
  | { readonly kind: 'crash'; readonly when: 'before' | 'after' }
  | { readonly kind: 'pass'; readonly ms: number };

const key = fc.constantFrom(...KEYS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('show' as const),
      key,
      places: fc.constantFrom(...PLACES, PLACES.join(' ')),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('refresh' as const, 'refresh' as const, 'hide' as const, 'remove' as const),
      key,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('ends' as const),
      ends: fc.array(fc.constantFrom(...ENDS), { maxLength: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'send' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.constantFrom(100, 1000, 30_000, 600_000),
    }),
  },
);

function endOf(end: End, call: Call, arrive: () => Sent): Sent {
  switch (end) {
    case 'ok':
      return arrive();
    case 'retry':
      return { state: 'retry', reason: 'http-503' };
    case 'limited':
      return { state: 'retry', reason: 'rate_limited', afterMs: 5000 };
    case 'lost':
      return { state: 'unknown', reason: 'reset' };
    case 'arrived':
      arrive();
      return { state: 'unknown', reason: 'reset' };
    case 'dead':
      return { state: 'dead', reason: 'channel_not_found' };
    case 'gone':
      // Only what was posted can be deleted by a person.
      return call.kind === 'post' ? arrive() : { state: 'gone' };
    case 'throws':
      arrive();
      throw new Error('an adapter with a bug');
    case 'changed':
    case 'removed':
      throw new Error('handled before');
    default:
      return end satisfies never;
  }
}

/** A worker that dies at its first send, before or after it arrives. */
async function crash(stage: Stage, when: 'before' | 'after'): Promise<void> {
  const never = new Promise<never>(() => {});
  let died = false;
  const dying: Database = {
    ...stage.database,
    unscoped: (fn) => (died ? never : stage.database.unscoped(fn)),
  };
  const healthy = stage.slack.answer;
  stage.slack.answer = (_call, arrive) => {
    if (when === 'after' && !died) arrive();
    died = true;
    return never;
  };
  let ended = false;
  void stage
    .another({ database: dying, concurrency: 1 })
    .drain()
    .then(() => {
      ended = true;
    });
  await until(() => ended || died);
  stage.slack.answer = healthy;
}

/** What the world knows, besides the tables. */
interface World {
  readonly ends: End[];
  /** Calls made so far when a key was removed. */
  readonly removedAt: Map<string, number>;
  version: number;
}

async function take(stage: Stage, world: World, each: Step): Promise<void> {
  world.version += 1;
  switch (each.kind) {
    case 'show':
      stage.says.set(each.key, `${each.key} ${world.version}`);
      // Other places of the same subject must follow, too.
      await stage.effects(post(each.key, each.places, each.key), refresh(each.key));
      return;
    case 'refresh':
      stage.says.set(each.key, `${each.key} ${world.version}`);
      await stage.effects(refresh(each.key));
      return;
    case 'hide':
      stage.says.set(each.key, null);
      await stage.effects(refresh(each.key));
      return;
    case 'remove': {
      await stage.effects(remove(each.key));
      for (const row of await stage.rows()) {
        const name = `${row.key} ${row.place}`;
        if (row.key === each.key && !world.removedAt.has(name))
          world.removedAt.set(name, stage.slack.calls.length);
      }
      return;
    }
    case 'ends':
      world.ends.push(...each.ends);
      return;
    case 'send':
      await stage.outbox.drain();
      return;
    case 'crash':
      await crash(stage, each.when);
      return;
    case 'pass':
      stage.machine.advance(each.ms);
      return;
    default:
      each satisfies never;
  }
}

/** The faults end, everything dead is changed once more, and time passes. */
async function settle(stage: Stage, world: World): Promise<void> {
  world.ends.length = 0;
  const keys = new Set((await stage.rows()).filter((row) => row.state === 'dead').map((row) => row.key));
  const places = PLACES.join(' ');
  await stage.effects(...[...keys].map((each) => post(each, places, each)));
  for (let round = 0; round < 4; round += 1) {
    stage.machine.advance(600_000);
    await stage.outbox.drain();
  }
}

async function check(stage: Stage, world: World): Promise<void> {
  for (const row of await stage.rows()) {
    const name = `${row.key} ${row.place}`;
    const standing = [...stage.slack.posts].filter(
      ([, each]) => each.key === row.key && each.place === row.place,
    );
    const said = stage.says.get(row.key) ?? null;
    expect(row, name).toMatchObject({ shown: row.wanted, inFlight: false, attempts: 0 });
    expect(row.state, name).not.toBe('dead');
    const ours = row.ref === null ? undefined : stage.slack.posts.get(row.ref);
    if (row.state === 'live') expect(ours?.text ?? null, name).toBe(said);
    if (row.state === 'removed' && row.reason === null) expect(row.ref, name).toBeNull();
    const orphans = standing.filter(([ref]) => ref !== row.ref);
    expect(orphans.length, `${name}: what stands twice is counted`).toBeLessThanOrEqual(
      row.possibleRepeats + lastSeen(row.state),
    );
    const later = stage.slack.calls.slice(world.removedAt.get(name) ?? Number.POSITIVE_INFINITY);
    const posted = later.filter((call) => call.kind !== 'remove' && `${call.key} ${call.place}` === name);
    expect(posted, `${name}: nothing goes out after it was removed`).toEqual([]);
  }
  expect((await stage.lanes()).filter((lane) => lane.lease !== null)).toEqual([]);
}

// A post that may have arrived just before the message was removed is not repeated, so it is not counted either.
const lastSeen = (state: string): number => (state === 'removed' ? 1 : 0);

describe.each(engines)('the outbox on %s', (engine) => {
  const database = withDatabase(engine);

  test('whatever happens, what stands is what should stand', async () => {
    const asserted = fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await emptyTables(database());
        const stage = await setStage(database());
        const world: World = { ends: [], removedAt: new Map(), version: 0 };
        stage.slack.answer = async (call, arrive) => {
          const end = world.ends.shift() ?? 'ok';
          if (end !== 'changed' && end !== 'removed') return endOf(end, call, arrive);
          // Someone acts while this is on its way, and what they do is committed before its result.
          const key = call.key === '' ? 'poll' : call.key;
          await take(stage, world, end === 'changed' ? { kind: 'refresh', key } : { kind: 'remove', key });
          return arrive();
        };
        for (const each of steps) await take(stage, world, each);
        await settle(stage, world);
        await check(stage, world);
      }),
      { numRuns: 60 },
    );
    await expect(asserted).resolves.toBeUndefined();
  });
});
