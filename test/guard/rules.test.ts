import { describe, expect, test } from 'vitest';
import { check, HARD_RULES, type HitKind } from '../../src/guard/index.ts';
import { KINDS } from './kinds.ts';

function kindsIn(text: string): HitKind[] {
  const verdict = check(text);
  return verdict.state === 'clean' ? [] : verdict.hits.map((hit) => hit.kind);
}

describe('the table of rules', () => {
  test('has one entry per kind, and examples for each', () => {
    expect(HARD_RULES.map((rule) => rule.kind).toSorted()).toEqual(Object.keys(KINDS).toSorted());
  });

  test('only an address and a phone may be declared an office', () => {
    const overridable = HARD_RULES.filter((rule) => rule.overridable).map((rule) => rule.kind);
    expect(overridable).toEqual(['address', 'phone']);
  });

  test('the words fit into the card: "The marked words look like {words}."', () => {
    for (const rule of HARD_RULES) expect(rule.words).toMatch(/^(?:an?|the|initials) [\w',\- ]{4,45}$/i);
  });

  test.each(HARD_RULES.flatMap((rule) => rule.patterns.map((pattern) => ({ rule, pattern }))))(
    '$rule.kind: $pattern.says',
    ({ rule, pattern }) => {
      expect(kindsIn(pattern.like)).toContain(rule.kind);
      expect(pattern.find.flags).toContain('g');
    },
  );
});

describe.each(Object.entries(KINDS))('%s', (kind, { caught, passes }) => {
  test.each(caught)('blocks: %s', (text) => {
    expect(kindsIn(text)).toContain(kind);
  });

  test.each(passes)('lets pass: %s', (text) => {
    expect(kindsIn(text)).toEqual([]);
  });
});
