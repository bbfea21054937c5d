import type { ConversationsInfoResponse } from '@slack/web-api';
import { accountOf, isDirect, type Audience, type Place, type Profile } from '../../src/kernel/platform.ts';
import { isOutsider, userOf } from './account.ts';
import type { Installation } from './installations.ts';
import { MEMBERS_PAGE } from './limits.ts';
import { teamOf } from './people.ts';
import type { Site } from './site.ts';
import { errorCode, isNoAccess, lookFailed } from './trouble.ts';
import { withToken } from './with-token.ts';

type Channel = NonNullable<ConversationsInfoResponse['channel']>;

/** Slack's ways to say that we may not look. */
export const NOT_FOR_US = new Set([
  'channel_not_found',
  'not_in_channel',
  'missing_scope',
  'method_not_supported_for_channel_type',
]);

async function membersOf({ clients }: Site, { token }: Installation, channel: string): Promise<string[]> {
  const members: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await clients.talk(token).conversations.members({
      channel,
      limit: MEMBERS_PAGE,
      ...(cursor ? { cursor } : {}),
    });
    members.push(...(page.members ?? []));
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return members;
}

/** By Slack Connect: private here, it may be public in the other organisation (https://docs.slack.dev/apis/slack-connect). */
const isShared = ({ is_shared: shared, is_ext_shared: outside, is_org_shared: inside }: Channel): boolean =>
  outside === true || (shared === true && inside !== true);

const isPending = (channel: Channel): boolean =>
  channel.is_pending_ext_shared === true || (channel.pending_shared ?? []).length > 0;

async function readers(site: Site, installed: Installation, place: string): Promise<Audience> {
  const { token, tenant, botUser } = installed;
  const { channel } = await site.clients.talk(token).conversations.info({ channel: place });
  if (!channel) return { state: 'unsure', why: 'hidden' };
  const label = channel.name ? { label: `#${channel.name}` } : {};
  // Everyone in the workspace can open it, whoever is in it today.
  if (channel.is_private !== true) return { state: 'unsure', why: 'public', ...label };
  if (isPending(channel)) return { state: 'unsure', why: 'pending', ...label };
  if (isShared(channel)) return { state: 'unsure', why: 'shared', ...label };
  if (channel.is_member === false) return { state: 'unsure', why: 'hidden', ...label };
  const members = (await membersOf(site, installed, place)).filter((user) => user !== botUser);
  // Among the workspaces of one organisation, each is at home in one or more.
  if (channel.is_org_shared !== true) return { state: 'known', accounts: members, ...label };
  const accounts: string[] = [];
  for (const user of members) accounts.push(await site.people.account(tenant, user));
  return { state: 'known', accounts, ...label };
}

/** Who can read a place now. Another app's bot is an account that nobody knows. Throws `Unanswered` when Slack does not say. */
export async function audience(site: Site, { tenant, place }: Place): Promise<Audience> {
  if (isDirect(place)) return { state: 'known', accounts: [accountOf(place)] };
  try {
    const installed = await site.installations.find(tenant);
    if (!installed) return { state: 'unsure', why: 'hidden' };
    return await withToken(site, installed, (fresh) => readers(site, fresh, accountOf(place)));
  } catch (error) {
    if (isNoAccess(error) || NOT_FOR_US.has(errorCode(error) ?? ''))
      return { state: 'unsure', why: 'hidden' };
    throw lookFailed(error);
  }
}

/** What Slack tells of an account. `full`: no guest, bot, outsider or account that was closed. */
export async function profile(site: Site, tenant: string, account: string): Promise<Profile | undefined> {
  const installed = await site.installations.find(tenant);
  const user =
    installed && (await withToken(site, installed, (fresh) => site.people.ask(fresh, userOf(account))));
  if (!user) return undefined;
  const { profile: page, tz: zone, real_name: realName, name = '' } = user;
  const less = [
    // Slack says of its own that it is no bot.
    user.id === 'USLACKBOT',
    user.deleted,
    user.is_bot,
    user.is_workflow_bot,
    user.is_connector_bot,
    user.is_restricted,
    user.is_ultra_restricted,
    user.is_stranger,
  ];
  const home = teamOf(user, tenant) === tenant && !isOutsider(account);
  return {
    name: page?.real_name || realName || name,
    ...(page?.email ? { email: page.email } : {}),
    ...(zone ? { zone } : {}),
    full: home && !less.includes(true),
  };
}
