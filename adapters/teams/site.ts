import type { Background } from '../../src/kernel/background.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Host } from '../../src/kernel/platform.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { Cloud } from './clouds.ts';
import type { Connector } from './connector.ts';
import type { Conversations } from './conversations.ts';
import type { Pace } from './pace.ts';
import type { People } from './people.ts';
import type { Refusals } from './seldom.ts';

export const PLATFORM = 'teams';
export const MESSAGES_PATH = '/api/messages';

export interface TeamsConfig {
  /** Where people reach us, without a slash at the end. */
  readonly publicUrl: string;
  /** The bot's id in Entra, and its secret. Only a stand-in on this machine may do without. */
  readonly appId?: string | undefined;
  readonly appPassword?: string | undefined;
  /** The bot's own tenant: its tokens come from there. */
  readonly appTenant?: string | undefined;
  /** Whose people may use it, in small letters; the bot's own tenant always. */
  readonly tenants: readonly string[];
  readonly cloud: Cloud;
  /** No signatures, and requests from this machine alone. */
  readonly insecureLocal: boolean;
}

/** What every part works with. */
export interface Site {
  readonly config: TeamsConfig;
  readonly connector: Connector;
  readonly conversations: Conversations;
  readonly people: People;
  readonly pace: Pace;
  readonly work: Background;
  readonly clock: Clock;
  readonly log: Log;
  readonly refusals: Refusals;
  /** The core, once it runs. */
  readonly core: () => Host | undefined;
}

/** The same, once the core runs. */
export interface Desk extends Site {
  readonly host: Host;
}
