import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { records } from '../db/schema.ts';
import type { Tx } from '../db/types.ts';
import type { TaskForceId } from '../kernel/ids.ts';

const instant = z.iso.datetime().transform((text) => new Date(text));

const schema = z.object({
  taskForce: z.string().transform((id) => id as TaskForceId),
  now: instant,
  /** Where the clock is being moved to; after a crash on the way there it goes on. */
  target: instant,
  /** What falls due at the target itself is still to come. */
  before: z.boolean(),
  /** The CONVENER_CLOCK that was last obeyed: the same one again does not turn the clock back at every start. */
  override: z.string().nullable(),
});

export type DemoState = z.output<typeof schema>;

const here = and(eq(records.adapter, 'convener'), eq(records.kind, 'demo'), eq(records.key, 'clock'));

/** The demo's clock as it was kept, or undefined: this database never was a demo. */
export async function loadDemoState(tx: Tx): Promise<DemoState | undefined> {
  const [row] = await tx.select({ value: records.value }).from(records).where(here);
  return row && schema.parse(row.value);
}

export async function saveDemoState(tx: Tx, { now, target, ...rest }: DemoState): Promise<void> {
  const json = { ...rest, now: now.toISOString(), target: target.toISOString() };
  const value = sql`${JSON.stringify(json)}::jsonb`;
  await tx
    .insert(records)
    .values({ adapter: 'convener', kind: 'demo', key: 'clock', value })
    .onConflictDoUpdate({ target: [records.adapter, records.kind, records.key], set: { value } });
}
