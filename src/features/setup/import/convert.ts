import { stored, type Checked } from '../../../guard/index.ts';
import type { Role, Segment } from '../../../kernel/access.ts';
import { DEFAULT_TIMELINE, orderTimeline, type Timeline } from '../../meetings/index.ts';
import {
  acknowledgementsOf,
  promisesOf,
  type ImportedAcknowledgement,
  type ImportedPromise,
} from './acknowledgements.ts';
import type { ReminderRules } from '../../../schedule/reminder-rules.ts';
import { leavesOf, type ImportedLeave } from './availability.ts';
import type { TaskForceFile } from './file.ts';
import {
  goalsOf,
  reportsOf,
  tasksOf,
  type ImportedGoal,
  type ImportedReport,
  type ImportedTask,
} from './plan.ts';
import {
  attendanceOf,
  pollsOf,
  saidOf,
  type ImportedAnswer,
  type ImportedPoll,
  type ImportedSaid,
} from './polls.ts';
import { rulesOf } from './reminders.ts';
import {
  ITEM_STATE,
  kindOf,
  MEETING_STATE,
  PLATFORM,
  ROLE,
  SEGMENT,
  STATUS,
  type ItemKind,
} from './words.ts';

/** A task force as it will be stored. Dates are YYYY-MM-DD, times HH:MM on the wall clock of `zone`. */
export interface ImportedTaskForce {
  readonly taskForce: {
    readonly id: string;
    readonly name: Checked;
    readonly neutralName: Checked;
    readonly zone: string;
    readonly mission: Checked;
    readonly contactPhone: string;
    readonly publicBody: boolean;
    readonly formed: string;
    /** When a series says that the group is new from another day on: the latest. */
    readonly newSince: string | null;
  };
  readonly agencies: readonly ImportedAgency[];
  readonly members: readonly ImportedMember[];
  readonly subcommittees: readonly ImportedSubcommittee[];
  readonly series: readonly ImportedSeries[];
  readonly meetings: readonly ImportedMeeting[];
  readonly items: readonly ImportedItem[];
  /** `agency` null: for everyone. */
  readonly holidays: readonly {
    readonly date: string;
    readonly name: Checked;
    readonly agency: string | null;
  }[];
  readonly promises: readonly ImportedPromise[];
  readonly acknowledgements: readonly ImportedAcknowledgement[];
  readonly goals: readonly ImportedGoal[];
  readonly tasks: readonly ImportedTask[];
  readonly reports: readonly ImportedReport[];
  readonly leaves: readonly ImportedLeave[];
  readonly polls: readonly ImportedPoll[];
  readonly attendance: readonly ImportedAnswer[];
  readonly youSaid: readonly ImportedSaid[];
  /** What the task force set otherwise than is usual. */
  readonly rules: Partial<ReminderRules>;
  readonly demoNow: Date | null;
}

export interface ImportedAgency {
  readonly id: string;
  readonly name: Checked;
  readonly sector: string;
  readonly segments: readonly Segment[];
  readonly contact: string | null;
}

export interface ImportedMember {
  readonly id: string;
  readonly name: Checked;
  readonly title: Checked;
  readonly agency: string;
  readonly roles: readonly Exclude<Role, 'lead'>[];
  readonly zone: string;
  readonly platform: 'web' | 'slack' | 'teams';
  readonly status: 'active' | 'left';
  readonly joined: string;
  readonly left: string | null;
  /** Null: the default working hours. `from` after `to` crosses midnight. */
  readonly hours: { readonly from: string; readonly to: string } | null;
  readonly introduceAs: Checked | null;
  readonly email: string | null;
  readonly helloSent: boolean;
}

export interface ImportedSubcommittee {
  readonly id: string;
  readonly name: Checked;
  readonly lead: string | null;
  readonly viceLead: string | null;
  readonly members: readonly string[];
  readonly rule: string | null;
  readonly cadence: Checked | null;
}

export interface ImportedSeries {
  readonly id: string;
  readonly name: Checked;
  readonly rrule: string;
  readonly dtstart: string;
  readonly zone: string;
  readonly durationMinutes: number;
  readonly facilitators: readonly string[];
  readonly noteTakers: readonly string[];
  /** Where it usually meets; empty when the file does not say. */
  readonly location: Checked;
  readonly timeline: Timeline;
}

export interface ImportedMeeting {
  readonly id: string;
  readonly series: string;
  readonly date: string;
  readonly start: string;
  readonly end: string;
  readonly zone: string;
  readonly state: 'scheduled' | 'closed';
  readonly facilitator: string | null;
  readonly noteTaker: string | null;
  /** Empty when the file names none. */
  readonly location: Checked;
}

export interface ImportedItem {
  readonly id: string;
  readonly meeting: string;
  readonly position: number;
  readonly title: Checked;
  readonly minutes: number | null;
  readonly kind: ItemKind;
  readonly segment: Segment;
  readonly owner: string | null;
  readonly state: 'proposed' | 'accepted' | 'done' | 'carried';
  readonly carriedOver: boolean;
  readonly taskId: string | null;
}

