import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import { taskForces } from '../../db/schema.ts';
import { taskForceColumns } from '../../db/task-force.ts';
import { prepared } from '../../db/prepared.ts';
import type { Tx } from '../../db/types.ts';
import { isChair, type Person } from '../../kernel/access.ts';
import type { MemberId, TaskForceId } from '../../kernel/ids.ts';
import { isDirect, type Place } from '../../kernel/platform.ts';
import type { TaskForce } from '../../kernel/task-force.ts';
import { firstName, personOf, type Member } from './model.ts';
import { accounts, agencies, channels, invites, members, subcommittees } from './table.ts';

/** The platform that knows everyone, and on which personal links open. */
export const WEB = 'web';

const leads = sql<boolean>`exists (select from ${subcommittees} where ${subcommittees.taskForce} = ${members.taskForce} and ${members.id} in (${subcommittees.lead}, ${subcommittees.viceLead}))`;
const isTheirAgency = and(eq(agencies.taskForce, members.taskForce), eq(agencies.id, members.agency));
const isActive = eq(members.state, 'active');
const isItsMember = and(eq(members.taskForce, accounts.taskForce), eq(members.id, accounts.member), isActive);

interface AccountAt {
  readonly platform: string;
  readonly tenant: string;
  readonly account: string;
}

export const isAccount = ({ platform, tenant, account }: AccountAt) =>
  and(eq(accounts.platform, platform), eq(accounts.tenant, tenant), eq(accounts.account, account));

/** The same, in a query that is built once. */
const isGivenAccount = and(
  eq(accounts.platform, sql.placeholder('platform')),
  eq(accounts.tenant, sql.placeholder('tenant')),
  eq(accounts.account, sql.placeholder('account')),
);

const isGivenChannel = and(
  eq(channels.platform, sql.placeholder('platform')),
  eq(channels.tenant, sql.placeholder('tenant')),
  eq(channels.place, sql.placeholder('place')),
);

export const isChannel = ({ platform, tenant, place }: Place) =>
  and(eq(channels.platform, platform), eq(channels.tenant, tenant), eq(channels.place, place));

const joined = (tx: Tx) =>
  tx.select({ member: members, agency: agencies, leads }).from(members).innerJoin(agencies, isTheirAgency);

/** Everyone active, by name. Row policies keep this to the task force of the transaction. */
export async function people(tx: Tx): Promise<readonly Person[]> {
  const rows = await everyone(tx, {});
  return rows.map((row) => personOf(row.member, row.agency, row.leads));
}

const everyone = prepared((tx) => joined(tx).where(isActive).orderBy(asc(members.name)));

/** The active member with this id, or undefined. */
export async function personById(tx: Tx, id: string): Promise<Person | undefined> {
  const [row] = await joined(tx).where(and(eq(members.id, id as MemberId), isActive));
  return row && personOf(row.member, row.agency, row.leads);
}

/** The active members behind platform accounts; accounts nobody linked are simply not among them. */
export async function peopleByAccounts(
  tx: Tx,
  at: { platform: string; tenant: string },
  ids: readonly string[],
): Promise<ReadonlyMap<string, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ account: accounts.account, member: members, agency: agencies, leads })
    .from(accounts)
    .innerJoin(members, isItsMember)
    .innerJoin(agencies, isTheirAgency)
    .where(
      and(
        eq(accounts.platform, at.platform),
        eq(accounts.tenant, at.tenant),
        inArray(accounts.account, [...ids]),
      ),
    );
  return new Map(rows.map((row) => [row.account, personOf(row.member, row.agency, row.leads)]));
}

/** Who asks, in one look: the task force, and the active person behind the account if it is one's. */
export interface Caller {
  readonly taskForce: TaskForce;
  readonly person: Person | undefined;
  /** Sessions of the account that began before then are over. */
  readonly sessionsSince: Date | undefined;
  /** Is the place where it was said a channel of this task force? */
  readonly inItsChannel: boolean;
}

/** Undefined where there is no such task force. */
export async function callerOf(
  tx: Tx,
  at: AccountAt & { readonly place?: string },
  id: TaskForceId,
): Promise<Caller | undefined> {
  const { platform, tenant, account, place = '' } = at;
  const [row] = await caller(tx, { platform, tenant, account, place, id });
  if (!row) return undefined;
  const { taskForce, member, agency, since } = row;
  const person = member && agency ? personOf(member, agency, row.leads) : undefined;
  return { taskForce, person, sessionsSince: since ?? undefined, inItsChannel: row.channel !== null };
}

