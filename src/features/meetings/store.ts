import { and, asc, desc, eq, gt, gte, inArray, isNotNull, lte, ne, sql } from 'drizzle-orm';
import { prepared } from '../../db/prepared.ts';
import type { Tx } from '../../db/types.ts';
import type { Checked } from '../../guard/index.ts';
import type { MeetingId, MemberId, TaskForceId } from '../../kernel/ids.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import type { WorkingCalendar } from '../../schedule/working-days.ts';
import { agencies } from '../roster/index.ts';
import { missingMeetings, type Meeting, type NewMeeting, type Series } from './model.ts';
import { attendance, holidays, meetings, meetingSeries, type AttendanceAnswer } from './table.ts';

export async function meetingById(tx: Tx, id: string): Promise<Meeting | undefined> {
  const [row] = await ofId(tx, { id });
  return row;
}

const ofId = prepared((tx) =>
  tx
    .select()
    .from(meetings)
    .where(eq(meetings.id, sql.placeholder('id'))),
);

/** Scheduled meetings that are not over at `now`, soonest first. */
export const upcoming = (tx: Tx, now: Date): Promise<readonly Meeting[]> =>
  notOver(tx, { now: now.toISOString() });

const notOver = prepared((tx) =>
  tx
    .select()
    .from(meetings)
    .where(and(eq(meetings.state, 'scheduled'), gt(meetings.endsAt, sql.placeholder('now'))))
    .orderBy(asc(meetings.startsAt)),
);

/** Meetings that took place and are over at `now`, the latest first. */
export const past = (tx: Tx, now: Date, most: number): Promise<readonly Meeting[]> =>
  tx
    .select()
    .from(meetings)
    .where(and(ne(meetings.state, 'cancelled'), lte(meetings.endsAt, now)))
    .orderBy(desc(meetings.startsAt))
    .limit(most);

/** The same, locked: changes of one meeting follow each other. */
export async function lockMeeting(tx: Tx, id: string): Promise<Meeting | undefined> {
  const [row] = await tx
    .select()
    .from(meetings)
    .where(eq(meetings.id, id as MeetingId))
    .for('update');
  return row;
}

export async function updateMeeting(
  tx: Tx,
  id: MeetingId,
  set: Partial<Pick<Meeting, 'startsAt' | 'endsAt' | 'state' | 'sequence' | 'movedFrom' | 'facilitator'>>,
): Promise<void> {
  await tx.update(meetings).set(set).where(eq(meetings.id, id));
}

/** Meetings of a series that were not cancelled, in their order. */
export const ofSeries = (tx: Tx, series: string): Promise<readonly Meeting[]> =>
  tx
    .select()
    .from(meetings)
    .where(and(eq(meetings.series, series), ne(meetings.state, 'cancelled')))
    .orderBy(asc(meetings.startsAt));

/** Every meeting that ends after `since`, cancelled ones too, soonest first. */
export const meetingsSince = (tx: Tx, since: Date): Promise<readonly Meeting[]> =>
  tx.select().from(meetings).where(gt(meetings.endsAt, since)).orderBy(asc(meetings.startsAt));

/** The meeting that comes after this one, unless it was cancelled. */
export async function meetingAfter(tx: Tx, { startsAt }: Meeting): Promise<Meeting | undefined> {
  const [row] = await tx
    .select()
    .from(meetings)
    .where(and(ne(meetings.state, 'cancelled'), gt(meetings.startsAt, startsAt)))
    .orderBy(asc(meetings.startsAt))
    .limit(1);
  return row;
}

/** Scheduled meetings that start at or after `from`: for planning. */
export const scheduledFrom = (tx: Tx, from: Date): Promise<readonly Meeting[]> =>
  toPlan(tx, { from: from.toISOString() });

const toPlan = prepared((tx) =>
  tx
    .select()
    .from(meetings)
    .where(and(eq(meetings.state, 'scheduled'), gte(meetings.endsAt, sql.placeholder('from'))))
    .orderBy(asc(meetings.startsAt)),
);

/** The local dates on which the task force meets: posts of those days are in nobody's budget. */
export async function meetingDays(tx: Tx, zone: string): Promise<ReadonlySet<string>> {
  const rows = await tx
    .select({ startsAt: meetings.startsAt })
    .from(meetings)
    .where(ne(meetings.state, 'cancelled'));
  return new Set(rows.map(({ startsAt }) => localDateOf(startsAt, zone)));
}

export const allSeries = (tx: Tx): Promise<readonly Series[]> => everySeries(tx, {});

const everySeries = prepared((tx) => tx.select().from(meetingSeries));

export async function seriesById(tx: Tx, id: string): Promise<Series | undefined> {
  const [row] = await tx.select().from(meetingSeries).where(eq(meetingSeries.id, id));
  return row;
}

export async function updateSeries(
  tx: Tx,
  id: string,
  set: Partial<Pick<Series, 'location' | 'timeline'>>,
): Promise<void> {
  await tx.update(meetingSeries).set(set).where(eq(meetingSeries.id, id));
}

