import { z } from 'zod';
import type { Check } from '../../src/kernel/platform.ts';
import { aheadOf, check, clockCheck } from '../../src/kernel/check.ts';
import type { Installation } from './installations.ts';
import { CALL_TIMEOUT_MS } from './limits.ts';
import { BOT_SCOPES } from './scopes.ts';
import { INSTALL_PATH, mayUse, type Site } from './site.ts';

/** More workspaces than that are not all looked at. */
const MOST = 20;

const answer = z.object({ ok: z.boolean(), error: z.string().optional(), team: z.string().optional() });

interface Seen {
  readonly answer: z.output<typeof answer>;
  /** Undefined where Slack does not say. */
  readonly scopes: readonly string[] | undefined;
  /** How far our clock is ahead of Slack's, in ms; whole seconds, as Slack's header is. */
  readonly ahead: number | undefined;
}

/** A plain request: the SDK keeps the headers to itself. */
async function look({ config, clock }: Site, token: string): Promise<Seen> {
  const response = await fetch(`${config.apiUrl}auth.test`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  return {
    answer: answer.parse(await response.json()),
    scopes: response.headers
      .get('x-oauth-scopes')
      ?.split(/[,\s]+/)
      .filter(Boolean),
    ahead: aheadOf(response, clock.now()),
  };
}

async function checkOne(site: Site, { tenant, token }: Installation): Promise<readonly Check[]> {
  if (site.config.botToken === undefined && !mayUse(site.config, tenant))
    return [
      check(
        `Slack: the workspace ${tenant}`,
        false,
        'Convener is installed there and answers nothing: it is not in SLACK_ALLOWED_TEAMS. Add it, or remove the app in that workspace.',
      ),
    ];
  const { answer: said, scopes, ahead } = await look(site, token);
  const name = said.team ?? tenant;
  if (!said.ok)
    return [
      check(
        `Slack: the token for ${tenant}`,
        false,
        `Slack says "${said.error ?? 'no'}". Install the app again; with SLACK_BOT_TOKEN, copy the new token from OAuth & Permissions.`,
      ),
    ];
  const missing = scopes ? BOT_SCOPES.filter((scope) => !scopes.includes(scope)) : [];
  return [
    { what: `Slack: the token for ${name}`, ok: true },
    check(
      `Slack: what the app may do in ${name}`,
      missing.length === 0,
      `These scopes are missing: ${missing.join(', ')}. Update the app from manifests/slack.json and install it again.`,
    ),
    ...clockCheck('Slack', 'Slack', ahead),
  ];
}

const unreachable = ({ config }: Site): Check =>
  check(
    'Slack: a way from here to Slack',
    false,
    `${config.apiUrl} does not answer. Check this machine's way out, and SLACK_API_URL if it is set.`,
  );

async function installed(site: Site): Promise<readonly Check[]> {
  const { botToken } = site.config;
  if (botToken !== undefined)
    return checkOne(site, { tenant: 'this workspace', token: botToken, botUser: '' });
  const who: Check = {
    what: site.config.allowedTeams
      ? 'Slack: only the workspaces in SLACK_ALLOWED_TEAMS can install it'
      : 'Slack: any workspace can install it (SLACK_ALLOWED_TEAMS names yours)',
    ok: true,
  };
  const all = await site.installations.list();
  if (all.length === 0)
    return [
      who,
      check(
        'Slack: an installation',
        false,
        `No workspace has installed Convener yet. Open ${site.config.publicUrl}${INSTALL_PATH}.`,
      ),
    ];
  const checks: Check[] = [who];
  for (const each of all.slice(0, MOST)) checks.push(...(await checkOne(site, each)));
  // The clock is the same for all.
  return checks.filter(({ what }, index) => checks.findIndex((other) => other.what === what) === index);
}

/** Whether Slack gets through cannot be asked; what depends on the address can be said without it. */
function wayToUs({ config }: Site): Check[] {
  if (config.appToken !== undefined) return [];
  const ok = config.publicUrl.startsWith('https:');
  return [
    check(
      ok
        ? 'Slack: PUBLIC_URL is an https address (not tried from outside)'
        : 'Slack: an address that Slack can send to',
      ok,
      'Slack sends to https addresses only. Set PUBLIC_URL to yours, or use Socket Mode: SLACK_APP_TOKEN with manifests/slack-socket.json.',
    ),
  ];
}

/** Looks at all that Slack needs. Never throws. */
export async function doctor(site: Site): Promise<readonly Check[]> {
  try {
    return [...wayToUs(site), ...(await installed(site))];
  } catch (error) {
    site.log.warn({ error, platform: 'slack' }, 'Slack could not be looked at');
    return [...wayToUs(site), unreachable(site)];
  }
}
