import type { Background } from '../../src/kernel/background.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Host } from '../../src/kernel/platform.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { Clients } from './clients.ts';
import type { Installations } from './installations.ts';
import type { People } from './people.ts';

export const PLATFORM = 'slack';
export const EVENTS_PATH = '/slack/events';
export const INSTALL_PATH = '/slack/install';
export const REDIRECT_PATH = '/slack/oauth_redirect';

export interface SlackConfig {
  /** Where people reach us, without a slash at the end. */
  readonly publicUrl: string;
  readonly signingSecret?: string | undefined;
  /** One workspace; or many, by OAuth, with the client's id and secret. */
  readonly botToken?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** The workspaces that may install and use it; undefined for any. */
  readonly allowedTeams?: readonly string[] | undefined;
  /** With it we connect to Slack (Socket Mode), and Slack needs no way to us. */
  readonly appToken?: string | undefined;
  /** Ends with a slash. */
  readonly apiUrl: string;
  readonly authorizeUrl: string;
}

export const mayUse = ({ allowedTeams }: SlackConfig, tenant: string): boolean =>
  allowedTeams === undefined || allowedTeams.includes(tenant);

/** What every part works with. */
export interface Site {
  readonly config: SlackConfig;
  readonly clients: Clients;
  readonly installations: Installations;
  readonly people: People;
  readonly work: Background;
  /** Workspaces in which the last post was not answered. */
  readonly silent: Set<string>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The same, once the core runs. */
export interface Desk extends Site {
  readonly host: Host;
}
