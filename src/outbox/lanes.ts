import { and, asc, desc, eq, inArray, isNull, lte, or, sql, type SQL } from 'drizzle-orm';
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

export const isLane = ({ platform, tenant, place }: Place): SQL | undefined =>
  and(eq(lanes.platform, platform), eq(lanes.tenant, tenant), eq(lanes.place, place));

// 'dead' is written out, as in the partial index: with a parameter the index would not be used.
const waiting = sql`${messages.wanted} > ${messages.shown} and ${messages.state} <> 'dead'`;
const inItsLane = and(
  eq(messages.platform, lanes.platform),
  eq(messages.tenant, lanes.tenant),
  eq(messages.place, lanes.place),
);
/**
 * In set-up and while paused everything waits (product rule 13). The empty text keeps the planner from beginning at
 * the task force, where it would read all that was ever sent there; what waits is the smaller index.
 */
const mayGoOut = and(eq(taskForces.id, sql`${messages.taskForce} || ''`), eq(taskForces.state, 'running'));

/** When the first waiting message of each platform may be sent. The one query of an idle second. */
export async function earliest(tx: Tx): Promise<ReadonlyMap<string, Date>> {
  const { notBefore, busyUntil } = lanes;
  const lane = tx.select({ notBefore, busyUntil }).from(lanes).where(inItsLane).limit(1).as('lane');
  const at = sql`min(greatest(${messages.notBefore}, ${lane.notBefore}, ${lane.busyUntil}))`;
  const rows = await tx
    .select({ platform: messages.platform, at: at.mapWith(messages.notBefore) })
    .from(messages)
    .innerJoin(taskForces, mayGoOut)
    .innerJoinLateral(lane, sql`true`)
    .where(waiting)
    .groupBy(messages.platform);
  return new Map(rows.map((row) => [row.platform, row.at]));
}

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
 * waited longest. Never waits: what another transaction holds is left for the next round.
 */
export async function claim(tx: Tx, options: ClaimOptions): Promise<readonly Claim[]> {
  const free = await lockLanes(tx, options);
  if (free.length === 0) return [];
  // A new statement sees all that the last holder of these lanes recorded.
  const found = await lockMessages(tx, free, options.now);
  if (found.size === 0) return [];
  const taken = await take(tx, [...found.keys()]);
  const { lease, until } = options;
  await tx
    .update(lanes)
    .set({ lease, busyUntil: until })
    .where(or(...taken.map(isLane)));
  return taken.map(({ platform, tenant, place, ...message }) => ({
    ...message,
    urgent: found.get(message.id) ?? false,
    place: { platform, tenant, place },
    lease,
    until,
  }));
}

/** Other replicas lock lanes at the same moment: so many more are looked at. */
const SPARE = 4;

async function lockLanes(tx: Tx, options: ClaimOptions): Promise<Place[]> {
  const { limit, now } = options;
  const candidates = await freeLanes(tx, options);
  const locked: Place[] = [];
  while (candidates.length > 0 && locked.length < limit) {
    const some = candidates.splice(0, limit - locked.length);
    const rows = await tx
      .select({ platform: lanes.platform, tenant: lanes.tenant, place: lanes.place })
      .from(lanes)
      .where(and(or(...some.map(isLane)), isFree(now)))
      .for('update', { skipLocked: true });
    locked.push(...rows);
  }
  return locked;
}

const isFree = (now: Date) =>
  and(lte(lanes.notBefore, now), or(isNull(lanes.busyUntil), lte(lanes.busyUntil, now)));

/** Lanes that seem free and have something to send: first the urgent, then those that rested longest. */
async function freeLanes(tx: Tx, { platform, limit, now }: ClaimOptions): Promise<Place[]> {
  const { tenant, place } = messages;
  const work = tx
    .select({ tenant, place, urgent: sql<boolean>`bool_or(${messages.urgent})`.as('some_urgent') })
    .from(messages)
    .innerJoin(taskForces, mayGoOut)
    .where(and(eq(messages.platform, platform), waiting, lte(messages.notBefore, now)))
    .groupBy(tenant, place)
    .as('work');
  // The limit makes the planner look up each lane; without statistics it would go through all, for each.
  const lane = tx
    .select({ notBefore: lanes.notBefore })
    .from(lanes)
    .where(
      and(
        eq(lanes.platform, platform),
        eq(lanes.tenant, work.tenant),
        eq(lanes.place, work.place),
        isFree(now),
      ),
    )
    .limit(1)
    .as('lane');
  const rows = await tx
    .select({ tenant: work.tenant, place: work.place })
    .from(work)
    .innerJoinLateral(lane, sql`true`)
    .orderBy(desc(work.urgent), asc(lane.notBefore))
    .limit(limit * SPARE);
  return rows.map((row) => ({ platform, ...row }));
}

/** The next message of each lane, by id: is it urgent? */
async function lockMessages(
  tx: Tx,
  places: readonly Place[],
  now: Date,
): Promise<ReadonlyMap<string, boolean>> {
  const first = tx
    .select({ id: messages.id, urgent: messages.urgent })
    .from(messages)
    .innerJoin(taskForces, mayGoOut)
    .where(and(inItsLane, waiting, lte(messages.notBefore, now)))
    .orderBy(desc(messages.urgent), asc(messages.notBefore), asc(messages.createdAt), asc(messages.id))
    .limit(1)
    .for('update', { of: messages, skipLocked: true })
    .as('first');
  const rows = await tx
    .select({ id: first.id, urgent: first.urgent })
    .from(lanes)
    .innerJoinLateral(first, sql`true`)
    .where(or(...places.map(isLane)));
  return new Map(rows.map((row) => [row.id, row.urgent]));
}

// A send that was under way left no trace: it may have arrived, and then this one repeats it. An edit repeats nothing.
const repeat = sql`(${messages.inFlight} and ${messages.ref} is null and ${messages.state} = 'live')::int`;

const take = (tx: Tx, ids: string[]) =>
  tx
    .update(messages)
    .set({
      inFlight: true,
      // Used up: only a change that comes from now on makes the next send urgent.
      urgent: false,
      attempts: sql`${messages.attempts} + 1`,
      possibleRepeats: sql`${messages.possibleRepeats} + ${repeat}`,
    })
    .where(inArray(messages.id, ids))
    .returning({
      platform: messages.platform,
      tenant: messages.tenant,
      place: messages.place,
      id: messages.id,
      taskForce: messages.taskForce,
      key: messages.key,
      view: messages.view,
      state: messages.state,
      ref: messages.ref,
      shownHash: messages.shownHash,
      wanted: messages.wanted,
      attempts: messages.attempts,
    });
