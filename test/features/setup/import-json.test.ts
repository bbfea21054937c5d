import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseImportText, problemText } from '../../../src/features/setup/import/index.ts';
import { readJson } from '../../../src/features/setup/import/json.ts';
import { sample, SAMPLE_TEXT, valueAt } from './import/sample.ts';

const says = (text: string): string => {
  const read = readJson(text);
  return read.state === 'ok' ? 'ok' : problemText(read.problem);
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('readJson', () => {
  it.each([
    ['', 'line 1, column 1: The file ends too early.'],
    ['{"a": 1,\n  "b": [1, 2', 'line 2, column 13: The file ends too early.'],
    ['{"a": 1,\n "a": 2}', 'line 2, column 2: This name stands twice in the same object. Keep one.'],
    ['{"a": 1, "\\u0061": 2}', 'line 1, column 10: This name stands twice in the same object. Keep one.'],
    ['{"a": 1,}', 'line 1, column 9: There is a comma too many before this.'],
    ['[1, 2,]', 'line 1, column 7: A value is missing, or there is a comma too many before this.'],
    ['[,1]', 'line 1, column 2: A value is missing before this.'],
    ['{"a" 1}', 'line 1, column 6: A colon is missing before this.'],
    ['{"a": 1 "b": 2}', 'line 1, column 9: A comma or a closing } is missing before this.'],
    ['[1 2]', 'line 1, column 4: A comma or a closing ] is missing before this.'],
    ['[1}', 'line 1, column 3: A comma or a closing ] is missing before this.'],
    ['{a: 1}', 'line 1, column 2: Something here is not JSON. Text needs double quotes.'],
    ['{1: 1}', 'line 1, column 2: A name in double quotes belongs here.'],
    ['{"a": \'Dana\'}', 'line 1, column 7: Something here is not JSON. Text needs double quotes.'],
    [
      '{"a": "Dana\n"}',
      'line 1, column 7: The text that begins here has no closing quote on its line, or a stray backslash.',
    ],
    [
      '{"a": "C:\\Users"}',
      'line 1, column 7: The text that begins here has no closing quote on its line, or a stray backslash.',
    ],
    ['{} {}', 'line 1, column 4: The file should end before this.'],
    ['{} x', 'line 1, column 4: The file should end before this.'],
    ['[01]', 'line 1, column 2: Something here is not JSON. Text needs double quotes.'],
    ['[NaN]', 'line 1, column 2: Something here is not JSON. Text needs double quotes.'],
    ['['.repeat(41), 'line 1, column 41: Nothing in a task force file is nested this deep.'],
  ])('%j', (text, message) => {
    expect(says(text)).toBe(message);
  });

  it('takes a byte order mark, and CRLF', () => {
    expect(readJson('\uFEFF{"a":\r\n 1}')).toEqual({ state: 'ok', value: { a: 1 } });
  });

  it('refuses more than 5 MB, however long one text is', () => {
    const text = (bytes: number) => `"${'é'.repeat(bytes / 2 - 1)}"`;
    expect(says(text(5 * 1024 * 1024))).toBe('ok');
    expect(says(text(5 * 1024 * 1024 + 2))).toBe(
      'The file is larger than 5 MB. A task force file is much smaller: is it the right one?',
    );
  });

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.boolean(), (text, pretty) => {
        const value = JSON.parse(text) as unknown;
        const written = pretty ? JSON.stringify(value, null, 2) : text;
        expect(readJson(written)).toEqual({ state: 'ok', value });
      }),
    );
  });

  it('refuses what JSON.parse refuses, at a place in the text and without repeating it', () => {
    const part = JSON.stringify(valueAt(sample(), 'members'), null, 1);
    expect(says(part)).toBe('ok');
    const at = fc.integer({ min: 0, max: part.length - 1 });
    fc.assert(
      fc.property(at, fc.integer({ min: 0, max: 3 }), fc.string({ maxLength: 3 }), (from, cut, put) => {
        const text = part.slice(0, from) + put + part.slice(from + cut);
        const read = readJson(text);
        // Of two equal names JSON.parse keeps the last without a word; all else it judges alike.
        const twice = read.state === 'bad' && read.problem.message.startsWith('This name stands twice');
        expect(read.state === 'ok' || twice).toBe(isJson(text));
        if (read.state === 'ok') return;
        expect(read.problem.path).toMatch(/^line \d+, column \d+$/);
        expect(read.problem.message).not.toMatch(/Okafor|Vance|larkmoor|m0\d/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parseImportText', () => {
  it('answers a mistake in the JSON with its place alone', () => {
    const text = JSON.stringify(sample(), null, 1).replace('"Dana Okafor",', '"Dana Okafor"');
    expect(parseImportText(text)).toEqual({
      state: 'bad',
      problems: [{ path: 'line 541, column 4', message: 'A comma or a closing } is missing before this.' }],
    });
  });

  it('takes the sample', () => {
    expect(parseImportText(SAMPLE_TEXT).state).toBe('ok');
  });
});
