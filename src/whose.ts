import type { Database, Tx } from './db/types.ts';
import { findCode, taskForceOfChannel, taskForcesOf, tenantOfChannel } from './features/roster/index.ts';
import type { Grammar } from './grammar.ts';
import type { Clock } from './kernel/clock.ts';
import type { TaskForceId } from './kernel/ids.ts';
import type { Envelope, Intent } from './kernel/intent.ts';
import { isDirect, type Place } from './kernel/platform.ts';

interface WhoseDeps {
  readonly database: Database;
  readonly machine: Clock;
  readonly grammar: Grammar<Tx>;
}

type Asked = Exclude<Intent, { kind: 'due' }>;

const channelKey = ({ platform, tenant, place = '' }: Envelope): string =>
  JSON.stringify([platform, tenant, place]);

/** Which task force something is for, where nothing signed says so: asked over all task forces, before one is known. */
export function createWhose({ database, machine, grammar }: WhoseDeps) {
  /** Whose a channel was when it was last looked at: spares most commands a look over all task forces. */
  const channels = new Map<string, TaskForceId>();

  return {
    /** The task forces an account or place speaks for: one, none, or several to choose from. */
    async of(envelope: Envelope): Promise<readonly TaskForceId[]> {
      if (envelope.taskForce) return [envelope.taskForce];
      const { place } = envelope;
      return database.unscoped(async (tx) => {
        const linked =
          place && !isDirect(place) ? await taskForceOfChannel(tx, { ...envelope, place }) : undefined;
        if (linked) channels.set(channelKey(envelope), linked);
        return linked ? [linked] : taskForcesOf(tx, envelope, machine.now());
      });
    },
    /** The channel something was said in, under the tenant it is linked under. */
    async channelOf({ platform, tenant, place }: Envelope): Promise<Place | undefined> {
      if (place === undefined || isDirect(place)) return undefined;
      const at = { platform, tenant, place };
      return { ...at, tenant: await database.unscoped((tx) => tenantOfChannel(tx, at)) };
    },
    /** A code says which task force it is for: what is typed in a channel that belongs to none yet needs it. */
    async ofCode(intent: Asked): Promise<TaskForceId | undefined> {
      if (intent.kind !== 'command' && intent.kind !== 'mention') return undefined;
      const parsed = grammar.parse(intent.text);
      const code = parsed.state === 'run' && parsed.command.path.startsWith('link ') && parsed.args['code'];
      if (!code) return undefined;
      return (await database.unscoped((tx) => findCode(tx, code, machine.now())))?.taskForce;
    },
    /** A guess, which the transaction itself must make sure of. */
    guess: (envelope: Envelope): TaskForceId | undefined => channels.get(channelKey(envelope)),
    /** The guess was wrong: the channel went elsewhere. */
    forget: (envelope: Envelope): void => void channels.delete(channelKey(envelope)),
  };
}
