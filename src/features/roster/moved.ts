import type { Context } from '../../db/context.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { show, toMember, type Effect } from '../../kernel/outcome.ts';
import { directPlace } from '../../kernel/platform.ts';
import { takeUnsent } from '../../outbox/unsent.ts';
import { accountsOf } from './store.ts';

/**
 * Someone reads elsewhere from now on. What stands in their old messages is edited there; the rest comes where they
 * read now, and never to both.
 */
export async function bringAlong({ tx }: Context, member: MemberId): Promise<readonly Effect[]> {
  const own = await accountsOf(tx, [member]);
  const places = own.map(({ platform, tenant, account }) => ({
    platform,
    tenant,
    place: directPlace(account),
  }));
  const unsent = await takeUnsent(tx, places);
  return unsent.map(({ key, view, urgent }) => show(key, toMember(member), view, urgent));
}
