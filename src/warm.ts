import { setImmediate as nextTurn } from 'node:timers/promises';
import { HARD_RULES } from './guard/index.ts';

/**
 * Has every pattern of the guard compiled, one in each turn of the event loop: all at once, at the first text that
 * someone sends, would keep everyone waiting for half a second. A pattern is compiled as it reads its first text, and
 * anew, to be faster, as it reads its second.
 */
export async function warmGuard(): Promise<void> {
  const finds = HARD_RULES.flatMap((rule) => rule.patterns.map((pattern) => pattern.find));
  for (const find of [...finds, ...finds]) {
    find.lastIndex = 0;
    find.test('-');
    await nextTurn();
  }
}
