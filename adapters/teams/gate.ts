// What comes before anything of the SDK's: only whole activities from Teams, signed, about a service of Microsoft's, from
// a tenant that may use us. The answers say nothing that the sender does not know.
import type { IncomingMessage } from 'node:http';
import { isTrusted } from './clouds.ts';
import { BODY_BYTES } from './limits.ts';
import { activityBody, type ActivityBody } from './payload.ts';
import { tenantOf } from './receive.ts';
import type { Site } from './site.ts';

type Refused = { readonly state: 'refused'; readonly status: number; readonly text: string };
export type Admitted = { readonly state: 'admitted'; readonly tenant: string; readonly body: ActivityBody };

const refuse = (status: number, text: string): Refused => ({ state: 'refused', status, text });
const WHO = refuse(401, 'Who are you?');
const BAD = refuse(400, 'That was not understood.');
/** A tenant where there is none, on this machine alone. */
const LOCAL_TENANT = 'local';

async function read(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Straight from this machine; a proxy on it would let the world in. */
const isLocal = ({ socket, headers }: IncomingMessage): boolean =>
  LOOPBACK.has(socket.remoteAddress ?? '') &&
  headers['x-forwarded-for'] === undefined &&
  headers['forwarded'] === undefined;

function tenantIn({ config }: Site, body: ActivityBody): string | undefined {
  const tenant = tenantOf(body);
  if (config.insecureLocal) return tenant ?? LOCAL_TENANT;
  const allowed = tenant !== undefined && [...config.tenants, config.appTenant].includes(tenant);
  return allowed ? tenant : undefined;
}

/** Lets a request in, or says why not. */
export async function admit(site: Site, request: IncomingMessage): Promise<Admitted | Refused> {
  const { config, connector, refusals } = site;
  const { authorization = '' } = request.headers;
  if (config.insecureLocal && !isLocal(request)) return refuse(403, 'From this machine only.');
  if (!config.insecureLocal && !authorization.startsWith('Bearer ')) return WHO;
  const text = await read(request);
  if (text === undefined) return refuse(413, 'That is too long.');
  const parsed = activityBody.safeParse(parse(text));
  if (!parsed.success) return BAD;
  const body = parsed.data;
  if (!isTrusted(body.serviceUrl, config.cloud, config.insecureLocal)) return WHO;
  const checked = await connector.check(authorization, body.serviceUrl);
  if (checked === 'absent') {
    refusals.keyless();
    return refuse(503, 'Not now. Please try again in a moment.');
  }
  if (checked === 'forged') {
    refusals.forged();
    return WHO;
  }
  const tenant = tenantIn(site, body);
  if (tenant === undefined) {
    refusals.foreign({ tenant: tenantOf(body) });
    return refuse(403, 'Not for this tenant.');
  }
  return { state: 'admitted', tenant, body };
}
