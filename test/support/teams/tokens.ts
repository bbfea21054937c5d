// Tokens as Microsoft's channel service signs them for a bot, and every way in which one can be wrong:
// https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
import { createHmac, generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Thing } from '../slack/json.ts';

export interface Signer {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: JsonWebKey;
  /** For which channels the key may speak. */
  readonly endorsements: readonly string[];
}

export interface Signers {
  readonly ours: Signer;
  /** Known to Microsoft, but not good for Teams. */
  readonly elsewhere: Signer;
  /** Known to nobody, though it claims the name of ours. */
  readonly stranger: Signer;
}

function signer(kid: string, endorsements: readonly string[]): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, privateKey, publicKey, jwk: publicKey.export({ format: 'jwk' }), endorsements };
}

let made: Signers | undefined;
/** Slow to make, so once for a whole file of tests. */
export const signers = (): Signers =>
  (made ??= {
    ours: signer('key-of-teams', ['msteams', 'webchat']),
    elsewhere: signer('key-of-another-channel', ['slack']),
    stranger: signer('key-of-teams', ['msteams']),
  });

export const ISSUER = 'https://api.botframework.com';

/** What can be wrong with the header of a request. */
export const FORGERIES = [
  'absent',
  'scheme',
  'garbage',
  'audience',
  'issuer',
  'expired',
  'no-expiry',
  'not-before',
  'signature',
  'none',
  'HS256',
  'key-id',
  'no-key-id',
  'endorsements',
  'service-url',
  'no-service-url',
  'emulator',
] as const;
export type Forgery = (typeof FORGERIES)[number];

const part = (value: Thing): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const rs256 = (head: Thing, claims: Thing, key: KeyObject): string => {
  const text = `${part(head)}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
};

export interface Asked {
  readonly appId: string;
  readonly issuer: string;
  /** The tenant that a token of the emulator's would name. */
  readonly tenant: string;
  readonly serviceUrl: string;
  readonly nowMs: number;
}

/** Far more than the five minutes that clocks may differ. */
const HOUR = 3600;

function claimsOf({ appId, issuer, tenant, serviceUrl, nowMs }: Asked, forgery: Forgery | undefined): Thing {
  const now = Math.floor(nowMs / 1000);
  const good = { iss: issuer, aud: appId, serviceurl: serviceUrl, nbf: now - 60, exp: now + HOUR };
  const { exp: _exp, ...forEver } = good;
  const { serviceurl: _url, ...anywhere } = good;
  switch (forgery) {
    case 'audience':
      return { ...good, aud: '99999999-9999-4999-8999-999999999999' };
    case 'issuer':
      return { ...good, iss: 'https://issuer.example' };
    case 'expired':
      return { ...good, nbf: now - 2 * HOUR, exp: now - HOUR };
    case 'no-expiry':
      return forEver;
    case 'not-before':
      return { ...good, nbf: now + HOUR, exp: now + 2 * HOUR };
    case 'service-url':
      return { ...good, serviceurl: 'https://elsewhere.example/amer/' };
    case 'no-service-url':
      return anywhere;
    // Signed with a good key, for our app, by those who sign for the emulator and for other bots.
    case 'emulator':
      return {
        ...anywhere,
        iss: `https://sts.windows.net/${tenant}/`,
        tid: tenant,
        appid: appId,
        ver: '1.0',
      };
    default:
      return good;
  }
}

/** The authorization header; undefined where there is none. */
export function authorization(asked: Asked, forgery?: Forgery): string | undefined {
  const { ours, elsewhere, stranger } = signers();
  const claims = claimsOf(asked, forgery);
  const head = { alg: 'RS256', kid: ours.kid, x5t: ours.kid, typ: 'JWT' };
  switch (forgery) {
    case 'absent':
      return undefined;
    case 'scheme':
      return `Basic ${rs256(head, claims, ours.privateKey)}`;
    case 'garbage':
      return 'Bearer this.is.garbage';
    case 'signature':
      return `Bearer ${rs256(head, claims, stranger.privateKey)}`;
    case 'none':
      return `Bearer ${part({ ...head, alg: 'none' })}.${part(claims)}.`;
    case 'HS256': {
      // The public key taken for a shared secret: what careless checkers fall for.
      const text = `${part({ ...head, alg: 'HS256' })}.${part(claims)}`;
      const secret = ours.publicKey.export({ type: 'spki', format: 'pem' });
      return `Bearer ${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    }
    case 'key-id':
      return `Bearer ${rs256({ ...head, kid: 'key-of-nobody' }, claims, ours.privateKey)}`;
    case 'no-key-id':
      return `Bearer ${rs256({ alg: 'RS256', typ: 'JWT' }, claims, ours.privateKey)}`;
    case 'endorsements':
      return `Bearer ${rs256({ ...head, kid: elsewhere.kid }, claims, elsewhere.privateKey)}`;
    default:
      return `Bearer ${rs256(head, claims, ours.privateKey)}`;
  }
}
