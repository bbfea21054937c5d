import { setTimeout as wait } from 'node:timers/promises';
import type { Installation, InstallationDeps, Shelf } from './installations.ts';
import { ROTATE_BEFORE_MS, ROTATION_MS } from './limits.ts';
import type { SlackConfig } from './site.ts';

const LEASE = 'rotation';
const LOOK_AGAIN_MS = 200;

export const needsRotation = ({ refreshToken, expiresAt }: Installation, now: number): boolean =>
  refreshToken !== undefined && expiresAt !== undefined && expiresAt - now < ROTATE_BEFORE_MS;

/**
 * Buys the next token. A refresh token works once, so of all copies of Convener one asks, under a lease, and the others
 * read what it got.
 */
export function createRotation(
  { clientId, clientSecret }: SlackConfig,
  { records, clients, clock, log }: InstallationDeps,
  shelf: Shelf,
): (old: Installation) => Promise<Installation | undefined> {
  const now = (): number => clock.now().getTime();

  async function buy(old: Installation): Promise<Installation> {
    const answer = await clients.open.oauth.v2.access({
      client_id: clientId ?? '',
      client_secret: clientSecret ?? '',
      grant_type: 'refresh_token',
      refresh_token: old.refreshToken ?? '',
    });
    const { access_token: token, refresh_token: refreshToken, expires_in: seconds } = answer;
    if (token === undefined || seconds === undefined) throw new Error('Slack gave no new token');
    const fresh = { ...old, token, refreshToken, expiresAt: now() + seconds * 1000 };
    await shelf.put(fresh);
    return fresh;
  }

  /** Another copy has the lease: its result, or the old token while that still works. */
  async function read(old: Installation): Promise<Installation | undefined> {
    for (const until = now() + ROTATION_MS; now() < until;) {
      const found = await shelf.get(old.tenant);
      if (!found || found.token !== old.token) return found;
      if ((old.expiresAt ?? 0) > now()) return found;
      await wait(LOOK_AGAIN_MS);
    }
    return old;
  }

  return async (old) => {
    const until = new Date(now() + ROTATION_MS);
    if (!(await records.claim(LEASE, old.tenant, until))) return read(old);
    try {
      // Between our look and the lease somebody may have been faster.
      const found = await shelf.get(old.tenant);
      return found && needsRotation(found, now()) ? await buy(found) : found;
    } catch (error) {
      log.warn({ error, tenant: old.tenant }, 'a token could not be renewed');
      if ((old.expiresAt ?? 0) > now()) return old;
      throw error;
    } finally {
      await records.remove(LEASE, old.tenant);
    }
  };
}
