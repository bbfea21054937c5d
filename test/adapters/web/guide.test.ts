import { expect, it } from 'vitest';
import { BIRTH_DATE } from '../../../adapters/web/demo-guide.ts';
import { check } from '../../../src/guard/index.ts';

it('what the demo offers to try is what the guard refuses', () => {
  const verdict = check(BIRTH_DATE);
  expect(verdict.state === 'blocked' && verdict.hits.map(({ kind }) => kind)).toEqual(['birth-date']);
});
