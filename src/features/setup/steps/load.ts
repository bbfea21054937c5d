import { and, eq, isNotNull, ne, or } from 'drizzle-orm';
import type { Context } from '../../../db/context.ts';
import type { Tx } from '../../../db/types.ts';
import type { Person } from '../../../kernel/access.ts';
import type { MemberId, TaskForceId } from '../../../kernel/ids.ts';
import { newestWords, USUAL_PROMISE } from '../../confidentiality/index.ts';
import { upcoming } from '../../meetings/index.ts';
import { accounts, contactsOf, livePlaces, people, WEB } from '../../roster/index.ts';
import { SETTLED_BY_HAND, stepsLeft, type Standing, type StepName } from './model.ts';
import { settledSteps } from './table.ts';

/** Those who can open a page already: by an account elsewhere, or a link that was made for them. */
async function insiders(tx: Tx): Promise<ReadonlySet<MemberId>> {
  const rows = await tx
    .selectDistinct({ member: accounts.member })
    .from(accounts)
    .where(
      or(ne(accounts.platform, WEB), and(eq(accounts.platform, WEB), isNotNull(accounts.sessionsSince))),
    );
  return new Set(rows.map(({ member }) => member));
}

export interface Steps {
  readonly left: readonly StepName[];
  readonly at: Standing;
  /** Who is outside and may act: their links are made on the server. */
  readonly chairs: readonly Person[];
}

/** What is left to do, and what it is told by. */
export async function loadSteps({ tx, now, taskForce }: Context): Promise<Steps> {
  const settled = await tx.select({ step: settledSteps.step }).from(settledSteps);
  const everyone = await people(tx);
  const inside = await insiders(tx);
  // Whoever set up is here.
  const outside = everyone.filter(
    ({ member, roles }) => !inside.has(member) && !roles.includes('facilitator'),
  );
  const words = await newestWords(tx);
  const at: Standing = {
    state: taskForce.state,
    people: everyone.length,
    unnamed: (await contactsOf(tx)).filter(({ people: own, named }) => own.length > 1 && !named).length,
    linked: (await livePlaces(tx)).some(({ platform }) => platform !== WEB),
    meets: (await upcoming(tx, now)).length > 0,
    worded: words !== undefined && words !== USUAL_PROMISE,
    outside: outside.length,
  };
  return {
    left: stepsLeft(at, new Set(settled.map(({ step }) => step))),
    at,
    chairs: outside.filter(({ roles }) => roles.includes('co-chair')),
  };
}

/** False where that was said before. */
export async function settleStep(tx: Tx, taskForce: TaskForceId, step: StepName): Promise<boolean> {
  const rows = await tx
    .insert(settledSteps)
    .values({ taskForce, step })
    .onConflictDoNothing()
    .returning({ step: settledSteps.step });
  return rows.length > 0;
}

/** For a task force that has been at work for long. */
export async function settleAllSteps(tx: Tx, taskForce: TaskForceId): Promise<void> {
  for (const step of SETTLED_BY_HAND) await settleStep(tx, taskForce, step);
}
