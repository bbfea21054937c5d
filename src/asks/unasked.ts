import { and, eq, gte, sql } from 'drizzle-orm';
import { prepared } from '../db/prepared.ts';
import type { Tx } from '../db/types.ts';
import type { MemberId, TaskForceId } from '../kernel/ids.ts';
import { channelRoom, hasRoom, mondayOf } from './budget.ts';
import { unasked } from './table.ts';

/** For the budgets, all channels are one: a post goes to each of them. */
export const CHANNELS = 'channels';

interface Unasked {
  readonly taskForce: TaskForceId;
  readonly recipient: MemberId | typeof CHANNELS;
  /** A local date of the recipient's zone; for channels, of the task force's. */
  readonly day: string;
  /** Of the message. */
  readonly key: string;
  readonly at: Date;
}

/**
 * Writes down a message that nobody asked for, before it is shown. False when the person has had theirs of that day
 * meanwhile: then it must not be shown.
 */
export async function recordUnasked(
  tx: Tx,
  { taskForce, recipient, day, key, at }: Unasked,
): Promise<boolean> {
  const rows = await tx
    .insert(unasked)
    .values({ taskForce, recipient, day, key, personal: recipient !== CHANNELS, sentAt: at })
    .onConflictDoNothing()
    .returning({ key: unasked.key });
  return rows.length > 0;
}

/** The days on which this recipient got something unasked, from `since` on; a day for each message. */
export async function unaskedDays(
  tx: Tx,
  recipient: MemberId | typeof CHANNELS,
  since: string,
): Promise<readonly string[]> {
  const rows = await daysSince(tx, { recipient, since });
  return rows.map((row) => row.day);
}

const daysSince = prepared((tx) =>
  tx
    .select({ day: unasked.day })
    .from(unasked)
    .where(
      and(eq(unasked.recipient, sql.placeholder('recipient')), gte(unasked.day, sql.placeholder('since'))),
    ),
);

/** When that message went to them, and on which day of theirs; undefined where none did. */
export async function toldOn(
  tx: Tx,
  recipient: MemberId,
  key: string,
): Promise<{ readonly day: string; readonly at: Date } | undefined> {
  const [row] = await tx
    .select({ day: unasked.day, at: unasked.sentAt })
    .from(unasked)
    .where(and(eq(unasked.recipient, recipient), eq(unasked.key, key)));
  return row;
}

/** The days of every recipient. */
export async function allUnaskedDays(tx: Tx, since: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx
    .select({ recipient: unasked.recipient, day: unasked.day })
    .from(unasked)
    .where(gte(unasked.day, since));
  const days = new Map<string, string[]>();
  for (const { recipient, day } of rows) days.set(recipient, [...(days.get(recipient) ?? []), day]);
  return days;
}

/** May this person get one more message that nobody asked for, on this local date of theirs? */
export async function roomFor(
  tx: Tx,
  { member, lessMail }: { readonly member: MemberId; readonly lessMail: boolean },
  date: string,
): Promise<boolean> {
  return hasRoom(date, await unaskedDays(tx, member, mondayOf(date)), lessMail);
}

/** May the channels get one more new post on this local date of the task force's? `toCome` are the days of posts to come. */
export async function roomInChannels(
  tx: Tx,
  date: string,
  { meetingDays, toCome }: { readonly meetingDays: ReadonlySet<string>; readonly toCome: readonly string[] },
): Promise<boolean> {
  const sent = await unaskedDays(tx, CHANNELS, mondayOf(date));
  return channelRoom({ date, sent: [...sent, ...toCome], meetingDays });
}
