import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { check, LONGEST_TEXT, stored, type Checked, type Hit } from '../../src/guard/index.ts';

function hitsIn(text: string, options?: { readonly declaredPublic?: boolean }): readonly Hit[] {
  const verdict = check(text, options);
  return verdict.state === 'clean' ? [] : verdict.hits;
}
const marked = (text: string): string[] => hitsIn(text).map((hit) => text.slice(hit.start, hit.end));

describe('check', () => {
  test('gives clean text back as it was typed', () => {
    const typed = 'Budget\u200b: \u201cinterpreters\u201d, 1\u00bd hours';
    expect(check(typed)).toEqual({ state: 'clean', text: typed });
    expect(check('')).toEqual({ state: 'clean', text: '' });
  });

  test('plain text is no checked text', () => {
    expectTypeOf<string>().not.toExtend<Checked>();
    expectTypeOf<Checked>().toExtend<string>();
    expectTypeOf(stored('Welcome')).toEqualTypeOf<Checked>();
    expect(stored('Welcome')).toBe('Welcome');
  });

  test('names every kind, in order', () => {
    const verdict = hitsIn('MRN 00381245, DOB 04/12/2012, SSN 078-05-1120');
    expect(verdict.map((hit) => hit.kind)).toEqual(['medical-record', 'birth-date', 'ssn']);
    expect(verdict.map((hit) => hit.words)).toEqual([
      'a medical record number',
      'a birth date',
      'a Social Security number',
    ]);
  });

  test.each([
    'Plan for the girl born 3/14/2012',
    'the girl in our program born 3/14/2012',
    'Plan for the child, born 14 March 2012',
    'Plan for Ana born 3/14/2012',
    'Shelter unit: she turns 15 on March 3',
    'Plan for her: March 14, 2012 (born)',
  ])('is not misled by a plan or a group before someone’s birth date: %s', (text) => {
    expect(hitsIn(text).map((hit) => hit.kind)).toContain('birth-date');
  });

  test.each([
    'The task force, born March 2019',
    'Our program was born in March 2019',
    'Our coalition turns 10 on March 3',
  ])('lets a group have its birthday: %s', (text) => {
    expect(check(text).state).toBe('clean');
  });

  test('marks one place once, though two patterns see it', () => {
    expect(marked('case no. 27-004417 today')).toEqual(['case no. 27-004417']);
    expect(marked('MRN 5185550142')).toEqual(['MRN 5185550142']);
  });

  test.each(['x'.repeat(LONGEST_TEXT + 1), `${'x'.repeat(LONGEST_TEXT + 50)} SSN 078-05-1120`])(
    'refuses more text than it reads',
    (text) => {
      expect(hitsIn(text).map((hit) => hit.kind)).toEqual(['too-long']);
      expect(hitsIn(text, { declaredPublic: true })).toHaveLength(1);
      // "Some words look like {words}."
      expect(hitsIn(text)[0]?.words).toBe('the end of a text too long to check');
    },
  );

  test('a hit and a verdict hold no word of the text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[b-df-hj-np-tv-z]{8,12}$/), (secret) => {
        const verdict = check(`${secret} SSN 078-05-1120 ${secret} her cell 518-555-0142`);
        expect(verdict.state).toBe('blocked');
        expect(JSON.stringify(verdict)).not.toContain(secret);
        expect(JSON.stringify(verdict)).not.toMatch(/1120|0142/);
      }),
    );
  });

  test('never throws, and marks lie within the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const hit of hitsIn(`DOB 4/12/2012${text}`)) {
          expect(hit.start).toBeLessThan(hit.end);
          expect(hit.end).toBeLessThanOrEqual(text.length + 13);
        }
      }),
    );
  });
});

describe('declared an office or a public place', () => {
  test.each(['Send it to 88 Old Mill Road', 'Call Dana at 518-555-0142'])('passes: %s', (text) => {
    expect(hitsIn(text).every((hit) => hit.overridable)).toBe(true);
    expect(hitsIn(text)).toHaveLength(1);
    expect(check(text, { declaredPublic: true }).state).toBe('clean');
  });

  test.each([
    'SSN 078-05-1120',
    'DOB 4/12/12',
    'A 208 445 917',
    'case 27-004417',
    'MRN 0038124',
    'Destiny (14)',
  ])('changes nothing for: %s', (text) => expect(check(text, { declaredPublic: true })).toEqual(check(text)));

  test('leaves what else is in the text', () => {
    const text = 'Case 27-004417: call 518-555-0142';
    expect(hitsIn(text).map((hit) => hit.kind)).toEqual(['case-number', 'phone']);
    expect(hitsIn(text, { declaredPublic: true }).map((hit) => hit.kind)).toEqual(['case-number']);
  });
});
