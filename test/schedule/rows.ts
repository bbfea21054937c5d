import { and, asc, eq } from 'drizzle-orm';
import { taskForces } from '../../src/db/schema.ts';
import type { Database } from '../../src/db/types.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Cue } from '../../src/kernel/feature.ts';
import type { TaskForceId } from '../../src/kernel/ids.ts';
import { cues } from '../../src/schedule/table.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A Monday. */
export const MONDAY = new Date('2027-03-01T09:00:00Z');
export const plus = (at: Date, millis: number): Date => new Date(at.getTime() + millis);

/** A clock that a test moves. */
export interface Hand extends Clock {
  set(at: Date): void;
  pass(millis: number): void;
}

export function handAt(start: Date): Hand {
  let at = start;
  return {
    now: () => at,
    set: (to) => {
      at = to;
    },
    pass: (millis) => {
      at = plus(at, millis);
    },
  };
}

export const tf = (id: string): TaskForceId => id as TaskForceId;

export async function addTaskForces(
  database: Pick<Database, 'db'>,
  ids: readonly string[],
  row: Partial<typeof taskForces.$inferInsert> = {},
): Promise<void> {
  const fixed = { name: 'Harbor Watch', neutralName: 'Working group', zone: 'America/New_York' };
  const state = { state: 'running' as const, startedAt: MONDAY, createdAt: MONDAY };
  await database.db.insert(taskForces).values(ids.map((id) => ({ ...fixed, ...state, ...row, id: tf(id) })));
}

export async function setTaskForce(
  database: Pick<Database, 'db'>,
  id: string,
  row: Partial<typeof taskForces.$inferInsert>,
): Promise<void> {
  await database.db
    .update(taskForces)
    .set(row)
    .where(eq(taskForces.id, tf(id)));
}

export async function taskForceRow(database: Pick<Database, 'db'>, id: string) {
  const [row] = await database.db
    .select()
    .from(taskForces)
    .where(eq(taskForces.id, tf(id)));
  if (row === undefined) throw new Error(`no task force ${id}`);
  return row;
}

type CueRow = typeof cues.$inferInsert;

export async function addCues(
  database: Pick<Database, 'db'>,
  rows: readonly (Pick<CueRow, 'key' | 'dueAt'> & Partial<CueRow>)[],
): Promise<void> {
  const full = rows.map((row) => ({
    taskForce: tf('a'),
    kind: 'toy.step',
    subject: 'meeting-1',
    what: 'A step',
    until: plus(row.dueAt, DAY),
    ...row,
  }));
  await database.db.insert(cues).values(full);
}

export function cueRows(database: Pick<Database, 'db'>, taskForce = 'a') {
  return database.db
    .select()
    .from(cues)
    .where(eq(cues.taskForce, tf(taskForce)))
    .orderBy(asc(cues.dueAt), asc(cues.key));
}

export async function cueRow(database: Pick<Database, 'db'>, key: string, taskForce = 'a') {
  const where = and(eq(cues.taskForce, tf(taskForce)), eq(cues.key, key));
  const [row] = await database.db.select().from(cues).where(where);
  return row;
}

/** What was logged, as one string per line. */
export function listen() {
  const lines: { fields: Record<string, unknown>; message: string }[] = [];
  const hear = (fields: object, message: string) => void lines.push({ fields: { ...fields }, message });
  return { lines, log: { info: hear, warn: hear, error: hear } };
}

/** A rejection of the database, as from a server that is gone. */
export const broken = (): Pick<Database, 'transaction' | 'unscoped'> => ({
  transaction: () => Promise.reject(new Error('no database')),
  unscoped: () => Promise.reject(new Error('no database')),
});

export const cue = (key: string, dueAt: Date, more: Partial<Cue> = {}): Cue => ({
  key,
  kind: 'toy.step',
  subject: 'meeting-1',
  what: 'A step',
  dueAt,
  until: plus(dueAt, DAY),
  ...more,
});

/** A step every Monday at nine, for all time; `shift` moves the ones whose number it has. */
export function weekly(shift: Readonly<Record<number, number>> = {}, cancelled: readonly number[] = []) {
  return (from: Date, to: Date): Cue[] => {
    const found: Cue[] = [];
    for (let week = -20; week < 60; week += 1) {
      const at = plus(MONDAY, week * 7 * DAY + (shift[week] ?? 0));
      if (at >= from && at < to && !cancelled.includes(week)) found.push(cue(`week:${week}`, at));
    }
    return found;
  };
}
