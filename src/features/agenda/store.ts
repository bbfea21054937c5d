import { and, asc, eq, gt, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { later } from '../../db/later.ts';
import { prepared } from '../../db/prepared.ts';
import type { Tx } from '../../db/types.ts';
import type { ItemId, MeetingId, TaskForceId } from '../../kernel/ids.ts';
import { holidays, meetings, meetingSeries } from '../meetings/index.ts';
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

/** The items that still stand at cancelled meetings, in their order. */
export async function itemsOfCancelled(tx: Tx): Promise<readonly Item[]> {
  const rows = await tx
    .select({ item: agendaItems })
    .from(agendaItems)
    .innerJoin(
      meetings,
      and(eq(meetings.taskForce, agendaItems.taskForce), eq(meetings.id, agendaItems.meeting)),
    )
    .where(and(eq(meetings.state, 'cancelled'), sql`${agendaItems.state} <> 'withdrawn'`))
    .orderBy(asc(meetings.startsAt), asc(agendaItems.position), asc(agendaItems.id));
  return rows.map(({ item }) => item);
}

export async function itemById(tx: Tx, id: string): Promise<Item | undefined> {
  return (await byId(tx, { id }))[0];
}

const byId = prepared((tx) =>
  tx
    .select()
    .from(agendaItems)
    .where(eq(agendaItems.id, sql.placeholder('id'))),
);

/** A meeting with its agenda's phase (one that nobody touched is collecting) and the rules of its series. */
export async function meetingWithAgenda(tx: Tx, id: string) {
  const [row] = await withAgenda(tx, { id });
  if (!row) return undefined;
  const { taskForce, id: meeting } = row.meeting;
  const untouched: Agenda = {
    taskForce,
    meeting,
    phase: 'collecting',
    held: false,
    publishedAt: null,
    reopened: 0,
    outAgain: 0,
  };
  return { ...row, agenda: row.agenda ?? untouched };
}

const next = alias(meetings, 'next');
const columns = {
  meeting: meetings,
  agenda: agendas,
  timeline: meetingSeries.timeline,
  /** Those who may facilitate, in the order of their turns. */
  rotation: meetingSeries.facilitators,
  /** Days that are nobody's holiday in particular, as in calendarOf: in the same look. */
  holidays: sql<string[]>`array(select ${holidays.date} from ${holidays} where ${holidays.agency} = '')`,
};
const isItsSeries = eq(meetingSeries.id, meetings.series);
const isItsAgenda = eq(agendas.meeting, meetings.id);
const isGivenMeeting = eq(meetings.id, sql.placeholder('id'));

const withAgenda = prepared((tx) =>
  tx
    .select(columns)
    .from(meetings)
    .innerJoin(meetingSeries, isItsSeries)
    .leftJoin(agendas, isItsAgenda)
    .where(isGivenMeeting),
);

/** The same with the agenda's row locked, which is made where there is none: changes of one agenda follow each other. */
export async function lockWithAgenda(tx: Tx, taskForce: TaskForceId, meeting: MeetingId) {
  const [row] = await locked(tx, { id: meeting });
  if (row) return row;
  await tx.insert(agendas).values({ taskForce, meeting, phase: 'collecting' }).onConflictDoNothing();
  return (await locked(tx, { id: meeting }))[0];
}

const locked = prepared((tx) =>
  tx
    .select(columns)
    .from(meetings)
    .innerJoin(meetingSeries, isItsSeries)
    .innerJoin(agendas, isItsAgenda)
    .where(isGivenMeeting)
    .for('update', { of: agendas }),
);

/** The next meeting's, if someone has touched its agenda: most topics are for it, and this is one look instead of two. */
export async function lockNextAgenda(tx: Tx, now: Date) {
  return (await lockedNext(tx, { now: now.toISOString() }))[0];
}

const lockedNext = prepared((tx) =>
  tx
    .select(columns)
    .from(meetings)
    .innerJoin(meetingSeries, isItsSeries)
    .innerJoin(agendas, isItsAgenda)
    .where(
      eq(
        meetings.id,
        tx
          .select({ id: next.id })
          .from(next)
          .where(and(eq(next.state, 'scheduled'), gt(next.endsAt, sql.placeholder('now'))))
          .orderBy(asc(next.startsAt))
          .limit(1),
      ),
    )
    .for('update', { of: agendas }),
);

/** Makes the agenda's row and locks it. */
export async function lockAgenda(tx: Tx, taskForce: TaskForceId, meeting: MeetingId): Promise<void> {
  await lockWithAgenda(tx, taskForce, meeting);
}

export async function setAgenda(
  tx: Tx,
  meeting: MeetingId,
  set: { phase?: AgendaPhase; held?: boolean; publishedAt?: Date; reopened?: number; outAgain?: number },
): Promise<void> {
  await tx.update(agendas).set(set).where(eq(agendas.meeting, meeting));
}

type Repeated = Pick<Agenda, 'reopened' | 'outAgain'>;

/** How often steps of each meeting's agenda came again, where one did. */
export async function repeatedSteps(tx: Tx): Promise<ReadonlyMap<MeetingId, Repeated>> {
  const { meeting, reopened, outAgain } = agendas;
  const rows = await tx
    .select({ meeting, reopened, outAgain })
    .from(agendas)
    .where(or(gt(reopened, 0), gt(outAgain, 0)));
  return new Map(rows.map((row) => [row.meeting, row]));
}

/** Takes the agenda's row away, so that whoever waits for its lock looks at the meeting anew. */
export async function dropAgenda(tx: Tx, meeting: MeetingId): Promise<void> {
  await tx.delete(agendas).where(eq(agendas.meeting, meeting));
}

export async function insertItem(tx: Tx, item: Item): Promise<void> {
  await later(tx, insertOne(tx, { ...item }));
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
    enteredBy: sql.placeholder('enteredBy'),
    state: sql.placeholder('state'),
    declared: sql.placeholder('declared'),
    carriedOver: sql.placeholder('carriedOver'),
    timesCarried: sql.placeholder('timesCarried'),
    task: sql.placeholder('task'),
    hidden: sql.placeholder('hidden'),
  }),
);

