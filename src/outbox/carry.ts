import type { Database } from '../db/types.ts';
import type { Clock } from '../kernel/clock.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { Platform } from '../kernel/platform.ts';
import { deliver, type DeliverDeps } from './deliver.ts';
import type { Claim } from './lanes.ts';
import type { Delivery, Recorded, Result } from './record.ts';
import { createWriter } from './writer.ts';

export interface CarrierDeps extends DeliverDeps {
  readonly database: Pick<Database, 'unscoped'>;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly onTrouble: (taskForce: TaskForceId, messageId: string) => Promise<void> | void;
  readonly clock: Clock;
  readonly random: () => number;
}

/** `stop`: no new sends. `cut`: the ones under way end. `over`: not even what they did is written any more. */
export const newLife = () => ({
  stop: new AbortController(),
  cut: new AbortController(),
  over: new AbortController(),
});

export type Life = ReturnType<typeof newLife>;

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2000;

/** Makes the function that takes one claim from the render to the written result; it never rejects. */
export function createCarrier(deps: CarrierDeps): (claim: Claim, life: Life) => Promise<void> {
  const write = createWriter(deps.database);
  return async (claim, life) => {
    const platform = deps.platforms.get(claim.place.platform);
    if (platform === undefined) return;
    try {
      const delivery = await deliver(deps, { claim, platform }, life.cut.signal);
      const recorded = await recordSurely({ ...deps, write }, { claim, delivery, platform }, life);
      if (recorded === 'stale')
        say(deps, 'warn', claim, 'A result came after its lease; nothing was changed.');
      if (recorded === 'died') await tell(deps, claim, 'A message was given up.');
      if (recorded === 'repeated') await tell(deps, claim, 'A message may have gone out twice.');
    } catch (error) {
      say(deps, 'error', claim, 'A result is lost; the message is tried again when its lease ends.', error);
    }
  };
}

interface Carried {
  readonly claim: Claim;
  readonly delivery: Delivery;
  readonly platform: Platform;
}

/** What was sent must be written down, or it is sent again: tries as long as the lane is ours. */
async function recordSurely(
  deps: CarrierDeps & { readonly write: (result: Result) => Promise<Recorded> },
  { claim, delivery, platform }: Carried,
  { over }: Life,
): Promise<Recorded> {
  const { write, clock, machine, random, wait } = deps;
  const { paceMs, editPaceMs } = platform;
  const moment = { now: clock.now(), machineNow: machine.now(), paceMs, editPaceMs, random };
  for (let pause = FIRST_RETRY_MS; ; pause = Math.min(pause * 2, LONGEST_RETRY_MS)) {
    try {
      return await write({ claim, delivery, moment });
    } catch (error) {
      if (machine.now() >= claim.until || over.signal.aborted) throw error;
      say(deps, 'warn', claim, 'A result could not be written down; it is tried again.', error);
      await wait(pause, over.signal);
    }
  }
}

async function tell(deps: CarrierDeps, claim: Claim, what: string): Promise<void> {
  say(deps, 'warn', claim, what);
  try {
    await deps.onTrouble(claim.taskForce, claim.id);
  } catch (error) {
    say(deps, 'error', claim, 'Nobody could be told of trouble with a message.', error);
  }
}

function say(
  { log }: CarrierDeps,
  level: 'warn' | 'error',
  claim: Claim,
  said: string,
  error?: unknown,
): void {
  const { taskForce, id, place, attempts } = claim;
  const fields = { taskForce, message: id, platform: place.platform, attempts };
  log[level](error === undefined ? fields : { ...fields, error }, said);
}
