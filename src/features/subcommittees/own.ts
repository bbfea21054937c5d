import type { ActorContext } from '../../db/context.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { actsFor } from '../roster/index.ts';
import type { Subcommittee, Task } from './model.ts';
import { allSubcommittees } from './store.ts';

/** What of the action plan is somebody's own: theirs, and of whoever is away and named them. */
export interface Own {
  leads(subcommittee: string | null): boolean;
  has(task: Pick<Task, 'owner'>): boolean;
}

/** Pure: who leads what, and for whom this person acts. */
export function ownIn(subcommittees: readonly Subcommittee[], acts: ReadonlySet<MemberId>): Own {
  const led = new Set(
    subcommittees
      .filter(({ lead, viceLead }) => [lead, viceLead].some((member) => member !== null && acts.has(member)))
      .map(({ id }) => id),
  );
  return {
    leads: (subcommittee) => subcommittee !== null && led.has(subcommittee),
    has: ({ owner }) => owner !== null && acts.has(owner),
  };
}

export const ownOf = async ({ tx, actor, now }: Pick<ActorContext, 'tx' | 'actor' | 'now'>): Promise<Own> =>
  ownIn(await allSubcommittees(tx), await actsFor(tx, actor.member, now));

/** The table's "assign a task": chairs any, a lead those of their own subcommittee. */
export const mayAssign = (grant: string | undefined, own: Own, subcommittee: string | null): boolean =>
  grant === 'yes' || (grant === 'own' && own.leads(subcommittee));

/** The table's "file a report-back, finish a task": a lead's own are those of their subcommittee too. */
export const mayReport = (grant: string | undefined, own: Own, task: Task): boolean =>
  grant === 'yes' || (grant === 'own' && (own.has(task) || own.leads(task.subcommittee)));
