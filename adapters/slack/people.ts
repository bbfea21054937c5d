import type { UsersInfoResponse } from '@slack/web-api';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Clients } from './clients.ts';
import type { Installation, Installations } from './installations.ts';
import { accountFor } from './account.ts';
import { PEOPLE_KEPT, PEOPLE_MS } from './limits.ts';
import { errorCode } from './trouble.ts';

export type User = NonNullable<UsersInfoResponse['user']>;

export interface People {
  /** As Slack knows them now; undefined when it knows nobody by that id. Throws when it does not answer. */
  ask(installed: Installation, user: string): Promise<User | undefined>;
  /** The account of a person whose home workspace is not known yet: asked once a day at most. */
  account(tenant: string, user: string): Promise<string>;
}

interface Deps {
  readonly clients: Clients;
  readonly installations: Pick<Installations, 'find'>;
  readonly clock: Clock;
}

const NOBODY = new Set(['user_not_found', 'user_not_visible', 'users_not_found']);

/** Their home workspace. In an organisation of many, someone who is in ours is ours. */
export function teamOf(user: User, tenant: string): string | undefined {
  const { team_id: team, is_stranger: stranger, enterprise_user: grid } = user;
  if (!stranger && grid?.teams?.includes(tenant)) return tenant;
  return stranger && team === tenant ? undefined : team;
}

export function createPeople({ clients, installations, clock }: Deps): People {
  /** By workspace and person: where they are at home, and when we asked. It does not change. */
  const homes = new Map<string, { at: number; team: string | undefined }>();
  const now = (): number => clock.now().getTime();

  function keep(key: string, team: string | undefined): void {
    homes.delete(key);
    const oldest = homes.keys().next();
    if (homes.size >= PEOPLE_KEPT && !oldest.done) homes.delete(oldest.value);
    homes.set(key, { at: now(), team });
  }
  async function ask({ tenant, token }: Installation, user: string): Promise<User | undefined> {
    try {
      const answer = await clients.talk(token).users.info({ user });
      if (answer.user) keep(`${tenant} ${user}`, teamOf(answer.user, tenant));
      return answer.user;
    } catch (error) {
      if (NOBODY.has(errorCode(error) ?? '')) return undefined;
      throw error;
    }
  }
  return {
    ask,
    async account(tenant, user) {
      const known = homes.get(`${tenant} ${user}`);
      if (known && now() - known.at < PEOPLE_MS) return accountFor(tenant, known.team, user);
      const installed = await installations.find(tenant);
      const found = installed && (await ask(installed, user));
      return accountFor(tenant, found && teamOf(found, tenant), user);
    },
  };
}
