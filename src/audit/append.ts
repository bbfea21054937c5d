import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { later } from '../db/later.ts';
import { prepared } from '../db/prepared.ts';
import type { Tx } from '../db/types.ts';
import type { TaskForceId } from '../kernel/ids.ts';
import type { Change } from '../kernel/outcome.ts';
import { audit } from './table.ts';

/** What the first row of a chain follows. */
export const GENESIS = '0'.repeat(64);

export interface AuditRow {
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  readonly enteredFor: string | null;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  readonly previousHash: string;
}

/** SHA-256 over the row and the hash before it, as hex. Keys of the detail are sorted: jsonb keeps no order. */
export function hashOf(taskForce: string, row: AuditRow): string {
  const detail = Object.entries(row.detail).sort(([a], [b]) => (a < b ? -1 : 1));
  const content = [
    taskForce,
    row.seq,
    row.at.toISOString(),
    row.actor,
    row.enteredFor,
    row.action,
    row.subject,
    detail,
    row.previousHash,
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** Appends one row per change. Appends of one task force wait for each other: a chain has one end. */
export async function appendAudit(
  tx: Tx,
  entry: { taskForce: TaskForceId; actor: string; at: Date },
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return;
  const { taskForce, actor, at } = entry;
  const [last] = await endOf(tx, { taskForce });
  let seq = last?.seq ?? 0;
  let previousHash = last?.hash ?? GENESIS;
  const rows = changes.map((change) => {
    seq += 1;
    const row: AuditRow = {
      seq,
      at,
      actor,
      enteredFor: change.enteredFor ?? null,
      action: change.action,
      subject: change.subject,
      detail: change.detail ?? {},
      previousHash,
    };
    previousHash = hashOf(taskForce, row);
    return { taskForce, ...row, hash: previousHash };
  });
  for (const row of rows) await later(tx, append(tx, row));
}

const append = prepared((tx) =>
  tx.insert(audit).values({
    taskForce: sql.placeholder('taskForce'),
    seq: sql.placeholder('seq'),
    at: sql.placeholder('at'),
    actor: sql.placeholder('actor'),
    enteredFor: sql.placeholder('enteredFor'),
    action: sql.placeholder('action'),
    subject: sql.placeholder('subject'),
    detail: sql.placeholder('detail'),
    previousHash: sql.placeholder('previousHash'),
    hash: sql.placeholder('hash'),
  }),
);

/** The chain's last row, with the chain locked. The function takes the lock first and looks then, in one way to the server. */
const endOf = prepared((tx) =>
  tx
    .select({ seq: sql`seq`.mapWith(Number), hash: sql<string>`hash` })
    .from(sql`audit_end(${sql.placeholder('taskForce')}::text)`),
);

export type Verified =
  | { readonly state: 'intact'; readonly rows: number; readonly head: string }
  | { readonly state: 'broken'; readonly seq: number };

/** Walks the whole chain of a task force. A chain cut off at its end is intact: compare the head with a kept one. */
export async function verifyAudit(tx: Tx, taskForce: TaskForceId): Promise<Verified> {
  const rows = await tx.select().from(audit).where(eq(audit.taskForce, taskForce)).orderBy(audit.seq);
  let head = GENESIS;
  for (const [index, row] of rows.entries()) {
    if (row.seq !== index + 1 || row.previousHash !== head || row.hash !== hashOf(taskForce, row))
      return { state: 'broken', seq: row.seq };
    head = row.hash;
  }
  return { state: 'intact', rows: rows.length, head };
}
