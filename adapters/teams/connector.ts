// Everything that touches botbuilder: it checks the tokens that come with requests, and makes calls with our own. Its
// adapter and handlers are left alone: they answer with the SDK's own texts and codes.
import {
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type Activity,
} from 'botbuilder';
import { inTime } from '../../src/kernel/in-time.ts';
import { isTrusted } from './clouds.ts';
import { CALL_TIMEOUT_MS, KEYS_TIMEOUT_MS } from './limits.ts';
import type { TeamsConfig } from './site.ts';
import { createQuiet } from './quiet.ts';

type Auth = ConfigurationBotFrameworkAuthentication;
type Credentials = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>;
type Identity = Parameters<Auth['createConnectorFactory']>[0];
type Client = Awaited<ReturnType<ReturnType<Auth['createConnectorFactory']>['create']>>;
export type Calls = Client['conversations'];

/** `absent`: we could not look, so nobody knows. */
export type Checked = 'genuine' | 'forged' | 'absent';

export interface Connector {
  /** Is this request from Teams, for us, and about this service URL? Never throws. */
  check(authorization: string, serviceUrl: string): Promise<Checked>;
  /** Calls to a conversation's service. Throws where no token of ours may go. */
  calls(serviceUrl: string): Promise<Calls>;
  /** Does the secret still buy a token? Throws when it does not, or when nobody answers. */
  token(): Promise<void>;
}

export type { Credentials };

/** The bot's secret, for its own tenant: bots for many tenants cannot be registered any more. */
export const credentialsOf = ({ appId, appPassword, appTenant }: TeamsConfig): Credentials =>
  new ConfigurationServiceClientCredentialFactory(
    appId === undefined
      ? {}
      : {
          MicrosoftAppId: appId,
          MicrosoftAppPassword: appPassword ?? '',
          MicrosoftAppType: 'SingleTenant',
          MicrosoftAppTenantId: appTenant ?? '',
        },
  );

/** All eight or none: with one of them set, the SDK's own defaults are off. */
const settingsOf = ({ cloud, appId }: TeamsConfig) => ({
  ...(appId === undefined ? {} : { MicrosoftAppId: appId }),
  ToChannelFromBotLoginUrl: cloud.loginUrl,
  ToChannelFromBotOAuthScope: cloud.scope,
  ToBotFromChannelTokenIssuer: cloud.issuer,
  OAuthUrl: cloud.oauthUrl,
  ToBotFromChannelOpenIdMetadataUrl: cloud.keysUrl,
  ToBotFromEmulatorOpenIdMetadataUrl: cloud.emulatorKeysUrl,
  CallerId: cloud.callerId,
  ValidateAuthority: true,
});

/** As the SDK, which has the last word. */
const SKEW_S = 5 * 60;

function partOf(text: string | undefined): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString());
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/**
 * Says that it is a token of Teams' for us. What fails already here never reaches the SDK, which would answer 500 or
 * write to the console; and only this issuer will do: tokens of the emulator and of other bots are not ours to take.
 */
function looksRight(authorization: string, { appId, cloud }: TeamsConfig): boolean {
  const [, head, body, signature] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization) ?? [];
  if (signature === undefined) return false;
  const { alg, kid } = partOf(head);
  const { iss, aud, serviceurl, exp, nbf = 0 } = partOf(body);
  const now = Date.now() / 1000;
  return (
    (alg === 'RS256' || alg === 'RS384' || alg === 'RS512') &&
    typeof kid === 'string' &&
    iss === cloud.issuer &&
    aud === appId &&
    typeof serviceurl === 'string' &&
    typeof exp === 'number' &&
    exp > now - SKEW_S &&
    typeof nbf === 'number' &&
    nbf < now + SKEW_S
  );
}

/** We could not fetch the keys: that says nothing of the request. */
const couldNotLook = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'FetchError' || ('statusCode' in error && error.statusCode === 500));

/** The SDK tries again by itself, and posts twice: waiting is the outbox's business. It has no setting for that. */
function withoutRetries(client: Client): Client {
  const { client: inner } = client as unknown as {
    client: { pipeline: { removePolicy(which: { name: string }): unknown } };
  };
  inner.pipeline.removePolicy({ name: 'defaultRetryPolicy' });
  return client;
}

const quietly = createQuiet(console);

export function createConnector(config: TeamsConfig, credentials: Credentials): Connector {
  const { appId, cloud, insecureLocal } = config;
  const auth = new ConfigurationBotFrameworkAuthentication(settingsOf(config), credentials);
  const identity = {
    claims: [{ type: 'aud', value: appId ?? '' }],
    isAuthenticated: true,
    getClaimValue: (name: string) => (name === 'aud' ? (appId ?? '') : null),
  } as unknown as Identity;
  const factory = auth.createConnectorFactory(identity);
  const known = new Map<string, Promise<Client>>();
  const make = async (serviceUrl: string): Promise<Client> =>
    withoutRetries(await factory.create(serviceUrl, cloud.scope));

  return {
    async check(authorization, serviceUrl) {
      if (appId === undefined) return insecureLocal ? 'genuine' : 'forged';
      if (!looksRight(authorization, config)) return 'forged';
      const asked = { type: 'message', channelId: 'msteams', serviceUrl } as Activity;
      try {
        const done = await inTime(
          quietly(() => auth.authenticateRequest(asked, authorization)),
          KEYS_TIMEOUT_MS,
        );
        return done.state === 'done' ? 'genuine' : 'absent';
      } catch (error) {
        return couldNotLook(error) ? 'absent' : 'forged';
      }
    },
    async calls(serviceUrl) {
      if (!isTrusted(serviceUrl, cloud, insecureLocal)) throw new UntrustedService('untrusted service');
      const made = known.get(serviceUrl) ?? make(serviceUrl);
      // Few addresses: one for each region.
      if (known.size > 100) known.clear();
      known.set(serviceUrl, made);
      made.catch(() => known.delete(serviceUrl));
      return (await made).conversations;
    },
    async token() {
      const made = await credentials.createCredentials(appId ?? '', cloud.scope, cloud.loginUrl, true);
      if ('getToken' in made && typeof made.getToken === 'function') await made.getToken();
    },
  };
}

/** A service URL that is on no list of ours: no token goes there. */
export class UntrustedService extends Error {}

/** How long a call may take, and when it should end. */
export const limited = (signal?: AbortSignal) => ({
  abortSignal: signal
    ? AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)])
    : AbortSignal.timeout(CALL_TIMEOUT_MS),
});
