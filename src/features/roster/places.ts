import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { taskForces } from '../../db/schema.ts';
import type { Tx } from '../../db/types.ts';
import { readerOf, SEGMENTS, type Person, type Reader } from '../../kernel/access.ts';
import type { To } from '../../kernel/outcome.ts';
import type { MemberId, TaskForceId } from '../../kernel/ids.ts';
import { accountOf, directPlace, isDirect, type Lost, type Place } from '../../kernel/platform.ts';
import {
  accountsOf,
  isChannel,
  memberChannels,
  membersById,
  people,
  peopleByAccounts,
  WEB,
} from './store.ts';
import { accounts, channels } from './table.ts';

type Channel = typeof channels.$inferSelect;

/** Where a person reads: the platform they prefer if it runs and knows them, else the web, which knows everyone. */
async function directPlaces(
  tx: Tx,
  persons: readonly Person[],
  running: ReadonlySet<string>,
): Promise<ReadonlyMap<MemberId, Place>> {
  const ids = persons.map((person) => person.member);
  const preferred = new Map((await membersById(tx, ids)).map((member) => [member.id, member.platform]));
  const accounts = (await accountsOf(tx, ids)).filter(
    (account) => running.has(account.platform) && account.lost === null,
  );
  const places = new Map<MemberId, Place>();
  for (const id of ids) {
    const own = accounts.filter((account) => account.member === id);
    const chosen =
      own.find((account) => account.platform === preferred.get(id)) ??
      own.find((account) => account.platform === WEB);
    if (!chosen) continue;
    const { platform, tenant, account } = chosen;
    places.set(id, { platform, tenant, place: directPlace(account) });
  }
  return places;
}

/** Who reads a channel anyway: on the web those who may be in the members' part, elsewhere those seen in it. */
function inAChannel(person: Person, own: Place | undefined, live: readonly Channel[]): boolean {
  if (own === undefined || own.platform === WEB)
    return live.some((channel) => channel.platform === WEB) && person.segments.includes('members');
  return live.some((channel) => channel.readers?.present.includes(person.member));
}

/** The places an effect goes to, of the platforms that run now. */
export async function placesOf(tx: Tx, to: To, running: ReadonlySet<string>): Promise<readonly Place[]> {
  if (to.kind === 'member') {
    const person = (await people(tx)).find((each) => each.member === to.member);
    return person ? [...(await directPlaces(tx, [person], running)).values()] : [];
  }
  const live = (await memberChannels(tx)).filter(
    (channel) => running.has(channel.platform) && channel.lost === null,
  );
  const channels = live.map(({ platform, tenant, place }) => ({ platform, tenant, place }));
  if (to.kind === 'channels') return channels;
  const everyone = await people(tx);
  const direct = await directPlaces(tx, everyone, running);
  const others = everyone.filter((person) => !inAChannel(person, direct.get(person.member), live));
  return [...channels, ...others.flatMap((person) => direct.get(person.member) ?? [])];
}

/** Who reads a place, as far as is known without asking its platform; undefined when it is nobody's. */
export async function knownReader(tx: Tx, place: Place, zone: string): Promise<Reader | undefined> {
  if (isDirect(place.place)) {
    const account = accountOf(place.place);
    const person = (await peopleByAccounts(tx, place, [account])).get(account);
    return person && readerOf(person);
  }
  const [channel] = await tx.select({ readers: channels.readers }).from(channels).where(isChannel(place));
  return channel && { segments: channel.readers?.segments ?? [], zone };
}

/**
 * Takes channels that nobody has looked at yet, as before Start, for read by everyone who has an account there and may be
 * in the members' part: for looking ahead, in a transaction that is undone.
 */