const caller = prepared((tx) =>
  tx
    .select({
      taskForce: taskForceColumns,
      since: accounts.sessionsSince,
      member: members,
      agency: agencies,
      leads,
      channel: channels.place,
    })
    .from(taskForces)
    .leftJoin(channels, and(eq(channels.taskForce, taskForces.id), isGivenChannel))
    .leftJoin(accounts, and(eq(accounts.taskForce, taskForces.id), isGivenAccount))
    .leftJoin(members, isItsMember)
    .leftJoin(agencies, isTheirAgency)
    .where(eq(taskForces.id, sql.placeholder('id'))),
);

/** How long "I mean this task force" holds: a working day's sitting, so that nothing lands in the wrong one next week. */
const CHOICE_HOURS = 8;

/**
 * The task forces in which an account belongs to someone active; only the one they chose lately, if they did. Asked before a
 * task force is known, so unscoped.
 */
export async function taskForcesOf(tx: Tx, at: AccountAt, machineNow: Date): Promise<readonly TaskForceId[]> {
  const { taskForce, chosenAt } = accounts;
  const rows = await tx
    .select({ taskForce, chosenAt })
    .from(accounts)
    .innerJoin(members, isItsMember)
    .where(isAccount(at))
    .orderBy(asc(taskForce));
  const since = machineNow.getTime() - CHOICE_HOURS * 3_600_000;
  const [chosen] = rows
    .filter((row) => row.chosenAt !== null && row.chosenAt.getTime() > since)
    .toSorted((a, b) => b.chosenAt!.getTime() - a.chosenAt!.getTime());
  return chosen ? [chosen.taskForce] : rows.map((row) => row.taskForce);
}

/** False when the account is not this person's. */
export async function chooseHere(
  tx: Tx,
  at: AccountAt,
  member: MemberId,
  machineNow: Date,
): Promise<boolean> {
  const rows = await tx
    .update(accounts)
    .set({ chosenAt: machineNow })
    .where(and(isAccount(at), eq(accounts.member, member)))
    .returning({ member: accounts.member });
  return rows.length > 0;
}

/** The task force a channel belongs to, or undefined: unscoped as well. */
export async function taskForceOfChannel(
  tx: Tx,
  at: { platform: string; tenant: string; place: string },
): Promise<TaskForceId | undefined> {
  const { platform, tenant, place } = at;
  const [row] = await ofChannel(tx, { platform, tenant, place });
  return row?.taskForce;
}

const ofChannel = prepared((tx) =>
  tx.select({ taskForce: channels.taskForce }).from(channels).where(isGivenChannel),
);

/**
 * The workspace or tenant under which a channel is linked, else its own. Chat platforms give a channel that several share
 * one id in all of them.
 */
export async function tenantOfChannel(tx: Tx, { platform, tenant, place }: Place): Promise<string> {
  if (platform === WEB || isDirect(place)) return tenant;
  const rows = await tx
    .select({ tenant: channels.tenant })
    .from(channels)
    .where(and(eq(channels.platform, platform), eq(channels.place, place)))
    .orderBy(asc(channels.tenant));
  return rows.some((row) => row.tenant === tenant) ? tenant : (rows[0]?.tenant ?? tenant);
}

/** The task forces that have a channel in this workspace or tenant, at most two: more than one is no answer. */
export async function taskForcesIn(
  tx: Tx,
  { platform, tenant }: { platform: string; tenant: string },
): Promise<readonly TaskForceId[]> {
  const rows = await tx
    .selectDistinct({ taskForce: channels.taskForce })
    .from(channels)
    .where(and(eq(channels.platform, platform), eq(channels.tenant, tenant)))
    .limit(2);
  return rows.map((row) => row.taskForce);
}

/** The names of these people, whether they are still here or left. */
export async function names(tx: Tx, ids: readonly MemberId[]): Promise<ReadonlyMap<MemberId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(inArray(members.id, [...ids]));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export const memberChannels = (tx: Tx) => tx.select().from(channels);

