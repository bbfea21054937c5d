import { migrateDatabase } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Tx } from '../../src/db/types.ts';
import { readSample } from '../../src/demo/begin.ts';
import { accounts, channels } from '../../src/features/roster/index.ts';
import { saveImport, setRunning } from '../../src/features/setup/index.ts';
import type { MemberId, TaskForceId } from '../../src/kernel/ids.ts';

/** As many as the order names for one workspace; each meeting then gets a believable number of topics. */
export const TASK_FORCES = 40;
export const BENCH_KEY = 'for-the-bench-only-0123456789abcdef';
export const idOf = (index: number): TaskForceId => `tf${index}` as TaskForceId;

/** Where forty task forces are: one workspace or tenant, with a channel for each. */
export interface Forty {
  readonly platform: string;
  readonly tenant: string;
  readonly place: (index: number) => string;
  readonly account: (index: number, member: string) => string;
  /** What they have besides. */
  readonly more?: (tx: Tx, taskForce: TaskForceId) => Promise<void>;
}

/** Forty task forces in one workspace: each with its channel, its people linked, and started. */
export async function prepareForty(url: string, { platform, tenant, ...where }: Forty): Promise<void> {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const database = await openDatabase({ url }, { log });
  await migrateDatabase(database, { log });
  const { file } = await readSample();
  const now = new Date();
  for (let index = 0; index < TASK_FORCES; index += 1) {
    const id = idOf(index);
    await database.transaction(id, async (tx) => {
      await saveImport(tx, { ...file, taskForce: { ...file.taskForce, id } }, now);
      const active = file.members.filter((member) => member.status === 'active');
      await tx.insert(accounts).values(
        active.map((member) => ({
          platform,
          tenant,
          account: where.account(index, member.id),
          taskForce: id,
          member: member.id as MemberId,
        })),
      );
      await tx.insert(channels).values({ platform, tenant, place: where.place(index), taskForce: id });
      await where.more?.(tx, id);
      await setRunning(tx, id, now);
    });
  }
  await database.close();
}
