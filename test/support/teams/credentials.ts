// How a bot asks for its token, over plain HTTP: Microsoft's own library insists on https and on Microsoft's addresses.
// In the shape that botbuilder takes for its second argument (`ServiceClientCredentialsFactory`).
import { thing, words } from '../slack/json.ts';

/** The part of a request that is signed. */
interface Signable {
  readonly headers: { set(name: string, value: string): unknown };
}

interface Signing {
  signRequest<R extends Signable>(request: R): Promise<R>;
  getToken(): Promise<string>;
}

export interface TestCredentials {
  isValidAppId(appId: string): Promise<boolean>;
  isAuthenticationDisabled(): Promise<boolean>;
  createCredentials(appId: string): Promise<Signing>;
}

interface Account {
  readonly appId: string;
  readonly appPassword: string;
  readonly scope: string;
  readonly tokenUrl: string;
}

/** Sign-in said no. Named like the errors of Microsoft's library. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
}

/** Keeps a token until a minute before it ends, as Microsoft's library does. `now` is the bot's clock. */
export function credentialsFor(account: Account, now: () => number = Date.now): TestCredentials {
  let kept: { readonly token: string; readonly until: number } | undefined;
  async function getToken(): Promise<string> {
    if (kept && kept.until > now()) return kept.token;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: account.appId,
      client_secret: account.appPassword,
      scope: `${account.scope}/.default`,
    });
    const response = await fetch(account.tokenUrl, { method: 'POST', body });
    const said = thing(await response.json());
    if (!response.ok) throw new AuthError(words(said['error']));
    const token = words(said['access_token']);
    kept = { token, until: now() + (Number(said['expires_in']) - 60) * 1000 };
    return token;
  }
  const signing: Signing = {
    getToken,
    signRequest: async (request) => {
      request.headers.set('authorization', `Bearer ${await getToken()}`);
      return request;
    },
  };
  return {
    isValidAppId: async (appId) => appId === account.appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => signing,
  };
}
