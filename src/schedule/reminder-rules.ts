import { eq, sql } from 'drizzle-orm';
import { prepared } from '../db/prepared.ts';
import type { Tx } from '../db/types.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import { reminderRules } from './table.ts';

/** A weekly rule on the wall clock. `zone` null: the member's own (a channel: the task force's). */
export interface WeeklyRule {
  /** ISO weekdays, 1 Monday to 7 Sunday. */
  readonly days: readonly number[];
  /** HH:MM. */
  readonly at: string;
  readonly zone: string | null;
  /** Where it moves when that day does not work. */
  readonly holidays: 'next' | 'previous' | 'stay';
}

/** So many days before a day, each at the same time of the member's day. */
export interface DaysBefore {
  readonly days: readonly number[];
  readonly at: string;
}

/** When Convener reminds, by what of. What a task force did not set is as here. */
export interface ReminderRules {
  readonly confidentiality: WeeklyRule;
  readonly beforeMeeting: { readonly minutes: number };
  readonly acknowledgement: WeeklyRule & { readonly most: number };
  readonly reportBack: DaysBefore;
  readonly lastCall: DaysBefore;
  readonly feedback: { readonly minutesAfter: number };
  readonly digest: WeeklyRule;
}

export const DEFAULT_RULES: ReminderRules = {
  confidentiality: { days: [1], at: '09:00', zone: null, holidays: 'next' },
  beforeMeeting: { minutes: 30 },
  acknowledgement: { days: [2], at: '10:00', zone: null, holidays: 'next', most: 3 },
  reportBack: { days: [14, 7, 2], at: '09:00' },
  lastCall: { days: [7], at: '09:30' },
  feedback: { minutesAfter: 15 },
  digest: { days: [5], at: '08:30', zone: null, holidays: 'previous' },
};

/** Keeps what a task force set otherwise. */
export async function saveRules(
  tx: Tx,
  taskForce: TaskForceId,
  rules: Partial<ReminderRules>,
): Promise<void> {
  const kinds = Object.keys(rules) as (keyof ReminderRules)[];
  for (const kind of kinds) {
    const rule = { ...DEFAULT_RULES, ...rules }[kind];
    await tx
      .insert(reminderRules)
      .values({ taskForce, kind, rule })
      .onConflictDoUpdate({ target: [reminderRules.taskForce, reminderRules.kind], set: { rule } });
  }
}

/** The rules of a task force. */
export async function rulesOf(tx: Tx, taskForce: TaskForceId): Promise<ReminderRules> {
  const rows = await ownRules(tx, { taskForce });
  return { ...DEFAULT_RULES, ...Object.fromEntries(rows.map(({ kind, rule }) => [kind, rule])) };
}

const ownRules = prepared((tx) =>
  tx
    .select()
    .from(reminderRules)
    .where(eq(reminderRules.taskForce, sql.placeholder('taskForce'))),
);
