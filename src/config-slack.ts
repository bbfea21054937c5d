import { z } from 'zod';
import { optional } from './config-field.ts';

/** What connects a Slack workspace, or many; undefined when Slack is not configured. */
export interface SlackSettings {
  readonly signingSecret: string | undefined;
  readonly botToken: string | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly appToken: string | undefined;
  /** The workspaces that may install and use it; undefined for any. */
  readonly allowedTeams: readonly string[] | undefined;
  readonly apiUrl: string;
  readonly authorizeUrl: string;
}

const token = (name: string, prefix: string, from: string) =>
  optional.pipe(
    z
      .string()
      .startsWith(prefix, `${name} must begin with ${prefix}. It is on your app's page, under ${from}.`)
      .optional(),
  );
const TEAM_ID = /^T[A-Z0-9]{2,40}$/;
const address = (name: string) =>
  optional.pipe(
    z
      .url({ protocol: /^https?$/, error: `${name} must be a whole address, like https://slack.com/api/.` })
      .optional(),
  );

export const slackEnvironment = {
  SLACK_SIGNING_SECRET: optional,
  SLACK_BOT_TOKEN: token('SLACK_BOT_TOKEN', 'xox', 'OAuth & Permissions'),
  SLACK_CLIENT_ID: optional,
  SLACK_CLIENT_SECRET: optional,
  SLACK_APP_TOKEN: token('SLACK_APP_TOKEN', 'xapp-', 'Basic Information, App-Level Tokens'),
  SLACK_ALLOWED_TEAMS: optional.pipe(
    z
      .string()
      .transform((value) =>
        value
          .split(',')
          .map((one) => one.trim())
          .filter(Boolean),
      )
      .refine(
        (ids) => ids.every((one) => TEAM_ID.test(one)),
        'SLACK_ALLOWED_TEAMS must be workspace ids with commas between them, like T0123ABCD. Slack in a browser shows it: app.slack.com/client/T0123ABCD.',
      )
      .optional(),
  ),
  SLACK_API_URL: address('SLACK_API_URL'),
  SLACK_AUTHORIZE_URL: address('SLACK_AUTHORIZE_URL'),
};

type SlackVariables = z.output<z.ZodObject<typeof slackEnvironment>>;

/** What is missing between Slack's variables, with where to find it. */
export function slackProblem(slack: SlackSettings): string | undefined {
  const { signingSecret, botToken, clientId, clientSecret, appToken, allowedTeams } = slack;
  if ((clientId === undefined) !== (clientSecret === undefined))
    return "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: both are on your app's page, under Basic Information.";
  if (botToken !== undefined && clientId !== undefined)
    return 'Set either SLACK_BOT_TOKEN (one workspace) or SLACK_CLIENT_ID with SLACK_CLIENT_SECRET (many), not both.';
  if (botToken === undefined && clientId === undefined)
    return "Slack needs SLACK_BOT_TOKEN (one workspace), or SLACK_CLIENT_ID with SLACK_CLIENT_SECRET (many). They are on your app's page.";
  if (botToken !== undefined && allowedTeams !== undefined)
    return 'SLACK_ALLOWED_TEAMS goes with SLACK_CLIENT_ID: SLACK_BOT_TOKEN serves the one workspace that it is from. Unset one of them.';
  if (appToken !== undefined && clientId !== undefined)
    return 'SLACK_APP_TOKEN (Socket Mode) works with SLACK_BOT_TOKEN, one workspace. For many, unset it and give Slack your PUBLIC_URL.';
  if (signingSecret === undefined && appToken === undefined)
    return "SLACK_SIGNING_SECRET is missing: it tells Slack's requests from forged ones. It is on your app's page, under Basic Information.";
  return undefined;
}

/** Slack as it is configured; undefined when none of its variables is set. */
export function slackOf(said: SlackVariables): SlackSettings | undefined {
  const set = Object.entries(said).filter(
    ([name, value]) => name.startsWith('SLACK_') && value !== undefined,
  );
  if (set.length === 0) return undefined;
  return {
    signingSecret: said.SLACK_SIGNING_SECRET,
    botToken: said.SLACK_BOT_TOKEN,
    clientId: said.SLACK_CLIENT_ID,
    clientSecret: said.SLACK_CLIENT_SECRET,
    appToken: said.SLACK_APP_TOKEN,
    allowedTeams: said.SLACK_ALLOWED_TEAMS,
    apiUrl: withSlash(said.SLACK_API_URL ?? 'https://slack.com/api/'),
    authorizeUrl: said.SLACK_AUTHORIZE_URL ?? 'https://slack.com/oauth/v2/authorize',
  };
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);
