import { and, asc, desc, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import { later } from '../db/later.ts';
import { prepared } from '../db/prepared.ts';
import { taskForces } from '../db/schema.ts';
import type { Tx } from '../db/types.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { ViewRef } from '../kernel/outcome.ts';
import type { MessageRef, Place } from '../kernel/platform.ts';
import { lanes, messages, type MessageState } from './table.ts';

/** A message that is ours to send, until the lease ends. */
export interface Claim {
  readonly place: Place;
  readonly lease: string;
  /** Machine time at which another worker may take the lane over. */
  readonly until: Date;
  readonly id: string;
  readonly taskForce: TaskForceId;
  readonly key: string;
  readonly view: ViewRef;
  readonly state: MessageState;
  readonly urgent: boolean;
  readonly ref: MessageRef | null;
  readonly shownHash: string | null;
  /** What this send catches up with. */
  readonly wanted: number;
  /** This one included; see `record`, which counts. */
  readonly attempts: number;
}

// 'dead' is written out, as in the partial index: with a parameter the index would not be used.
const waiting = sql`${messages.wanted} > ${messages.shown} and ${messages.state} <> 'dead'`;
/** A message and its lane. */
export const inItsLane = and(
  eq(messages.platform, lanes.platform),
  eq(messages.tenant, lanes.tenant),
  eq(messages.place, lanes.place),
);
/** What stands somewhere is changed and taken down while paused, too: a text that someone hid must not stay. */
const stands = and(eq(taskForces.state, 'paused'), isNotNull(messages.ref));
/**
 * In set-up everything waits, and while paused all that is new (product rule 13). The empty text keeps the planner from
 * beginning at the task force, where it would read all that was ever sent there; what waits is the smaller index.
 */
const mayGoOut = and(
  eq(taskForces.id, sql`${messages.taskForce} || ''`),
  or(eq(taskForces.state, 'running'), stands),
);

/** When the first waiting message of each platform may be sent. The one query of an idle second. */
export async function earliest(tx: Tx): Promise<ReadonlyMap<string, Date>> {
  const rows = await firsts(tx, {});
  return new Map(rows.map((row) => [row.platform, row.at]));
}

const firsts = prepared((tx) => {
  const { notBefore, busyUntil } = lanes;
  const lane = tx.select({ notBefore, busyUntil }).from(lanes).where(inItsLane).limit(1).as('lane');
  const at = sql`min(greatest(${messages.notBefore}, ${lane.notBefore}, ${lane.busyUntil}))`;
  return tx
    .select({ platform: messages.platform, at: at.mapWith(messages.notBefore) })
    .from(messages)
    .innerJoin(taskForces, mayGoOut)
    .innerJoinLateral(lane, sql`true`)
    .where(waiting)
    .groupBy(messages.platform);
});

export interface ClaimOptions {
  readonly platform: string;
  /** At most so many lanes. */
  readonly limit: number;
  readonly now: Date;
  readonly lease: string;
  readonly until: Date;
}

/**
 * Leases free lanes that have something to send, and takes one message in each: urgent ones first, then what has
 * waited longest. Never waits: what another transaction holds is left for the next round. `candidates` are lanes that
 * `freeLanes` found a moment ago, best first; the ones looked at are taken out.
 */
export async function claim(tx: Tx, options: ClaimOptions, candidates: Place[]): Promise<readonly Claim[]> {
  const free = await lockLanes(tx, options, candidates);
  if (free.length === 0) return [];
  // A new statement sees all that the last holder of these lanes recorded.
  const found = await lockNext(tx, { now: options.now.toISOString(), ...named(options, free) });
  if (found.length === 0) return [];
  await later(tx, take(tx, { ids: found.map(({ id }) => id) }));
  const { lease, until } = options;
  await later(tx, leaseLanes(tx, { lease, until: until.toISOString(), ...named(options, found) }));
  return found.map(({ platform, tenant, place, attempts, ...message }) => ({
    ...message,
    attempts: attempts + 1,
    place: { platform, tenant, place },
    lease,
    until,
  }));
}

async function lockLanes(tx: Tx, options: ClaimOptions, candidates: Place[]): Promise<Place[]> {
  const { limit, now } = options;
  const locked: Place[] = [];
  while (candidates.length > 0 && locked.length < limit) {
    const some = candidates.splice(0, limit - locked.length);
    const rows = await lockFree(tx, { now: now.toISOString(), ...named(options, some) });
    locked.push(...rows);
  }
  return locked;
}

/** Lanes of a platform, as a statement takes them. */
const named = ({ platform }: Pick<ClaimOptions, 'platform'>, places: readonly Place[]) => ({
  platform,
  tenants: places.map(({ tenant }) => tenant),
  places: places.map(({ place }) => place),
});

const isNamed = and(
  eq(lanes.platform, sql.placeholder('platform')),
  sql`(${lanes.tenant}, ${lanes.place}) in
    (select t, p from unnest(${sql.placeholder('tenants')}::text[], ${sql.placeholder('places')}::text[]) as named(t, p))`,
);

const now = sql`${sql.placeholder('now')}::timestamptz`;
const isFree = and(lte(lanes.notBefore, now), or(isNull(lanes.busyUntil), lte(lanes.busyUntil, now)));

const lockFree = prepared((tx) =>
  tx
    .select({ platform: lanes.platform, tenant: lanes.tenant, place: lanes.place })
    .from(lanes)
    .where(and(isNamed, isFree))
    .for('update', { skipLocked: true }),
);

const leaseLanes = prepared((tx) =>
  tx
    .update(lanes)
    .set({
      lease: sql`${sql.placeholder('lease')}::uuid`,
      busyUntil: sql`${sql.placeholder('until')}::timestamptz`,
    })
    .where(isNamed),
);

/**
 * Lanes that seem free and have something to send, `limit` at most: first the urgent, then those that rested longest;
 * of lanes that rested alike, one task force's after another's, which are then rendered together.
 */
export const freeLanes = async (
  tx: Tx,
  { platform, now, limit }: Pick<ClaimOptions, 'platform' | 'now' | 'limit'>,
): Promise<Place[]> => [...(await seemFree(tx, { platform, now: now.toISOString(), limit }))];

const seemFree = prepared((tx) => {
  const platform = sql.placeholder('platform');
  const { tenant, place } = messages;
  const work = tx
    .select({
      tenant,
      place,
      urgent: sql<boolean>`bool_or(${messages.urgent})`.as('some_urgent'),
      first: sql`min(${messages.taskForce})`.as('first'),
    })
    .from(messages)
    .innerJoin(taskForces, mayGoOut)
    .where(and(eq(messages.platform, platform), waiting, lte(messages.notBefore, now)))
    .groupBy(tenant, place)
    .as('work');
  // The limit makes the planner look up each lane; without statistics it would go through all, for each.
  const lane = tx
    .select({ platform: lanes.platform, notBefore: lanes.notBefore })
    .from(lanes)
    .where(
      and(eq(lanes.platform, platform), eq(lanes.tenant, work.tenant), eq(lanes.place, work.place), isFree),
    )
    .limit(1)
    .as('lane');
  return tx
    .select({ platform: lane.platform, tenant: work.tenant, place: work.place })
    .from(work)
    .innerJoinLateral(lane, sql`true`)
    .orderBy(desc(work.urgent), asc(lane.notBefore), work.first)
    .limit(sql.placeholder('limit'));
});

const TAKEN = {
  platform: messages.platform,
  tenant: messages.tenant,
  place: messages.place,
  id: messages.id,
  taskForce: messages.taskForce,
  key: messages.key,
  view: messages.view,
  state: messages.state,
  urgent: messages.urgent,
  ref: messages.ref,
  shownHash: messages.shownHash,
  wanted: messages.wanted,
  attempts: messages.attempts,
};

/** The next message of each lane. */
const lockNext = prepared((tx) => {
  const first = tx
    .select(TAKEN)
    .from(messages)
    .innerJoin(taskForces, mayGoOut)
    .where(and(inItsLane, waiting, lte(messages.notBefore, now)))
    .orderBy(desc(messages.urgent), asc(messages.notBefore), asc(messages.createdAt), asc(messages.id))
    .limit(1)
    .for('update', { of: messages, skipLocked: true })
    .as('first');
  return tx
    .select(first._.selectedFields)
    .from(lanes)
    .innerJoinLateral(first, sql`true`)
    .where(isNamed);
});

// A send that was under way left no trace: it may have arrived, and then this one repeats it. An edit repeats nothing.
const repeat = sql`(${messages.inFlight} and ${messages.ref} is null and ${messages.state} = 'live')::int`;

const take = prepared((tx) =>
  tx
    .update(messages)
    .set({
      inFlight: true,
      // Used up: only a change that comes from now on makes the next send urgent.
      urgent: false,
      attempts: sql`${messages.attempts} + 1`,
      possibleRepeats: sql`${messages.possibleRepeats} + ${repeat}`,
    })
    .where(sql`${messages.id} = any(${sql.placeholder('ids')}::uuid[])`),
);
