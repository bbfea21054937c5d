import { eq } from 'drizzle-orm';
import type { TaskForceId } from '../kernel/ids.ts';
import type { TaskForce } from '../kernel/task-force.ts';
import { taskForces } from './schema.ts';
import type { Tx } from './types.ts';

/** What every feature may need of it. */
export const taskForceColumns = {
  id: taskForces.id,
  name: taskForces.name,
  neutralName: taskForces.neutralName,
  zone: taskForces.zone,
  mission: taskForces.mission,
  contactPhone: taskForces.contactPhone,
  publicBody: taskForces.publicBody,
  formed: taskForces.formed,
  newSince: taskForces.newSince,
  state: taskForces.state,
  startedAt: taskForces.startedAt,
  pausedAt: taskForces.pausedAt,
};

/** The task force of this transaction, or undefined. */
export async function loadTaskForce(tx: Tx, id: TaskForceId): Promise<TaskForce | undefined> {
  const [row] = await tx.select(taskForceColumns).from(taskForces).where(eq(taskForces.id, id));
  return row;
}
