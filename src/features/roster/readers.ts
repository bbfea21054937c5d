import { and, eq, inArray } from 'drizzle-orm';
import type { Context } from '../../db/context.ts';
import type { Tx } from '../../db/types.ts';
import { SEGMENTS, type Person, type Reader } from '../../kernel/access.ts';
import type { Audience, Place } from '../../kernel/platform.ts';
import { changed, none, refresh, type Effect, type Outcome } from '../../kernel/outcome.ts';
import { joinId, splitId } from './composite-id.ts';
import { isChannel, peopleByAccounts } from './store.ts';
import { toFacilitators } from './tell.ts';
import { channels, strangers, type ChannelReaders } from './table.ts';

/** What everyone in a place may read, with what is to be kept and told of it. */
export interface PlaceReaders {
  readonly reader: Reader;
  /** Accounts in it that are nobody's on the roster, and that no facilitator was asked about yet. */
  readonly unmet: readonly string[];
  /** Accounts that were in it, on no roster, and are so no more. */
  readonly left: readonly string[];
  /** It may read more or less than when it was last looked at: whatever stands there is to be rendered anew. */
  readonly differs: boolean;
  /** What changed for the facilitators to know; undefined when nothing did. */
  readonly news: Outcome | undefined;
}

/** A place reads what everyone in it may read; someone who is not on the roster reads nothing (product rule 3). Pure. */
export function readersOf(
  audience: Audience,
  known: ReadonlyMap<string, Person>,
): ChannelReaders & { readonly strange: readonly string[] } {
  const label = audience.label ?? '';
  if (audience.state === 'unsure')
    return { present: [], segments: [], why: audience.why, label, strange: [] };
  const strange = audience.accounts.filter((account) => !known.has(account));
  const present = [...new Map([...known.values()].map((person) => [person.member, person])).values()];
  // Nobody in it: an empty room reads nothing, rather than everything.
  const segments = SEGMENTS.filter(
    (segment) =>
      strange.length === 0 &&
      present.length > 0 &&
      present.every((person) => person.segments.includes(segment)),
  );
  return { present: present.map((person) => person.member).sort(), segments, why: whyLess(), label, strange };

  function whyLess(): ChannelReaders['why'] {
    if (strange.length > 0) return 'strangers';
    if (present.length === 0) return 'empty';
    return segments.includes('members') ? null : 'guests';
  }
}

/** Looks who reads a channel; keeps what it found, and answers what the facilitators should be told. */
export async function readersIn(ctx: Context, place: Place, audience: Audience): Promise<PlaceReaders> {
  const accounts = audience.state === 'known' ? audience.accounts : [];
  const found = readersOf(audience, await peopleByAccounts(ctx.tx, place, accounts));
  const { strange } = found;
  const [row] = await ctx.tx.select({ readers: channels.readers }).from(channels).where(isChannel(place));
  const reader = { segments: found.segments, zone: ctx.taskForce.zone };
  const before = row?.readers ?? null;
  // Where nobody can say who is in it, nobody has left.
  const readers = { ...found, strange: audience.state === 'known' ? strange : (before?.strange ?? []) };
  // Before Start nobody is told, so nothing counts as told.
  if (ctx.taskForce.state === 'setup')
    return { reader, unmet: [], left: [], differs: false, news: undefined };
  if (!row || JSON.stringify(inOrder(before)) === JSON.stringify(inOrder(readers)))
    return {
      reader,
      unmet: await unmetOf(ctx.tx, place, strange),
      left: [],
      differs: false,
      news: undefined,
    };
  await ctx.tx.update(channels).set({ readers }).where(isChannel(place));
  const told = (before?.why ?? null) !== readers.why;
  return {
    reader,
    unmet: await unmetOf(ctx.tx, place, strange),
    left: (before?.strange ?? []).filter((account) => !readers.strange.includes(account)),
    differs: before !== null && before.segments.join() !== readers.segments.join(),
    news: told ? await tellChairs(ctx, place, before, readers) : undefined,
  };
}

// What the database gives back may have its keys in another order.
const inOrder = (readers: ChannelReaders | null) =>
  readers && [readers.present, readers.segments, readers.why, readers.label, readers.strange ?? []];

/** Those of these accounts whom no facilitator was asked about yet. */
export async function unmetOf(
  tx: Tx,
  { platform, tenant }: Omit<Place, 'place'>,
  accounts: readonly string[],
): Promise<readonly string[]> {
  if (accounts.length === 0) return [];
  const met = await tx
    .select({ account: strangers.account })
    .from(strangers)
    .where(
      and(
        eq(strangers.platform, platform),
        eq(strangers.tenant, tenant),
        inArray(strangers.account, [...accounts]),
      ),
    );
  const known = new Set(met.map((row) => row.account));
  return accounts.filter((account) => !known.has(account));
}

export const placeId = ({ platform, tenant, place }: Place): string => joinId(platform, tenant, place);

export function placeOfId(id: string): Place | undefined {
  const parts = splitId(id);
  return parts && { platform: parts[0], tenant: parts[1], place: parts[2] };
}

export const channelKey = (place: Place): string => `channel:${placeId(place)}`;

/** One card per facilitator and channel, edited as it changes; also where a facilitator was reached before. */
export async function channelCards(ctx: Context, place: Place): Promise<readonly Effect[]> {
  const id = placeId(place);
  const key = channelKey(place);
  const view = { name: 'roster.channel', id };
  return [...(await toFacilitators(ctx.tx, key, view)), refresh(key)];
}

async function tellChairs(
  ctx: Context,
  place: Place,
  before: ChannelReaders | null,
  readers: ChannelReaders,
): Promise<Outcome | undefined> {
  // A channel that shows all from its first day needs no news.
  if (before === null && readers.why === null) return undefined;
  return changed({
    reply: none,
    changes: [
      { action: 'channel readers', subject: placeId(place), detail: { why: readers.why ?? 'all may read' } },
    ],
    effects: await channelCards(ctx, place),
  });
}
