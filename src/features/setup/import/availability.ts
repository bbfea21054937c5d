import { z } from 'zod';
import { date, list, ref, unkept } from './fields.ts';
import type { TaskForceFile } from './file.ts';

// Who is away, and who stands in. Why is nobody's business: kinds and notes are read and dropped (product rule 8).

const leave = z
  .strictObject({
    memberId: ref,
    start: date,
    end: date,
    kind: unkept.optional(),
    delegate: ref.nullish(),
    note: unkept.optional(),
    reasonHidden: z.boolean().optional(),
  })
  .superRefine(({ memberId, start, end, delegate }, ctx) => {
    if (start > end) ctx.addIssue({ code: 'custom', path: ['end'], message: 'must not be before start.' });
    if (delegate === memberId)
      ctx.addIssue({ code: 'custom', path: ['delegate'], message: 'must be someone else.' });
  });

export const availability = list(leave);

export interface ImportedLeave {
  readonly member: string;
  /** Local dates, both included. */
  readonly first: string;
  readonly last: string;
  readonly delegate: string | null;
}

export const leavesOf = (rows: TaskForceFile['availability']): readonly ImportedLeave[] =>
  rows.map(({ memberId, start, end, delegate }) => ({
    member: memberId,
    first: start,
    last: end,
    delegate: delegate ?? null,
  }));

/** Not whose, and not which. */
export function leaveTold({ availability: rows }: TaskForceFile): readonly string[] {
  if (rows.length === 0) return [];
  const why = rows.some(
    ({ kind, note, reasonHidden }) => kind !== undefined || note !== undefined || reasonHidden !== undefined,
  );
  const dropped = why ? ' Kinds, notes and reasonHidden were left out: no reason is kept here.' : '';
  return [`Leave, with who stands in: taken (${rows.length}).${dropped}`];
}
