import cron from 'node-cron';
import { createAnew } from './db/anew.ts';
import { forgetDeliveries } from './db/inbox.ts';
import { UNLINKED } from './features/polls/index.ts';
import { forgetCodes, forgetInvites } from './features/roster/index.ts';
import { purgeExpired } from './db/records.ts';
import type { Database } from './db/types.ts';
import type { Log } from './log.ts';

interface HousekeepingDeps {
  readonly database: Database;
  readonly log: Log;
}

/**
 * What a database server does by itself and PGlite does not (checkpoints, vacuum), and forgetting what nobody needs:
 * deliveries after 48 hours, expired records. And what neither does: once a feedback poll has closed, the order in which it
 * was answered goes out of the files as well.
 */
export function startHousekeeping({ database, log }: HousekeepingDeps): { stop(): Promise<void> } {
  let under: Promise<void> = Promise.resolve();
  const every = (pattern: string, work: () => Promise<unknown>) =>
    cron.schedule(
      pattern,
      () => {
        under = under.then(work).then(
          () => {},
          (error: unknown) => log.error({ error }, 'housekeeping failed'),
        );
        return under;
      },
      { timezone: 'UTC', noOverlap: true },
    );
  const forget = async (): Promise<void> => {
    const now = new Date();
    await database.unscoped(async (tx) => {
      await forgetDeliveries(tx, now);
      await forgetInvites(tx, now);
      await forgetCodes(tx, now);
    });
    await purgeExpired(database, now);
  };
  const tasks = [
    every('* * * * *', createAnew(database, UNLINKED)),
    every('*/5 * * * *', () => database.housekeeping('checkpoint')),
    every('17 * * * *', forget),
    every('47 3 * * *', () => database.housekeeping('vacuum')),
  ];
  return {
    stop: async () => {
      for (const task of tasks) await task.stop();
      await under;
    },
  };
}
