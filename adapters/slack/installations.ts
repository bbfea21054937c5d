import { z } from 'zod';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Records, Vault } from '../../src/kernel/platform.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { Clients } from './clients.ts';
import { FRESH_WAIT_MS, INSTALLATION_MS } from './limits.ts';
import { createRotation, needsRotation } from './rotation.ts';
import { mayUse, type SlackConfig } from './site.ts';

/** Our app in one workspace. */
export interface Installation {
  readonly tenant: string;
  readonly token: string;
  readonly botUser: string;
  readonly botId?: string | undefined;
  /** With token rotation: what buys the next token, and when this one ends (ms). */
  readonly refreshToken?: string | undefined;
  readonly expiresAt?: number | undefined;
}

export interface Installations {
  /** With a token that works now; undefined where we are not installed. */
  find(tenant: string): Promise<Installation | undefined>;
  /** The only workspace there is, when there is one by configuration. */
  only(): Promise<Installation | undefined>;
  list(): Promise<readonly Installation[]>;
  save(installation: Installation): Promise<void>;
  remove(tenant: string): Promise<void>;
  /** The copy at hand is no good: the next one who asks gets a fresh one. */
  forget(tenant: string): void;
}

export interface InstallationDeps {
  readonly records: Records;
  readonly vault: Vault;
  readonly clients: Clients;
  readonly clock: Clock;
  readonly log: Log;
}

const KIND = 'installation';
const stored = z.object({
  botUser: z.string(),
  botId: z.string().optional(),
  token: z.string(),
  refreshToken: z.string().optional(),
  expiresAt: z.number().optional(),
});

/** Installations as they are kept: tokens locked, so that the database alone opens no workspace. */
export function createShelf({ records, vault }: Pick<InstallationDeps, 'records' | 'vault'>) {
  const read = (tenant: string, value: unknown): Installation | undefined => {
    const parsed = stored.safeParse(value);
    if (!parsed.success) return undefined;
    const { refreshToken: lockedRefresh, token: locked, ...rest } = parsed.data;
    const token = vault.unlock(locked);
    const refreshToken = lockedRefresh === undefined ? undefined : vault.unlock(lockedRefresh);
    return token === undefined ? undefined : { ...rest, tenant, token, refreshToken };
  };
  return {
    get: async (tenant: string): Promise<Installation | undefined> =>
      read(tenant, await records.get(KIND, tenant)),
    put: ({ tenant, token, refreshToken, ...rest }: Installation): Promise<void> =>
      records.put(KIND, tenant, {
        ...rest,
        token: vault.lock(token),
        ...(refreshToken === undefined ? {} : { refreshToken: vault.lock(refreshToken) }),
      }),
    remove: (tenant: string): Promise<void> => records.remove(KIND, tenant),
    list: async (): Promise<readonly Installation[]> =>
      (await records.list(KIND, '')).flatMap(({ key, value }) => read(key, value) ?? []),
  };
}

export type Shelf = ReturnType<typeof createShelf>;

interface Known {
  readonly at: number;
  readonly installation: Installation | undefined;
}

/** Many workspaces, each of which installed us by OAuth. */
export function manyInstallations(config: SlackConfig, deps: InstallationDeps): Installations {
  const { clock, log } = deps;
  const shelf = createShelf(deps);
  const rotate = createRotation(config, deps, shelf);
  const known = new Map<string, Known>();
  const asked = new Map<string, Promise<Installation | undefined>>();
  const now = (): number => clock.now().getTime();

  async function load(tenant: string): Promise<Installation | undefined> {
    const found = await shelf.get(tenant);
    const installation = found && needsRotation(found, now()) ? await rotate(found) : found;
    known.set(tenant, { at: now(), installation });
    return installation;
  }
  /** All who ask at once share one look, and one rotation. */
  function fresh(tenant: string): Promise<Installation | undefined> {
    const going = asked.get(tenant);
    if (going) return going;
    const loading = load(tenant).finally(() => asked.delete(tenant));
    asked.set(tenant, loading);
    return loading;
  }
  const works = ({ expiresAt = Infinity }: Installation): boolean => expiresAt > now();

  return {
    async find(tenant) {
      // Not of ours, or not any more, whatever the shelf holds.
      if (!mayUse(config, tenant)) return undefined;
      const at = known.get(tenant);
      const good = at?.installation && works(at.installation) ? at.installation : undefined;
      const recent = at !== undefined && now() - at.at < INSTALLATION_MS;
      if (recent && good && !needsRotation(good, now())) return good;
      if (!good) return fresh(tenant);
      // Slack waits three seconds for an answer: an older copy that still works is better than a slow database.
      const loading = fresh(tenant);
      loading.catch((error: unknown) => log.warn({ error, tenant }, 'an installation could not be read'));
      const slow = Promise.withResolvers<Installation>();
      const timer = setTimeout(() => slow.resolve(good), FRESH_WAIT_MS);
      return Promise.race([loading.catch(() => good), slow.promise]).finally(() => clearTimeout(timer));
    },
    only: async () => undefined,
    list: shelf.list,
    async save(installation) {
      await shelf.put(installation);
      known.set(installation.tenant, { at: now(), installation });
    },
    async remove(tenant) {
      known.delete(tenant);
      await shelf.remove(tenant);
      known.delete(tenant);
    },
    forget: (tenant) => void known.delete(tenant),
  };
}
