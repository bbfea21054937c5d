import { eq } from 'drizzle-orm';
import type { Tx } from '../../db/types.ts';
import type { MemberId, TaskForceId } from '../../kernel/ids.ts';
import { digests } from './table.ts';

export type Digest = typeof digests.$inferSelect;
export type Recipient = MemberId | 'channels';

/** What is known of a recipient's digest; undefined is on, and none told yet. */
export async function digestOf(tx: Tx, recipient: Recipient): Promise<Digest | undefined> {
  const [row] = await tx.select().from(digests).where(eq(digests.recipient, recipient));
  return row;
}

/** Writes what is said; the rest stays. */
export async function saveDigest(
  tx: Tx,
  of: { readonly taskForce: TaskForceId; readonly recipient: Recipient },
  said: Partial<Pick<Digest, 'state' | 'toldUntil'>>,
): Promise<void> {
  await tx
    .insert(digests)
    .values({ ...of, ...said })
    .onConflictDoUpdate({ target: [digests.taskForce, digests.recipient], set: said });
}
