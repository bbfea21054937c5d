import type { WebClient } from '@slack/web-api';
import { accountOf, type Audience, type Place, type Profile } from '../../src/kernel/platform.ts';
import { accountFor, userOf } from './account.ts';
import type { Clients } from './api.ts';
import { failureOf } from './errors.ts';

/** What is remembered of a user, for a day: a change of home workspace or guest state is rare. */
const REMEMBER_MS = 24 * 3_600_000;
const MOST_REMEMBERED = 20_000;
/** docs.slack.dev/reference/methods/conversations.members: at most 1,000; 200 or fewer are recommended, 999 is allowed. */
const PAGE = 500;
const MOST_PAGES = 40;

export interface User {
  readonly name: string;
  readonly email?: string;
  readonly zone?: string;
  /** The workspace the person belongs to. */
  readonly home: string;
  readonly full: boolean;
  readonly bot: boolean;
}

interface IdentifyDeps {
  /** Clients and our own bot's user id in this workspace; undefined when we are not installed there. */
  readonly at: (tenant: string) => Promise<{ clients: Clients; botUserId: string } | undefined>;
  readonly now: () => number;
}

/** Slack says no: we are not in that channel, or it is not there. */
const NO_VIEW = new Set([
  'channel_not_found',
  'not_in_channel',
  'missing_scope',
  'no_permission',
  'fetch_members_failed',
]);

export function createIdentify({ at, now }: IdentifyDeps) {
  const remembered = new Map<string, { readonly until: number; readonly user: Promise<User | undefined> }>();

  async function ask(client: WebClient, tenant: string, user: string): Promise<User | undefined> {
    try {
      const { user: found } = await client.users.info({ user });
      if (!found?.id) return undefined;
      const home = found.team_id ?? tenant;
      const profile = found.profile;
      const name = [profile?.real_name, found.real_name, profile?.display_name, found.name].find(
        (each) => each !== undefined && each.trim() !== '',
      );
      const bot = found.is_bot === true || found.id === 'USLACKBOT';
      const limited = found.is_restricted === true || found.is_ultra_restricted === true;
      const outside = found.is_stranger === true || home !== tenant;
      return {
        name: (name ?? 'Someone').trim(),
        ...(profile?.email ? { email: profile.email } : {}),
        ...(found.tz ? { zone: found.tz } : {}),
        home,
        full: found.deleted !== true && !bot && !limited && !outside,
        bot,
      };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'refused') return undefined;
      throw error;
    }
  }

  function userAt(client: WebClient, tenant: string, user: string): Promise<User | undefined> {
    const key = `${tenant}/${user}`;
    const known = remembered.get(key);
    if (known && known.until > now()) return known.user;
    if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!);
    const found = ask(client, tenant, user);
    remembered.set(key, { until: now() + REMEMBER_MS, user: found });
    found.catch(() => remembered.delete(key));
    return found;
  }

  async function membersOf(client: WebClient, channel: string): Promise<readonly string[] | 'too many'> {
    const members: string[] = [];
    let cursor = '';
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const got = await client.conversations.members({ channel, limit: PAGE, ...(cursor ? { cursor } : {}) });
      members.push(...(got.members ?? []));
      cursor = got.response_metadata?.next_cursor ?? '';
      if (cursor === '') return members;
    }
    return 'too many';
  }

  /** In a shared channel a user may belong to another workspace; elsewhere all are of this one. */
  async function accounts(client: WebClient, tenant: string, users: readonly string[], shared: boolean) {
    if (!shared) return users;
    const found: string[] = [];
    for (const user of users)
      found.push(accountFor(user, (await userAt(client, tenant, user))?.home, tenant));
    return found;
  }

  async function look(client: WebClient, place: Place, botUserId: string): Promise<Audience> {
    const channel = accountOf(place.place);
    const { channel: info } = await client.conversations.info({ channel });
    const label = info?.name ? { label: `#${info.name}` } : {};
    if (info?.is_pending_ext_shared === true || (info?.pending_shared?.length ?? 0) > 0)
      return { state: 'unsure', why: 'pending', ...label };
    // A public channel can be opened and read by anyone in the workspace, in it or not.
    if (info?.is_private !== true && info?.is_mpim !== true)
      return { state: 'unsure', why: 'public', ...label };
    const members = await membersOf(client, channel);
    if (members === 'too many') return { state: 'unsure', why: 'hidden', ...label };
    const others = members.filter((user) => user !== botUserId);
    if (others.length === members.length) return { state: 'unsure', why: 'hidden', ...label };
    const shared = info?.is_ext_shared === true || info?.is_shared === true;
    return { state: 'known', accounts: await accounts(client, place.tenant, others, shared), ...label };
  }

  return {
    /** Throws when Slack does not answer, so that the delivery is tried again. */
    async audience(place: Place): Promise<Audience> {
      const here = await at(place.tenant);
      if (!here) return { state: 'unsure', why: 'hidden' };
      try {
        return await look(here.clients.bulk, place, here.botUserId);
      } catch (error) {
        const failure = failureOf(error);
        if (failure.kind === 'refused' && NO_VIEW.has(failure.code))
          return { state: 'unsure', why: 'hidden' };
        throw error;
      }
    },
    async profile(tenant: string, account: string): Promise<Profile | undefined> {
      const here = await at(tenant);
      const user = here && (await userAt(here.clients.quick, tenant, userOf(account)));
      if (!user) return undefined;
      const { name, email, zone, full } = user;
      return { name, full, ...(email ? { email } : {}), ...(zone ? { zone } : {}) };
    },
  };
}
