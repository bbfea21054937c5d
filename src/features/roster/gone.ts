import { and, eq } from 'drizzle-orm';
import { asks } from '../../asks/table.ts';
import type { Context } from '../../db/context.ts';
import type { MemberId } from '../../kernel/ids.ts';
import type { Effect } from '../../kernel/outcome.ts';
import { settle } from '../../kernel/outcome.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { activeMembers } from './store.ts';
import { rememberLeft } from './strangers.ts';
import { accounts, agencies, invites, leaves, linkCodes, members, subcommittees } from './table.ts';

/** Nobody else could run the task force: then this one stays. */
export async function isLastFacilitator({ tx }: Context, member: MemberId): Promise<boolean> {
  const left = (await activeMembers(tx)).filter(({ roles }) => roles.includes('facilitator'));
  return left.length === 1 && left[0]?.id === member;
}

/**
 * Someone has left: from this transaction on no account, session, link or code of theirs opens anything, nothing is asked
 * of them, they stand in for nobody and lead nothing. Their name stays with what they did.
 */
export async function endAccess(ctx: Context, member: MemberId): Promise<readonly Effect[]> {
  const { tx, now, taskForce } = ctx;
  const left = localDateOf(now, taskForce.zone);
  await tx.update(members).set({ state: 'left', left }).where(eq(members.id, member));
  const { platform, tenant, account } = accounts;
  const had = await tx
    .delete(accounts)
    .where(eq(accounts.member, member))
    .returning({ platform, tenant, account });
  await rememberLeft(ctx, had);
  await tx.delete(invites).where(eq(invites.member, member));
  await tx.delete(linkCodes).where(eq(linkCodes.member, member));
  await tx.update(leaves).set({ delegate: null }).where(eq(leaves.delegate, member));
  await tx.update(agencies).set({ contact: null }).where(eq(agencies.contact, member));
  await tx.update(subcommittees).set({ lead: null }).where(eq(subcommittees.lead, member));
  await tx.update(subcommittees).set({ viceLead: null }).where(eq(subcommittees.viceLead, member));
  const open = await tx
    .select({ key: asks.key })
    .from(asks)
    .where(and(eq(asks.member, member), eq(asks.state, 'open')));
  return open.map(({ key }) => settle(key, 'ended', member));
}
