import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, startPostgres } from '../support/postgres.ts';
import { freePort } from '../support/server.ts';
import { asRatio, launch, measured, median, steadyMb, type Measured } from './measure.ts';

const ROUNDS = 3;

type Program = 'convener' | 'floor';

interface Seen {
  readonly first: number[];
  readonly again: number[];
  readonly afterKill: number[];
  readonly memoryFirst: number[];
  readonly memoryAgain: number[];
}

const nothing = (): Seen => ({ first: [], again: [], afterKill: [], memoryFirst: [], memoryAgain: [] });

/** First start, a start after an orderly stop, a start right after kill -9, each from the data the one before left. */
async function lives(program: Program, env: Readonly<Record<string, string>>, seen: Seen): Promise<void> {
  const first = await launch(program, env);
  seen.first.push(first.readyMs);
  seen.memoryFirst.push(await steadyMb(first.pid));
  await first.kill('SIGTERM');
  const again = await launch(program, env);
  seen.again.push(again.readyMs);
  seen.memoryAgain.push(await steadyMb(again.pid));
  await again.kill('SIGKILL');
  const afterKill = await launch(program, env);
  seen.afterKill.push(afterKill.readyMs);
  await afterKill.kill('SIGTERM');
}

const environment = async (more: Readonly<Record<string, string>>): Promise<Record<string, string>> => ({
  CONVENER_DEMO: '1',
  LOG_LEVEL: 'silent',
  PORT: String(await freePort()),
  ...more,
});

async function onPglite(program: Program, seen: Seen): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'convener-bench-'));
  try {
    const cache = join(folder, 'code');
    await lives(
      program,
      await environment({ CONVENER_DATA_DIR: join(folder, 'data'), NODE_COMPILE_CACHE: cache }),
      seen,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const pair = (ours: readonly number[], floor: readonly number[]) => ({
  value: median(ours),
  floor: median(floor),
});

/** Starts and memory, side by side with the floor, on both engines. */
export async function benchStart(): Promise<readonly Measured[]> {
  const ours = nothing();
  const floor = nothing();
  // In turn, so that a busy moment of the machine falls on both.
  for (let round = 0; round < ROUNDS; round += 1) {
    await onPglite('convener', ours);
    await onPglite('floor', floor);
  }
  const oursPg = nothing();
  const floorPg = nothing();
  const postgres = await startPostgres();
  try {
    for (const [program, seen] of [
      ['convener', oursPg],
      ['floor', floorPg],
    ] as const) {
      const { url } = await createDatabase(postgres.url);
      await lives(
        program,
        await environment({ DATABASE_URL: url, CONVENER_SECRET_KEY: 'for-the-bench-only-0123456789abcdef' }),
        seen,
      );
    }
  } finally {
    await postgres.stop();
  }
  const memory = [
    ['memory-pglite-first-start', pair(ours.memoryFirst, floor.memoryFirst), 450],
    ['memory-pglite-restart', pair(ours.memoryAgain, floor.memoryAgain), 350],
    ['memory-postgres', pair(oursPg.memoryAgain, floorPg.memoryAgain), 200],
  ] as const;
  return [
    measured('start-first', 'ms', pair(ours.first, floor.first), 8000),
    measured('start-again', 'ms', pair(ours.again, floor.again), 3000),
    measured('start-after-kill', 'ms', pair(ours.afterKill, floor.afterKill), 3000),
    ...memory.flatMap(([name, figures, target]) => [
      measured(name, 'MB', figures, target),
      asRatio(name, figures, 1.3),
    ]),
  ];
}
