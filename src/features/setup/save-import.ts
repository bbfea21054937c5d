import { appendAudit } from '../../audit/append.ts';
import { taskForces } from '../../db/schema.ts';
import type { Tx } from '../../db/types.ts';
import type { AgencyId, ItemId, MeetingId, MemberId, TaskForceId, TaskId } from '../../kernel/ids.ts';
import { channelPlace } from '../../kernel/platform.ts';
import { agendaItems } from '../agenda/index.ts';
import { acknowledgements, promises } from '../confidentiality/index.ts';
import { holidays, meetings, meetingSeries, spanOf } from '../meetings/index.ts';
import { accounts, agencies, channels, leaves, members, subcommittees } from '../roster/index.ts';
import { reportBackRows } from '../report-backs/index.ts';
import { goals, tasks } from '../subcommittees/index.ts';
import { saveRules } from '../../schedule/reminder-rules.ts';
import type { ImportedTaskForce } from './import/index.ts';
import { savePolls } from './save-polls.ts';

/** The web platform's own channel, which every task force has. */
const WEB_CHANNEL = channelPlace('main');

async function savePeople(tx: Tx, taskForce: TaskForceId, file: ImportedTaskForce): Promise<void> {
  await tx.insert(agencies).values(
    file.agencies.map((agency) => ({
      taskForce,
      ...agency,
      id: agency.id as AgencyId,
      contact: agency.contact as MemberId | null,
      segments: [...agency.segments],
    })),
  );
  await tx.insert(members).values(
    file.members.map(({ helloSent, ...member }) => ({
      taskForce,
      ...member,
      state: member.status,
      id: member.id as MemberId,
      agency: member.agency as AgencyId,
      roles: [...member.roles],
      greeted: helloSent,
    })),
  );
  const active = file.members.filter((member) => member.status === 'active');
  // The web knows everyone: a member is their own account there.
  await tx.insert(accounts).values(
    active.map(({ id }) => ({
      platform: 'web',
      tenant: taskForce,
      account: id,
      taskForce,
      member: id as MemberId,
    })),
  );
  await tx.insert(channels).values({ platform: 'web', tenant: taskForce, place: WEB_CHANNEL, taskForce });
  if (file.subcommittees.length === 0) return;
  await tx.insert(subcommittees).values(
    file.subcommittees.map((each) => ({
      taskForce,
      ...each,
      lead: each.lead as MemberId | null,
      viceLead: each.viceLead as MemberId | null,
      members: each.members as MemberId[],
    })),
  );
}

async function saveSeries(tx: Tx, taskForce: TaskForceId, file: ImportedTaskForce): Promise<void> {
  if (file.series.length === 0) return;
  const rows = file.series.map((series) => ({
    taskForce,
    ...series,
    facilitators: series.facilitators as MemberId[],
    noteTakers: series.noteTakers as MemberId[],
  }));
  await tx.insert(meetingSeries).values(rows);
}

async function saveMeetings(tx: Tx, taskForce: TaskForceId, file: ImportedTaskForce): Promise<void> {
  if (file.meetings.length === 0) return;
  const rows = file.meetings.map(({ date, start, end, ...meeting }) => ({
    taskForce,
    ...meeting,
    id: meeting.id as MeetingId,
    occurrence: date,
    ...spanOf(date, start, end, meeting.zone),
    facilitator: meeting.facilitator as MemberId | null,
    noteTaker: meeting.noteTaker as MemberId | null,
  }));
  await tx.insert(meetings).values(rows);
}

async function saveHolidays(tx: Tx, taskForce: TaskForceId, file: ImportedTaskForce): Promise<void> {
  if (file.holidays.length === 0) return;
  const rows = file.holidays.map((day) => ({
    taskForce,
    ...day,
    agency: (day.agency ?? '') as AgencyId | '',
  }));
  await tx.insert(holidays).values(rows);
}

async function saveLeaves(tx: Tx, taskForce: TaskForceId, file: ImportedTaskForce): Promise<void> {
  if (file.leaves.length === 0) return;
  await tx.insert(leaves).values(
    file.leaves.map(({ first, last, ...leave }) => ({
      taskForce,
      first,
      last,
      member: leave.member as MemberId,
      delegate: leave.delegate as MemberId | null,
    })),
  );
}

async function saveItems(tx: Tx, taskForce: TaskForceId, file: ImportedTaskForce): Promise<void> {
  if (file.items.length === 0) return;
  await tx.insert(agendaItems).values(
    file.items.map(({ taskId, ...item }) => ({
      taskForce,
      ...item,
      id: item.id as ItemId,
      meeting: item.meeting as MeetingId,
      owner: item.owner as MemberId | null,
      task: taskId,
    })),
  );
}

async function savePromises(
  tx: Tx,
  taskForce: TaskForceId,
  file: ImportedTaskForce,
  now: Date,
): Promise<void> {
  if (file.promises.length === 0) return;
  await tx
    .insert(promises)
    .values(file.promises.map((each) => ({ taskForce, ...each, issuedAt: each.issuedAt ?? now })));
  await tx
    .insert(acknowledgements)
    .values(file.acknowledgements.map((each) => ({ taskForce, ...each, member: each.member as MemberId })));
}

async function savePlan(tx: Tx, taskForce: TaskForceId, file: ImportedTaskForce, now: Date): Promise<void> {
  if (file.goals.length > 0)
    await tx.insert(goals).values(file.goals.map((goal) => ({ taskForce, ...goal })));
  if (file.tasks.length > 0)
    await tx.insert(tasks).values(
      file.tasks.map((task) => ({
        taskForce,
        ...task,
        id: task.id as TaskId,
        owner: task.owner as MemberId | null,
        reportAt: task.reportAt as MeetingId | null,
        createdAt: now,
      })),
    );
  if (file.reports.length > 0)
    await tx.insert(reportBackRows).values(
      file.reports.map((report) => ({
        taskForce,
        ...report,
        task: report.task as TaskId,
        meeting: report.meeting as MeetingId,
        by: report.by as MemberId | null,
        filedAt: report.filedAt ?? now,
      })),
    );
}

/** Writes a whole task force, in state setup: nothing goes out before Start. 'exists' when its id is taken: nothing is written. */
export async function saveImport(tx: Tx, file: ImportedTaskForce, now: Date): Promise<'saved' | 'exists'> {
  const taskForce = file.taskForce.id as TaskForceId;
  const { name, neutralName, zone, mission, contactPhone, publicBody, formed, newSince } = file.taskForce;
  const row = { id: taskForce, name, neutralName, zone, mission, contactPhone, publicBody, formed, newSince };
  // Of two at once, the second waits here, and finds it there.
  const fresh = await tx
    .insert(taskForces)
    .values({ ...row, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: taskForces.id });
  if (fresh.length === 0) return 'exists';
  await savePeople(tx, taskForce, file);
  await saveSeries(tx, taskForce, file);
  await saveMeetings(tx, taskForce, file);
  await saveHolidays(tx, taskForce, file);
  await saveLeaves(tx, taskForce, file);
  await saveRules(tx, taskForce, file.rules);
  await saveItems(tx, taskForce, file);
  await savePromises(tx, taskForce, file, now);
  await savePlan(tx, taskForce, file, now);
  await savePolls(tx, taskForce, file, now);
  const detail = {
    members: file.members.length,
    agencies: file.agencies.length,
    meetings: file.meetings.length,
    items: file.items.length,
  };
  await appendAudit(tx, { taskForce, actor: 'convener', at: now }, [
    { action: 'import', subject: taskForce, detail },
  ]);
  return 'saved';
}
