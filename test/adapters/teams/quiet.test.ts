import { describe, expect, it } from 'vitest';
import { createRefusals } from '../../../adapters/teams/seldom.ts';
import { createQuiet } from '../../../adapters/teams/quiet.ts';

describe("the SDK's own words on the console", () => {
  it('are dropped, and nobody else is', async () => {
    const heard: unknown[] = [];
    const target = { error: (...said: unknown[]) => void heard.push(...said) };
    const quietly = createQuiet(target);
    const inside = quietly(async () => {
      target.error('at once');
      await Promise.resolve();
      target.error('later');
      return 'done';
    });
    target.error('meanwhile');
    expect(await inside).toBe('done');
    target.error('after');
    expect(heard).toEqual(['meanwhile', 'after']);
  });
});

describe('requests that are refused', () => {
  it('are told once a minute, with how many there were', () => {
    const told: object[] = [];
    let at = 0;
    const log = { info: () => {}, warn: (fields: object) => void told.push(fields), error: () => {} };
    const { forged, foreign } = createRefusals(log, { now: () => new Date(at) });
    for (let index = 0; index < 5; index += 1) forged();
    expect(told).toEqual([{ platform: 'teams', count: 1 }]);
    at = 61_000;
    forged();
    expect(told).toEqual([
      { platform: 'teams', count: 1 },
      { platform: 'teams', count: 5 },
    ]);
    foreign({ tenant: 'a' });
    foreign({ tenant: 'b' });
    expect(told.slice(2)).toEqual([{ platform: 'teams', tenant: 'a', count: 1 }]);
  });
});
