import { and, eq } from 'drizzle-orm';
import type { Tx } from '../db/types.ts';
import { isDirect, type MessageRef } from '../kernel/platform.ts';
import { isLane, type Claim } from './lanes.ts';
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

const later = (from: Date, ms: number): Date => new Date(from.getTime() + ms);

/**
 * `died`: given up just now, and nobody was told yet. `repeated`: it stands there, and may stand there twice. `stale`: the
 * lane is someone else's now; nothing was written.
 */
export type Recorded = 'recorded' | 'died' | 'repeated' | 'stale';

/**
 * Writes what became of a claim and frees its lane, if the lane is still ours. The lane is only locked, not written,
 * until the message is: whoever writes effects meanwhile holds messages and may open lanes, so nobody waits in a ring.
 */
export async function record(tx: Tx, claim: Claim, delivery: Delivery, moment: Moment): Promise<Recorded> {
  const ours = and(isLane(claim.place), eq(lanes.lease, claim.lease));
  const { state, reason, wanted, urgent, possibleRepeats } = messages;
  const [row] = await tx
    .select({ state, reason, wanted, urgent, possibleRepeats })
    .from(lanes)
    .innerJoin(messages, eq(messages.id, claim.id))
    .where(ours)
    .for('update');
  if (row === undefined) return 'stale';
  const changes = changesOf(row, claim, delivery, moment);
  await tx.update(messages).set(changes).where(eq(messages.id, claim.id));
  await tx
    .update(lanes)
    .set({ lease: null, busyUntil: null, notBefore: laneFreeAt(delivery, moment) })
    .where(ours);
  if (typeof changes.reason === 'string' && row.reason === null) return 'died';
  // Edits repeat nothing, so a message is repeated in one go of attempts: told when that has ended.
  const posted = delivery.kind === 'shown' && claim.ref === null && claim.attempts > 1;
  return posted && row.possibleRepeats > 0 ? 'repeated' : 'recorded';
}

function laneFreeAt(delivery: Delivery, { machineNow, paceMs }: Moment): Date {
  switch (delivery.kind) {
    case 'same':
      return machineNow;
    case 'failed':
      return later(machineNow, delivery.called ? paceMs : 0);
    case 'limited':
      return later(machineNow, Math.max(delivery.afterMs, paceMs));
    case 'silent':
    case 'shown':
    case 'cleared':
    case 'gone':
    case 'dead':
      return later(machineNow, paceMs);
    default:
      return delivery satisfies never;
  }
}

/** The row as it is now: it may have changed while the send was under way. */
type Row = Pick<typeof messages.$inferSelect, 'state' | 'reason' | 'wanted' | 'urgent'>;
type Changes = Partial<typeof messages.$inferInsert>;

function changesOf(row: Row, claim: Claim, delivery: Delivery, moment: Moment): Changes {
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
      const notBefore = paced ? later(machineNow, editPaceMs) : machineNow;
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
      return { inFlight: unsure, attempts, notBefore: later(machineNow, wait), urgent };
    }
    case 'failed': {
      if (failuresIn(claim.attempts) >= MOST_ATTEMPTS) return givenUp(row, claim, delivery, moment);
      const wait = backoffMs(failuresIn(claim.attempts), random);
      return { inFlight: delivery.unsure, notBefore: later(machineNow, wait), urgent };
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
    const notBefore = later(machineNow, backoffMs(failuresIn(claim.attempts), random));
    return { inFlight: unsure, attempts: 0, notBefore };
  }
  // It cannot be taken down: it stays removed, and the reason tells.
  if (row.state === 'removed') return { shown: claim.wanted, inFlight: false, attempts: 0, reason };
  return { state: 'dead', inFlight: unsure, reason };
}
