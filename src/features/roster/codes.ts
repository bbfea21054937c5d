import { createHash, randomInt } from 'node:crypto';
import { and, eq, gt, lt } from 'drizzle-orm';
import type { Tx } from '../../db/types.ts';
import { linkCodes } from './table.ts';

/** Without letters and digits that look alike when read aloud or copied by hand. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const LENGTH = 8;
/** How long a code works, in minutes: long enough to open the other window. */
export const CODE_MINUTES = 15;

export type LinkCode = typeof linkCodes.$inferSelect;

const plainCode = (typed: string): string => typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
const hashOf = (typed: string): string => createHash('sha256').update(plainCode(typed)).digest('hex');

/** "K7QM-3XTP": 39 bits of luck, for a quarter of an hour and one use. */
function newCode(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]!).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** Makes a code; answers it in clear, which is kept nowhere. An earlier one of the same kind stops working. */
export async function makeCode(
  tx: Tx,
  { taskForce, kind, member }: Pick<LinkCode, 'taskForce' | 'kind' | 'member'>,
  machineNow: Date,
): Promise<string> {
  const code = newCode();
  await tx.delete(linkCodes).where(and(eq(linkCodes.member, member), eq(linkCodes.kind, kind)));
  const expiresAt = new Date(machineNow.getTime() + CODE_MINUTES * 60_000);
  await tx.insert(linkCodes).values({ hash: hashOf(code), taskForce, kind, member, expiresAt });
  return code;
}

/** What a code that still works is for; asked before a task force is known, so unscoped as well. */
export async function findCode(tx: Tx, typed: string, machineNow: Date): Promise<LinkCode | undefined> {
  const [row] = await tx
    .select()
    .from(linkCodes)
    .where(and(eq(linkCodes.hash, hashOf(typed)), gt(linkCodes.expiresAt, machineNow)));
  return row;
}

/** Of two who use a code at once, the one who takes it away has it. */
export async function takeCode(tx: Tx, { hash }: LinkCode): Promise<boolean> {
  return (
    (await tx.delete(linkCodes).where(eq(linkCodes.hash, hash)).returning({ hash: linkCodes.hash })).length >
    0
  );
}

export async function forgetCodes(tx: Tx, machineNow: Date): Promise<void> {
  await tx.delete(linkCodes).where(lt(linkCodes.expiresAt, machineNow));
}
