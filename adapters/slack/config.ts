import type { Clock } from '../../src/kernel/clock.ts';
import type { Records, Vault } from '../../src/kernel/platform.ts';

export const PLATFORM = 'slack';

export interface SlackConfig {
  /** Where people and Slack reach us, without a slash at the end. */
  readonly publicUrl: string;
  /** Tells Slack's requests from forged ones; not needed in Socket Mode. */
  readonly signingSecret: string | undefined;
  /** One workspace by its token; or many by OAuth, with client id and secret. */
  readonly botToken: string | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  /** Socket Mode: Slack is called, and need not reach us. */
  readonly appToken: string | undefined;
  /** `https://slack.com/api/`; another for GovSlack and tests. */
  readonly apiUrl: string;
  readonly authorizeUrl: string;
}

/** The part of a pino logger that is used here. Ids and codes only. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface SlackDeps {
  readonly records: Records;
  readonly vault: Vault;
  readonly log: Log;
  /** The machine's clock: tokens and requests do not follow the demo's. */
  readonly clock: Clock;
}
