import { and, desc, eq, sql } from 'drizzle-orm';
import { prepared } from '../../db/prepared.ts';
import type { Tx } from '../../db/types.ts';
import type { MeetingId, MemberId, TaskForceId } from '../../kernel/ids.ts';
import { acknowledgements, promises, reminders } from './table.ts';

export type Promised = typeof promises.$inferSelect;
export type Acknowledgement = typeof acknowledgements.$inferSelect;

/** The promise that is asked for now: the newest. */
export async function newestPromise(tx: Tx): Promise<Promised | undefined> {
  const [row] = await tx
    .select()
    .from(promises)
    .orderBy(desc(promises.issuedAt), desc(promises.version))
    .limit(1);
  return row;
}

/** The words of the newest promise; undefined before the first. */
export const newestWords = async (tx: Tx): Promise<string | undefined> => (await newestPromise(tx))?.text;

/** False where that version is there already. */
export async function insertPromise(tx: Tx, row: Promised): Promise<boolean> {
  const rows = await tx
    .insert(promises)
    .values(row)
    .onConflictDoNothing()
    .returning({ version: promises.version });
  return rows.length > 0;
}

/** What each person said about one version. */
export async function acknowledgementsOf(
  tx: Tx,
  version: string,
): Promise<ReadonlyMap<MemberId, Acknowledgement>> {
  const rows = await tx.select().from(acknowledgements).where(eq(acknowledgements.version, version));
  return new Map(rows.map((row) => [row.member, row]));
}

export async function acknowledgementOf(
  tx: Tx,
  member: MemberId,
  version: string,
): Promise<Acknowledgement | undefined> {
  const [row] = await tx
    .select()
    .from(acknowledgements)
    .where(and(eq(acknowledgements.member, member), eq(acknowledgements.version, version)));
  return row;
}

type Said = Pick<Acknowledgement, 'state'> &
  Partial<Omit<Acknowledgement, 'taskForce' | 'member' | 'version'>>;

/** Writes what is known of a person and a version; what is not said stays. */
export async function saveAcknowledgement(
  tx: Tx,
  of: Pick<Acknowledgement, 'taskForce' | 'member' | 'version'>,
  said: Said,
): Promise<void> {
  await tx
    .insert(acknowledgements)
    .values({ ...of, ...said })
    .onConflictDoUpdate({
      target: [acknowledgements.taskForce, acknowledgements.member, acknowledgements.version],
      set: said,
    });
}

/** The wording of the reminder before, of either kind; undefined where there was none. */
export async function lastWording(tx: Tx): Promise<number | undefined> {
  const [row] = await tx
    .select({ wording: reminders.wording })
    .from(reminders)
    .orderBy(desc(reminders.sentAt), desc(reminders.key))
    .limit(1);
  return row?.wording;
}

export async function reminderOf(tx: Tx, key: string): Promise<typeof reminders.$inferSelect | undefined> {
  const [row] = await ofKey(tx, { key });
  return row;
}

const ofKey = prepared((tx) =>
  tx
    .select()
    .from(reminders)
    .where(eq(reminders.key, sql.placeholder('key'))),
);

export async function saveReminder(
  tx: Tx,
  row: { taskForce: TaskForceId; key: string; wording: number; weekly: boolean; sentAt: Date },
): Promise<void> {
  await tx.insert(reminders).values(row).onConflictDoNothing();
}

/** Whose it is: "reminder:m1" and "reminder:m1:2" are of one meeting. */
export const meetingOf = (key: string): MeetingId => key.split(':')[1]! as MeetingId;

/** When reminders before a meeting were sent, by meeting, in their order. */
export async function remindersSent(tx: Tx): Promise<ReadonlyMap<MeetingId, readonly Date[]>> {
  const rows = await tx
    .select({ key: reminders.key, sentAt: reminders.sentAt })
    .from(reminders)
    .where(eq(reminders.weekly, false))
    .orderBy(reminders.sentAt);
  const byMeeting = Map.groupBy(rows, ({ key }) => meetingOf(key));
  return new Map([...byMeeting].map(([id, own]) => [id, own.map(({ sentAt }) => sentAt)]));
}
