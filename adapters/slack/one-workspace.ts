import type { Clock } from '../../src/kernel/clock.ts';
import type { Clients } from './clients.ts';
import type { Installation, Installations } from './installations.ts';
import { INSTALLATION_MS } from './limits.ts';
import { isNoAccess } from './trouble.ts';

interface Deps {
  readonly clients: Clients;
  readonly clock: Clock;
}

/** One workspace by its token. Whose it is, is asked of Slack once; nothing is kept. */
export function oneInstallation(token: string, { clients, clock }: Deps): Installations {
  let found: Installation | undefined;
  let asking: Promise<Installation | undefined> | undefined;
  /** Since then Slack says that the token is no good. */
  let refusedAt: number | undefined;

  async function ask(): Promise<Installation | undefined> {
    try {
      const { team_id: tenant, user_id: botUser, bot_id: botId } = await clients.talk(token).auth.test();
      if (tenant === undefined || botUser === undefined) return undefined;
      found = { tenant, token, botUser, botId };
      refusedAt = undefined;
      return found;
    } catch (error) {
      if (!isNoAccess(error)) throw error;
      refusedAt = clock.now().getTime();
      return undefined;
    }
  }
  async function only(): Promise<Installation | undefined> {
    if (found) return found;
    if (refusedAt !== undefined && clock.now().getTime() - refusedAt < INSTALLATION_MS) return undefined;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }
  const forget = (): void => {
    found = undefined;
  };
  return {
    only,
    find: async (tenant) => {
      const installed = await only();
      return installed?.tenant === tenant ? installed : undefined;
    },
    list: async () => {
      const installed = await only();
      return installed ? [installed] : [];
    },
    save: async () => {},
    remove: async () => forget(),
    forget,
  };
}
