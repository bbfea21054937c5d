// One switch for Microsoft's clouds, complete settings for each: with one of them missing the SDK falls back to nothing
// at all, and refuses every valid token or accepts none. Sources:
// https://learn.microsoft.com/en-us/azure/bot-service/how-to-deploy-gov-cloud-high,
// https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages

export type CloudName = 'public' | 'gcc' | 'gcc-high' | 'dod';

export interface Cloud {
  readonly name: CloudName;
  /** Where our own tokens come from; the bot's tenant is put in its place. */
  readonly loginUrl: string;
  /** What our tokens are for. */
  readonly scope: string;
  /** Who signs the tokens that come with requests, and where the keys are named. */
  readonly issuer: string;
  readonly keysUrl: string;
  readonly emulatorKeysUrl: string;
  /** For signing people in, which we never do; the SDK wants it. */
  readonly oauthUrl: string;
  readonly callerId: string;
  /** To begin a conversation when no message told us a service URL yet. */
  readonly serviceUrl: string;
  /** Where a token of ours may go, and nowhere else. */
  readonly serviceOrigins: readonly string[];
}

const PUBLIC = {
  loginUrl: 'https://login.microsoftonline.com/botframework.com',
  scope: 'https://api.botframework.com',
  issuer: 'https://api.botframework.com',
  keysUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  emulatorKeysUrl: 'https://login.microsoftonline.com/botframework.com/v2.0/.well-known/openid-configuration',
  oauthUrl: 'https://api.botframework.com',
  callerId: 'urn:botframework:azure',
} as const;

const GOVERNMENT = {
  loginUrl: 'https://login.microsoftonline.us/MicrosoftServices.onmicrosoft.us',
  scope: 'https://api.botframework.us',
  issuer: 'https://api.botframework.us',
  keysUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  emulatorKeysUrl:
    'https://login.microsoftonline.us/cab8a31a-1906-4287-a0d8-4eef66b95f6e/v2.0/.well-known/openid-configuration',
  callerId: 'urn:botframework:azureusgov',
} as const;

export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: {
    name: 'public',
    ...PUBLIC,
    serviceUrl: 'https://smba.trafficmanager.net/teams',
    serviceOrigins: ['https://smba.trafficmanager.net'],
  },
  // Its bots are registered in public Azure.
  gcc: {
    name: 'gcc',
    ...PUBLIC,
    serviceUrl: 'https://smba.infra.gcc.teams.microsoft.com/teams',
    serviceOrigins: ['https://smba.infra.gcc.teams.microsoft.com', 'https://smba.trafficmanager.net'],
  },
  'gcc-high': {
    name: 'gcc-high',
    ...GOVERNMENT,
    oauthUrl: 'https://tokengcch.botframework.azure.us/',
    serviceUrl: 'https://smba.infra.gov.teams.microsoft.us/teams',
    serviceOrigins: ['https://smba.infra.gov.teams.microsoft.us'],
  },
  dod: {
    name: 'dod',
    ...GOVERNMENT,
    oauthUrl: 'https://apiDoD.botframework.azure.us',
    serviceUrl: 'https://smba.infra.dod.teams.microsoft.us/teams',
    serviceOrigins: ['https://smba.infra.dod.teams.microsoft.us'],
  },
};

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** May a request name this service URL, and a token of ours be sent there? With `local`, a stand-in on this machine too. */
export function isTrusted(serviceUrl: string, { serviceOrigins }: Cloud, local: boolean): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { origin, hostname, protocol, username, password, search, hash } = new URL(serviceUrl);
  if (username || password || search || hash) return false;
  return serviceOrigins.includes(origin) || (local && protocol === 'http:' && LOOPBACK.has(hostname));
}
