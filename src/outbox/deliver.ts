import type { Log } from '../db/types.ts';
import type { SealedCard } from '../kernel/card.ts';
import type { Clock } from '../kernel/clock.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { ViewRef } from '../kernel/outcome.ts';
import { Unanswered, type Place, type Platform, type Sent } from '../kernel/platform.ts';
import type { Words } from '../kernel/rich.ts';
import type { Wait } from './bell.ts';
import type { Claim } from './lanes.ts';
import type { Delivery } from './record.ts';

export interface Rendered {
  readonly card: SealedCard;
  readonly words: Words;
  readonly hash: string;
}

/** Renders a view for whoever can read the place, now; null when there is nothing to show. */
export type Render = (taskForce: TaskForceId, view: ViewRef, place: Place) => Promise<Rendered | null>;

export interface DeliverDeps {
  readonly render: Render;
  readonly machine: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly wait: Wait;
  readonly timeoutMs: number;
}

/** Brings one place up to date, and tells how it ended; never throws. `stop` ends a send under way. */
export async function deliver(
  deps: DeliverDeps,
  work: { claim: Claim; platform: Platform },
  stop: AbortSignal,
): Promise<Delivery> {
  const { claim, platform } = work;
  if (claim.state === 'removed') return takeDown(deps, work, stop);
  // Without edits the first state is the only one.
  if (claim.ref !== null && !platform.edits) return { kind: 'same' };
  let rendered: Rendered | null;
  try {
    rendered = await deps.render(claim.taskForce, claim.view, claim.place);
  } catch (error) {
    if (error instanceof Unanswered) return unseen(deps, claim, error);
    logFault(deps, claim, error, 'A view could not be rendered; it is tried again.');
    return { kind: 'failed', reason: 'fault', unsure: false, called: false };
  }
  if (rendered === null) return takeDown(deps, work, stop);
  const { hash, card, words } = rendered;
  if (claim.ref !== null && hash === claim.shownHash) return { kind: 'same' };
  const { taskForce, key } = claim;
  const previous = claim.ref === null ? {} : { previous: claim.ref };
  const call = (signal: AbortSignal): Promise<Sent> =>
    platform.show(claim.place, { taskForce, key, card, words, ...previous, signal });
  const sent = await askPlatform(deps, { claim, call }, stop);
  return sent.state === 'shown' ? { kind: 'shown', ref: sent.ref, hash } : failureOf(sent);
}

/** Nobody said who reads there: as if the send itself had ended so. */
function unseen({ log }: DeliverDeps, claim: Claim, { message: reason, afterMs }: Unanswered): Delivery {
  const { taskForce, id, place } = claim;
  const fields = { taskForce, message: id, platform: place.platform, reason: codeOf(reason) };
  log.warn(fields, 'The platform did not say who reads a place; it is asked again.');
  return failureOf({ state: 'retry', reason, silent: true, ...(afterMs === undefined ? {} : { afterMs }) });
}

async function takeDown(
  deps: DeliverDeps,
  { claim, platform }: { claim: Claim; platform: Platform },
  stop: AbortSignal,
): Promise<Delivery> {
  const { ref, place } = claim;
  if (ref === null || !platform.edits) return { kind: 'same' };
  const sent = await askPlatform(deps, { claim, call: () => platform.remove(place, ref) }, stop);
  return sent.state === 'shown' ? { kind: 'cleared' } : failureOf(sent);
}

// Reasons are shown and kept: whatever an adapter lets through, only a code gets in.
const codeOf = (reason: string): string => (/^[a-z0-9][a-z0-9_.:-]{0,39}$/i.test(reason) ? reason : 'other');

type Answer = Sent | { readonly state: 'late' };

function failureOf(sent: Exclude<Answer, { state: 'shown' }>): Delivery {
  switch (sent.state) {
    case 'gone':
      return { kind: 'gone' };
    case 'dead':
      return { kind: 'dead', reason: codeOf(sent.reason) };
    case 'retry':
      if (sent.afterMs !== undefined) return { kind: 'limited', afterMs: sent.afterMs };
      if (sent.silent) return { kind: 'silent', unsure: false };
      return { kind: 'failed', reason: 'gave-up', unsure: false, called: true };
    case 'unknown':
      if (sent.silent) return { kind: 'silent', unsure: true };
      return { kind: 'failed', reason: 'gave-up', unsure: true, called: true };
    case 'late':
      return { kind: 'failed', reason: 'gave-up', unsure: false, called: false };
    default:
      return sent satisfies never;
  }
}

interface Call {
  readonly claim: Claim;
  readonly call: (signal: AbortSignal) => Promise<Sent>;
}

/** Asks the platform, with an end: past its time, or past our lease, nobody waits for the answer. */
async function askPlatform(deps: DeliverDeps, { claim, call }: Call, stop: AbortSignal): Promise<Answer> {
  const left = claim.until.getTime() - deps.machine.now().getTime();
  // Rendering took so long that another worker may have the lane now.
  if (left <= 0) return { state: 'late' };
  const cut = new AbortController();
  const answered = new AbortController();
  const ended = AbortSignal.any([answered.signal, stop]);
  const tooLong = deps.wait(Math.min(deps.timeoutMs, left), ended).then((): Sent => {
    if (!answered.signal.aborted) cut.abort();
    return { state: 'unknown', reason: 'timeout', silent: true };
  });
  try {
    return await Promise.race([safely(deps, claim, () => call(cut.signal)), tooLong]);
  } finally {
    answered.abort();
  }
}

async function safely(deps: DeliverDeps, claim: Claim, call: () => Promise<Sent>): Promise<Sent> {
  try {
    return await call();
  } catch (error) {
    logFault(deps, claim, error, 'An adapter threw; the message is tried again.');
    return { state: 'unknown', reason: 'threw' };
  }
}

function logFault({ log, newId }: DeliverDeps, claim: Claim, error: unknown, said: string): void {
  const { taskForce, id, place, attempts } = claim;
  const reference = newId().slice(0, 8);
  log.error({ reference, taskForce, message: id, platform: place.platform, attempts, error }, said);
}
