import { setTimeout as wait } from 'node:timers/promises';
import type { Installation, InstallationDeps, Shelf } from './installations.ts';
import { ROTATE_BEFORE_MS, ROTATION_MS } from './limits.ts';
import type { SlackConfig } from './site.ts';

const LEASE = 'rotation';
const LOOK_AGAIN_MS = 200;
const FIRST_PUT_MS = 1000;
const LONGEST_PUT_MS = 60_000;

/** A pair that was bought, and the one that was spent on it, until it stands on the shelf. */
interface Bought {
  readonly fresh: Installation;
  readonly spent: string;
}

export const needsRotation = ({ refreshToken, expiresAt }: Installation, now: number): boolean =>
  refreshToken !== undefined && expiresAt !== undefined && expiresAt - now < ROTATE_BEFORE_MS;

/**
 * Buys the next token. A refresh token works once, so of all copies of Convener one asks, under a lease, and the others
 * read what it got. What was bought and could not be written down is the only pair that works: it is held, used, and
 * written until it stands there, or until the shelf holds another installation or none.
 */
export function createRotation(
  { clientId, clientSecret }: SlackConfig,
  { records, clients, clock, log }: InstallationDeps,
  shelf: Shelf,
): (old: Installation) => Promise<Installation | undefined> {
  const now = (): number => clock.now().getTime();
  const held = new Map<string, Bought>();

  /** Writes a pair in the place of the one that it was bought with; answers what stands there then. */
  async function keep({ fresh, spent }: Bought): Promise<Installation | undefined> {
    const found = await shelf.get(fresh.tenant);
    const mine = found?.refreshToken === spent;
    if (mine) await shelf.put(fresh);
    held.delete(fresh.tenant);
    return mine ? fresh : found;
  }

  /** Nobody may ask for this workspace for hours: it is written all the same. */
  async function keepTrying(bought: Bought): Promise<void> {
    const { tenant } = bought.fresh;
    for (let pause = FIRST_PUT_MS; ; pause = Math.min(pause * 2, LONGEST_PUT_MS)) {
      await wait(pause, undefined, { ref: false });
      if (held.get(tenant) !== bought) return;
      try {
        await keep(bought);
        return;
      } catch (error) {
        log.warn({ error, tenant }, 'a new token could not be kept yet; it is tried again');
      }
    }
  }

  async function keepSurely(bought: Bought): Promise<Installation | undefined> {
    const { fresh } = bought;
    held.set(fresh.tenant, bought);
    try {
      return await keep(bought);
    } catch (error) {
      log.warn({ error, tenant: fresh.tenant }, 'a new token could not be kept yet; it is used all the same');
      void keepTrying(bought);
      return fresh;
    }
  }

  async function buy(old: Installation): Promise<Installation | undefined> {
    const answer = await clients.open.oauth.v2.access({
      client_id: clientId ?? '',
      client_secret: clientSecret ?? '',
      grant_type: 'refresh_token',
      refresh_token: old.refreshToken ?? '',
    });
    const { access_token: token, refresh_token: refreshToken, expires_in: seconds } = answer;
    if (token === undefined || seconds === undefined) throw new Error('Slack gave no new token');
    const fresh = { ...old, token, refreshToken, expiresAt: now() + seconds * 1000 };
    return keepSurely({ fresh, spent: old.refreshToken ?? '' });
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
    const last = held.get(old.tenant);
    // The shelf still holds what was spent: the pair that was bought with it works, and nothing else does.
    const bought = last?.spent === old.refreshToken ? last : undefined;
    if (bought && !needsRotation(bought.fresh, now())) return bought.fresh;
    const until = new Date(now() + ROTATION_MS);
    if (!(await records.claim(LEASE, old.tenant, until))) return read(old);
    try {
      // Between our look and the lease somebody may have been faster.
      const found = bought ? await keep(bought) : await shelf.get(old.tenant);
      return found && needsRotation(found, now()) ? await buy(found) : found;
    } catch (error) {
      log.warn({ error, tenant: old.tenant }, 'a token could not be renewed');
      const best = bought?.fresh ?? old;
      if ((best.expiresAt ?? 0) > now()) return best;
      throw error;
    } finally {
      // It ends by itself; what was bought counts.
      await records.remove(LEASE, old.tenant).catch(() => {});
    }
  };
}
