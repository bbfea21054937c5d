import { and, eq } from 'drizzle-orm';
import type { ActorContext } from '../../db/context.ts';
import type { FormValues } from '../../kernel/card.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { answered, changed, refusedFor, formReply, noteReply, type Outcome } from '../../kernel/outcome.ts';
import { rich, typed } from '../../kernel/rich.ts';
import { addDays, localDateOf } from '../../schedule/recurrence.ts';
import type { LeaveRow } from './leave.ts';
import { leaveText } from './me-card.ts';
import { leaveForm, leaveValues } from './me-form.ts';
import { errorsByField } from '../../kernel/field-errors.ts';
import { personOptions } from './person-options.ts';
import { findMember, people } from './store.ts';
import { leaves } from './table.ts';

/** Whoever may stand in: someone else who is here, and no guest. */
async function delegates(ctx: ActorContext) {
  return (await people(ctx.tx)).filter(
    ({ member, roles }) => member !== ctx.actor.member && roles.some((role) => role !== 'guest'),
  );
}

const form = async (ctx: ActorContext, values?: FormValues) =>
  leaveForm(personOptions(await delegates(ctx)), values);

export const openLeave = async (ctx: ActorContext): Promise<Outcome> => answered(formReply(await form(ctx)));

async function saveLeave(ctx: ActorContext, row: Omit<LeaveRow, 'taskForce' | 'member'>): Promise<Outcome> {
  const { taskForce, tx, actor } = ctx;
  const { first, last, delegate } = row;
  await tx
    .insert(leaves)
    .values({ taskForce: taskForce.id, member: actor.member, ...row })
    .onConflictDoUpdate({ target: [leaves.taskForce, leaves.member, leaves.first], set: { last, delegate } });
  const said = leaveText({ taskForce: taskForce.id, member: actor.member, ...row }, actor.zone);
  return changed({
    reply: noteReply(
      rich`Saved: ${said}. We ask you nothing in that time. ${typed('me')} shows it, and takes it out.`,
    ),
    changes: [
      {
        action: 'take leave',
        subject: actor.member,
        detail: { first, last, ...(delegate ? { delegate } : {}) },
      },
    ],
    replan: true,
  });
}

/** What was typed or chosen, with errors by field; the delegate by id, or by a name that only one person has. */
async function leaveFrom(ctx: ActorContext, values: FormValues) {
  const parsed = leaveValues(localDateOf(ctx.now, ctx.actor.zone)).safeParse(values);
  if (!parsed.success) return { errors: errorsByField(parsed.error) };
  const { first, last, delegate: said } = parsed.data;
  if (said === undefined) return { row: { first, last, delegate: null } };
  const found = await findMember(ctx.tx, said);
  const allowed = found && (await delegates(ctx)).some(({ member }) => member === found.member);
  if (!allowed) return { errors: { delegate: 'Please name someone else of the task force, and no guest.' } };
  return { row: { first, last, delegate: found.member as MemberId | null } };
}

export async function submitLeave(ctx: ActorContext, values: FormValues): Promise<Outcome> {
  const read = await leaveFrom(ctx, values);
  if (read.row) return saveLeave(ctx, read.row);
  return answered({ kind: 'invalid', form: await form(ctx, values), errors: read.errors, values });
}

interface Typed {
  readonly first: string;
  readonly last?: string | undefined;
  readonly delegate?: string | undefined;
}

/** `me leave FIRST [LAST] [--delegate NAME]`. */
export async function leaveByCommand(ctx: ActorContext, typed: Typed): Promise<Outcome> {
  const { first, last = first, delegate = '' } = typed;
  const read = await leaveFrom(ctx, { first, last, delegate });
  if (read.row) return saveLeave(ctx, read.row);
  return answered(refusedFor(read.errors));
}

/** Leave that has begun ends yesterday: what was, was. */
export async function dropLeave(ctx: ActorContext, { first }: { first: string }): Promise<Outcome> {
  const { tx, actor } = ctx;
  const it = and(eq(leaves.member, actor.member), eq(leaves.first, first));
  const [row] = await tx.select().from(leaves).where(it).for('update');
  const today = localDateOf(ctx.now, actor.zone);
  if (!row || row.last < today) return answered(noteReply(rich`That is over, or taken out already.`));
  if (first < today)
    await tx
      .update(leaves)
      .set({ last: addDays(today, -1) })
      .where(it);
  else await tx.delete(leaves).where(it);
  return changed({
    reply: noteReply(rich`Taken out. Welcome back.`),
    changes: [{ action: 'end leave', subject: actor.member, detail: { first } }],
    replan: true,
  });
}
