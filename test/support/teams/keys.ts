// Microsoft's sign-in on 127.0.0.1: names the keys that Teams' tokens are signed with, and sells a bot the token for its
// own calls. It counts what it is asked, and goes wrong on order.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFaults, type Trouble } from '../slack/cloud-faults.ts';
import { authorization, ISSUER, signers, type Forgery } from './tokens.ts';
import { serveCall, type Answer, type Call, type TeamsFault } from './trouble.ts';

export { FORGERIES, type Forgery } from './tokens.ts';

export type KeysMethod = 'metadata' | 'keys' | 'token';

export interface KeysCall extends Call {
  readonly method: KeysMethod;
  /** What stood in the form that asked for a token, without the secret. */
  readonly form: Readonly<Record<string, string>>;
}

export interface Keys {
  readonly origin: string;
  readonly appId: string;
  /** The bot's secret. Change it, and the old one buys nothing any more. */
  appPassword: string;
  readonly appTenant: string;
  readonly issuer: string;
  readonly scope: string;
  readonly keysUrl: string;
  readonly loginUrl: string;
  readonly tokenUrl: string;
  readonly calls: KeysCall[];
  of(method: KeysMethod): readonly KeysCall[];
  fail(
    method: KeysMethod,
    fault: TeamsFault,
    options?: { times?: number; when?: (call: KeysCall) => boolean },
  ): Trouble;
  /** The header of a request from Teams about this service URL. */
  authorization(serviceUrl: string, forgery?: Forgery, ageSeconds?: number): string | undefined;
  /** Did we sell this token, and is it still good? */
  isGood(token: string): boolean;
  /** Tokens sold so far are worth nothing from now on. */
  revoke(): void;
  stop(): Promise<void>;
}

export const LIFE_SECONDS = 3599;

async function formOf(request: IncomingMessage): Promise<Record<string, string>> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString()));
}

/** Entra's way to say no: https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes */
const entra = (status: number, error: string, code: number, why: string): Answer => ({
  status,
  body: { error, error_description: `AADSTS${code}: ${why}`, error_codes: [code] },
});

export async function startKeys({ now = Date.now }: { now?: () => number } = {}): Promise<Keys> {
  const appId = '0c0ffee0-0000-4000-8000-00000000000b';
  const appTenant = '0c0ffee0-0000-4000-8000-00000000000a';
  const faults = createFaults<KeysCall, TeamsFault>();
  const calls: KeysCall[] = [];
  const sold = new Map<string, number>();
  const { ours, elsewhere } = signers();

  function sell(form: Readonly<Record<string, string>>, secret: string | undefined): Answer {
    if (form['grant_type'] !== 'client_credentials')
      return entra(400, 'unsupported_grant_type', 70003, 'The app asked for an unsupported grant type.');
    if (form['client_id'] !== appId)
      return entra(400, 'unauthorized_client', 700016, 'Application was not found in the directory.');
    if (secret !== keys.appPassword)
      return entra(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
    if (form['scope'] !== `${keys.scope}/.default`)
      return entra(400, 'invalid_scope', 70011, 'The provided value for the scope is not valid.');
    const token = `connector-token-${sold.size + 1}`;
    sold.set(token, now() + LIFE_SECONDS * 1000);
    return {
      status: 200,
      body: {
        token_type: 'Bearer',
        expires_in: LIFE_SECONDS,
        ext_expires_in: LIFE_SECONDS,
        access_token: token,
      },
    };
  }
  const named = ({ kid, jwk, endorsements }: typeof ours) => ({
    ...jwk,
    use: 'sig',
    kid,
    x5t: kid,
    endorsements,
  });
  const metadata = (): Answer => ({
    status: 200,
    body: {
      issuer: ISSUER,
      authorization_endpoint: 'https://invalid.example',
      jwks_uri: `${keys.origin}/v1/.well-known/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
    },
  });

  const PATHS: Readonly<Record<string, readonly [KeysMethod, verb: string]>> = {
    '/v1/.well-known/openidconfiguration': ['metadata', 'GET'],
    '/v1/.well-known/keys': ['keys', 'GET'],
    [`/${appTenant}/oauth2/v2.0/token`]: ['token', 'POST'],
  };
  const server = createServer((request, response) => {
    // On the clock of the tests.
    response.setHeader('date', new Date().toUTCString());
    void (async () => {
      const [method, verb] = PATHS[new URL(request.url ?? '/', 'http://keys.example').pathname] ?? [];
      if (method === undefined || request.method !== verb) return void response.writeHead(404).end();
      const { client_secret: secret, ...form } = await formOf(request);
      const call: KeysCall = { method, form, outcome: '' };
      calls.push(call);
      const answers: Readonly<Record<KeysMethod, () => Answer>> = {
        metadata,
        keys: () => ({ status: 200, body: { keys: [named(ours), named(elsewhere)] } }),
        token: () => sell(form, secret),
      };
      return serveCall(faults, call, answers[method], response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const keys: Keys = {
    origin,
    appId,
    appPassword: 'secret-of-the-bot',
    appTenant,
    issuer: ISSUER,
    scope: ISSUER,
    keysUrl: `${origin}/v1/.well-known/openidconfiguration`,
    loginUrl: `${origin}/${appTenant}`,
    tokenUrl: `${origin}/${appTenant}/oauth2/v2.0/token`,
    calls,
    of: (method) => calls.filter((call) => call.method === method),
    fail: (method, fault, options) => faults.add(method, fault, options),
    authorization: (serviceUrl, forgery, ageSeconds = 0) => {
      const nowMs = now() - ageSeconds * 1000;
      return authorization({ appId, issuer: ISSUER, tenant: appTenant, serviceUrl, nowMs }, forgery);
    },
    isGood: (token) => (sold.get(token) ?? 0) > now(),
    revoke: () => {
      for (const token of sold.keys()) sold.set(token, 0);
    },
    stop: async () => {
      faults.releaseAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return keys;
}
