import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askHolder, DataDirBusy, holdLock } from '../../src/db/lock.ts';
import { startChild, type Child } from '../support/child.ts';

const RACER = new URL('./lock-racer.ts', import.meta.url);
const answer = async (request: unknown) => ({ got: request });

let dataDir = '';
const children: Child[] = [];
const racer = async (): Promise<Child> => {
  const child = await startChild(RACER);
  children.push(child);
  return child;
};

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'convener-lock-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()));
  await rm(dataDir, { recursive: true, force: true });
});

describe('the lock of a data folder', () => {
  test('refuses a second holder with a sentence that helps, and is free after release', async () => {
    const lock = await holdLock(dataDir, answer);
    const second: unknown = await holdLock(dataDir, answer).catch((error: unknown) => error);
    expect(second).toBeInstanceOf(DataDirBusy);
    expect(String(second)).toContain(`${dataDir} is in use by another Convener (process ${process.pid} on `);
    expect(String(second)).toContain('Stop that one first');
    await lock.release();
    await (await holdLock(dataDir, answer)).release();
  });

  test('refuses across processes, in both directions', async () => {
    const other = await racer();
    expect(await other.ask(dataDir)).toBe('held');
    await expect(holdLock(dataDir, answer)).rejects.toThrow(`process ${other.pid} on `);
    await other.kill();
    const lock = await holdLock(dataDir, answer);
    const third = await racer();
    expect(await third.ask(dataDir)).toBe('busy');
    await lock.release();
    expect(await third.ask(dataDir)).toBe('held');
  });

  test('a holder that is stopped, not dead, keeps it', async () => {
    const other = await racer();
    await other.ask(dataDir);
    other.signal('SIGSTOP');
    await expect(holdLock(dataDir, answer)).rejects.toThrow(DataDirBusy);
    other.signal('SIGCONT');
    expect(await askHolder(dataDir, 'awake')).toEqual({ process: other.pid, request: 'awake' });
  });

  test('of processes racing for a stale lock exactly one wins, 20 times', async () => {
    let racers: readonly Child[] = await Promise.all([racer(), racer(), racer(), racer()]);
    for (let round = 1; round <= 20; round += 1) {
      const results = await Promise.all(
        racers.map(async (child) => ({ child, said: await child.ask(dataDir) })),
      );
      const winners = results.filter(({ said }) => said === 'held').map(({ child }) => child);
      const said = results.map((result) => String(result.said)).filter((word) => word !== 'busy');
      expect(said, `round ${round}`).toEqual(['held']);
      expect(await askHolder(dataDir, round)).toEqual({ process: winners[0]?.pid, request: round });
      await winners[0]?.kill();
      racers = [...racers.filter((child) => child !== winners[0]), await racer()];
    }
    expect((await readdir(join(dataDir, 'lock'))).length).toBeLessThanOrEqual(2);
  });

  test('of many in one process exactly one wins, whatever was left behind', async () => {
    const leftovers = ['', '{"socket":"gone.sock"}', 'not json', '{}'];
    for (const [round, text] of Array.from(
      { length: 40 },
      (_, index) => [index, leftovers[index % 4] ?? ''] as const,
    )) {
      const folder = join(dataDir, String(round));
      await mkdir(join(folder, 'lock'), { recursive: true });
      if (round > 3) await writeFile(join(folder, 'lock', `${round}.json`), text);
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => holdLock(folder, answer)));
      const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      const lost = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason instanceof DataDirBusy] : [],
      );
      expect([won.length, lost]).toEqual([1, Array.from({ length: 7 }, () => true)]);
      await won[0]?.release();
    }
  });

  test('in a storm of starts and stops there are never two holders', async () => {
    let holders = 0;
    let most = 0;
    let held = 0;
    const storm = async () => {
      for (let round = 0; round < 60; round += 1) {
        const lock = await holdLock(dataDir, answer).catch((error: unknown) => {
          if (!(error instanceof DataDirBusy)) throw error;
        });
        if (lock === undefined) continue;
        held += 1;
        most = Math.max(most, (holders += 1));
        await nextTurn();
        holders -= 1;
        await lock.release();
      }
    };
    await Promise.all(Array.from({ length: 12 }, storm));
    expect(most).toBe(1);
    expect(held).toBeGreaterThan(1);
  });

  test('works in a folder whose path is too long for a socket', async () => {
    const deep = join(dataDir, 'a-folder-with-a-long-name'.repeat(3), 'and-another-one'.repeat(4));
    await mkdir(deep, { recursive: true });
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('convener-')).length;
    const lock = await holdLock(deep, answer);
    await expect(holdLock(deep, answer)).rejects.toThrow(DataDirBusy);
    expect(await askHolder(deep, 1)).toEqual({ got: 1 });
    const other = await racer();
    expect(await other.ask(deep)).toBe('busy');
    await lock.release();
    expect(await other.ask(deep)).toBe('held');
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith('convener-')).length;
    expect(after).toBeLessThanOrEqual(before + 1);
  });

  test('lets no other user of the machine in', async () => {
    const lock = await holdLock(dataDir, answer);
    const folder = join(dataDir, 'lock');
    const modes = await Promise.all(
      ['.', ...(await readdir(folder))].map(async (name) => (await stat(join(folder, name))).mode & 0o077),
    );
    expect(modes).toEqual([0, 0, 0]);
    await lock.release();
  });
});

describe('the control door', () => {
  test('carries a request and its answer, large ones too', async () => {
    const lock = await holdLock(dataDir, answer);
    const large = { text: 'ä\n"'.repeat(300_000) };
    expect(await askHolder(dataDir, large)).toEqual({ got: large });
    const many = await Promise.all(Array.from({ length: 30 }, (_, index) => askHolder(dataDir, index)));
    expect(many).toEqual(Array.from({ length: 30 }, (_, index) => ({ got: index })));
    await lock.release();
  });

  test('carries a failure as { error }', async () => {
    const lock = await holdLock(dataDir, async () => {
      throw new Error('There is no such task force.');
    });
    expect(await askHolder(dataDir, {})).toEqual({ error: 'There is no such task force.' });
    await lock.release();
  });

  test('answers null for a handler without a result', async () => {
    const lock = await holdLock(dataDir, async () => undefined);
    expect(await askHolder(dataDir, undefined)).toBeNull();
    await lock.release();
  });

  test('is nobody when free, never used, released or left by a dead process', async () => {
    expect(await askHolder(join(dataDir, 'missing'), 1)).toBe('nobody');
    expect(await askHolder(dataDir, 1)).toBe('nobody');
    await (await holdLock(dataDir, answer)).release();
    expect(await askHolder(dataDir, 1)).toBe('nobody');
    const other = await racer();
    await other.ask(dataDir);
    await other.kill();
    expect(await askHolder(dataDir, 1)).toBe('nobody');
  });

  test('a holder that leaves before it answers is an error, not silence', async () => {
    const asked = Promise.withResolvers<void>();
    const lock = await holdLock(dataDir, () => {
      asked.resolve();
      return new Promise(() => {});
    });
    const waiting = askHolder(dataDir, 1).catch((error: unknown) => String(error));
    await asked.promise;
    await lock.release();
    expect(await waiting).toContain('stopped before it answered');
  });
});
