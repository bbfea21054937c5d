import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { SlackConfig, SlackDeps } from './config.ts';
import { failureOf } from './errors.ts';

/** One workspace that Convener is installed in. Tokens are locked; the rest are ids. */
const stored = z.object({
  team: z.string(),
  botToken: z.string(),
  refreshToken: z.string().optional(),
  /** ms since 1970; with token rotation a token lasts 12 hours. */
  expiresAt: z.number().optional(),
  botId: z.string().default(''),
  botUserId: z.string(),
});
type Stored = z.output<typeof stored>;

export interface Installation {
  readonly team: string;
  readonly token: string;
  readonly botId: string;
  readonly botUserId: string;
}

export interface NewInstallation extends Installation {
  readonly refreshToken?: string;
  readonly expiresAt?: Date;
}

const KIND = 'installation';
const LEASE = 'rotation';
/** Read again so often: an uninstall by another copy of Convener is seen within this time. */
const CACHE_MS = 60_000;
/** Two hours before its end, as the SDK does it. */
const REFRESH_BEFORE_MS = 2 * 3_600_000;
const LEASE_MS = 20_000;
const WAIT_MS = 150;

export interface Installations {
  /** The workspace's token, fresh; undefined when Convener is not installed there. Throws when that cannot be told now. */
  find(team: string): Promise<Installation | undefined>;
  save(installation: NewInstallation): Promise<void>;
  remove(team: string): Promise<void>;
}

interface Cached {
  readonly until: number;
  readonly installation: Promise<Installation | undefined>;
}

/** By OAuth, many workspaces: what Slack gave us, kept locked, refreshed by one worker of all replicas at a time. */
export function createInstallations(
  { records, vault, clock, log }: SlackDeps,
  config: Pick<SlackConfig, 'clientId' | 'clientSecret'>,
  anonymous: WebClient,
): Installations {
  const cache = new Map<string, Cached>();

  async function read(team: string): Promise<Stored | undefined> {
    const parsed = stored.safeParse(await records.get(KIND, team));
    return parsed.success ? parsed.data : undefined;
  }

  function opened(row: Stored): Installation | undefined {
    const token = vault.unlock(row.botToken);
    if (token === undefined) {
      log.error(
        { platform: 'slack', tenant: row.team },
        'A Slack token cannot be read: CONVENER_SECRET_KEY has changed. Add the old key after a comma, or install the app again.',
      );
      return undefined;
    }
    return { team: row.team, token, botId: row.botId, botUserId: row.botUserId };
  }

  const isStale = ({ expiresAt, refreshToken }: Stored): boolean =>
    expiresAt !== undefined &&
    refreshToken !== undefined &&
    expiresAt - clock.now().getTime() < REFRESH_BEFORE_MS;

  async function load(team: string): Promise<Installation | undefined> {
    const row = await read(team);
    if (!row) return undefined;
    return opened(isStale(row) ? await refreshed(row) : row);
  }

  /** A refresh token works once, so only one worker uses it; the others wait for what it wrote. */
  async function refreshed(row: Stored): Promise<Stored> {
    const { team } = row;
    const until = clock.now().getTime() + LEASE_MS;
    while (!(await records.claim(LEASE, team, new Date(clock.now().getTime() + LEASE_MS)))) {
      await sleep(WAIT_MS);
      const now = await read(team);
      if (now && !isStale(now)) return now;
      // Whoever had the lease did not finish: what we have may still work.
      if (clock.now().getTime() > until) return now ?? row;
    }
    try {
      const now = (await read(team)) ?? row;
      return isStale(now) ? await refresh(now) : now;
    } finally {
      await records.remove(LEASE, team);
    }
  }

  async function refresh(row: Stored): Promise<Stored> {
    const { clientId = '', clientSecret = '' } = config;
    const token = vault.unlock(row.refreshToken ?? '');
    if (token === undefined) return row;
    try {
      const given = await anonymous.oauth.v2.access({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'refresh_token',
        refresh_token: token,
      });
      const expires = given.expires_in === undefined ? {} : { expiresAt: expiryOf(given.expires_in) };
      const next: Stored = {
        ...row,
        ...expires,
        botToken: vault.lock(given.access_token ?? ''),
        refreshToken: vault.lock(given.refresh_token ?? ''),
      };
      await records.put(KIND, row.team, next);
      return next;
    } catch (error) {
      const failure = failureOf(error);
      const code = failure.kind === 'limited' ? 'rate-limited' : failure.code;
      log.warn({ platform: 'slack', tenant: row.team, code }, 'A Slack token could not be refreshed.');
      return row;
    }
  }

  const expiryOf = (seconds: number): number => clock.now().getTime() + seconds * 1000;

  return {
    find(team) {
      const now = clock.now().getTime();
      const known = cache.get(team);
      if (known && known.until > now) return known.installation;
      const installation = load(team);
      cache.set(team, { until: now + CACHE_MS, installation });
      // What could not be read is not kept.
      installation.then(
        (found) => found ?? cache.delete(team),
        () => cache.delete(team),
      );
      return installation;
    },
    async save({ team, token, botId, botUserId, refreshToken, expiresAt }) {
      const row: Stored = {
        team,
        botId,
        botUserId,
        botToken: vault.lock(token),
        ...(refreshToken === undefined ? {} : { refreshToken: vault.lock(refreshToken) }),
        ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.getTime() }),
      };
      await records.put(KIND, team, row);
      cache.delete(team);
    },
    async remove(team) {
      await records.remove(KIND, team);
      cache.delete(team);
    },
  };
}

/** One workspace by its token: which one it is, Slack tells. */
export function oneWorkspace(token: string, client: WebClient): Installations {
  let asked: Promise<Installation> | undefined;
  const ask = async (): Promise<Installation> => {
    const { team_id: team = '', bot_id: botId = '', user_id: botUserId = '' } = await client.auth.test();
    return { team, token, botId, botUserId };
  };
  return {
    async find(team) {
      asked ??= ask();
      try {
        const installation = await asked;
        return installation.team === team ? installation : undefined;
      } catch (error) {
        asked = undefined;
        throw error;
      }
    },
    save: async () => {},
    async remove() {
      asked = undefined;
    },
  };
}
