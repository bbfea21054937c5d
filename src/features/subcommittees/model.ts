import type { MeetingId, MemberId } from '../../kernel/ids.ts';
import { LINE_PREFIX } from '../agenda/index.ts';
import type { goals, tasks } from './table.ts';

export type Task = typeof tasks.$inferSelect;
export type Goal = typeof goals.$inferSelect;

/** The longest title of a task: its line still fits on an agenda. */
export const MOST_TASK = 140 - LINE_PREFIX.length;

/** The card about a task that does not get on; one for a task, whatever the reason. */
export const stuckKey = (task: string, owner: MemberId | null): string => `stuck:${task}:${owner ?? ''}`;

/** The card about what someone who left had. */
export const leftKey = (member: string): string => `left:${member}`;

/** What a report is asked for under: once for a task and a meeting. */
export const reportKey = (task: string, meeting: string): string => `report:${task}:${meeting}`;

export interface Subcommittee {
  readonly id: string;
  readonly name: string;
  readonly lead: MemberId | null;
  readonly viceLead: MemberId | null;
}

/** Is it worked on at this local date? What is parked comes back by itself. */
export const isOpen = ({ state, parkedUntil }: Pick<Task, 'state' | 'parkedUntil'>, date: string): boolean =>
  state === 'open' || (state === 'parked' && parkedUntil !== null && parkedUntil <= date);

/** What a task of the plan lacks: somebody who has it, or the meeting that hopes to hear of it. */
export type Gap = 'no home' | 'no report date';

export interface Around {
  readonly here: ReadonlySet<MemberId>;
  /** Meetings to come. */
  readonly startsAt: Pick<ReadonlyMap<MeetingId, unknown>, 'has'>;
  /** Today. */
  readonly date: string;
}

export function gapsOf(task: Task, { here, startsAt, date }: Around): readonly Gap[] {
  if (!isOpen(task, date)) return [];
  const gaps: Gap[] = [];
  if (task.owner === null || !here.has(task.owner)) gaps.push('no home');
  const heard = task.reportAt !== null && startsAt.has(task.reportAt);
  if (!heard && !task.noReport) gaps.push('no report date');
  return gaps;
}

/** Someone who may have a task, in the order in which they joined. */
export interface Candidate {
  readonly member: MemberId;
  readonly agency: string;
}

interface Vacant {
  readonly owner: MemberId | null;
  /** The agency of whoever had it. */
  readonly agency: string | undefined;
  readonly of: Subcommittee | undefined;
}

/** Who may take a task over: the vice-lead, else the lead, else the same agency's longest-standing. Pure. */
export function successorOf({ owner, agency, of }: Vacant, here: readonly Candidate[]): MemberId | undefined {
  const may = (member: MemberId | null | undefined): member is MemberId =>
    Boolean(member) && member !== owner && here.some((each) => each.member === member);
  const led = [of?.viceLead, of?.lead].find(may);
  return led ?? here.find((each) => each.agency === agency && may(each.member))?.member;
}

/** The short id people type: one more than the highest there is. */
export function nextTaskId(ids: readonly string[]): string {
  const numbers = ids.map((id) => Number(/^t(\d{1,6})$/.exec(id)?.[1] ?? 0));
  return `t${String(Math.max(0, ...numbers) + 1).padStart(2, '0')}`;
}

/** The first meeting that is not before the task is due; where it has no date, or all are before it, the next one. */
export function usualMeeting<M extends { readonly startsAt: Date }>(
  meetings: readonly M[],
  dueAt: Date | undefined,
): M | undefined {
  return meetings.find(({ startsAt }) => dueAt === undefined || startsAt >= dueAt) ?? meetings[0];
}
