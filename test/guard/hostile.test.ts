import { describe, expect, test } from 'vitest';
import { check, HARD_RULES, LONGEST_TEXT } from '../../src/guard/index.ts';

// A pattern that backtracks takes minutes on these, a linear one some milliseconds. The limit leaves room for a busy machine.
const LIMIT_MS = 1_000;
const fill = (piece: string): string =>
  piece.repeat(Math.ceil(LONGEST_TEXT / piece.length)).slice(0, LONGEST_TEXT);

function milliseconds(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

describe.each(HARD_RULES.flatMap((rule) => rule.patterns.map((pattern) => ({ rule, pattern }))))(
  '$rule.kind: $pattern.says',
  ({ pattern }) => {
    const { like } = pattern;
    const half = like.slice(0, Math.ceil(like.length / 2));
    const shape = like.replaceAll(/\d/g, '1').replaceAll(/[a-z]/g, 'a');
    test.each([
      like,
      like.slice(0, -1),
      half,
      half.trimEnd(),
      shape,
      `${like.slice(0, -1)}\u0001`,
      like.split(' ')[0] ?? like,
    ])('takes linear time on many of %j', (piece) => {
      const text = fill(piece);
      expect(milliseconds(() => Array.from(text.matchAll(pattern.find)))).toBeLessThan(LIMIT_MS);
    });
  },
);

describe('the whole check', () => {
  test.each([
    'a',
    'A',
    '1',
    ' ',
    '.',
    '-',
    '@',
    ':',
    '(',
    '#',
    '1 ',
    '1-',
    'A.',
    'A1',
    'a1',
    'a.',
    'a@',
    'Aa ',
    'Aa, ',
    '1 Aa ',
    '1:',
    'case ',
    'case #',
    'no. ',
    'is ',
    'number ',
    'she ',
    'born on the ',
    'aaaaaa1',
    'staying at ',
    'raid set ',
    'her e-mail ',
    '\u200b',
    '\u0301',
    'e\u0301',
    '\ufdfa',
    '\uff11',
    '\u0663',
    '\ud800',
    '518-555-0142 ',
    'DOB 3/14/2009 ',
    '078-05-1120',
    `case ${'aaaaaa1'.repeat(8)} `,
    '(212) ',
    '+1 ',
    'x@y.',
    'Aa (1',
    'A.B., ',
    '1 Aa Aa Aa ',
    '2001:',
    'J T ',
    'jt 14 yo ',
    'CR 27-',
    'MR# 1',
    'P1234567 is her ',
  ])('takes linear time on many of %j', (piece) => {
    expect(milliseconds(() => check(fill(piece)))).toBeLessThan(2 * LIMIT_MS);
  });
});
