import { and, eq, sql } from 'drizzle-orm';
import { later } from '../db/later.ts';
import { prepared } from '../db/prepared.ts';
import type { Tx } from '../db/types.ts';
import { isDirect, type MessageRef } from '../kernel/platform.ts';
import { inItsLane, type Claim } from './lanes.ts';
import { lanes, messages } from './table.ts';

/** What became of a claim. */
export type Delivery =
  | { readonly kind: 'shown'; readonly ref: MessageRef; readonly hash: string }
  /** It stands there already, or nothing is to stand there: nothing was sent. */
  | { readonly kind: 'same' }
  /** Taken down. */
  | { readonly kind: 'cleared' }
  /** A person deleted it. */
  | { readonly kind: 'gone' }
  /** The platform said how long to wait. */
  | { readonly kind: 'limited'; readonly afterMs: number }
  /** The platform is away: tried for days. `unsure`: it may have arrived. */
  | { readonly kind: 'silent'; readonly unsure: boolean }
  /** To be tried again. `unsure`: it may have arrived. `called`: the platform was asked. */
  | {
      readonly kind: 'failed';
      /** The reason it gets if this was its last attempt. */
      readonly reason: string;
      readonly unsure: boolean;
      readonly called: boolean;
    }
  | { readonly kind: 'dead'; readonly reason: string };

export interface Moment {
  /** Domain time: what people see. */
  readonly now: Date;
  /** Machine time: what waits. */
  readonly machineNow: Date;
  readonly paceMs: number;
  readonly editPaceMs: number;
  readonly random: () => number;
}

/** After so many failures a message is given up. */
export const MOST_ATTEMPTS = 12;
const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 600_000;

/** While a platform is away it is asked once or twice an hour, and some three days long. */
export const MOST_SILENCES = 150;
const LONGEST_SILENCE_MS = 3_600_000;
/** What may have arrived and is sent again may stand there twice: a dozen times at most, spread over a day and more. */
const UNSURE = { longest: 6 * LONGEST_SILENCE_MS, growth: 4 };
/** One count holds both: failures below, silences in steps of a hundred, so that an outage uses up no attempt. */
const SILENCE = 100;
const failuresIn = (attempts: number): number => attempts % SILENCE;
const silencesIn = (attempts: number): number => Math.floor(attempts / SILENCE);

/** Full jitter: anything between nothing and the grown wait, so that many failures do not come back together. */
const backoffMs = (
  tries: number,
  random: () => number,
  { longest = LONGEST_BACKOFF_MS, growth = 2 } = {},
): number => Math.floor(random() * Math.min(longest, FIRST_BACKOFF_MS * growth ** (tries - 1)));

const after = (from: Date, ms: number): Date => new Date(from.getTime() + ms);

/**
 * `died`: given up just now, and nobody was told yet. `repeated`: it stands there, and may stand there twice. `stale`: the
 * lane is someone else's now; nothing was written.
 */
export type Recorded = 'recorded' | 'died' | 'repeated' | 'stale';

/** What became of one claim, and when. */
export interface Result {
  readonly claim: Claim;
  readonly delivery: Delivery;
  readonly moment: Moment;
}

/**
 * Writes what became of claims and frees their lanes, where the lane is still ours. Lanes are only locked, not written,
 * until the messages are: whoever writes effects meanwhile holds messages and may open lanes, so nobody waits in a ring.
 * For the same reason several results wait for nobody: one whose row another transaction holds is not written, and has
 * no answer. A single one waits for its row.
 */
