import { randomUUID } from 'node:crypto';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { toldIn } from './asks/keep.ts';
import type { Context, View } from './db/context.ts';
import { knownReader, placesOf } from './features/roster/index.ts';
import type { Coming } from './kernel/feature.ts';
import type { MessageEffect, To, ViewRef } from './kernel/outcome.ts';
import { isDirect, type Place } from './kernel/platform.ts';
import { messages } from './outbox/table.ts';

interface Waiting {
  readonly key: string;
  readonly place: Place;
  readonly view: ViewRef;
}

/** What the outbox would bring into places where it did not stand before. */
export interface VirtualPosts {
  /** Takes effects of one outcome, in their order. */
  take(ctx: Context, effects: readonly MessageEffect[]): Promise<void>;
  /** What goes out at this moment: what has something to show for who reads there. */
  deliver(ctx: Context): Promise<readonly Coming[]>;
}

const nameOf = (key: string, { platform, tenant, place }: Place): string =>
  JSON.stringify([key, platform, tenant, place]);

/** Begins with the messages as they are in the transaction: what waits there goes out first. */
export async function virtualPosts(
  { tx, taskForce }: Context,
  views: ReadonlyMap<string, View>,
  running: ReadonlySet<string>,
): Promise<VirtualPosts> {
  /** What stands somewhere, or will never: only edited from now on. */
  const standing = new Set<string>();
  const waiting = new Map<string, Waiting>();
  const unwritten: Waiting[] = [];
  /** Nothing to show so far, and nothing has changed since. */
  const empty = new Set<string>();
  const placesKnown = new Map<string, readonly Place[]>();

  const { key, platform, tenant, place, view, ref, state, wanted, shown } = messages;
  const rows = await tx
    .select({ key, platform, tenant, place, view, ref, state, wanted, shown })
    .from(messages)
    .where(eq(messages.taskForce, taskForce.id));
  for (const row of rows) {
    const at = { platform: row.platform, tenant: row.tenant, place: row.place };
    const name = nameOf(row.key, at);
    if (row.ref !== null || row.state === 'removed') standing.add(name);
    else {
      waiting.set(name, { key: row.key, place: at, view: row.view });
      if (row.wanted <= row.shown || row.state === 'dead') empty.add(name);
    }
  }

  async function placesFor(ctx: Context, to: To): Promise<readonly Place[]> {
    const name = JSON.stringify(to);
    const known = placesKnown.get(name) ?? (await placesOf(ctx.tx, to, running));
    placesKnown.set(name, known);
    return known;
  }

  async function show(ctx: Context, effect: Extract<MessageEffect, { kind: 'show' }>): Promise<void> {
    for (const at of await placesFor(ctx, effect.to)) {
      const name = nameOf(effect.key, at);
      if (standing.has(name)) continue;
      empty.delete(name);
      const row = { key: effect.key, place: at, view: effect.view };
      if (!waiting.has(name)) unwritten.push(row);
      waiting.set(name, row);
    }
  }

  // With the effect, as the outbox has it: the plan looks at what was said, and a hello counts from then on.
  async function write({ tx: within, now }: Context): Promise<void> {
    if (unwritten.length === 0) return;
    const made = unwritten.splice(0).map(({ key: of, place: at, view: shows }) => ({
      id: randomUUID(),
      taskForce: taskForce.id,
      key: of,
      ...at,
      view: shows,
      notBefore: now,
      createdAt: now,
    }));
    await within.insert(messages).values(made).onConflictDoNothing();
  }

  /** As the outbox has it: what has reached somebody is told from what they never saw. */
  async function stands({ tx: within, now }: Context, coming: readonly Coming[]): Promise<void> {
    const keys = [...new Set(coming.map((each) => each.key))];
    if (keys.length > 0)
      await within
        .update(messages)
        .set({ shownAt: now })
        .where(and(eq(messages.taskForce, taskForce.id), inArray(key, keys), isNull(messages.shownAt)));
  }

  return {
    async take(ctx, effects) {
      for (const effect of effects) {
        if (effect.kind === 'show') {
          await show(ctx, effect);
          continue;
        }
        for (const [name, each] of waiting) {
          if (each.key !== effect.key) continue;
          if (effect.kind === 'remove') {
            waiting.delete(name);
            standing.add(name);
          } else empty.delete(name);
        }
      }
      await write(ctx);
    },
    async deliver(ctx) {
      const coming: Coming[] = [];
      for (const [name, { key: of, place: at, view: ref }] of waiting) {
        if (empty.has(name) || !running.has(at.platform)) continue;
        const reader = await knownReader(ctx.tx, at, taskForce.zone);
        const made = views.get(ref.name);
        if (!made) throw new Error(`no view ${ref.name}`);
        if (!reader || !(await made(ctx, ref.id, reader))) {
          empty.add(name);
          continue;
        }
        waiting.delete(name);
        standing.add(name);
        const member = isDirect(at.place) ? reader.person?.member : undefined;
        const asks = member ? await toldIn(ctx.tx, of) : [];
        coming.push({ at: ctx.now, key: of, place: at, view: ref, asks, ...(member ? { member } : {}) });
      }
      await stands(ctx, coming);
      return coming;
    },
  };
}
