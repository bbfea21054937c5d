// Slack: commands, buttons, forms and messages in one workspace (by a token) or many (by OAuth), over HTTP or Socket Mode.
import type { HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { createBackground } from '../../src/kernel/background.ts';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import type { Host, HttpRoute, Platform, Records, Vault } from '../../src/kernel/platform.ts';
import { answerPlain } from '../../src/kernel/answer-plain.ts';
import type { Log } from '../../src/kernel/log.ts';
import { createHttpSide, createSocketSide } from './bolt.ts';
import { createClients } from './clients.ts';
import { doctor } from './doctor.ts';
import { createGate, type Listener } from './gate.ts';
import { audience, profile } from './identify.ts';
import { manyInstallations, type Installations } from './installations.ts';
import { EDIT_PACE_MS, PACE_MS } from './limits.ts';
import { keepLine } from './line.ts';
import { createOauth } from './oauth.ts';
import { oneInstallation } from './one-workspace.ts';
import { createPeople } from './people.ts';
import { remove, show } from './send.ts';
import {
  EVENTS_PATH,
  INSTALL_PATH,
  PLATFORM,
  REDIRECT_PATH,
  type Desk,
  type Site,
  type SlackConfig,
} from './site.ts';

export type { SlackConfig } from './site.ts';

export interface SlackDeps {
  readonly records: Records;
  readonly vault: Vault;
  readonly log: Log;
  /** The machine's: tokens, signatures and caches do not follow the demo's. */
  readonly clock?: Clock;
}

/** Main gives all of stopping twelve seconds. */
const STOP_WITHIN_MS = 8000;

function createSite(config: SlackConfig, { records, vault, log, clock = systemClock }: SlackDeps): Site {
  const clients = createClients(config, log);
  const deps = { records, vault, clients, clock, log };
  const installations: Installations =
    config.botToken === undefined ? manyInstallations(config, deps) : oneInstallation(config.botToken, deps);
  const people = createPeople({ clients, installations, clock });
  const work = createBackground((error) =>
    log.error({ error, platform: PLATFORM }, 'an answer did not arrive'),
  );
  return { config, clients, installations, people, work, silent: new Set(), clock, log };
}

/** A token that works says that the app is installed, or is so again: with OAuth, installing itself tells that. */
async function tellInstalled({ installations, host, log }: Desk): Promise<void> {
  try {
    const installed = await installations.only();
    if (installed) await host.news({ platform: PLATFORM, tenant: installed.tenant }, { kind: 'found' });
  } catch (error) {
    log.warn({ error, platform: PLATFORM }, 'Slack could not be asked whose token this is');
  }
}

const NOT_READY = 'Convener is not ready yet. Please try again in a moment.';
const NO_INSTALL = 'This Convener serves the workspace of its token: there is nothing to install here.';

/** The Slack platform. */
export function createSlackPlatform(config: SlackConfig, deps: SlackDeps): Platform {
  const site = createSite(config, deps);
  const { log, clock, work } = site;
  const stopping = new AbortController();
  let host: Host | undefined;
  let http: HTTPReceiver | undefined;
  let socket: SocketModeReceiver | undefined;
  const oauth = createOauth(site, deps, () => host);

  const events: Listener = createGate(
    (request, response) => {
      if (http) http.requestListener(request, response);
      else if (config.signingSecret === undefined) answerPlain(response, 404, 'There is nothing here.');
      else answerPlain(response, 503, NOT_READY);
    },
    () => clock.now().getTime(),
    log,
  );
  const install: Listener = (request, response) => {
    if (request.method !== 'GET') answerPlain(response, 405, 'GET only');
    else if (!oauth) answerPlain(response, 404, NO_INSTALL);
    else if (!host) answerPlain(response, 503, NOT_READY);
    else oauth.requestListener(request, response);
  };
  const routes: readonly HttpRoute[] = [
    { path: EVENTS_PATH, handle: events },
    { path: INSTALL_PATH, handle: install },
    { path: REDIRECT_PATH, handle: install },
  ];

  return {
    name: PLATFORM,
    edits: true,
    paceMs: PACE_MS,
    editPaceMs: EDIT_PACE_MS,
    routes,
    async start(given) {
      host = given;
      const desk = { ...site, host };
      work.add(tellInstalled(desk));
      if (config.signingSecret !== undefined) http = createHttpSide(desk, config.signingSecret);
      if (config.appToken === undefined) return;
      socket = createSocketSide(desk, config.appToken);
      void keepLine(socket, log, stopping.signal);
    },
    show: (place, showing) => show(site, place, showing),
    remove: (place, ref) => remove(site, place, ref),
    audience: (place) => audience(site, place),
    profile: (tenant, account) => profile(site, tenant, account),
    doctor: () => doctor(site),
    async stop() {
      stopping.abort();
      await socket?.stop();
      await work.settled(STOP_WITHIN_MS);
      http = undefined;
    },
  };
}
