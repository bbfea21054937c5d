import { eq } from 'drizzle-orm';
import type { Tx } from '../../db/types.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { calendarLinks } from './table.ts';

type Link = typeof calendarLinks.$inferSelect;

/** Keeps an address in place of an earlier one, which stops working. */
export async function saveLink(tx: Tx, { hash, madeAt, ...whose }: Link): Promise<void> {
  await tx
    .insert(calendarLinks)
    .values({ ...whose, hash, madeAt })
    .onConflictDoUpdate({
      target: [calendarLinks.taskForce, calendarLinks.member],
      set: { hash, madeAt },
    });
}

/** True if there was one. */
export async function dropLink(tx: Tx, member: MemberId): Promise<boolean> {
  const gone = await tx.delete(calendarLinks).where(eq(calendarLinks.member, member)).returning();
  return gone.length > 0;
}

export async function linkOf(tx: Tx, member: MemberId): Promise<Link | undefined> {
  const [row] = await tx.select().from(calendarLinks).where(eq(calendarLinks.member, member));
  return row;
}

/** Whose address this is, over all task forces. */
export async function findLink(tx: Tx, hash: string): Promise<Link | undefined> {
  const [row] = await tx.select().from(calendarLinks).where(eq(calendarLinks.hash, hash));
  return row;
}
