import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { InstallProvider, type Installation as GivenInstallation, type StateStore } from '@slack/oauth';
import { z } from 'zod';
import type { News } from '../../src/kernel/platform.ts';
import { boltLog } from './bolt-log.ts';
import type { SlackConfig, SlackDeps } from './config.ts';
import type { Installations } from './installations.ts';
import { SCOPES } from './scopes.ts';

const STATE = 'oauth-state';
const STATE_MS = 10 * 60_000;
const installOptions = z.looseObject({ scopes: z.union([z.string(), z.array(z.string())]) });

/** States are used once (the SDK's own can be replayed for ten minutes). */
function stateStore({ records, clock }: SlackDeps): StateStore {
  return {
    async generateStateParam(options) {
      const state = randomBytes(24).toString('base64url');
      await records.put(STATE, state, options, new Date(clock.now().getTime() + STATE_MS));
      return state;
    },
    async verifyStateParam(_now, state) {
      const parsed = installOptions.safeParse(await records.take(STATE, state));
      if (!parsed.success) throw new Error('That installation link was used already, or is too old.');
      return parsed.data;
    },
  };
}

const page = (response: ServerResponse, status: number, title: string, text: string): void => {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'",
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>`,
  );
};

interface OAuthDeps {
  readonly deps: SlackDeps;
  readonly config: SlackConfig;
  readonly installations: Installations;
  readonly tell: (tenant: string, news: News) => Promise<void>;
}

/** The two pages of an installation: `/slack/install` and `/slack/oauth_redirect`. */
export function createOAuth({ deps, config, installations, tell }: OAuthDeps) {
  const provider = new InstallProvider({
    clientId: config.clientId ?? '',
    clientSecret: config.clientSecret ?? '',
    stateStore: stateStore(deps),
    authorizationUrl: config.authorizeUrl,
    clientOptions: { slackApiUrl: config.apiUrl, timeout: 10_000, retryConfig: { retries: 0 } },
    directInstall: true,
    logger: boltLog(deps.log),
    installationStore: {
      storeInstallation: async (given) => {
        if (given.isEnterpriseInstall)
          throw new Error('Please install into one workspace, not the whole organisation.');
        await save(given as GivenInstallation<'v2', false>);
      },
      fetchInstallation: () => Promise.reject(new Error('tokens are read elsewhere')),
    },
  });

  async function save(given: GivenInstallation<'v2', false>): Promise<void> {
    const { team, bot } = given;
    if (!bot) throw new Error('Slack gave no bot token.');
    await installations.save({
      team: team.id,
      token: bot.token,
      botId: bot.id,
      botUserId: bot.userId,
      ...(bot.refreshToken === undefined ? {} : { refreshToken: bot.refreshToken }),
      ...(bot.expiresAt === undefined ? {} : { expiresAt: new Date(bot.expiresAt * 1000) }),
    });
    await tell(team.id, { kind: 'found' });
  }

  const options = { scopes: [...SCOPES], redirectUri: `${config.publicUrl}/slack/oauth_redirect` };
  return {
    install: (request: IncomingMessage, response: ServerResponse): Promise<void> =>
      provider.handleInstallPath(request, response, {}, options),
    redirect: (request: IncomingMessage, response: ServerResponse): Promise<void> =>
      provider.handleCallback(
        request,
        response,
        {
          success: (_installation, _options, _request, answer) =>
            page(
              answer,
              200,
              'Convener is installed',
              'Add it to a private channel, and type /convener setup there.',
            ),
          failure: (_error, _options, _request, answer) => {
            deps.log.warn({ platform: 'slack', route: 'oauth_redirect' }, 'An installation did not finish.');
            page(
              answer,
              400,
              'That did not work',
              'The link was used already, is too old, or was opened in another browser. Please begin again at /slack/install.',
            );
          },
        },
        options,
      ),
  };
}
