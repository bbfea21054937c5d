import { describe, expect, test } from 'vitest';
import { check } from '../../src/guard/index.ts';
import cases from '../fixtures/guard-cases.json' with { type: 'json' };
import clean from '../fixtures/guard-clean.json' with { type: 'json' };
import corpus from '../fixtures/guard-corpus.json' with { type: 'json' };

const blocked = (text: string): boolean => check(text).state === 'blocked';
/** Names and descriptions without a cue or a fixed form: for the soft rules. */
const SOFT_KINDS = new Set(['full name', 'quasi']);

describe('the corpus', () => {
  test.each(corpus.sentences.filter((row) => row.identifying && !SOFT_KINDS.has(row.kind)))(
    'blocks ($kind): $text',
    ({ text }) => expect(blocked(text)).toBe(true),
  );

  test.each(corpus.sentences.filter((row) => !row.identifying))('lets pass ($kind): $text', ({ text }) =>
    expect(blocked(text)).toBe(false),
  );

  test('figures of the hard rules alone', () => {
    const hits = corpus.sentences.filter((row) => blocked(row.text));
    const identifying = corpus.sentences.filter((row) => row.identifying).length;
    const right = hits.filter((row) => row.identifying).length;
    const [recall, precision] = [right / identifying, right / hits.length];
    console.log(
      `guard, hard rules, corpus of ${corpus.sentences.length}: recall ${recall.toFixed(2)} (${right}/${identifying}), precision ${precision.toFixed(2)} (${right}/${hits.length})`,
    );
    expect(recall).toBeGreaterThanOrEqual(0.85);
    expect(precision).toBe(1);
  });
});

describe('the sample cases', () => {
  test.each(cases.filter((row) => row.expect === 'block'))('$id is blocked: $text', ({ text }) =>
    expect(blocked(text)).toBe(true),
  );

  test.each(cases.filter((row) => row.expect === 'allow'))('$id passes: $text', ({ text }) =>
    expect(blocked(text)).toBe(false),
  );
});

describe('texts of ordinary work', () => {
  test.each(clean.sample)('sample: %s', (text) => expect(blocked(text)).toBe(false));
  test.each(clean.minutes)('minutes: %s', (text) => expect(blocked(text)).toBe(false));
});
