import { readFile } from 'node:fs/promises';
import { asc, eq, gt } from 'drizzle-orm';
import { taskForces } from '../db/schema.ts';
import type { Database, Tx } from '../db/types.ts';
import { calendarOf, deadlines, meetings, meetingSeries } from '../features/meetings/index.ts';
import {
  parseImportText,
  saveImport,
  setRunning,
  settleAllSteps,
  type ImportedTaskForce,
} from '../features/setup/index.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import { cues } from '../schedule/table.ts';
import { loadDemoState, saveDemoState, type DemoState } from './state.ts';

export async function readSample(): Promise<{ file: ImportedTaskForce; demoNow: Date }> {
  const parsed = parseImportText(await readFile(new URL('sample-taskforce.json', import.meta.url), 'utf8'));
  if (parsed.state === 'bad')
    throw new Error(
      `the sample has ${parsed.problems.length} problems: ${parsed.problems[0]?.path} ${parsed.problems[0]?.message}`,
    );
  if (!parsed.file.demoNow) throw new Error('the sample has no demoNow');
  return { file: parsed.file, demoNow: parsed.file.demoNow };
}

/** When the call for the next meeting went out: the sample's history. Undefined when it is still to come. */
async function callBefore(
  tx: Tx,
  now: Date,
): Promise<{ meeting: string; at: Date; until: Date } | undefined> {
  const [next] = await tx
    .select()
    .from(meetings)
    .where(gt(meetings.startsAt, now))
    .orderBy(asc(meetings.startsAt))
    .limit(1);
  const [series] = next ? await tx.select().from(meetingSeries).where(eq(meetingSeries.id, next.series)) : [];
  if (!next || !series) return undefined;
  const { callAt, topicsCloseAt } = deadlines(
    next.startsAt,
    next.zone,
    series.timeline,
    await calendarOf(tx),
  );
  return callAt < now ? { meeting: next.id, at: callAt, until: topicsCloseAt } : undefined;
}

/**
 * Loads and starts the sample, unless it is there already. Its history is made by the real thing: the call for topics
 * is put down as due at its time, and the clock begins there and is moved to `now`, which sends it.
 */
export async function beginDemo(database: Database, override: Date | undefined): Promise<DemoState> {
  const kept = await database.unscoped(loadDemoState);
  if (kept) return kept;
  const strangers = await database.unscoped((tx) =>
    tx.select({ id: taskForces.id }).from(taskForces).limit(1),
  );
  if (strangers.length > 0) {
    throw new Error(
      'This database holds a real task force, so the demo does not go there. Unset CONVENER_DEMO, or give the demo a database of its own.',
    );
  }
  return startSample(database, { override });
}

/** The sample once more, under an id of its own; the one there was goes on no longer. */
export async function beginAgain(database: Database, old: DemoState, suffix: string): Promise<DemoState> {
  await database.transaction(old.taskForce, (tx) =>
    tx.update(taskForces).set({ state: 'paused' }).where(eq(taskForces.id, old.taskForce)),
  );
  return startSample(database, { override: undefined, suffix });
}

interface Beginning {
  readonly override: Date | undefined;
  /** Tells this copy of the sample from the ones before. */
  readonly suffix?: string;
}

async function startSample(database: Database, { override, suffix }: Beginning): Promise<DemoState> {
  const { file: sample, demoNow } = await readSample();
  const id = suffix === undefined ? sample.taskForce.id : `${sample.taskForce.id}-${suffix}`;
  const file = { ...sample, taskForce: { ...sample.taskForce, id } };
  const taskForce = id as TaskForceId;
  const begin = override ?? demoNow;
  return database.transaction(taskForce, async (tx) => {
    await saveImport(tx, file, begin);
    await setRunning(tx, taskForce, begin);
    // It has been at work for months.
    await settleAllSteps(tx, taskForce);
    const call = await callBefore(tx, begin);
    if (call) {
      const cue = {
        taskForce,
        key: `agenda.call:${call.meeting}`,
        kind: 'agenda.call',
        subject: call.meeting,
      };
      await tx.insert(cues).values({ ...cue, what: 'Call for topics', dueAt: call.at, until: call.until });
    }
    const first: DemoState = {
      taskForce,
      now: call?.at ?? begin,
      target: begin,
      before: true,
      override: override?.toISOString() ?? null,
    };
    await saveDemoState(tx, first);
    return first;
  });
}
