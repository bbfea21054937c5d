// Microsoft Teams: commands, buttons, dialogs and messages in channels, group chats and personal chats, on botbuilder.
// Only connector.ts touches the SDK: its successor takes that place.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBackground } from '../../src/kernel/background.ts';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import type { Host, HttpRoute, Platform, Records } from '../../src/kernel/platform.ts';
import { answerPlain } from '../../src/kernel/answer-plain.ts';
import type { Log } from '../../src/kernel/log.ts';
import { createConnector, credentialsOf, type Credentials } from './connector.ts';
import { createConversations } from './conversations.ts';
import { doctor } from './doctor.ts';
import { admit } from './gate.ts';
import { audience, profile } from './identify.ts';
import { EDIT_PACE_MS, PACE_MS } from './limits.ts';
import { createPace } from './pace.ts';
import { createPeople } from './people.ts';
import { remove, show } from './send.ts';
import { MESSAGES_PATH, PLATFORM, type Site, type TeamsConfig } from './site.ts';
import { onActivity } from './turn.ts';
import { createRefusals } from './seldom.ts';

export { CLOUDS } from './clouds.ts';
export type { TeamsConfig } from './site.ts';

export interface TeamsDeps {
  readonly records: Records;
  readonly log: Log;
  /** The machine's: caches do not follow the demo's. */
  readonly clock?: Clock;
  /** Where our own tokens come from, when not from Entra. */
  readonly credentials?: Credentials;
}

/** Main gives all of stopping twelve seconds. */
const STOP_WITHIN_MS = 8000;

function createSite(config: TeamsConfig, deps: TeamsDeps, core: () => Host | undefined): Site {
  const { records, log, clock = systemClock, credentials = credentialsOf(config) } = deps;
  const connector = createConnector(config, credentials);
  const conversations = createConversations(records, clock);
  const people = createPeople({ connector, conversations, records, clock });
  const work = createBackground((error) =>
    log.error({ error, platform: PLATFORM }, 'an answer did not arrive'),
  );
  const refusals = createRefusals(log, clock);
  return { config, connector, conversations, people, pace: createPace(), work, clock, log, refusals, core };
}

function answerJson(response: ServerResponse, body: object | undefined): void {
  if (body === undefined) {
    response.writeHead(200, { 'cache-control': 'no-store' });
    response.end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function serve(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return answerPlain(response, 405, 'POST only');
  const host = site.core();
  if (!host) return answerPlain(response, 503, 'Not ready yet. Please try again in a moment.');
  const admitted = await admit(site, request);
  if (admitted.state === 'refused') return answerPlain(response, admitted.status, admitted.text);
  return answerJson(response, await onActivity({ ...site, host }, admitted));
}

/** The Teams platform. Throws when it is to run without an app id and not on this machine alone. */
export function createTeamsPlatform(config: TeamsConfig, deps: TeamsDeps): Platform {
  // The SDK takes an empty app id for "no signatures wanted".
  if (!config.appId && !config.insecureLocal) throw new Error('Teams needs TEAMS_APP_ID');
  let host: Host | undefined;
  const site = createSite(config, deps, () => host);
  const messages: HttpRoute = {
    path: MESSAGES_PATH,
    handle: (request, response) =>
      void serve(site, request, response).catch((error: unknown) => {
        site.log.error({ error, platform: PLATFORM }, 'a request from Teams failed');
        if (!response.headersSent) answerPlain(response, 503, 'Something went wrong on our side.');
      }),
  };
  return {
    name: PLATFORM,
    edits: true,
    paceMs: PACE_MS,
    editPaceMs: EDIT_PACE_MS,
    routes: [messages],
    async start(given) {
      host = given;
    },
    show: (place, showing) => show(site, place, showing),
    remove: (place, ref) => remove(site, place, ref),
    audience: (place) => audience(site, place),
    profile: (tenant, account) => profile(site, tenant, account),
    doctor: () => doctor(site),
    async stop() {
      await site.work.settled(STOP_WITHIN_MS);
      host = undefined;
    },
  };
}
