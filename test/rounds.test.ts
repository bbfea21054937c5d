import { beforeEach, describe, expect, it } from 'vitest';
import type { TaskForceId } from '../src/kernel/ids.ts';
import { channelPlace } from '../src/kernel/platform.ts';
import { createRounds } from '../src/rounds.ts';
import { silent } from './support/database.ts';

const MINUTE = 60_000;
const channel = (name: string, platform = 'slack') => ({
  platform,
  tenant: 'T1',
  place: channelPlace(name),
  taskForce: 'larkmoor' as TaskForceId,
});

describe('rounds', () => {
  let now: number;
  let read: number;
  let looked: string[];
  let linked: ReturnType<typeof channel>[];
  let silentOnes: readonly string[];
  const rounds = () =>
    createRounds({
      linked: async () => {
        read += 1;
        return linked;
      },
      running: () => new Set(['slack', 'web']),
      check: async (_taskForce, { place }) => {
        looked.push(place);
        if (silentOnes.includes(place)) throw new Error('no answer');
      },
      machine: { now: () => new Date(now) },
      log: silent,
    });
  beforeEach(() => {
    now = 0;
    read = 0;
    looked = [];
    linked = [channel('a'), channel('b'), channel('c', 'teams'), channel('d', 'web')];
    silentOnes = [];
  });

  it('look at each channel of a chat that runs, at the start and every ten minutes', async () => {
    const them = rounds();
    for (; now <= 10 * MINUTE; now += MINUTE) await them.run();
    expect(looked).toEqual(['channel:a', 'channel:b', 'channel:a', 'channel:b']);
  });

  it('read no list while there is nothing to look at', async () => {
    linked = [channel('d', 'web')];
    const them = rounds();
    for (; now < 10 * MINUTE; now += MINUTE) await them.run();
    expect(read).toBe(1);
    linked = [channel('a')];
    await them.run();
    expect(looked).toEqual(['channel:a']);
  });

  it('look again soon at one that did not answer, and at once where something may have been missed', async () => {
    silentOnes = ['channel:b'];
    const them = rounds();
    for (; now < 3 * MINUTE; now += MINUTE) await them.run();
    expect(looked).toEqual(['channel:a', 'channel:b', 'channel:b']);
    them.hurry({ platform: 'slack', tenant: 'T1' });
    await them.run();
    expect(looked.slice(3)).toEqual(['channel:a', 'channel:b']);
  });
});