export async function assumeReaders(tx: Tx): Promise<void> {
  const unseen = (await memberChannels(tx)).filter(({ readers }) => readers === null);
  if (unseen.length === 0) return;
  const everyone = (await people(tx)).filter(({ segments }) => segments.includes('members'));
  const known = await accountsOf(
    tx,
    everyone.map(({ member }) => member),
  );
  for (const channel of unseen) {
    const there = known.filter(
      ({ platform, tenant }) => platform === channel.platform && tenant === channel.tenant,
    );
    const ids = new Set(there.map(({ member }) => member));
    const present = everyone.filter(({ member }) => ids.has(member));
    const segments = SEGMENTS.filter((segment) =>
      present.every((person) => person.segments.includes(segment)),
    );
    const readers = { present: present.map(({ member }) => member).sort(), segments, why: null, label: '' };
    await tx.update(channels).set({ readers }).where(isChannel(channel));
  }
}

/** Who reads none of the channels, wherever they are reached. */
export async function inNoChannel(tx: Tx): Promise<ReadonlySet<MemberId>> {
  const live = (await memberChannels(tx)).filter((channel) => channel.lost === null);
  const known = await tx.selectDistinct({ platform: accounts.platform }).from(accounts);
  const everyone = await people(tx);
  const direct = await directPlaces(tx, everyone, new Set(known.map(({ platform }) => platform)));
  const outside = everyone.filter((person) => !inAChannel(person, direct.get(person.member), live));
  return new Set(outside.map(({ member }) => member));
}

/**
 * Nothing reaches this place, or this whole workspace, any more (or again, with null). Answers the channels for which
 * that is news, with their task forces.
 */
export async function markLost(
  tx: Tx,
  { platform, tenant, place }: { platform: string; tenant: string; place?: string },
  lost: Lost | null,
): Promise<readonly { readonly taskForce: TaskForceId; readonly place: Place }[]> {
  // A workspace that is back brings back what its going took; what was archived or blocked before is so still.
  const isNews = (column: PgColumn) => {
    if (place !== undefined) return sql`${column} is distinct from ${lost}`;
    return lost === null ? eq(column, 'uninstalled' satisfies Lost) : isNull(column);
  };
  const isHere = and(eq(channels.platform, platform), eq(channels.tenant, tenant));
  if (place === undefined || isDirect(place)) {
    const own = and(eq(accounts.platform, platform), eq(accounts.tenant, tenant));
    const which = place === undefined ? own : and(own, eq(accounts.account, accountOf(place)));
    await tx
      .update(accounts)
      .set({ lost })
      .where(and(which, isNews(accounts.lost)));
    if (place !== undefined) return [];
  }
  const rows = await tx
    .update(channels)
    .set({ lost })
    .where(and(isHere, isNews(channels.lost), place === undefined ? undefined : eq(channels.place, place)))
    .returning({ taskForce: channels.taskForce, place: channels.place });
  return rows.map((row) => ({ taskForce: row.taskForce, place: { platform, tenant, place: row.place } }));
}

/** The channels that are linked on a platform, whosever they are; at most so many. */
export const channelsOn = (tx: Tx, platform: string, most: number): Promise<readonly Channel[]> =>
  tx
    .select()
    .from(channels)
    .where(eq(channels.platform, platform))
    .orderBy(channels.tenant, channels.place)
    .limit(most);

/** The channels in which something can stand, of all task forces that are under way. */
export const linkedChannels = (tx: Tx) =>
  tx
    .select({
      platform: channels.platform,
      tenant: channels.tenant,
      place: channels.place,
      taskForce: channels.taskForce,
    })
    .from(channels)
    .innerJoin(taskForces, eq(taskForces.id, channels.taskForce))
    .where(and(isNull(channels.lost), ne(taskForces.state, 'setup')))
    .orderBy(channels.platform, channels.tenant, channels.place);

/** A channel has another id now. Answers its task force; undefined where it is linked to none, or that one is taken. */
export async function moveChannel(tx: Tx, from: Place, to: string): Promise<TaskForceId | undefined> {
  const [taken] = await tx
    .select({ place: channels.place })
    .from(channels)
    .where(isChannel({ ...from, place: to }));
  if (taken) return undefined;
  const [row] = await tx
    .update(channels)
    .set({ place: to })
    .where(isChannel(from))
    .returning({ taskForce: channels.taskForce });
  return row?.taskForce;
}