export async function updateItem(
  tx: Tx,
  id: ItemId,
  set: Partial<Pick<Item, 'title' | 'minutes' | 'segment' | 'state' | 'kind' | 'declared' | 'hidden'>>,
): Promise<void> {
  await tx.update(agendaItems).set(set).where(eq(agendaItems.id, id));
}

/** Every item that says the same, on whichever agenda: what was moved over, or stands there each time. Locked. */
export const itemsThatSay = (tx: Tx, title: Item['title']): Promise<readonly Item[]> =>
  tx
    .select()
    .from(agendaItems)
    .where(eq(agendaItems.title, title))
    .orderBy(asc(agendaItems.id))
    .for('update');

/** To another meeting, as something moved over. */
export async function moveItem(tx: Tx, id: ItemId, meeting: MeetingId): Promise<void> {
  await tx
    .update(agendaItems)
    .set({ meeting, carriedOver: true, timesCarried: sql`${agendaItems.timesCarried} + 1` })
    .where(eq(agendaItems.id, id));
}

/** Writes positions 1..n in the order of these ids. */
export const saveOrder = (tx: Tx, ids: readonly string[]): Promise<void> =>
  savePositions(
    tx,
    ids.map((id, index) => ({ id: id as ItemId, position: index + 1 })),
  );

export async function savePositions(tx: Tx, moved: readonly Pick<Item, 'id' | 'position'>[]): Promise<void> {
  if (moved.length === 0) return;
  const positions = Object.fromEntries(moved.map((each) => [each.id, each.position]));
  await later(tx, move(tx, { moved: JSON.stringify(positions) }));
}

/** `moved` is a JSON object of positions by id. */
const moved = sql`${sql.placeholder('moved')}::jsonb`;
const move = prepared((tx) =>
  tx
    .update(agendaItems)
    .set({ position: sql`(${moved} ->> ${agendaItems.id})::int` })
    .where(sql`${moved} ? ${agendaItems.id}`),
);
