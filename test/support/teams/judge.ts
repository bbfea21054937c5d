// A bot's check of a token, done by the book: for tests of the tokens themselves.
import { createPublicKey, verify } from 'node:crypto';
import { isThing, list, thing, words, type Thing } from '../slack/json.ts';
import type { Keys } from './keys.ts';

const SKEW_SECONDS = 300;

async function get(url: string): Promise<Thing> {
  const answer: unknown = await (await fetch(url)).json();
  return thing(answer);
}
function partOf(text: string): Thing {
  try {
    return thing(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    return {};
  }
}

/** `good`, or what is wrong with it. */
export async function judge(
  { keysUrl, appId, issuer }: Keys,
  header: string | undefined,
  serviceUrl: string,
): Promise<string> {
  const [, head = '', body = '', signature = ''] =
    /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]*)$/.exec(header ?? '') ?? [];
  const { alg, kid } = partOf(head);
  if (alg !== 'RS256') return head === '' ? 'no token' : 'algorithm';
  const known = list((await get(words((await get(keysUrl))['jwks_uri'])))['keys']).filter(isThing);
  const key = known.find((each) => each['kid'] === kid);
  if (!key) return 'key';
  const publicKey = createPublicKey({ key, format: 'jwk' });
  const text = Buffer.from(`${head}.${body}`);
  if (!verify('sha256', text, publicKey, Buffer.from(signature, 'base64url'))) return 'signature';
  const claims = partOf(body);
  const now = Date.now() / 1000;
  if (claims['iss'] !== issuer) return 'issuer';
  if (claims['aud'] !== appId) return 'audience';
  if (typeof claims['exp'] !== 'number' || claims['exp'] < now - SKEW_SECONDS) return 'expiry';
  if (Number(claims['nbf'] ?? 0) > now + SKEW_SECONDS) return 'not before';
  if (claims['serviceurl'] !== serviceUrl) return 'service';
  return list(key['endorsements']).includes('msteams') ? 'good' : 'endorsements';
}
