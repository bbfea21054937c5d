import type { Context } from '../../db/context.ts';
import { isChair } from '../../kernel/access.ts';
import type { MeetingId, MemberId } from '../../kernel/ids.ts';
import { rulesOf } from '../../schedule/reminder-rules.ts';
import {
  allSeries,
  calendarOf,
  calendarsOf,
  deadlines,
  scheduledFrom,
  upcoming,
  type Meeting,
} from '../meetings/index.ts';
import { allLeaves, people } from '../roster/index.ts';
import { allSubcommittees, allTasks, mayHave, type Subcommittee, type Task } from '../subcommittees/index.ts';
import { isSilent } from './model.ts';
import type { Hearing, Owed, ReportState } from './plan.ts';
import { reportsByTask } from './store.ts';

const leadersOf = (of: Subcommittee | undefined): readonly MemberId[] =>
  [of?.viceLead, of?.lead].filter((member): member is MemberId => Boolean(member));

/** Everything that is asked for, and who can be asked. */
export async function loadReports(ctx: Context): Promise<ReportState> {
  const { tx, taskForce } = ctx;
  const everyone = await people(tx);
  const chairs = everyone.filter(({ roles }) => isChair(roles));
  const isFacilitator = ({ roles }: (typeof chairs)[number]) => roles.includes('facilitator');
  return {
    owed: await owedOf(ctx),
    people: await calendarsOf(tx),
    leaves: await allLeaves(tx),
    chairs: [...chairs.filter(isFacilitator), ...chairs.filter((each) => !isFacilitator(each))].map(
      ({ member }) => member,
    ),
    may: new Set(everyone.filter(mayHave).map(({ member }) => member)),
    rule: (await rulesOf(tx, taskForce.id)).reportBack,
    startedAt: taskForce.startedAt ?? null,
  };
}

async function owedOf({ tx, now }: Context): Promise<readonly Owed[]> {
  const meetings = new Map(
    (await upcoming(tx, now)).filter(({ startsAt }) => startsAt > now).map((each) => [each.id, each]),
  );
  const subcommittees = new Map((await allSubcommittees(tx)).map((each) => [each.id, each]));
  const reports = await reportsByTask(tx);
  return (await allTasks(tx)).flatMap((task): readonly Owed[] => {
    const { owner, reportAt } = task;
    const meeting = reportAt ? meetings.get(reportAt) : undefined;
    const said = reports.get(task.id) ?? [];
    if (task.state === 'done' || owner === null || !meeting) return [];
    if (said.some((report) => report.meeting === meeting.id) || isSilent(said, task)) return [];
    return [owedAt(task, owner, meeting, leadersOf(subcommittees.get(task.subcommittee ?? '')))];
  });
}

const owedAt = (
  { id, state, parkedUntil }: Task,
  owner: MemberId,
  { id: meeting, startsAt }: Meeting,
  leaders: readonly MemberId[],
): Owed => ({
  task: id,
  meeting,
  startsAt,
  owner,
  leaders,
  parkedUntil: state === 'parked' ? parkedUntil : null,
});

export const owedFor = ({ owed }: ReportState, task: string, meeting: MeetingId | string): Owed | undefined =>
  owed.find((each) => each.task === task && each.meeting === meeting);

/** The meetings from `from` on, each with the tasks that owe it a report. */
export async function loadHearings({ tx }: Context, from: Date): Promise<readonly Hearing[]> {
  const calendar = await calendarOf(tx);
  const timelines = new Map((await allSeries(tx)).map(({ id, timeline }) => [id, timeline]));
  const tasks = (await allTasks(tx)).filter(({ state }) => state !== 'done');
  return (await scheduledFrom(tx, from)).flatMap(({ id, series, startsAt, endsAt, zone }) => {
    const timeline = timelines.get(series);
    if (!timeline) return [];
    const { topicsCloseAt } = deadlines(startsAt, zone, timeline, calendar);
    const owing = tasks.filter(({ reportAt }) => reportAt === id).map((task) => task.id);
    return [{ meeting: id, topicsCloseAt, endsAt, tasks: owing }];
  });
}