/** These meetings are where the series now is, unless they were somewhere of their own. */
export async function meetAt(
  tx: Tx,
  which: readonly Pick<Meeting, 'id'>[],
  { was, is }: { readonly was: Checked; readonly is: Checked },
): Promise<void> {
  if (which.length === 0 || was === is) return;
  const ids = which.map(({ id }) => id);
  await tx
    .update(meetings)
    .set({ location: is })
    .where(and(inArray(meetings.id, ids), eq(meetings.location, was)));
}

/** The task force's working days: weekdays that are nobody's holiday in particular. */
export async function calendarOf(tx: Tx): Promise<WorkingCalendar> {
  const rows = await everyonesHolidays(tx, {});
  return { holidays: new Set(rows.map((row) => row.date)) };
}

const everyonesHolidays = prepared((tx) =>
  tx.select({ date: holidays.date }).from(holidays).where(eq(holidays.agency, '')),
);

/** Writes the meetings of every series up to `to`; those that exist, moved or cancelled, stay as they are. */
export async function extendSeries(tx: Tx, from: Date, to: Date): Promise<void> {
  const calendar = await calendarOf(tx);
  for (const series of await allSeries(tx)) {
    const known = await tx
      .select()
      .from(meetings)
      .where(eq(meetings.series, series.id))
      .orderBy(asc(meetings.occurrence));
    const fresh = missingMeetings(series, known, { from, to }, calendar);
    if (fresh.length > 0)
      await tx
        .insert(meetings)
        .values([...fresh])
        .onConflictDoNothing();
  }
}

/** A new series with its first meetings. */
export async function insertSeries(tx: Tx, series: Series, first: readonly NewMeeting[]): Promise<void> {
  const { exdates, facilitators, noteTakers } = series;
  await tx.insert(meetingSeries).values({
    ...series,
    exdates: [...exdates],
    facilitators: [...facilitators],
    noteTakers: [...noteTakers],
  });
  await tx.insert(meetings).values([...first]);
}

export async function saveAnswer(
  tx: Tx,
  row: { taskForce: TaskForceId; meeting: MeetingId; member: MemberId; answer: AttendanceAnswer },
): Promise<void> {
  await tx
    .insert(attendance)
    .values(row)
    .onConflictDoUpdate({
      target: [attendance.taskForce, attendance.meeting, attendance.member],
      // Whoever says once more that they cannot come keeps whom they named.
      set: {
        answer: row.answer,
        instead: row.answer === 'regrets' ? sql`${attendance.instead}` : null,
      },
    });
}

/** They cannot come, and this person comes in their place. */
export async function saveInstead(
  tx: Tx,
  row: { taskForce: TaskForceId; meeting: MeetingId; member: MemberId; instead: MemberId },
): Promise<void> {
  const set = { answer: 'regrets', instead: row.instead } as const;
  await tx
    .insert(attendance)
    .values({ ...row, ...set })
    .onConflictDoUpdate({
      target: [attendance.taskForce, attendance.meeting, attendance.member],
      set,
    });
}

/** Who was named in whose place. */
export async function insteadAt(tx: Tx, meeting: MeetingId): Promise<ReadonlyMap<MemberId, MemberId>> {
  const rows = await tx
    .select({ member: attendance.member, instead: attendance.instead })
    .from(attendance)
    .where(and(eq(attendance.meeting, meeting), isNotNull(attendance.instead)));
  return new Map(rows.flatMap(({ member, instead }) => (instead ? [[member, instead] as const] : [])));
}

export async function answerOf(
  tx: Tx,
  meeting: MeetingId,
  member: MemberId,
): Promise<AttendanceAnswer | undefined> {
  const [row] = await tx
    .select({ answer: attendance.answer })
    .from(attendance)
    .where(and(eq(attendance.meeting, meeting), eq(attendance.member, member)));
  return row?.answer;
}

/** What was said about coming is said no more; answers how much that was. */
export async function forgetAnswers(tx: Tx, meeting: MeetingId): Promise<number> {
  const rows = await tx
    .delete(attendance)
    .where(eq(attendance.meeting, meeting))
    .returning({ member: attendance.member });
  return rows.length;
}

/** Who has a day off then: an agency by its name, or null for everyone. */
export const daysOffOn = (tx: Tx, date: string) =>
  tx
    .select({ name: holidays.name, agency: agencies.name })
    .from(holidays)
    .leftJoin(agencies, and(eq(agencies.taskForce, holidays.taskForce), eq(agencies.id, holidays.agency)))
    .where(eq(holidays.date, date))
    .orderBy(asc(agencies.name));

export async function answersFor(
  tx: Tx,
  meeting: MeetingId,
): Promise<ReadonlyMap<MemberId, AttendanceAnswer>> {
  const rows = await tx.select().from(attendance).where(eq(attendance.meeting, meeting));
  return new Map(rows.map((row) => [row.member, row.answer]));
}
