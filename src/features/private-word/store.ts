import { asc, eq } from 'drizzle-orm';
import type { Tx } from '../../db/types.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { privateWords } from './table.ts';

export type PrivateWord = typeof privateWords.$inferSelect;

export async function insertWord(tx: Tx, row: PrivateWord): Promise<void> {
  await tx.insert(privateWords).values(row);
}

/** The oldest first. */
export const allWords = (tx: Tx): Promise<readonly PrivateWord[]> =>
  tx.select().from(privateWords).orderBy(asc(privateWords.writtenAt), asc(privateWords.id));

export async function wordById(tx: Tx, id: string): Promise<PrivateWord | undefined> {
  const [row] = await tx.select().from(privateWords).where(eq(privateWords.id, id));
  return row;
}

export const countWordsOf = (tx: Tx, writer: MemberId): Promise<number> =>
  tx.$count(privateWords, eq(privateWords.writer, writer));

/** False where it was gone already. */
export async function eraseWord(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx
    .delete(privateWords)
    .where(eq(privateWords.id, id))
    .returning({ id: privateWords.id });
  return rows.length > 0;
}
