import type { Context } from '../../db/context.ts';
import { grantOf, type Person } from '../../kernel/access.ts';
import type { MeetingId, MemberId } from '../../kernel/ids.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { calendarsOf, upcoming, type Meeting } from '../meetings/index.ts';
import { people } from '../roster/index.ts';
import type { Candidate, Goal, Subcommittee, Task } from './model.ts';
import { allGoals, allSubcommittees, allTasks } from './store.ts';

/** How many meetings ahead a report may be promised for. */
const MEETINGS_AHEAD = 6;

/** The action plan with all that its cards need. */
export interface PlanFacts {
  readonly goals: readonly Goal[];
  readonly tasks: readonly Task[];
  readonly subcommittees: readonly Subcommittee[];
  /** Meetings to come, the soonest first. */
  readonly coming: readonly Meeting[];
  readonly startsAt: ReadonlyMap<MeetingId, Date>;
  readonly here: ReadonlySet<MemberId>;
  /** Today, and the zone it is said in. */
  readonly date: string;
  readonly zone: string;
}

export async function loadPlan(ctx: Context): Promise<PlanFacts> {
  const { tx, now, taskForce } = ctx;
  const coming = await upcoming(tx, now);
  return {
    goals: await allGoals(tx),
    tasks: await allTasks(tx),
    subcommittees: await allSubcommittees(tx),
    coming: coming.slice(0, MEETINGS_AHEAD),
    startsAt: new Map(coming.map(({ id, startsAt }) => [id, startsAt])),
    here: new Set((await people(tx)).map(({ member }) => member)),
    date: localDateOf(now, taskForce.zone),
    zone: taskForce.zone,
  };
}

/** Whoever may have a task: everyone who may file a report. */
export const mayHave = ({ roles }: Person): boolean => grantOf('file report', roles) !== undefined;

/** The same, the longest-standing first. */
export async function candidates({ tx }: Context): Promise<readonly Candidate[]> {
  const may = new Set((await people(tx)).filter(mayHave).map(({ member }) => member));
  return [...(await calendarsOf(tx)).values()].filter(({ member }) => may.has(member));
}
