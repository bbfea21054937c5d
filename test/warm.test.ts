import { expect, it } from 'vitest';
import { check, HARD_RULES } from '../src/guard/index.ts';
import { warmGuard } from '../src/warm.ts';

it('reads with every pattern, lets others have their turn in between, and changes no verdict', async () => {
  const patterns = HARD_RULES.flatMap((rule) => rule.patterns);
  let turns = 0;
  let warm = false;
  const count = (): void => {
    turns += 1;
    if (!warm) setImmediate(count);
  };
  setImmediate(count);
  await warmGuard();
  warm = true;
  expect(turns).toBeGreaterThanOrEqual(2 * patterns.length);
  for (const { like } of patterns) expect(check(like).state, like).toBe('blocked');
});
