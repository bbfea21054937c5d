import type { WebClient } from '@slack/web-api';
import type { Check } from '../../src/kernel/platform.ts';
import { failureOf } from './errors.ts';
import type { SlackConfig } from './config.ts';
import { SCOPES } from './scopes.ts';

/** Slack refuses requests whose time is five minutes off; half of that is worth a word. */
const SKEW_MS = 150_000;

const TOKEN_TODO =
  'Reinstall the app to the workspace (Settings, Install App), and set SLACK_BOT_TOKEN to the new token.';

const WORDS: Readonly<Record<string, string>> = {
  invalid_auth: TOKEN_TODO,
  not_authed: TOKEN_TODO,
  token_revoked: TOKEN_TODO,
  token_expired: TOKEN_TODO,
  account_inactive: TOKEN_TODO,
};

async function tokenChecks(client: WebClient, name: string): Promise<readonly Check[]> {
  try {
    const { team, response_metadata } = await client.auth.test();
    const given = new Set(response_metadata?.scopes ?? []);
    const missing = SCOPES.filter((scope) => !given.has(scope));
    return [
      { what: `Slack takes the token of ${team ?? name}.`, ok: true },
      missing.length === 0 || given.size === 0
        ? { what: 'The app has the scopes it needs.', ok: true }
        : {
            what: `The app lacks the scopes ${missing.join(', ')}.`,
            ok: false,
            todo: 'Paste manifests/slack.json into the app (App Manifest), save, and reinstall it to the workspace.',
          },
    ];
  } catch (error) {
    const failure = failureOf(error);
    const code = failure.kind === 'limited' ? 'rate-limited' : failure.code;
    const todo =
      WORDS[code] ??
      'Can this machine reach Slack? Try again in a minute; if it stays, look at status.slack.com.';
    return [{ what: `Slack does not take the token of ${name} (${code}).`, ok: false, todo }];
  }
}

/** Our clock against Slack's: signed requests are refused when they differ by five minutes. */
async function clockCheck(apiUrl: string, now: () => Date): Promise<Check> {
  try {
    const response = await fetch(`${apiUrl}api.test`, { method: 'POST', signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    const theirs = Date.parse(response.headers.get('date') ?? '');
    const off = Math.abs(theirs - now().getTime());
    if (Number.isNaN(theirs) || off < SKEW_MS)
      return { what: "This machine's clock agrees with Slack's.", ok: true };
    const minutes = Math.round(off / 60_000);
    const todo =
      "Set this machine's clock (turn on time synchronisation): Slack's requests would be refused.";
    return { what: `This machine's clock is ${minutes} minutes off.`, ok: false, todo };
  } catch {
    const todo =
      'Can this machine reach the address in SLACK_API_URL (or slack.com)? Look at its proxy and firewall.';
    return { what: 'Slack does not answer.', ok: false, todo };
  }
}

function wayIn({ appToken, publicUrl }: SlackConfig): Check {
  if (appToken !== undefined) return { what: 'Socket Mode: Slack need not reach this machine.', ok: true };
  const ok = publicUrl.startsWith('https://');
  return {
    what: `Slack sends to ${publicUrl}/slack/events.`,
    ok,
    todo: 'Slack needs an https address: set PUBLIC_URL, or use Socket Mode (SLACK_APP_TOKEN).',
  };
}

/** What Slack needs, and what to do about what is not there. Never throws. */
export async function doctor(
  config: SlackConfig,
  installed: readonly { readonly name: string; readonly client: WebClient }[],
  now: () => Date,
): Promise<readonly Check[]> {
  const tokens: Check[] = [];
  for (const { name, client } of installed) tokens.push(...(await tokenChecks(client, name)));
  const none: readonly Check[] =
    installed.length > 0
      ? []
      : [
          {
            what: 'Convener is not installed in any Slack workspace yet.',
            ok: false,
            todo: `Open ${config.publicUrl}/slack/install in a browser.`,
          },
        ];
  return [wayIn(config), await clockCheck(config.apiUrl, now), ...none, ...tokens];
}