export async function record(tx: Tx, results: readonly Result[]): Promise<ReadonlyMap<string, Recorded>> {
  const alone = results.length === 1;
  const rows = await (alone ? lockOne : lockSome)(tx, {
    ids: results.map(({ claim }) => claim.id),
    leases: results.map(({ claim }) => claim.lease),
  });
  const known = new Map(rows.map((row) => [row.id, row]));
  const found = results.flatMap((result) => {
    const row = known.get(result.claim.id);
    // The lease tells a late result from that of whoever has the lane now.
    return row?.lease === result.claim.lease ? [{ ...result, row, changes: changesOf(row, result) }] : [];
  });
  if (found.length > 0) {
    const changed = found.map(({ row, changes }) => ({ ...row, ...changes }));
    await later(
      tx,
      saveMessages(tx, { ids: changed.map((row) => row.id), changed: JSON.stringify(changed) }),
    );
    const freed = found.map(({ claim, delivery, moment }) => ({
      ...claim.place,
      notBefore: laneFreeAt(delivery, moment),
    }));
    await later(tx, freeThem(tx, { freed: JSON.stringify(freed) }));
  }
  const done = new Map(found.map((each) => [each.claim.id, outcomeOf(each)] as const));
  return alone && found.length === 0 ? new Map([[results[0]!.claim.id, 'stale' as const]]) : done;
}

function outcomeOf({ claim, delivery, row, changes }: Result & { row: Row; changes: Changes }): Recorded {
  if (typeof changes.reason === 'string' && row.reason === null) return 'died';
  // Edits repeat nothing, so a message is repeated in one go of attempts: told when that has ended.
  const posted = delivery.kind === 'shown' && claim.ref === null && claim.attempts > 1;
  return posted && row.possibleRepeats > 0 ? 'repeated' : 'recorded';
}

/** All that a result may change, as it is now. */
const { id, state, urgent, wanted, shown, shownHash, ref, shownAt, editedAt, inFlight } = messages;
const { possibleRepeats, attempts, notBefore, reason } = messages;
const OWN = {
  id,
  state,
  urgent,
  shown,
  shownHash,
  ref,
  shownAt,
  editedAt,
  inFlight,
  attempts,
  notBefore,
  reason,
};

const ours = (tx: Tx) =>
  tx
    .select({ ...OWN, wanted, possibleRepeats, lease: lanes.lease })
    .from(messages)
    .innerJoin(lanes, inItsLane)
    .where(
      sql`(${id}, ${lanes.lease}) in
        (select i, l from unnest(${sql.placeholder('ids')}::uuid[], ${sql.placeholder('leases')}::uuid[]) as ours(i, l))`,
    );
const lockOne = prepared((tx) => ours(tx).for('update'));
const lockSome = prepared((tx) => ours(tx).for('update', { skipLocked: true }));

const saveMessages = prepared((tx) => {
  const changed = sql`jsonb_to_recordset(${sql.placeholder('changed')}::jsonb) as changed (
    id uuid, state text, urgent boolean, shown int, "shownHash" text, ref text, "shownAt" timestamptz,
    "editedAt" timestamptz, "inFlight" boolean, attempts int, "notBefore" timestamptz, reason text)`;
  const to = (column: string) => sql.raw(`changed."${column}"`);
  const set = Object.fromEntries(Object.keys(OWN).map((column) => [column, to(column)]));
  return (
    tx
      .update(messages)
      .set(set)
      .from(changed)
      // Named twice: how many rows the JSON holds the planner does not know, and would read the whole table for them.
      .where(and(eq(messages.id, to('id')), sql`${messages.id} = any(${sql.placeholder('ids')}::uuid[])`))
  );
});

const freeThem = prepared((tx) => {
  const freed = sql`jsonb_to_recordset(${sql.placeholder('freed')}::jsonb) as freed (
    platform text, tenant text, place text, "notBefore" timestamptz)`;
  return tx
    .update(lanes)
    .set({ lease: null, busyUntil: null, notBefore: sql`freed."notBefore"` })
    .from(freed)
    .where(
      sql`${lanes.platform} = freed.platform and ${lanes.tenant} = freed.tenant and ${lanes.place} = freed.place`,
    );
});

