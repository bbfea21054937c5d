import { join, resolve } from 'node:path';
import { z } from 'zod';
import { optional } from './config-field.ts';
import { slackEnvironment, slackOf, slackProblem, type SlackSettings } from './config-slack.ts';
import { teamsEnvironment, teamsOf, teamsProblem, type TeamsSettings } from './config-teams.ts';

const port = z.coerce
  .number('PORT must be a number, like 3000.')
  .int('PORT must be a whole number, like 3000.')
  .min(0, 'PORT must be between 0 and 65535.')
  .max(65_535, 'PORT must be between 0 and 65535.')
  .default(3000);

const publicUrl = optional.pipe(
  z
    .url({
      protocol: /^https?$/,
      error: 'PUBLIC_URL must be a whole address, like https://convener.example.',
    })
    .refine(
      (url) =>
        !URL.canParse(url) || (new URL(url).pathname === '/' && !url.includes('?') && !url.includes('#')),
      'PUBLIC_URL must be an address without a path, like https://convener.example.',
    )
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
);

const databaseUrl = optional.pipe(
  z
    .string()
    .regex(/^postgres(?:ql)?:\/\//, 'DATABASE_URL must begin with postgres:// or postgresql://.')
    .optional(),
);

const secretKey = optional.pipe(
  z
    .string()
    .transform((value) => value.split(',').map((key) => key.trim()))
    .refine(
      (keys) => keys.length <= 2 && keys.every((key) => key.length >= 32),
      'CONVENER_SECRET_KEY must have 32 characters or more, like the output of "openssl rand -hex 32"; an old one may follow after a comma.',
    )
    .optional(),
);

/** The demo's recurrence rules and plans are made for these years. */
const CLOCK_YEARS = /^20[0-9]{2}-/;

const CLOCK_WORDS = 'CONVENER_CLOCK must be an instant of this century, like 2027-02-03T09:00:00-05:00.';
const clock = optional.pipe(
  z.iso.datetime({ offset: true, error: CLOCK_WORDS }).regex(CLOCK_YEARS, CLOCK_WORDS).optional(),
);

const environment = z.object({
  HOST: optional,
  PORT: z.preprocess((value) => (value === '' ? undefined : value), port),
  PUBLIC_URL: publicUrl,
  DATABASE_URL: databaseUrl,
  CONVENER_DATA_DIR: optional,
  CONVENER_SECRET_KEY: secretKey,
  CONVENER_DEMO: optional.pipe(
    z.enum(['0', '1'], 'CONVENER_DEMO must be 1 (the demo) or 0 (for real).').optional(),
  ),
  CONVENER_CLOCK: clock,
  ...slackEnvironment,
  ...teamsEnvironment,
  LOG_LEVEL: optional.pipe(
    z
      .enum(
        ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
        'LOG_LEVEL must be one of fatal, error, warn, info, debug, silent.',
      )
      .default('info'),
  ),
});

/** Names that a later platform will read. Set but unread, they would be a silent disappointment. */
const NOT_YET = /^(?:SMTP_URL$|MAIL_|METRICS_TOKEN$)/;

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly databaseUrl: string | undefined;
  /** The real data folder; the demo's is inside it. */
  readonly dataDir: string;
  readonly demoDir: string;
  readonly secretKeys: readonly string[] | undefined;
  /** What was said about the demo; undefined when nothing was. */
  readonly demoSaid: boolean | undefined;
  readonly demo: boolean;
  readonly clock: Date | undefined;
  readonly logLevel: string;
  readonly slack: SlackSettings | undefined;
  readonly teams: TeamsSettings | undefined;
}

/** A mistake in the configuration, in words for the person who starts Convener. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

function rulesBetween(config: Config): string | undefined {
  if (config.demo && !LOOPBACK.includes(config.host) && config.demoSaid !== true) {
    return `HOST is ${config.host}, so others could reach the demo, where anyone can be any member. Set CONVENER_DEMO=1 if that is what you want, or CONVENER_DEMO=0 for real use.`;
  }
  if (config.demo && config.slack)
    return 'The demo talks to no Slack workspace: unset CONVENER_DEMO for real use, or unset the SLACK_ variables for the demo.';
  if (config.demo && config.teams)
    return 'The demo talks to no Teams tenant: unset CONVENER_DEMO for real use, or unset the TEAMS_ variables for the demo.';
  if (config.clock && !config.demo)
    return 'CONVENER_CLOCK is for the demo only: real time cannot be set. Unset it, or set CONVENER_DEMO=1.';
  if (config.databaseUrl && !config.secretKeys) {
    return 'CONVENER_SECRET_KEY is needed with DATABASE_URL, so that every copy of Convener signs alike. Make one with "openssl rand -hex 32" and keep it safe.';
  }
  return (
    (config.slack && slackProblem(config.slack)) ??
    (config.teams && teamsProblem(config.teams, LOOPBACK.includes(config.host)))
  );
}

/** Reads the environment; throws ConfigError with every problem in it. The only reader of process.env. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  cwd: string = process.cwd(),
): Config {
  const early = Object.keys(env).filter((name) => NOT_YET.test(name) && env[name]);
  const parsed = environment.safeParse(env);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => issue.message);
  problems.push(
    ...early.map(
      (name) => `${name} is set, but this version of Convener does not use it yet. Please unset it.`,
    ),
  );
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems.join('\n'));
  const said = parsed.data;
  const host = said.HOST ?? '127.0.0.1';
  const dataDir = resolve(cwd, said.CONVENER_DATA_DIR ?? 'data');
  const demoSaid = said.CONVENER_DEMO === undefined ? undefined : said.CONVENER_DEMO === '1';
  const slack = slackOf(said);
  const teams = teamsOf(said);
  const config: Config = {
    host,
    port: said.PORT,
    publicUrl: said.PUBLIC_URL ?? `http://localhost:${said.PORT}`,
    databaseUrl: said.DATABASE_URL,
    dataDir,
    demoDir: join(dataDir, 'demo'),
    secretKeys: said.CONVENER_SECRET_KEY,
    demoSaid,
    // Nobody's own server is filled with a sample unless they ask for it.
    demo: demoSaid ?? (said.DATABASE_URL === undefined && !slack && !teams),
    slack,
    teams,
    clock: said.CONVENER_CLOCK ? new Date(said.CONVENER_CLOCK) : undefined,
    logLevel: said.LOG_LEVEL,
  };
  const clash = rulesBetween(config);
  if (clash) throw new ConfigError(clash);
  return config;
}
