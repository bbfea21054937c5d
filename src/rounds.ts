import { WEB } from './features/roster/index.ts';
import type { Clock } from './kernel/clock.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { Place } from './kernel/platform.ts';
import type { Log } from './log.ts';

/** Every channel is looked at so often, whatever the platforms tell: what they told while we were off is lost. */
const EVERY_MS = 10 * 60_000;
/** One that could not be looked at. */
const AGAIN_MS = 2 * 60_000;
/** In one round, on one platform: well below what Slack takes in a minute (50 of conversations.info). */
const MOST = 20;

interface RoundsDeps {
  readonly linked: () => Promise<readonly Linked[]>;
  /** Names of the platforms that run. */
  readonly running: () => ReadonlySet<string>;
  readonly check: (taskForce: TaskForceId, place: Place) => Promise<void>;
  readonly machine: Clock;
  readonly log: Log;
}

type Linked = Place & { readonly taskForce: TaskForceId };

const keyOf = ({ platform, tenant, place }: Place): string => JSON.stringify([platform, tenant, place]);

/** Looks at every channel by and by, beginning with the start; the web's own channel has no readers of its own. */
export function createRounds({ linked, running, check, machine, log }: RoundsDeps) {
  /** When a channel is looked at again. */
  const due = new Map<string, number>();
  /** Before this there is none to look at, and none are read: with a hundred thousand that alone would take a second. */
  let next = Number.NEGATIVE_INFINITY;
  let going: Promise<void> | undefined;
  let stopped = false;

  async function waiting(): Promise<readonly Linked[]> {
    if (machine.now().getTime() < next) return [];
    const all = await linked();
    const names = running();
    const known = new Set(all.map(keyOf));
    for (const key of due.keys()) if (!known.has(key)) due.delete(key);
    const now = machine.now().getTime();
    const at = (channel: Place): number => due.get(keyOf(channel)) ?? 0;
    const ready = all
      .filter(({ platform }) => platform !== WEB && names.has(platform))
      .filter((channel) => at(channel) <= now)
      .toSorted((a, b) => at(a) - at(b));
    if (ready.length === 0) next = [...due.values()].reduce((a, b) => Math.min(a, b), now + EVERY_MS);
    return [...Map.groupBy(ready, ({ platform }) => platform).values()].flatMap((own) => own.slice(0, MOST));
  }

  async function one(channel: Linked): Promise<void> {
    const { taskForce, platform, tenant, place } = channel;
    const again = (ms: number): void => void due.set(keyOf(channel), machine.now().getTime() + ms);
    try {
      await check(taskForce, { platform, tenant, place });
      again(EVERY_MS);
    } catch (error) {
      again(AGAIN_MS);
      if (!stopped) log.warn({ error, taskForce, platform }, 'a channel could not be looked at');
    }
  }

  async function round(): Promise<void> {
    for (const channel of await waiting()) if (!stopped) await one(channel);
  }

  return {
    /** One round; answers when it is done. Never two at once, and nothing is thrown. */
    run(): Promise<void> {
      if (stopped) return Promise.resolve();
      going ??= round()
        .catch((error: unknown) => {
          if (!stopped) log.error({ error }, 'the channels could not be looked at');
        })
        .finally(() => {
          going = undefined;
        });
      return going;
    },
    /** These may have changed unheard: they come first. */
    hurry({ platform, tenant }: { platform: string; tenant: string }): void {
      next = Number.NEGATIVE_INFINITY;
      const start = JSON.stringify([platform, tenant]).slice(0, -1);
      for (const key of due.keys()) if (key.startsWith(`${start},`)) due.delete(key);
    },
    /** No more looks begin. */
    stop(): void {
      stopped = true;
    },
  };
}
