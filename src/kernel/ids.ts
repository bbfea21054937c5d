declare const idOf: unique symbol;
type Id<Kind extends string> = string & { readonly [idOf]: Kind };

export type TaskForceId = Id<'task force'>;
export type AgencyId = Id<'agency'>;
export type MemberId = Id<'member'>;
export type MeetingId = Id<'meeting'>;
export type ItemId = Id<'agenda item'>;
export type TaskId = Id<'task'>;
export type PollId = Id<'poll'>;

/** The task force id that means "every task force" inside the database's policies; no task force may have it. */
export const EVERY_TASK_FORCE = '*';
