// Slack, on Bolt: commands, presses, forms and events in; Block Kit out. One workspace by a token, or many by OAuth.
import type { App, HTTPReceiver } from '@slack/bolt';
import type { Host, Place, Platform } from '../../src/kernel/platform.ts';
import { anonymousClient, createClients } from './api.ts';
import { createBolt, httpReceiver, socketReceiver } from './bolt.ts';
import { PLATFORM, type SlackConfig, type SlackDeps } from './config.ts';
import { doctor } from './doctor.ts';
import { createRoutes } from './http.ts';
import { createIdentify } from './identify.ts';
import { createUnderway } from './in-time.ts';
import { createInstallations, oneWorkspace } from './installations.ts';
import { PACE_MS } from './limits.ts';
import { createOAuth } from './oauth.ts';
import { respond } from './respond.ts';
import { remove, show } from './send.ts';

export type { SlackConfig, SlackDeps } from './config.ts';

/** What is under way may tell its outcome when we stop, so long. */
const GRACE_MS = 5000;

export function createSlackPlatform(config: SlackConfig, deps: SlackDeps): Platform {
  const { log, clock, records } = deps;
  const now = (): Date => clock.now();
  const clients = createClients(config.apiUrl, log);
  const anonymous = anonymousClient(config.apiUrl, log);
  const { botToken } = config;
  const installations =
    botToken === undefined
      ? createInstallations(deps, config, anonymous)
      : oneWorkspace(botToken, clients(botToken).quick);
  const underway = createUnderway((error) =>
    log.error({ platform: PLATFORM, error }, 'an answer did not arrive'),
  );
  let host: Host | undefined;
  let bolt: App | undefined;
  let http: HTTPReceiver | undefined;

  const at = async (tenant: string) => {
    const found = await installations.find(tenant);
    return found && { clients: clients(found.token), botUserId: found.botUserId };
  };
  const identify = createIdentify({ at, now: () => now().getTime() });
  const oauth =
    config.clientId === undefined
      ? undefined
      : createOAuth({
          deps,
          config,
          installations,
          tell: async (tenant, news) => host?.news({ platform: PLATFORM, tenant }, news),
        });

  async function installed() {
    if (botToken !== undefined) return [{ name: 'this workspace', client: clients(botToken).quick }];
    const teams = (await records.list('installation', '')).map(({ key }) => key);
    const found = await Promise.all(teams.map(async (team) => ({ team, here: await at(team) })));
    return found.flatMap(({ team, here }) => (here ? [{ name: team, client: here.clients.quick }] : []));
  }

  return {
    name: PLATFORM,
    edits: true,
    paceMs: PACE_MS,
    routes:
      config.appToken === undefined
        ? createRoutes({
            events: () => http?.requestListener,
            install: oauth?.install,
            redirect: oauth?.redirect,
            now,
          })
        : [],
    async start(given) {
      host = given;
      const receiver =
        config.appToken === undefined ? httpReceiver(config, log) : socketReceiver(config, log);
      bolt = createBolt(receiver, {
        config,
        log,
        find: (team) => installations.find(team),
        quick: (token) => clients(token).quick,
        gone: (team) => installations.remove(team),
        handling: { host, publicUrl: config.publicUrl, log, now, underway, respond },
      });
      if ('requestListener' in receiver) http = receiver;
      else await bolt.start();
    },
    async show(place, showing) {
      const here = await at(place.tenant);
      if (!here) return { state: 'dead', reason: 'not-installed' };
      return show(here.clients.bulk, place, showing, config.publicUrl);
    },
    async remove(place: Place, ref) {
      const here = await at(place.tenant);
      return here ? remove(here.clients.bulk, ref) : { state: 'dead', reason: 'not-installed' };
    },
    audience: (place) => identify.audience(place),
    profile: (tenant, account) => identify.profile(tenant, account),
    async doctor() {
      try {
        return await doctor(config, await installed(), now);
      } catch {
        return [
          { what: 'The Slack installations cannot be read.', ok: false, todo: 'Does the database answer?' },
        ];
      }
    },
    async stop() {
      const receiver = http;
      http = undefined;
      // In Socket Mode the connection ends first: what comes then is sent again by Slack.
      if (!receiver) await bolt?.stop();
      const { promise: enough, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, GRACE_MS);
      await Promise.race([underway.finished(), enough]);
      clearTimeout(timer);
    },
  };
}
