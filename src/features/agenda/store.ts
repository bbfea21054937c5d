import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Tx } from '../../db/types.ts';
import type { ItemId, MeetingId, TaskForceId } from '../../kernel/ids.ts';
import type { Item } from './model.ts';
import { agendaItems, agendas, type AgendaPhase } from './table.ts';

export type Agenda = typeof agendas.$inferSelect;

/** The items of a meeting that are still its own: withdrawn ones are gone. */
export const itemsOf = (tx: Tx, meeting: MeetingId): Promise<readonly Item[]> =>
  tx
    .select()
    .from(agendaItems)
    .where(and(eq(agendaItems.meeting, meeting), sql`${agendaItems.state} <> 'withdrawn'`))
    .orderBy(asc(agendaItems.position), asc(agendaItems.id));

export async function itemById(tx: Tx, id: string): Promise<Item | undefined> {
  const [row] = await tx
    .select()
    .from(agendaItems)
    .where(eq(agendaItems.id, id as ItemId));
  return row;
}

/** The agenda's phase; a meeting nobody touched is collecting. */
export async function agendaOf(tx: Tx, taskForce: TaskForceId, meeting: MeetingId): Promise<Agenda> {
  const [row] = await tx.select().from(agendas).where(eq(agendas.meeting, meeting));
  return row ?? { taskForce, meeting, phase: 'collecting', held: false, publishedAt: null };
}

/** Makes the agenda's row and locks it: changes of one agenda happen one after the other. */
export async function lockAgenda(tx: Tx, taskForce: TaskForceId, meeting: MeetingId): Promise<Agenda> {
  await tx.insert(agendas).values({ taskForce, meeting, phase: 'collecting' }).onConflictDoNothing();
  const [row] = await tx.select().from(agendas).where(eq(agendas.meeting, meeting)).for('update');
  return row!;
}

export async function setAgenda(
  tx: Tx,
  meeting: MeetingId,
  set: { phase?: AgendaPhase; held?: boolean; publishedAt?: Date },
): Promise<void> {
  await tx.update(agendas).set(set).where(eq(agendas.meeting, meeting));
}

export async function insertItem(tx: Tx, item: typeof agendaItems.$inferInsert): Promise<void> {
  await tx.insert(agendaItems).values(item);
}

export async function updateItem(
  tx: Tx,
  id: ItemId,
  set: Partial<Pick<Item, 'title' | 'minutes' | 'segment' | 'state' | 'kind' | 'declared'>>,
): Promise<void> {
  await tx.update(agendaItems).set(set).where(eq(agendaItems.id, id));
}

/** To another meeting, as something moved over. */
export async function moveItem(tx: Tx, id: ItemId, meeting: MeetingId): Promise<void> {
  await tx.update(agendaItems).set({ meeting, carriedOver: true }).where(eq(agendaItems.id, id));
}

/** Writes positions 1..n in the order of these ids. */
export async function saveOrder(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const cases = ids.map((id, index) => sql`when ${id} then ${index + 1}::int`);
  await tx
    .update(agendaItems)
    .set({
      position: sql`case ${agendaItems.id} ${sql.join(cases, sql` `)} else ${agendaItems.position} end`,
    })
    .where(inArray(agendaItems.id, ids as ItemId[]));
}
