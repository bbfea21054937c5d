import { accountOf, isDirect, type Audience, type Place, type Profile } from '../../src/kernel/platform.ts';
import { isOutsider, lower } from './account.ts';
import type { Conversation } from './conversations.ts';
import { lose } from './direct.ts';
import { accountIn, type Member } from './people.ts';
import type { Site } from './site.ts';
import { isNotForUs, lookFailed, lostBy } from './trouble.ts';

/**
 * Whose rosters say who can read there. A private or shared channel has its own; a standard one is read by its whole
 * team; where Teams did not say which it is, both count, since that shows less
 * (https://learn.microsoft.com/en-us/microsoftteams/platform/build-apps-for-shared-private-channels).
 */
function rostersOf({ kind, channelType, team, conversation }: Conversation): readonly string[] {
  const own = kind !== 'channel' || channelType === 'private' || channelType === 'shared';
  return own || team === undefined || team === conversation ? [conversation] : [team, conversation];
}

async function readers(site: Site, tenant: string, found: Conversation): Promise<Audience> {
  const { serviceUrl, label } = found;
  const members: Member[] = [];
  for (const conversation of rostersOf(found))
    members.push(...(await site.people.roster({ conversation, serviceUrl })));
  const accounts = [...new Set(members.map((member) => accountIn(tenant, member)))];
  return { state: 'known', accounts, ...(label ? { label } : {}) };
}

/** Who can read a place now. Throws `Unanswered` when Teams does not say. */
export async function audience(site: Site, { tenant, place }: Place): Promise<Audience> {
  if (isDirect(place)) return { state: 'known', accounts: [accountOf(place)] };
  const found = await site.conversations.get({ tenant, place });
  if (!found || found.dead) return { state: 'unsure', why: 'hidden' };
  try {
    return await readers(site, tenant, found);
  } catch (error) {
    if (!isNotForUs(error)) throw lookFailed(error);
    const why = lostBy(error);
    if (why) await lose(site, { tenant, place }, why);
    return { state: 'unsure', why: 'hidden', ...(found.label ? { label: found.label } : {}) };
  }
}

const LESS = ['guest', 'anonymous'];

/** What Teams tells of an account. `full`: no guest, outsider or anonymous person. */
export async function profile(site: Site, tenant: string, account: string): Promise<Profile | undefined> {
  const { people } = site;
  const before = await people.find(tenant, account);
  const there = before && (await people.ask(before, before.id));
  const seen = there ? before : await people.lookFor(tenant, account);
  const member = there ?? (seen && (await people.ask(seen, seen.id)));
  // Whoever answers must be the very person.
  if (!seen || !member || accountIn(tenant, member) !== account) return undefined;
  const { name, email, userPrincipalName: principal, userRole, tenantId } = member;
  const address = email || (principal?.includes('@') && !/#EXT#/i.test(principal) ? principal : undefined);
  // One of the two says whether it is a guest; with neither nobody knows.
  const unsaid = !userRole && !principal;
  const guest = LESS.includes(userRole?.toLowerCase() ?? '') || /#EXT#/i.test(principal ?? '');
  return {
    name: name ?? '',
    ...(address ? { email: address } : {}),
    ...(before?.zone ? { zone: before.zone } : {}),
    full: !guest && !unsaid && !isOutsider(account) && (lower(tenantId) ?? tenant) === tenant,
  };
}
