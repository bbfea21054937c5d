import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTick, type TickDeps } from '../../src/schedule/tick.ts';
import { silent } from '../support/database.ts';
import { DAY, HOUR, listen, MINUTE } from './rows.ts';

/** Lets everything that is ready run. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
};

describe('startTick', () => {
  /** Minutes by hand, and ticks that end when told. */
  function start(more: Partial<TickDeps> = {}) {
    const seen = { started: 0, ended: 0, most: 0, minutesEnded: 0 };
    const ends: ((error?: Error) => void)[] = [];
    let minute: () => Promise<void> = () => Promise.reject(new Error('no minute'));
    const tick = () => {
      seen.started += 1;
      seen.most = Math.max(seen.most, seen.started - seen.ended);
      return new Promise<void>((done, fail) => {
        ends.push((error) => {
          seen.ended += 1;
          if (error === undefined) done();
          else fail(error);
        });
      });
    };
    const everyMinute = (wake: () => Promise<void>) => {
      minute = wake;
      return () => void (seen.minutesEnded += 1);
    };
    const ticking = startTick({ tick, everyMinute, log: silent, ...more });
    const end = async (error?: Error) => {
      ends.shift()?.(error);
      await settle();
    };
    return { ...ticking, seen, end, minute: () => minute() };
  }

  it('ticks when a minute comes, and not before', async () => {
    const { seen, end, minute } = start();
    await settle();
    expect(seen.started).toBe(0);
    const done = minute();
    await settle();
    expect(seen.started).toBe(1);
    await end();
    await done;
    expect(seen).toMatchObject({ started: 1, ended: 1 });
  });

  it('makes one of pokes that come together', async () => {
    const { seen, end, poke } = start();
    for (let times = 0; times < 10; times += 1) poke();
    await settle();
    expect(seen.started).toBe(1);
    await end();
    expect(seen.started).toBe(1);
  });

  it('runs once more for all that came while it ran, and never two at once', async () => {
    const { seen, end, poke, minute } = start();
    poke();
    await settle();
    poke();
    void minute();
    poke();
    await settle();
    expect(seen.started).toBe(1);
    await end();
    expect(seen).toMatchObject({ started: 2, most: 1 });
    await end();
    expect(seen).toMatchObject({ started: 2, ended: 2, most: 1 });
    poke();
    await settle();
    expect(seen.started).toBe(3);
  });

  it('logs what a tick throws, and goes on', async () => {
    const { lines, log } = listen();
    const { seen, end, poke, minute } = start({ log });
    poke();
    await settle();
    const error = new Error('no');
    await end(error);
    expect(lines).toEqual([{ fields: { error }, message: 'tick failed' }]);
    const done = minute();
    await settle();
    await end();
    await done;
    expect(seen.ended).toBe(2);
  });

  it('logs a tick that throws before it begins', async () => {
    const { lines, log } = listen();
    const tick = () => {
      throw new Error('at once');
    };
    const { poke, stop } = start({ tick, log });
    poke();
    await settle();
    expect(lines.length).toBe(1);
    await stop();
  });

  it('stops after the tick under way, and does not begin another', async () => {
    const { seen, end, poke, stop, minute } = start();
    poke();
    await settle();
    poke();
    let stopped = false;
    const stopping = stop().finally(() => {
      stopped = true;
    });
    await settle();
    expect(stopped).toBe(false);
    expect(seen.minutesEnded).toBe(1);
    await end();
    await stopping;
    poke();
    await minute();
    await settle();
    expect(seen.started).toBe(1);
  });

  it('stops before a tick that was only asked for', async () => {
    const { seen, poke, stop } = start();
    poke();
    await stop();
    expect(seen.started).toBe(0);
  });

  it('does not take over what the poke was in', async () => {
    const context = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const tick = async () => void seen.push(context.getStore());
    const { poke } = start({ tick });
    context.run('a transaction', poke);
    await settle();
    expect(seen).toEqual([undefined]);
  });
});

describe('every minute', () => {
  const said: unknown[] = [];
  beforeEach(() => {
    said.length = 0;
    vi.useFakeTimers({
      now: new Date('2027-11-07T05:30:20Z'),
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    });
    for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation((...what) => void said.push(what));
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  const pass = async (millis: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(millis);
    await settle();
  };
  /** Minute by minute: a tick takes a turn of the real event loop. */
  const passMinutes = async (count: number): Promise<void> => {
    for (let minute = 0; minute < count; minute += 1) await pass(MINUTE);
  };
  function start(tick: () => Promise<void> = async () => {}) {
    const ticks: string[] = [];
    const ticking = startTick({
      tick: () => {
        ticks.push(new Date().toISOString().slice(11, 19));
        return tick();
      },
      log: silent,
    });
    return { ...ticking, ticks };
  }

  it('comes at each full minute, through the hour that New York has twice', async () => {
    const { ticks, stop } = start();
    await pass(39_000);
    expect(ticks).toEqual([]);
    await pass(1000);
    expect(ticks).toEqual(['05:31:00']);
    await passMinutes(89);
    expect(ticks.length).toBe(90);
    expect(ticks.at(-1)).toBe('07:00:00');
    await stop();
    await passMinutes(3);
    expect(ticks.length).toBe(90);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says nothing of minutes that met a long tick, and looks once after it', async () => {
    let end: () => void = () => {};
    const { ticks, stop } = start(() => new Promise((done) => (end = done)));
    await pass(40_000);
    expect(ticks.length).toBe(1);
    await passMinutes(12);
    expect(ticks.length).toBe(1);
    end();
    await settle();
    await passMinutes(1);
    expect(ticks.length).toBe(2);
    end();
    const stopping = stop();
    await settle();
    end();
    await stopping;
    expect(said).toEqual([]);
  });

  it('says nothing of missed minutes, and makes up for them at once and together', async () => {
    const { ticks, stop } = start();
    await passMinutes(1);
    expect(ticks.length).toBe(1);
    vi.setSystemTime(Date.now() + 3 * DAY);
    await pass(MINUTE);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(3);
    await passMinutes(5);
    expect(ticks.length).toBeGreaterThanOrEqual(7);
    expect(said).toEqual([]);
    await stop();
  });

  it('does not miss a minute that comes late', async () => {
    const { ticks, stop } = start();
    vi.setSystemTime(Date.now() + 30_000);
    await pass(40_000);
    expect(ticks).toEqual(['05:31:30']);
    await stop();
  });

  it('goes on when the clock of the machine is put back', async () => {
    const { ticks, stop } = start();
    await passMinutes(2);
    vi.setSystemTime(Date.now() - 3 * HOUR);
    const before = ticks.length;
    await passMinutes(20);
    expect(ticks.length).toBeGreaterThan(before + 8);
    await stop();
    expect(said).toEqual([]);
  });
});
