import { createCore, type Core } from '../../src/core.ts';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Database, Log } from '../../src/db/types.ts';
import { features } from '../../src/features.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Platform } from '../../src/kernel/platform.ts';

export const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };

export async function openMigrated(url: string): Promise<Database> {
  const database = await openDatabase({ url }, { log: quiet });
  await migrateDatabase(database, { log: quiet });
  return database;
}

/** A platform that takes everything at once, and keeps nothing but how much it was. */
export function takesAll(name: string): Platform & { readonly shown: () => number } {
  let shown = 0;
  return {
    name,
    edits: true,
    paceMs: 0,
    editPaceMs: 0,
    routes: [],
    shown: () => shown,
    start: async () => {},
    stop: async () => {},
    audience: async () => ({ state: 'known', accounts: [] }),
    profile: async () => undefined,
    doctor: async () => [],
    show: async () => ({ state: 'shown', ref: `ref-${(shown += 1)}` }),
    remove: async () => ({ state: 'shown', ref: '' }),
  };
}

/** The core as `npm start` has it, within the bench itself. */
export const coreOn = (database: Database, platform: Platform): Core =>
  createCore({
    features,
    database,
    platforms: [platform],
    secretKeys: ['for-the-bench-only-0123456789abcdef'],
    publicUrl: 'http://convener.example',
    clock: systemClock,
    machine: systemClock,
    log: quiet,
  });
