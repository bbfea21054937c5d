import { z } from 'zod';
import { inTime } from '../../src/kernel/in-time.ts';
import type { Check } from '../../src/kernel/platform.ts';
import { aheadOf, check, clockCheck } from '../../src/kernel/check.ts';
import { CALL_TIMEOUT_MS } from './limits.ts';
import { MESSAGES_PATH, type Site } from './site.ts';

const metadata = z.object({ issuer: z.string(), jwks_uri: z.string() });

/** Where the keys are that requests are signed with, and how far our clock is from there. */
async function keys({ config: { cloud }, clock }: Site): Promise<readonly Check[]> {
  const what = "Teams: the keys of Microsoft's signatures";
  const todo = `${new URL(cloud.keysUrl).host} does not answer as it should. Check this machine's way out, and TEAMS_CLOUD (it is ${cloud.name}).`;
  try {
    const response = await fetch(cloud.keysUrl, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    const said = metadata.safeParse(await response.json());
    const found = check(what, said.success && said.data.issuer === cloud.issuer, todo);
    return [found, ...clockCheck('Teams', 'Microsoft', aheadOf(response, clock.now()))];
  } catch {
    return [check(what, false, todo)];
  }
}

/** Whether our secret still buys a token. */
async function secret({ connector, log }: Site): Promise<Check> {
  const what = "Teams: the app's secret";
  try {
    const got = await inTime(connector.token(), CALL_TIMEOUT_MS);
    if (got.state === 'late') throw new Error('late');
    return check(what, true, '');
  } catch (error) {
    log.warn({ error, platform: 'teams' }, 'no token from Entra');
    return check(
      what,
      false,
      'Entra gives no token for it. Check TEAMS_APP_ID, TEAMS_APP_TENANT_ID and TEAMS_APP_PASSWORD (a secret expires: make a new one under Certificates & secrets), and that the bot is single tenant.',
    );
  }
}

async function installed({ config, conversations }: Site): Promise<readonly Check[]> {
  // The app's own tenant may be nobody's who uses it, once others are named.
  const tenants = config.tenants.length > 0 ? config.tenants : [config.appTenant ?? ''].filter(Boolean);
  const app = ['gcc-high', 'dod'].includes(config.cloud.name) ? 'convener-gov.zip' : 'convener.zip';
  const checks: Check[] = [];
  for (const tenant of tenants) {
    const alive = (await conversations.list(tenant)).filter(({ dead }) => !dead);
    checks.push(
      check(
        `Teams: an installation in tenant ${tenant}`,
        alive.length > 0,
        `Nobody there has added Convener yet. "npm run manifests" makes manifests/teams/${app}: give it to their Teams administrator, and add the app to the team.`,
      ),
    );
  }
  return checks;
}

/** Teams sends to https addresses only. */
const wayToUs = ({ config: { publicUrl } }: Site): Check =>
  check(
    'Teams: a way from Teams to here',
    publicUrl.startsWith('https:'),
    `Teams sends to https addresses only. Set PUBLIC_URL to yours, and that address with ${MESSAGES_PATH} as the bot's messaging endpoint.`,
  );

/** Looks at all that Teams needs. Never throws. */
export async function doctor(site: Site): Promise<readonly Check[]> {
  if (site.config.insecureLocal)
    return [
      check(
        'Teams: signatures',
        false,
        'TEAMS_INSECURE_LOCAL is on: requests are believed unsigned, from this machine alone. Unset it for real use.',
      ),
    ];
  const found = await installed(site).catch(() => []);
  return [wayToUs(site), await secret(site), ...(await keys(site)), ...found];
}
