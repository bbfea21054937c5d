import { and, eq, gt, inArray, isNull, lte, sql } from 'drizzle-orm';
import { asks } from '../../asks/table.ts';
import type { Context } from '../../db/context.ts';
import { taskForces } from '../../db/schema.ts';
import type { MemberId } from '../../kernel/ids.ts';
import type { TaskForceState } from '../../kernel/task-force.ts';
import { messages } from '../../outbox/table.ts';
import { cues } from '../../schedule/table.ts';
import { saidOf } from '../preview/index.ts';
import { isHeld, type Held } from './model.ts';

/** Pauses it, or lets it go on: what is planned is planned anew. False where it was not in that state. */
export async function setState(
  { tx, taskForce }: Pick<Context, 'tx' | 'taskForce'>,
  change: { readonly from: TaskForceState; readonly to: TaskForceState; readonly pausedAt: Date | null },
): Promise<boolean> {
  const rows = await tx
    .update(taskForces)
    .set({ state: change.to, pausedAt: change.pausedAt, planStale: true })
    .where(and(eq(taskForces.id, taskForce.id), eq(taskForces.state, change.from)))
    .returning({ id: taskForces.id });
  return rows.length > 0;
}

const isWaiting = and(
  eq(messages.state, 'live'),
  isNull(messages.ref),
  eq(messages.inFlight, false),
  gt(messages.wanted, messages.shown),
);

/** What would have gone out by then and still helps now: due cues, and messages that were never posted. */
export async function heldBy({ tx, now }: Pick<Context, 'tx' | 'now'>, at: Date): Promise<readonly Held[]> {
  const { key, kind, what, dueAt, until } = cues;
  const due = await tx
    .select({ key, kind, what, at: dueAt })
    .from(cues)
    .where(and(eq(cues.state, 'planned'), lte(dueAt, at), gt(until, now)));
  const waits = await tx
    .selectDistinctOn([messages.key], { key: messages.key, view: messages.view, at: messages.createdAt })
    .from(messages)
    .where(and(isWaiting, lte(messages.createdAt, at)));
  return [
    ...due.filter((cue) => isHeld(cue.kind)).map((cue): Held => ({ from: 'cue', ...cue })),
    ...waits.map(({ view, ...rest }): Held => ({
      from: 'message',
      kind: view.name,
      what: saidOf(view.name).what,
      ...rest,
    })),
  ];
}

const LEFT_OUT = 'left out when Convener went on';

/** Records these as missed; what waits to be posted is taken back, so that a later one under its key is new. */
export async function leaveOut({ tx, taskForce, now }: Context, left: readonly Held[]): Promise<void> {
  const missed = { state: 'missed' as const, settledAt: now, reason: LEFT_OUT };
  const keys = (from: Held['from']): string[] =>
    left.filter((held) => held.from === from).map(({ key }) => key);
  const waits = left.filter(({ from }) => from === 'message');
  if (keys('cue').length > 0)
    await tx
      .update(cues)
      .set(missed)
      .where(and(eq(cues.state, 'planned'), inArray(cues.key, keys('cue'))));
  if (waits.length === 0) return;
  await tx.delete(messages).where(and(isWaiting, inArray(messages.key, keys('message'))));
  await tx.insert(cues).values(
    waits.map(({ key, what, at }) => ({
      taskForce: taskForce.id,
      key: `pause.left-out:${key}:${now.getTime()}`,
      kind: 'pause.left-out',
      subject: key,
      what,
      dueAt: at,
      until: now,
      ...missed,
    })),
  );
}

/** What these people were to be told by then: nobody asks them for it any more. */
export async function untoldOf(
  { tx }: Pick<Context, 'tx'>,
  members: readonly MemberId[],
  at: Date,
): Promise<readonly { readonly key: string; readonly member: MemberId }[]> {
  if (members.length === 0) return [];
  return tx
    .select({ key: asks.key, member: asks.member })
    .from(asks)
    .where(
      and(
        inArray(asks.member, [...members]),
        eq(asks.state, 'open'),
        sql`${asks.told} < ${asks.step}`,
        lte(asks.fromAt, at),
      ),
    );
}

/** Whose notes these cues would have told. */
export async function membersOfNotes(
  { tx }: Pick<Context, 'tx'>,
  left: readonly Held[],
): Promise<readonly MemberId[]> {
  const keys = left.filter(({ kind }) => kind === 'briefs.brief').map(({ key }) => key);
  if (keys.length === 0) return [];
  const rows = await tx.select({ member: cues.subject }).from(cues).where(inArray(cues.key, keys));
  return rows.map(({ member }) => member as MemberId);
}
