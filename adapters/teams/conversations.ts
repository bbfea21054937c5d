import { z } from 'zod';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Lost, Records } from '../../src/kernel/platform.ts';
import { KEPT } from './limits.ts';

/** Where we may speak, as Teams told us. Our own record, with nothing of the SDK's in it. */
const stored = z.object({
  kind: z.enum(['personal', 'channel', 'groupChat']),
  conversation: z.string(),
  serviceUrl: z.string(),
  /** Our own account there. */
  bot: z.string().optional(),
  team: z.string().optional(),
  /** standard, private or shared; undefined when Teams did not say. */
  channelType: z.string().optional(),
  label: z.string().optional(),
  /** Nothing can be sent there any more, and why. */
  dead: z.enum(['archived', 'deleted', 'removed', 'blocked', 'uninstalled']).optional(),
  /** When Teams last said that we came or went, by its own clock in ms: what is older and comes later says nothing. */
  heard: z.number().optional(),
});
export type Conversation = z.output<typeof stored>;

export interface Spot {
  readonly tenant: string;
  readonly place: string;
}

export interface Conversations {
  get(spot: Spot): Promise<Conversation | undefined>;
  /** Writes down what a turn told, if it is news. True when it had been dead. */
  learn(spot: Spot, conversation: Conversation): Promise<boolean>;
  /** Writes down what was told of a place that we know; whether we may speak there stays as it is, if that is not told. */
  note(spot: Spot, told: Partial<Conversation>): Promise<void>;
  /** True the first time. */
  lose(spot: Spot, why: Lost): Promise<boolean>;
  list(tenant: string): Promise<readonly (Spot & Conversation)[]>;
}

const KIND = 'conversation';
/** Other copies of Convener learn, too. */
const FRESH_MS = 60_000;
const keyOf = ({ tenant, place }: Spot): string => `${tenant} ${place}`;

interface Known {
  readonly at: number;
  readonly value: Conversation | undefined;
}

export function createConversations(records: Records, clock: Clock): Conversations {
  const known = new Map<string, Known>();
  const now = (): number => clock.now().getTime();
  const keep = (key: string, value: Conversation | undefined): void => {
    known.delete(key);
    const oldest = known.keys().next();
    if (known.size >= KEPT && !oldest.done) known.delete(oldest.value);
    known.set(key, { at: now(), value });
  };
  async function get(spot: Spot): Promise<Conversation | undefined> {
    const key = keyOf(spot);
    const at = known.get(key);
    if (at && now() - at.at < FRESH_MS) return at.value;
    const value = stored.safeParse(await records.get(KIND, key)).data;
    keep(key, value);
    return value;
  }
  async function put(spot: Spot, value: Conversation): Promise<void> {
    await records.put(KIND, keyOf(spot), value);
    keep(keyOf(spot), value);
  }
  return {
    get,
    async learn(spot, told) {
      const before = await get(spot);
      const { dead, ...rest } = before ?? {};
      // What this turn did not mention is still true.
      const value = stored.parse({ ...rest, ...told });
      if (!before || dead || JSON.stringify(value) !== JSON.stringify(stored.parse(rest)))
        await put(spot, value);
      return dead !== undefined;
    },
    async note(spot, told) {
      const before = await get(spot);
      if (!before) return;
      const value = stored.parse({ ...before, ...told });
      if (JSON.stringify(value) !== JSON.stringify(stored.parse(before))) await put(spot, value);
    },
    async lose(spot, why) {
      const before = await get(spot);
      if (!before || before.dead) return false;
      await put(spot, { ...before, dead: why });
      return true;
    },
    async list(tenant) {
      const rows = await records.list(KIND, `${tenant} `);
      return rows.flatMap(({ key, value }) => {
        const parsed = stored.safeParse(value).data;
        return parsed ? [{ tenant, place: key.slice(tenant.length + 1), ...parsed }] : [];
      });
    },
  };
}