/** The channels in which something can be posted now; of one workspace or tenant, or all. */
export async function livePlaces(
  tx: Tx,
  at?: { readonly platform: string; readonly tenant: string },
): Promise<readonly Place[]> {
  return (await memberChannels(tx))
    .filter((each) => each.lost === null)
    .filter((each) => !at || (each.platform === at.platform && each.tenant === at.tenant))
    .map(({ platform, tenant, place }) => ({ platform, tenant, place }));
}

/** Whom Convener tells what only chairs may know: the facilitators; where there is none, the co-chairs. */
export async function facilitators(tx: Tx): Promise<readonly Person[]> {
  const rows = await allChairs(tx, {});
  const chairs = rows.map((row) => personOf(row.member, row.agency, row.leads));
  const own = chairs.filter((person) => person.roles.includes('facilitator'));
  return own.length > 0 ? own : chairs;
}

const allChairs = prepared((tx) =>
  joined(tx)
    .where(and(isActive, sql`${members.roles} && array['facilitator', 'co-chair']`))
    .orderBy(asc(members.name)),
);

/** Whom this person may call about the task force: a facilitator, else a co-chair, and never themselves. */
export async function chairBeside(tx: Tx, member: MemberId): Promise<Person | undefined> {
  const others = (await people(tx)).filter((person) => person.member !== member && isChair(person.roles));
  return others.find((person) => person.roles.includes('facilitator')) ?? others[0];
}

export const accountsOf = (tx: Tx, ids: readonly MemberId[]) =>
  ids.length === 0
    ? Promise.resolve([])
    : tx
        .select()
        .from(accounts)
        .where(inArray(accounts.member, [...ids]))
        // Someone with two of them on one platform is written to at the one that was linked last.
        .orderBy(
          asc(accounts.platform),
          sql`${accounts.sessionsSince} desc nulls last`,
          asc(accounts.tenant),
          asc(accounts.account),
        );

export const ungreeted = (tx: Tx): Promise<readonly Member[]> =>
  tx
    .select()
    .from(members)
    .where(and(eq(members.state, 'active'), eq(members.greeted, false)));

export const activeMembers = (tx: Tx): Promise<readonly Member[]> => active(tx, {});

const active = prepared((tx) =>
  tx.select().from(members).where(isActive).orderBy(asc(members.joined), asc(members.id)),
);

export const membersById = (tx: Tx, ids: readonly MemberId[]): Promise<readonly Member[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : tx
        .select()
        .from(members)
        .where(inArray(members.id, [...ids]));

/** Marks these people as greeted; answers those who were not before, so that two at once greet once. */
export async function greet(tx: Tx, ids: readonly MemberId[]): Promise<readonly MemberId[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .update(members)
    .set({ greeted: true })
    .where(and(inArray(members.id, [...ids]), eq(members.greeted, false), eq(members.state, 'active')))
    .returning({ id: members.id });
  return rows.map((row) => row.id);
}

/** By id, or by a name that only one active person has. */
export async function findMember(tx: Tx, said: string): Promise<Person | undefined> {
  const wanted = said.trim().toLowerCase();
  const all = await people(tx);
  const named = all.filter(({ member, name }) => member === said.trim() || name.toLowerCase() === wanted);
  const found = named.length > 0 ? named : all.filter(({ name }) => firstName(name).toLowerCase() === wanted);
  return found.length === 1 ? found[0] : undefined;
}

/** Keeps a link in place of an earlier one; sessions that began before `since` are over. */
export async function saveInvite(tx: Tx, invite: typeof invites.$inferInsert, since: Date): Promise<void> {
  await tx.delete(invites).where(eq(invites.member, invite.member));
  await tx.insert(invites).values(invite);
  // Whoever had the earlier link is signed out as well.
  await tx
    .update(accounts)
    .set({ sessionsSince: since })
    .where(and(eq(accounts.platform, WEB), eq(accounts.member, invite.member)));
}

export async function findInvite(tx: Tx, hash: string) {
  const [row] = await tx.select().from(invites).where(eq(invites.hash, hash));
  return row;
}

/** Links that ended are forgotten. */
export async function forgetInvites(tx: Tx, now: Date): Promise<void> {
  await tx.delete(invites).where(lt(invites.expiresAt, now));
}

export async function dropInvite(tx: Tx, hash: string): Promise<boolean> {
  return (
    (await tx.delete(invites).where(eq(invites.hash, hash)).returning({ hash: invites.hash })).length > 0
  );
}