function laneFreeAt(delivery: Delivery, { machineNow, paceMs }: Moment): Date {
  switch (delivery.kind) {
    case 'same':
      return machineNow;
    case 'failed':
      return after(machineNow, delivery.called ? paceMs : 0);
    case 'limited':
      return after(machineNow, Math.max(delivery.afterMs, paceMs));
    case 'silent':
    case 'shown':
    case 'cleared':
    case 'gone':
    case 'dead':
      return after(machineNow, paceMs);
    default:
      return delivery satisfies never;
  }
}

/** The row as it is now: it may have changed while the send was under way. */
type Row = Pick<typeof messages.$inferSelect, 'state' | 'reason' | 'wanted' | 'urgent' | 'possibleRepeats'>;
type Changes = Partial<typeof messages.$inferInsert>;

function changesOf(row: Row, { claim, delivery, moment }: Result): Changes {
  const { now, machineNow, random, editPaceMs } = moment;
  const caughtUp: Changes = {
    shown: claim.wanted,
    inFlight: false,
    attempts: 0,
    reason: null,
    // Changes that came meanwhile queue up anew, so that a busy message leaves room for others.
    notBefore: machineNow,
  };
  const urgent = row.urgent || claim.urgent;
  switch (delivery.kind) {
    case 'shown': {
      const times = claim.ref === null ? { shownAt: now, editedAt: null } : { editedAt: now };
      // In a channel, a message that changes all the time is edited now and then, and the last edit is exact.
      const paced = claim.ref !== null && !isDirect(claim.place.place);
      const notBefore = paced ? after(machineNow, editPaceMs) : machineNow;
      return { ...caughtUp, ...times, notBefore, ref: delivery.ref, shownHash: delivery.hash };
    }
    case 'same':
      return caughtUp;
    case 'cleared':
      return { ...caughtUp, ref: null, shownHash: null };
    case 'gone':
      return { ...caughtUp, state: 'removed', shown: row.wanted, ref: null, shownHash: null };
    case 'limited':
      return { inFlight: false, attempts: claim.attempts - 1, urgent };
    case 'silent': {
      const { unsure } = delivery;
      const failures = failuresIn(claim.attempts);
      const silences = silencesIn(claim.attempts) + 1;
      if (silences >= MOST_SILENCES || (unsure && failures >= MOST_ATTEMPTS))
        return givenUp(row, claim, { reason: 'gave-up', unsure }, moment);
      const attempts = silences * SILENCE + (unsure ? failures : failures - 1);
      const wait = unsure
        ? backoffMs(failures, random, UNSURE)
        : backoffMs(silences, random, { longest: LONGEST_SILENCE_MS });
      return { inFlight: unsure, attempts, notBefore: after(machineNow, wait), urgent };
    }
    case 'failed': {
      if (failuresIn(claim.attempts) >= MOST_ATTEMPTS) return givenUp(row, claim, delivery, moment);
      const wait = backoffMs(failuresIn(claim.attempts), random);
      return { inFlight: delivery.unsure, notBefore: after(machineNow, wait), urgent };
    }
    case 'dead':
      return givenUp(row, claim, { reason: delivery.reason, unsure: false }, moment);
    default:
      return delivery satisfies never;
  }
}

function givenUp(
  row: Row,
  claim: Claim,
  { reason, unsure }: { reason: string; unsure: boolean },
  { machineNow, random }: Moment,
): Changes {
  // What changed meanwhile has not been tried yet; nor has taking it down, if that is what changed.
  if (row.wanted > claim.wanted) {
    const notBefore = after(machineNow, backoffMs(failuresIn(claim.attempts), random));
    return { inFlight: unsure, attempts: 0, notBefore };
  }
  // It cannot be taken down: it stays removed, and the reason tells.
  if (row.state === 'removed') return { shown: claim.wanted, inFlight: false, attempts: 0, reason };
  return { state: 'dead', inFlight: unsure, reason };
}
