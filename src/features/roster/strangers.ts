import { and, asc, eq, inArray, lt, notExists, or, sql } from 'drizzle-orm';
import type { Context } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { check, stored, type Checked } from '../../guard/index.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { answered, changed, none, refresh, type Effect, type Outcome } from '../../kernel/outcome.ts';
import type { Profile } from '../../kernel/platform.ts';
import { joinId, splitId } from './composite-id.ts';
import { peopleByAccounts, WEB } from './store.ts';
import { toFacilitators } from './tell.ts';
import { accounts, channels, members, strangers } from './table.ts';

const LONGEST_NAME = 80;

export type Stranger = typeof strangers.$inferSelect;
export type AccountAt = Pick<Stranger, 'platform' | 'tenant' | 'account'>;

export const idOfAccount = ({ platform, tenant, account }: AccountAt): string =>
  joinId(platform, tenant, account);

export function accountOfId(id: string): AccountAt | undefined {
  const parts = splitId(id);
  return parts && { platform: parts[0], tenant: parts[1], account: parts[2] };
}

const isStranger = ({ platform, tenant, account }: AccountAt) =>
  and(eq(strangers.platform, platform), eq(strangers.tenant, tenant), eq(strangers.account, account));

const isOpen = (at: AccountAt) => and(isStranger(at), eq(strangers.state, 'open'));

/** Those nobody decided about yet, the suggested ones first. */
export async function openStrangers(tx: Tx): Promise<readonly Stranger[]> {
  const rows = await tx
    .select()
    .from(strangers)
    .where(eq(strangers.state, 'open'))
    .orderBy(asc(strangers.name));
  return rows.toSorted((a, b) => Number(b.suggested !== null) - Number(a.suggested !== null));
}

/** Someone nobody decided about yet. */
export async function openStranger(tx: Tx, at: AccountAt): Promise<Stranger | undefined> {
  const [row] = await tx.select().from(strangers).where(isOpen(at));
  return row;
}

/** The same, for whoever decides now: of two at once, the second finds it settled. */
export async function lockStranger(tx: Tx, at: AccountAt): Promise<Stranger | undefined> {
  const [row] = await tx.select().from(strangers).where(isOpen(at)).for('update');
  return row;
}

/** Whose an account may be: the one active person with its e-mail address who has no account on that platform yet. */
async function suggestionFor(
  tx: Tx,
  { platform, tenant }: AccountAt,
  email: string | undefined,
): Promise<MemberId | null> {
  if (!email) return null;
  const wanted = email.trim().toLowerCase();
  const rows = await tx
    .select({ id: members.id, email: members.email })
    .from(members)
    .where(eq(members.state, 'active'));
  const found = rows.filter((row) => row.email?.toLowerCase() === wanted);
  if (found.length !== 1) return null;
  const { id } = found[0]!;
  const linked = await tx
    .select({ member: accounts.member })
    .from(accounts)
    .where(and(eq(accounts.member, id), eq(accounts.platform, platform), eq(accounts.tenant, tenant)));
  return linked.length === 0 ? id : null;
}

/** "Who is this?", for each facilitator: one card, edited; also where it stands for someone who was one. */
export const matchCards = async ({ tx, taskForce }: Context): Promise<readonly Effect[]> => [
  ...(await toFacilitators(tx, 'match', { name: 'roster.match', id: taskForce.id })),
  refresh('match'),
];

/** A name as a platform tells it: anything can be written there, so the guard reads it as well. */
export function nameOf({ name }: Pick<Profile, 'name'>): Checked {
  const line = name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  // Not half a character at its end.
  const verdict = check(line.slice(0, LONGEST_NAME).replace(/[\uD800-\uDBFF]$/, ''));
  return verdict.state === 'clean' && verdict.text !== '' ? verdict.text : stored('Someone');
}

/**
 * Remembers accounts that are nobody's here, and asks the facilitators whose they are. Before Start nobody is asked, so
 * nobody is remembered: then they are met again.
 */
export async function meet(
  ctx: Context,
  met: readonly { readonly at: AccountAt; readonly profile: Profile }[],
): Promise<Outcome> {
  if (ctx.taskForce.state === 'setup') return answered(none);
  const rows: Stranger[] = [];
  for (const { at, profile } of met) {
    // Linked while the platform was asked who it is.
    if ((await peopleByAccounts(ctx.tx, at, [at.account])).size > 0) continue;
    const { platform, tenant, account } = at;
    const suggested = await suggestionFor(ctx.tx, at, profile.email);
    const name = nameOf(profile);
    const who = { platform, tenant, account, taskForce: ctx.taskForce.id };
    rows.push({ ...who, name, suggested, state: 'open', metAt: ctx.now });
  }
  if (rows.length === 0) return answered(none);
  const fresh = await ctx.tx
    .insert(strangers)
    .values(rows)
    .onConflictDoNothing()
    .returning({ account: strangers.account });
  if (fresh.length === 0) return answered(none);
  return changed({
    reply: none,
    changes: [{ action: 'meet', subject: ctx.taskForce.id, detail: { accounts: fresh.length } }],
    effects: await matchCards(ctx),
  });
}

/** Who came by and is in no channel is asked about for so long. */
const ASKED_MS = 30 * 86_400_000;

/** Those who were asked about and are in no linked channel any more are near no longer: nobody is asked about them. */
export async function dropGone(
  ctx: Context,
  left: readonly string[],
  at: Omit<AccountAt, 'account'>,
): Promise<Outcome> {
  const { platform, tenant } = at;
  const old = lt(strangers.metAt, new Date(ctx.now.getTime() - ASKED_MS));
  const isAway = notExists(
    ctx.tx
      .select({ place: channels.place })
      .from(channels)
      .where(
        and(
          eq(channels.platform, strangers.platform),
          eq(channels.tenant, strangers.tenant),
          sql`jsonb_exists(${channels.readers}->'strange', ${strangers.account})`,
        ),
      ),
  );
  const here = and(
    eq(strangers.platform, platform),
    eq(strangers.tenant, tenant),
    eq(strangers.state, 'open'),
  );
  const gone = await ctx.tx
    .delete(strangers)
    .where(and(here, or(old, inArray(strangers.account, [...left])), isAway))
    .returning({ account: strangers.account });
  if (gone.length === 0) return answered(none);
  return changed({ reply: none, changes: [], effects: await matchCards(ctx) });
}

export async function forgetStranger(tx: Tx, at: AccountAt): Promise<void> {
  await tx.delete(strangers).where(isStranger(at));
}

/** "Not one of us": the name is not kept, and nobody is asked again. */
export async function refuseStranger(tx: Tx, at: AccountAt): Promise<void> {
  await tx.update(strangers).set({ state: 'refused', name: '', suggested: null }).where(isStranger(at));
}

/** Accounts of someone who left: whose they were is known, so nobody is asked about them, wherever they still are. */
export async function rememberLeft(ctx: Context, had: readonly AccountAt[]): Promise<void> {
  const left = {
    taskForce: ctx.taskForce.id,
    name: '',
    suggested: null,
    state: 'refused',
    metAt: ctx.now,
  } as const;
  const rows = had.filter(({ platform }) => platform !== WEB).map((at) => ({ ...at, ...left }));
  if (rows.length > 0) await ctx.tx.insert(strangers).values(rows).onConflictDoNothing();
}
