import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { prepared } from '../../db/prepared.ts';
import type { Tx } from '../../db/types.ts';
import type { ItemId, MeetingId, TaskForceId } from '../../kernel/ids.ts';
import { meetings, meetingSeries } from '../meetings/index.ts';
import type { Item } from './model.ts';
import { agendaItems, agendas, type AgendaPhase } from './table.ts';

export type Agenda = typeof agendas.$inferSelect;

/** The items of a meeting that are still its own: withdrawn ones are gone. */
export const itemsOf = (tx: Tx, meeting: MeetingId): Promise<readonly Item[]> => items(tx, { meeting });

const items = prepared((tx) =>
  tx
    .select()
    .from(agendaItems)
    .where(and(eq(agendaItems.meeting, sql.placeholder('meeting')), sql`${agendaItems.state} <> 'withdrawn'`))
    .orderBy(asc(agendaItems.position), asc(agendaItems.id)),
);

export async function itemById(tx: Tx, id: string): Promise<Item | undefined> {
  const [row] = await tx
    .select()
    .from(agendaItems)
    .where(eq(agendaItems.id, id as ItemId));
  return row;
}

/** A meeting with its agenda's phase (one that nobody touched is collecting) and the rules of its series. */
export async function meetingWithAgenda(tx: Tx, id: string) {
  const [row] = await withAgenda(tx, { id });
  if (!row) return undefined;
  const { taskForce, id: meeting } = row.meeting;
  const untouched: Agenda = { taskForce, meeting, phase: 'collecting', held: false, publishedAt: null };
  return { ...row, agenda: row.agenda ?? untouched };
}

const withAgenda = prepared((tx) =>
  tx
    .select({ meeting: meetings, agenda: agendas, timeline: meetingSeries.timeline })
    .from(meetings)
    .innerJoin(meetingSeries, eq(meetingSeries.id, meetings.series))
    .leftJoin(agendas, eq(agendas.meeting, meetings.id))
    .where(eq(meetings.id, sql.placeholder('id'))),
);

/** Makes the agenda's row and locks it: changes of one agenda happen one after the other. */
export async function lockAgenda(tx: Tx, taskForce: TaskForceId, meeting: MeetingId): Promise<void> {
  if (await lockRow(tx, meeting)) return;
  await tx.insert(agendas).values({ taskForce, meeting, phase: 'collecting' }).onConflictDoNothing();
  await lockRow(tx, meeting);
}

const lockRow = async (tx: Tx, meeting: MeetingId): Promise<boolean> =>
  (await locked(tx, { meeting })).length > 0;

const locked = prepared((tx) =>
  tx
    .select({ meeting: agendas.meeting })
    .from(agendas)
    .where(eq(agendas.meeting, sql.placeholder('meeting')))
    .for('update'),
);

export async function setAgenda(
  tx: Tx,
  meeting: MeetingId,
  set: { phase?: AgendaPhase; held?: boolean; publishedAt?: Date },
): Promise<void> {
  await tx.update(agendas).set(set).where(eq(agendas.meeting, meeting));
}

export async function insertItem(tx: Tx, item: Item): Promise<void> {
  await insertOne(tx, { ...item });
}

const insertOne = prepared((tx) =>
  tx.insert(agendaItems).values({
    taskForce: sql.placeholder('taskForce'),
    id: sql.placeholder('id'),
    meeting: sql.placeholder('meeting'),
    position: sql.placeholder('position'),
    title: sql.placeholder('title'),
    minutes: sql.placeholder('minutes'),
    kind: sql.placeholder('kind'),
    segment: sql.placeholder('segment'),
    owner: sql.placeholder('owner'),
    state: sql.placeholder('state'),
    declared: sql.placeholder('declared'),
    carriedOver: sql.placeholder('carriedOver'),
    task: sql.placeholder('task'),
  }),
);

export async function updateItem(
  tx: Tx,
  id: ItemId,
  set: Partial<Pick<Item, 'title' | 'minutes' | 'segment' | 'state' | 'kind' | 'declared'>>,
): Promise<void> {
  await tx.update(agendaItems).set(set).where(eq(agendaItems.id, id));
}

/** Writes positions 1..n in the order of these ids. */
export const saveOrder = (tx: Tx, ids: readonly string[]): Promise<void> =>
  savePositions(
    tx,
    ids.map((id, index) => ({ id: id as ItemId, position: index + 1 })),
  );

export async function savePositions(tx: Tx, moved: readonly Pick<Item, 'id' | 'position'>[]): Promise<void> {
  if (moved.length === 0) return;
  const cases = moved.map(({ id, position }) => sql`when ${id} then ${position}::int`);
  await tx
    .update(agendaItems)
    .set({
      position: sql`case ${agendaItems.id} ${sql.join(cases, sql` `)} else ${agendaItems.position} end`,
    })
    .where(
      inArray(
        agendaItems.id,
        moved.map(({ id }) => id),
      ),
    );
}
