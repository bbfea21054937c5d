import { describe, expect, it } from 'vitest';
import { createKept } from '../src/kept.ts';
import type { TaskForceId } from '../src/kernel/ids.ts';

const HERE = 'here' as TaskForceId;

function world() {
  let [now, machineNow] = [0, 0];
  const kept = createKept<string>({
    clock: { now: () => new Date(now) },
    machine: { now: () => new Date(machineNow) },
  });
  return {
    kept,
    find: () => kept.find(HERE, 'day'),
    wait: (ms: number) => (machineNow += ms),
    turn: (ms: number) => (now += ms),
  };
}

describe('what is kept for a moment', () => {
  it('is there for a minute of either clock, and no longer', async () => {
    for (const pass of ['wait', 'turn'] as const) {
      const here = world();
      await here.kept.make(HERE, 'day', async () => 'as it was');
      here[pass](59_999);
      expect(here.find()).toBe('as it was');
      here[pass](1);
      expect(here.find()).toBeUndefined();
    }
  });

  it('is gone as soon as something changed, for that task force alone', async () => {
    const { kept, find } = world();
    const there = 'there' as TaskForceId;
    await kept.make(HERE, 'day', async () => 'as it was');
    await kept.make(there, 'day', async () => 'as it is there');
    kept.forget(HERE);
    expect(find()).toBeUndefined();
    expect(kept.find(there, 'day')).toBe('as it is there');
  });

  it('is not kept when something changed while it was made', async () => {
    const { kept, find } = world();
    const made = await kept.make(HERE, 'day', async () => {
      kept.forget(HERE);
      return 'half old';
    });
    expect([made, find()]).toEqual(['half old', undefined]);
  });
});
