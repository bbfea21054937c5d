import { z } from 'zod';
import { optional } from './config-field.ts';

const CLOUD_NAMES = ['public', 'gcc', 'gcc-high', 'dod'] as const;

/** What connects Microsoft Teams; undefined when Teams is not configured. */
export interface TeamsSettings {
  readonly appId: string | undefined;
  readonly appPassword: string | undefined;
  readonly appTenant: string | undefined;
  /** Whose people may use it, besides the app's own tenant. */
  readonly tenants: readonly string[];
  readonly cloud: (typeof CLOUD_NAMES)[number];
  readonly insecureLocal: boolean;
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const small = (value: string): string => value.toLowerCase();

const id = (name: string, from: string) =>
  optional.pipe(
    z
      .string()
      .transform(small)
      .refine(
        (value) => ID.test(value),
        `${name} must be an id like 00000000-0000-0000-0000-000000000000. It is ${from}.`,
      )
      .optional(),
  );

export const teamsEnvironment = {
  TEAMS_APP_ID: id('TEAMS_APP_ID', "the Application (client) ID on the app's page in Entra"),
  TEAMS_APP_PASSWORD: optional,
  TEAMS_APP_TENANT_ID: id('TEAMS_APP_TENANT_ID', "the Directory (tenant) ID on the app's page in Entra"),
  TEAMS_ALLOWED_TENANTS: optional.pipe(
    z
      .string()
      .transform((value) =>
        value
          .split(',')
          .map((one) => small(one.trim()))
          .filter(Boolean),
      )
      .refine(
        (ids) => ids.every((one) => ID.test(one)),
        'TEAMS_ALLOWED_TENANTS must be tenant ids with commas between them.',
      )
      .optional(),
  ),
  TEAMS_CLOUD: optional.pipe(
    z.enum(CLOUD_NAMES, 'TEAMS_CLOUD must be one of public, gcc, gcc-high, dod.').optional(),
  ),
  TEAMS_INSECURE_LOCAL: optional.pipe(
    z.enum(['0', '1'], 'TEAMS_INSECURE_LOCAL must be 1 (no signatures, this machine only) or 0.').optional(),
  ),
};

type TeamsVariables = z.output<z.ZodObject<typeof teamsEnvironment>>;

/** What is missing between Teams' variables, with where to find it; and what would leave the door open. */
export function teamsProblem(teams: TeamsSettings, loopback: boolean): string | undefined {
  const { appId, appPassword, appTenant, insecureLocal } = teams;
  if (insecureLocal) {
    if (appId !== undefined)
      return 'TEAMS_INSECURE_LOCAL believes every request, so it goes without TEAMS_APP_ID: unset one of them.';
    return loopback
      ? undefined
      : 'TEAMS_INSECURE_LOCAL believes every request, so HOST must be 127.0.0.1. Unset it for real use.';
  }
  if (appId === undefined)
    return "TEAMS_APP_ID is missing: without it nobody could tell Teams' requests from forged ones. It is on the app's page in Entra.";
  if (appPassword === undefined)
    return "TEAMS_APP_PASSWORD is missing: a client secret, made on the app's page in Entra under Certificates & secrets.";
  if (appTenant === undefined)
    return "TEAMS_APP_TENANT_ID is missing: the Directory (tenant) ID on the app's page in Entra. Bots belong to one tenant; other tenants that may use it go into TEAMS_ALLOWED_TENANTS.";
  return undefined;
}

/** Teams as it is configured; undefined when none of its variables is set. */
export function teamsOf(said: TeamsVariables): TeamsSettings | undefined {
  const set = Object.entries(said).filter(
    ([name, value]) =>
      name.startsWith('TEAMS_') && value !== undefined && !(name === 'TEAMS_INSECURE_LOCAL' && value === '0'),
  );
  if (set.length === 0) return undefined;
  return {
    appId: said.TEAMS_APP_ID,
    appPassword: said.TEAMS_APP_PASSWORD,
    appTenant: said.TEAMS_APP_TENANT_ID,
    tenants: said.TEAMS_ALLOWED_TENANTS ?? [],
    cloud: said.TEAMS_CLOUD ?? 'public',
    insecureLocal: said.TEAMS_INSECURE_LOCAL === '1',
  };
}
