import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../../src/guard/fold.ts';
import { check } from '../../src/guard/index.ts';

function marked(text: string): string[] {
  const verdict = check(text);
  return verdict.state === 'clean' ? [] : verdict.hits.map((hit) => text.slice(hit.start, hit.end));
}

describe('fold', () => {
  test.each([
    ['full width', '\uff24\uff2f\uff22 \uff13\uff0f\uff11\uff14', 'DOB 3/14'],
    ['zero width', '0\u200b7\u200c8\u200d-\u2060\ufeff0', '078-0'],
    ['soft hyphens', 'Sep\u00adtem\u00adber', 'September'],
    ['other digits', '\u0660\u0661\u0969\u09ea\ud835\udfd7', '01349'],
    ['circled and keycap digits', '\u2460\u2778\u24ff1\ufe0f\u20e3', '1301'],
    ['dashes', '1\u20102\u20113\u20124\u20135\u20146\u22127', '1-2-3-4-5-6-7'],
    ['spaces', 'a\u00a0\u2003\n\t b', 'a b'],
    ['accents', 'Jose\u0301 and Ze\u0301\u0301, Bj\u00f6rk', 'Jose and Ze, Bjork'],
    ['struck-through digits', '1\u03362\u0336', '12'],
    ['quotes', '\u2018a\u2019 \u201cb\u201d', '\'a\' "b"'],
    ['lone surrogates', 'a\ud800b', 'a\ud800b'],
  ])('%s', (_, original, plain) => {
    expect(fold(original).text).toBe(plain);
  });

  test('keeps the way back for every unit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (original) => {
        const { text, starts, ends } = fold(original);
        expect([starts.length, ends.length]).toEqual([text.length, text.length]);
        for (const [unit, start] of starts.entries()) {
          expect(start).toBeLessThan(ends[unit] ?? 0);
          expect(start).toBeGreaterThanOrEqual(starts[unit - 1] ?? 0);
        }
        expect(ends.at(-1) ?? 0).toBeLessThanOrEqual(original.length);
      }),
    );
  });
});

describe('marks are places in the text as it was typed', () => {
  test.each([
    ['Call \u{1f64f}\u{1f64f} DOB\u00a003/14/2009 now', 'DOB\u00a003/14/2009'],
    [
      '\ufdfa \uff24\uff2f\uff22 \uff10\uff13/\uff11\uff14/\uff12\uff10\uff10\uff19.',
      '\uff24\uff2f\uff22 \uff10\uff13/\uff11\uff14/\uff12\uff10\uff10\uff19',
    ],
    ['her SSN 0\u200b78-05\u2013112\u200b0 ok', 'SSN 0\u200b78-05\u2013112\u200b0'],
    ['e\u0301e\u0301 MRN   0038\u0301 1245', 'MRN   0038\u0301 1245'],
  ])('%j', (text, words) => {
    expect(marked(text)).toEqual([words]);
  });
});
