import { vi } from 'vitest';
import type { Database } from '../../src/db/types.ts';
import { accounts, channels } from '../../src/features/roster/index.ts';
import type { MemberId, TaskForceId } from '../../src/kernel/ids.ts';
import { LCTF, type From, type World } from './core.ts';

export const TENANT = 'T1';
export const ROOM = 'channel:C1';

/** Someone's Slack account; in a channel if one is named. */
export const slack = (account: string, place?: string, tenant = TENANT): From => ({
  platform: 'slack',
  tenant,
  account,
  ...(place ? { place } : {}),
});

/** Accounts as they stand once linked: `U-m01` is m01's. */
export async function linkAccounts(
  database: Database,
  ids: readonly string[],
  taskForce: TaskForceId = LCTF,
  tenant = TENANT,
): Promise<void> {
  const rows = ids.map((id) => ({
    platform: 'slack',
    tenant,
    account: `U-${id}`,
    taskForce,
    member: id as MemberId,
  }));
  await database.transaction(taskForce, (tx) => tx.insert(accounts).values(rows));
}

export async function linkRoom(database: Database, place = ROOM, taskForce: TaskForceId = LCTF) {
  await database.transaction(taskForce, (tx) =>
    tx.insert(channels).values({ platform: 'slack', tenant: TENANT, place, taskForce }),
  );
}

/** What the core does by itself after a commit has no end to wait for: looks until it is done, and delivers. */
export async function until(world: World, done: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(
    async () => {
      await world.core.outbox.drain();
      await done();
    },
    { timeout: 20_000, interval: 20 },
  );
}

/** The code in an answer. */
export const codeIn = (text: string): string => /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(text)![0];
