import { randomBytes } from 'node:crypto';
import {
  HTTPReceiver,
  type Installation as BoltInstallation,
  type InstallationStore,
  type StateStore,
} from '@slack/bolt';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { answerPlain } from '../../src/kernel/answer-plain.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Host, Records, Vault } from '../../src/kernel/platform.ts';
import type { Installation } from './installations.ts';
import { STATE_MS } from './limits.ts';
import { BOT_SCOPES, OPTIONAL_SCOPES } from './scopes.ts';
import { sdkLog } from './sdk-log.ts';
import { INSTALL_PATH, mayUse, PLATFORM, REDIRECT_PATH, type Site } from './site.ts';

const STATE = 'state';
const SCOPES = [...BOT_SCOPES, ...OPTIONAL_SCOPES];
const sealed = z.object({ use: z.literal(STATE), nonce: z.string(), until: z.number() });

interface StateDeps {
  readonly records: Pick<Records, 'claim'>;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly redirectUri: string;
}

/**
 * A state is good once, for ten minutes: the SDK's own could be used again. It carries its own proof, so that whoever
 * only opens the page writes nothing here; what is kept is that one was used.
 */
export function createStates({ records, vault, clock, redirectUri }: StateDeps): StateStore {
  const now = (): number => clock.now().getTime();
  return {
    generateStateParam: async () =>
      vault.lock(
        JSON.stringify({ use: STATE, nonce: randomBytes(16).toString('base64url'), until: now() + STATE_MS }),
      ),
    async verifyStateParam(_, state) {
      const { nonce, until } = sealed.parse(JSON.parse(vault.unlock(state) ?? 'null'));
      // Kept longer than it is good for, by whichever clock.
      const used = until > now() && !(await records.claim(STATE, nonce, new Date(until + STATE_MS)));
      if (until <= now() || used) throw new Error('the state is too old, or was used');
      return { scopes: SCOPES, redirectUri };
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

/** Nothing of it stays, here or there. */
async function giveBack({ clients, log }: Site, { bot, team }: BoltInstallation): Promise<void> {
  const fields = { platform: PLATFORM, tenant: team?.id };
  log.warn(fields, 'an installation was refused: a whole organisation, or not one of SLACK_ALLOWED_TEAMS');
  try {
    if (bot) await clients.talk(bot.token).auth.revoke();
  } catch (error) {
    log.warn({ ...fields, error }, 'the token of a refused installation could not be revoked');
  }
}

const page = (response: ServerResponse, status: number, text: string): void =>
  answerPlain(response, status, text);

type CallbackOptions = NonNullable<
  NonNullable<ConstructorParameters<typeof HTTPReceiver>[0]['installerOptions']>['callbackOptions']
>;

function pages(site: Site): CallbackOptions {
  const begin = `${site.config.publicUrl}${INSTALL_PATH}`;
  return {
    async afterInstallation(given, _options, _request, response) {
      const installation = installationFrom(given);
      if (installation && mayUse(site.config, installation.tenant)) return true;
      await giveBack(site, given);
      page(
        response,
        403,
        installation
          ? 'Convener was not installed, and nothing was kept: it does not serve this workspace. Please ask whoever runs it to add the workspace to SLACK_ALLOWED_TEAMS.'
          : `Convener was not installed, and nothing was kept: it serves single workspaces, not a whole organisation. Please begin again at ${begin}, and choose one workspace.`,
      );
      return false;
    },
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
        `Convener was not installed, and nothing was kept. Please begin again at ${begin}, in the same browser, and install it into one workspace.`,
      ),
  };
}

/** The pages by which a workspace installs us; undefined where there is only the one of the token. */
export function createOauth(
  site: Site,
  { records, vault }: { readonly records: Records; readonly vault: Vault },
  host: () => Host | undefined,
): HTTPReceiver | undefined {
  const { clientId, clientSecret, publicUrl, authorizeUrl } = site.config;
  if (clientId === undefined || clientSecret === undefined) return undefined;
  const redirectUri = `${publicUrl}${REDIRECT_PATH}`;
  return new HTTPReceiver({
    // Only its two pages are used: what Slack signs goes to the other receiver.
    signingSecret: randomBytes(32).toString('hex'),
    clientId,
    clientSecret,
    logger: sdkLog(site.log),
    scopes: SCOPES,
    redirectUri,
    installationStore: storeFor(site, host),
    installerOptions: {
      redirectUriPath: REDIRECT_PATH,
      installPath: INSTALL_PATH,
      directInstall: true,
      stateStore: createStates({ records, vault, clock: site.clock, redirectUri }),
      authorizationUrl: authorizeUrl,
      clientOptions: site.clients.options,
      callbackOptions: pages(site),
    },
  });
}
