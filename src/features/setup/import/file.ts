import { z } from 'zod';
import { availability } from './availability.ts';
import { instant, list } from './fields.ts';
import { acknowledgement } from './acknowledgements.ts';
import { LATER } from './later.ts';
import { holiday, item, meeting, series } from './meetings.ts';
import { actionPlan, reportBacks } from './plan.ts';
import { polls } from './polls.ts';
import { reminderRules } from './reminders.ts';
import { agency, member, subcommittee, taskForce } from './people.ts';

// Most rows per section: one insert of each must stay below PostgreSQL's 65,535 values.
const MOST = { agencies: 500, members: 2000, subcommittees: 500, series: 100, meetings: 2000 } as const;

/** The whole file. References and duplicates are check.ts's. */
export const FILE = z.strictObject({
  schemaVersion: z.literal(1),
  demoNow: instant.optional(),
  taskForce,
  agencies: list(agency, MOST.agencies).min(1),
  members: list(member, MOST.members).min(1),
  subcommittees: list(subcommittee, MOST.subcommittees).default([]),
  meetingSeries: list(series, MOST.series).default([]),
  meetings: list(meeting, MOST.meetings).default([]),
  agendaItems: list(item).default([]),
  holidays: list(holiday).default([]),
  acknowledgements: list(acknowledgement).default([]),
  reminderRules: reminderRules.default([]),
  availability: availability.default([]),
  actionPlan: actionPlan.default({ goals: [], tasks: [] }),
  reportBacks: reportBacks.default([]),
  polls: polls.default([]),
  ...LATER,
  // The demo's notes to its readers and tests.
  demoHazards: z.unknown().optional(),
  notice: z.unknown().optional(),
  contentGuardCases: z.unknown().optional(),
});

export type TaskForceFile = z.output<typeof FILE>;
