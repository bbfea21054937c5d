import { taskForces } from './db/schema.ts';
import type { Database } from './db/types.ts';
import { FOUNDING_FORM } from './features/setup/index.ts';
import type { Value } from './kernel/card.ts';
import type { Clock } from './kernel/clock.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { Opened, Seal } from './seal.ts';

/** Printed where Convener is started, and opened when somebody comes to it. */
const LASTS_MS = 86_400_000;

interface FoundingLinksDeps {
  readonly database: Database;
  readonly seal: Seal;
  /** The machine's: a link is a secret, not part of a task force's time. */
  readonly machine: Clock;
  readonly newId: () => string;
  readonly publicUrl: string;
}

export type FoundingLinks = ReturnType<typeof createFoundingLinks>;

/**
 * Links to set a task force up on the web. A link says how many task forces there were when it was made: the next one that
 * begins, by whatever link or platform, uses all of them up. Nothing is stored for it.
 */
export function createFoundingLinks({ database, seal, machine, newId, publicUrl }: FoundingLinksDeps) {
  const there = (): Promise<number> => database.unscoped((tx) => tx.$count(taskForces));

  return {
    /** Is there no task force yet? */
    empty: async (): Promise<boolean> => (await there()) === 0,

    async make(): Promise<{ readonly url: string; readonly until: Date }> {
      const until = new Date(machine.now().getTime() + LASTS_MS);
      const context: Value = { platform: 'web', until: until.toISOString(), there: String(await there()) };
      const form = { form: FOUNDING_FORM, title: '', fields: [], submit: '', context };
      const token = seal.form(form, `tf-${newId().slice(0, 13)}` as TaskForceId).context;
      return { url: `${publicUrl}/setup/${token}`, until };
    },

    /** What a link says, while it works; undefined when it is none of ours, too old, or used up. */
    async read(token: string): Promise<Opened | undefined> {
      const opened = seal.open(token);
      if (opened?.purpose !== 'form' || opened.name !== FOUNDING_FORM) return undefined;
      const { platform, until = '', there: before } = opened.value;
      if (platform !== 'web' || !(new Date(until) > machine.now())) return undefined;
      return String(await there()) === before ? opened : undefined;
    },
  };
}
