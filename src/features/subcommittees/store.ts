import { and, asc, eq, inArray, ne } from 'drizzle-orm';
import { prepared } from '../../db/prepared.ts';
import type { Tx } from '../../db/types.ts';
import type { MemberId, TaskForceId, TaskId } from '../../kernel/ids.ts';
import { agencies, members, subcommittees } from '../roster/index.ts';
import type { Goal, Task } from './model.ts';
import { goals, tasks } from './table.ts';

export const allGoals = (tx: Tx): Promise<readonly Goal[]> => tx.select().from(goals).orderBy(asc(goals.id));

export const allTasks = (tx: Tx): Promise<readonly Task[]> => everyTask(tx, {});

const everyTask = prepared((tx) => tx.select().from(tasks).orderBy(asc(tasks.id)));

/** By the id that people type, in any case. */
export async function findTask(tx: Tx, said: string): Promise<Task | undefined> {
  const id = said.trim();
  const [row] = await tx
    .select()
    .from(tasks)
    .where(inArray(tasks.id, [id, id.toLowerCase()] as TaskId[]));
  return row;
}

/** The same, locked: changes of one task follow each other. */
export async function lockTask(tx: Tx, id: string): Promise<Task | undefined> {
  const [row] = await tx
    .select()
    .from(tasks)
    .where(eq(tasks.id, id as TaskId))
    .for('update');
  return row;
}

/** False where that id is taken already. */
export async function insertTask(tx: Tx, row: Task): Promise<boolean> {
  const rows = await tx.insert(tasks).values(row).onConflictDoNothing().returning({ id: tasks.id });
  return rows.length > 0;
}

export async function updateTask(
  tx: Tx,
  id: TaskId,
  set: Partial<Omit<Task, 'taskForce' | 'id' | 'createdAt'>>,
): Promise<void> {
  await tx.update(tasks).set(set).where(eq(tasks.id, id));
}

export const allSubcommittees = (tx: Tx) => everySubcommittee(tx, {});

const everySubcommittee = prepared((tx) =>
  tx.select().from(subcommittees).orderBy(asc(subcommittees.name), asc(subcommittees.id)),
);

/** False where that id is taken already. */
export async function insertSubcommittee(
  tx: Tx,
  row: { taskForce: TaskForceId } & Pick<
    typeof subcommittees.$inferInsert,
    'id' | 'name' | 'lead' | 'viceLead'
  >,
): Promise<boolean> {
  const rows = await tx
    .insert(subcommittees)
    .values({ ...row, members: [] })
    .onConflictDoNothing()
    .returning({ id: subcommittees.id });
  return rows.length > 0;
}

/** Whoever left and is still named as the owner of something that is not done. */
export async function leftOwners(tx: Tx): Promise<readonly MemberId[]> {
  const rows = await tx
    .selectDistinct({ id: members.id })
    .from(members)
    .innerJoin(tasks, and(eq(tasks.taskForce, members.taskForce), eq(tasks.owner, members.id)))
    .where(and(eq(members.state, 'left'), ne(tasks.state, 'done')))
    .orderBy(asc(members.id));
  return rows.map(({ id }) => id);
}

/** The agency of anyone, here or not. */
export async function agencyOf(tx: Tx, member: MemberId): Promise<string | undefined> {
  const [row] = await tx
    .select({ id: agencies.id })
    .from(members)
    .innerJoin(agencies, and(eq(agencies.taskForce, members.taskForce), eq(agencies.id, members.agency)))
    .where(eq(members.id, member));
  return row?.id;
}
