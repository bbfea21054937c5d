import { randomBytes } from 'node:crypto';
import {
  HTTPReceiver,
  type Installation as BoltInstallation,
  type InstallationStore,
  type StateStore,
} from '@slack/bolt';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Host, Records } from '../../src/kernel/platform.ts';
import { answerPlain } from '../../src/kernel/answer-plain.ts';
import type { Installation } from './installations.ts';
import { STATE_MS } from './limits.ts';
import { BOT_SCOPES, OPTIONAL_SCOPES } from './scopes.ts';
import { sdkLog } from './sdk-log.ts';
import { INSTALL_PATH, PLATFORM, REDIRECT_PATH, type Site } from './site.ts';

const STATE = 'state';
const kept = z.object({ scopes: z.array(z.string()), redirectUri: z.string() });

/** A state is good once, for ten minutes: the SDK's own could be used again. */
export function createStates(records: Records): StateStore {
  return {
    async generateStateParam({ scopes, redirectUri }, now) {
      const state = randomBytes(24).toString('base64url');
      const value = { scopes: [scopes].flat(), redirectUri };
      await records.put(STATE, state, value, new Date(now.getTime() + STATE_MS));
      return state;
    },
    async verifyStateParam(_, state) {
      return kept.parse(await records.take(STATE, state));
    },
  };
}

/** What Slack said of a new installation; undefined for a whole organisation, which we do not serve. */
export function installationFrom(given: BoltInstallation): Installation | undefined {
  const { bot, team, isEnterpriseInstall } = given;
  if (!bot || !team || isEnterpriseInstall) return undefined;
  const { token, userId: botUser, id: botId, refreshToken, expiresAt } = bot;
  const ends = expiresAt === undefined ? {} : { refreshToken, expiresAt: expiresAt * 1000 };
  return { tenant: team.id, token, botUser, botId, ...ends };
}

function storeFor({ installations, work }: Site, host: () => Host | undefined): InstallationStore {
  return {
    async storeInstallation(given: BoltInstallation) {
      const installation = installationFrom(given);
      if (!installation) throw new Error('Convener is installed into one workspace at a time');
      await installations.save(installation);
      const { tenant } = installation;
      const told = host()?.news({ platform: PLATFORM, tenant }, { kind: 'found' });
      if (told) work.add(told);
    },
    fetchInstallation: () => Promise.reject(new Error('tokens are read elsewhere')),
  };
}

const page = (response: ServerResponse, status: number, text: string): void =>
  answerPlain(response, status, text);

/** The pages by which a workspace installs us; undefined where there is only the one of the token. */
export function createOauth(
  site: Site,
  records: Records,
  host: () => Host | undefined,
): HTTPReceiver | undefined {
  const { clientId, clientSecret, publicUrl, authorizeUrl } = site.config;
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return new HTTPReceiver({
    // Only its two pages are used: what Slack signs goes to the other receiver.
    signingSecret: randomBytes(32).toString('hex'),
    clientId,
    clientSecret,
    logger: sdkLog(site.log),
    scopes: [...BOT_SCOPES, ...OPTIONAL_SCOPES],
    redirectUri: `${publicUrl}${REDIRECT_PATH}`,
    installationStore: storeFor(site, host),
    installerOptions: {
      redirectUriPath: REDIRECT_PATH,
      installPath: INSTALL_PATH,
      directInstall: true,
      stateStore: createStates(records),
      authorizationUrl: authorizeUrl,
      clientOptions: site.clients.options,
      callbackOptions: {
        success: (_installation, _options, _request, response) =>
          page(
            response,
            200,
            'Convener is installed. Go back to Slack, invite it to your channel (/invite @convener), and type /convener setup there.',
          ),
        failure: (_error, _options, _request, response) =>
          page(
            response,
            400,
            `Convener was not installed, and nothing was kept. Please begin again at ${publicUrl}${INSTALL_PATH}, in the same browser, and install it into one workspace.`,
          ),
      },
    },
  });
}
