import { asc, eq } from 'drizzle-orm';
import type { ActorContext } from '../../db/context.ts';
import { taskForces } from '../../db/schema.ts';
import type { Tx } from '../../db/types.ts';
import type { Checked } from '../../guard/index.ts';
import { SEGMENTS, type Role, type Segment } from '../../kernel/access.ts';
import type { AgencyId, MemberId } from '../../kernel/ids.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { WEB } from './store.ts';
import { accounts, agencies, members } from './table.ts';

/** A new agency may read what most may; facilitators narrow or widen it. */
const NEW_SEGMENTS: Segment[] = SEGMENTS.filter((segment) => segment !== 'closed');

export interface NewMember {
  readonly name: Checked;
  readonly title: Checked;
  readonly role: Role;
  readonly agency: AgencyId;
  readonly email: string | null;
  /** Where they are written to, once they have an account there. */
  readonly platform: string;
}

/** Whoever adds people now goes first: of two at once, the second sees what the first wrote. */
export async function lockRoster({ tx, taskForce }: ActorContext): Promise<void> {
  await tx
    .select({ id: taskForces.id })
    .from(taskForces)
    .where(eq(taskForces.id, taskForce.id))
    .for('update');
}

/** Every agency, by name. */
export const agenciesByName = (tx: Tx) =>
  tx.select({ id: agencies.id, name: agencies.name }).from(agencies).orderBy(asc(agencies.name));

/** Their ids, in the order of the names. */
export async function insertAgencies(
  ctx: ActorContext,
  names: readonly Checked[],
): Promise<readonly AgencyId[]> {
  if (names.length === 0) return [];
  const rows = names.map((name) => ({
    taskForce: ctx.taskForce.id,
    id: `a-${ctx.newId().slice(0, 8)}` as AgencyId,
    name,
    sector: '',
    segments: NEW_SEGMENTS,
  }));
  await ctx.tx.insert(agencies).values(rows);
  return rows.map(({ id }) => id);
}

/** Active from today, in the task force's zone; each is greeted first. Answers their ids, in the same order. */
export async function insertMembers(
  ctx: ActorContext,
  fresh: readonly NewMember[],
): Promise<readonly MemberId[]> {
  if (fresh.length === 0) return [];
  const { id: taskForce, zone } = ctx.taskForce;
  const rows = fresh.map(({ role, ...member }) => ({
    ...member,
    taskForce,
    id: `m-${ctx.newId().slice(0, 8)}` as MemberId,
    roles: [role],
    zone,
    state: 'active' as const,
    joined: localDateOf(ctx.now, zone),
  }));
  await ctx.tx.insert(members).values(rows);
  // The web knows everyone: a member is their own account there.
  const account = ({ id }: { id: MemberId }) => ({
    platform: WEB,
    tenant: taskForce,
    account: id,
    taskForce,
    member: id,
  });
  await ctx.tx.insert(accounts).values(rows.map(account));
  return rows.map(({ id }) => id);
}
