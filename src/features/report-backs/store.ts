import { and, desc, eq, inArray } from 'drizzle-orm';
import { asks } from '../../asks/table.ts';
import { prepared } from '../../db/prepared.ts';
import type { Tx } from '../../db/types.ts';
import type { MeetingId, MemberId, TaskId } from '../../kernel/ids.ts';
import { meetings } from '../meetings/index.ts';
import type { Report } from './model.ts';
import { reportBacks } from './table.ts';

export async function reportOf(tx: Tx, task: TaskId, meeting: MeetingId): Promise<Report | undefined> {
  const [row] = await tx
    .select()
    .from(reportBacks)
    .where(and(eq(reportBacks.task, task), eq(reportBacks.meeting, meeting)));
  return row;
}

export const reportsAt = (tx: Tx, meeting: MeetingId): Promise<readonly Report[]> =>
  tx.select().from(reportBacks).where(eq(reportBacks.meeting, meeting));

/** Of each task, what it told meetings, the latest meeting first. */
export async function reportsByTask(tx: Tx): Promise<ReadonlyMap<TaskId, readonly Report[]>> {
  const rows = await latestFirst(tx, {});
  const byTask = new Map<TaskId, Report[]>();
  for (const { report } of rows) byTask.set(report.task, [...(byTask.get(report.task) ?? []), report]);
  return byTask;
}

const latestFirst = prepared((tx) =>
  tx
    .select({ report: reportBacks })
    .from(reportBacks)
    .innerJoin(
      meetings,
      and(eq(meetings.taskForce, reportBacks.taskForce), eq(meetings.id, reportBacks.meeting)),
    )
    .orderBy(desc(meetings.startsAt)),
);

/** What is said last holds. */
export async function saveReport(tx: Tx, row: Report): Promise<void> {
  const { state, line, by, enteredBy, filedAt } = row;
  await tx
    .insert(reportBacks)
    .values(row)
    .onConflictDoUpdate({
      target: [reportBacks.taskForce, reportBacks.task, reportBacks.meeting],
      set: { state, line, by, enteredBy, filedAt },
    });
}

/** What was said for one meeting is said for another, unless something was said there already. */
export async function moveReports(tx: Tx, from: MeetingId, to: MeetingId): Promise<void> {
  const there = new Set((await reportsAt(tx, to)).map(({ task }) => task));
  const moved = (await reportsAt(tx, from)).map(({ task }) => task).filter((task) => !there.has(task));
  if (moved.length === 0) return;
  await tx
    .update(reportBacks)
    .set({ meeting: to })
    .where(and(eq(reportBacks.meeting, from), inArray(reportBacks.task, moved)));
}

/** How somebody was asked for a report. */
export async function askedFor(tx: Tx, key: string, member: MemberId) {
  const [row] = await tx
    .select({ state: asks.state, step: asks.step, told: asks.told, fromAt: asks.fromAt })
    .from(asks)
    .where(and(eq(asks.key, key), eq(asks.member, member)));
  return row;
}

/** Was anybody asked for this report? */
export async function isAsked(tx: Tx, key: string): Promise<boolean> {
  return (await tx.select({ key: asks.key }).from(asks).where(eq(asks.key, key)).limit(1)).length > 0;
}

/** What meetings did not hear of this task is not counted any more; that they did not stays. */
export async function forgetSilence(tx: Tx, task: string): Promise<void> {
  await tx
    .update(reportBacks)
    .set({ enteredBy: null })
    .where(and(eq(reportBacks.task, task as TaskId), eq(reportBacks.state, 'none')));
}