const NOTHING = stored('');
const once = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** The checked file in our own words. What is lost or renamed on the way is told by told.ts. */
export function convert(file: TaskForceFile): ImportedTaskForce {
  const acknowledgements = acknowledgementsOf(file);
  return {
    acknowledgements,
    promises: promisesOf(acknowledgements),
    taskForce: { ...taskForceOf(file.taskForce), newSince: newSinceOf(file) },
    agencies: file.agencies.map(({ id, name, sector, segmentAccess, contact = null }) => {
      const segments = once(segmentAccess.map((segment) => SEGMENT[segment]));
      return { id, name, sector, segments, contact };
    }),
    members: file.members.map(memberOf),
    subcommittees: file.subcommittees.map(subcommitteeOf),
    series: file.meetingSeries.map(seriesOf),
    meetings: file.meetings.map(meetingOf),
    items: file.agendaItems.map(itemOf),
    holidays: file.holidays.map(({ date, name, scope }) => ({ date, name, agency: scope ?? null })),
    goals: goalsOf(file),
    tasks: tasksOf(file),
    reports: reportsOf(file),
    leaves: leavesOf(file.availability),
    polls: pollsOf(file),
    attendance: attendanceOf(file),
    youSaid: saidOf(file),
    rules: rulesOf(file),
    demoNow: file.demoNow === undefined ? null : new Date(file.demoNow),
  };
}

function newSinceOf({ meetingSeries }: TaskForceFile): string | null {
  const said = meetingSeries.flatMap(({ newTaskForceRule }) => newTaskForceRule?.since ?? []);
  return said.toSorted().at(-1) ?? null;
}

function taskForceOf(row: TaskForceFile['taskForce']): Omit<ImportedTaskForce['taskForce'], 'newSince'> {
  const { id, name, neutralName, timezone, mission, contactPhone, publicBody, formed } = row;
  return { id, name, neutralName, zone: timezone, mission, contactPhone, publicBody, formed };
}

function memberOf(row: TaskForceFile['members'][number]): ImportedMember {
  const quiet = row.contactRules?.quietHours;
  return {
    id: row.id,
    name: row.name,
    title: row.title ?? NOTHING,
    agency: row.agencyId,
    roles: once(row.roles.map((role) => ROLE[role])),
    zone: row.timezone,
    platform: PLATFORM[row.platform],
    status: STATUS[row.status],
    joined: row.joined,
    left: row.left ?? null,
    // Working hours are all the others: quiet from 18:00 to 10:00 leaves 10:00 to 18:00.
    hours: quiet ? { from: quiet[1], to: quiet[0] } : null,
    introduceAs: row.introduceAs ?? null,
    email: row.email ?? null,
    helloSent: row.status !== 'onboarding',
  };
}

function subcommitteeOf(row: TaskForceFile['subcommittees'][number]): ImportedSubcommittee {
  return {
    id: row.id,
    name: row.name,
    lead: row.chair ?? null,
    viceLead: row.viceChair ?? null,
    members: once(row.members),
    rule: row.rrule ?? null,
    cadence: row.cadence ?? null,
  };
}

function seriesOf(row: TaskForceFile['meetingSeries'][number]): ImportedSeries {
  const { id, name, rrule, dtstart, tzid, durationMinutes, facilitatorRotation, noteTakerRotation } = row;
  const { timeline } = timelineOf(row);
  const facilitators = once(facilitatorRotation);
  const noteTakers = once(noteTakerRotation);
  return {
    id,
    name,
    rrule,
    dtstart,
    zone: tzid,
    durationMinutes,
    facilitators,
    noteTakers,
    location: row.location ?? NOTHING,
    timeline,
  };
}

/** The series' timeline in order, and what had to move for that. */
export function timelineOf(row: TaskForceFile['meetingSeries'][number]): ReturnType<typeof orderTimeline> {
  const given = row.agendaTimeline ?? DEFAULT_TIMELINE;
  return orderTimeline({
    callDaysBefore: given.callDaysBefore,
    callAt: given.callAt,
    topicsCloseWorkingDaysBefore: given.topicsCloseWorkingDaysBefore,
    topicsCloseAt: given.topicsCloseAt,
    draftWorkingDaysBefore: given.draftWorkingDaysBefore,
    draftAt: given.draftAt,
    publishHoursBefore: given.publishHoursBefore,
  });
}

function meetingOf(row: TaskForceFile['meetings'][number]): ImportedMeeting {
  return {
    id: row.id,
    series: row.seriesId,
    date: row.date,
    start: row.startLocal,
    end: row.endLocal,
    zone: row.timezone,
    state: MEETING_STATE[row.state],
    facilitator: row.facilitator ?? null,
    noteTaker: row.noteTaker ?? null,
    location: row.location ?? NOTHING,
  };
}

function itemOf(row: TaskForceFile['agendaItems'][number]): ImportedItem {
  return {
    id: row.id,
    meeting: row.meetingId,
    position: row.position,
    title: row.title,
    minutes: row.minutes ?? null,
    kind: kindOf(row),
    segment: SEGMENT[row.segment],
    owner: row.owner ?? null,
    state: ITEM_STATE[row.status],
    carriedOver: Boolean(row.carriedFrom) || Boolean(row.carryCount) || row.source === 'carry-over',
    taskId: row.taskId ?? null,
  };
}
