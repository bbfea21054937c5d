import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check, type HitKind } from '../../src/guard/index.ts';
import clean from '../fixtures/guard-clean.json' with { type: 'json' };

const digits = (count: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[1-9][0-9]{${count - 1}}$`));
const of = (...words: string[]): fc.Arbitrary<string> => fc.constantFrom(...words);
const says = (parts: TemplateStringsArray, ...values: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...values).map((chosen) => String.raw(parts, ...chosen));
const pad = (value: number): string => String(value).padStart(2, '0');

const day = fc
  .record({
    y: fc.integer({ min: 1960, max: 2024 }),
    m: fc.integer({ min: 1, max: 12 }),
    d: fc.integer({ min: 1, max: 28 }),
  })
  .chain(({ y, m, d }) =>
    of(
      `${m}/${d}/${y}`,
      `${pad(m)}-${pad(d)}-${y}`,
      `${y}-${pad(m)}-${pad(d)}`,
      `${d} May ${y}`,
      `June ${d}, ${y}`,
    ),
  );
const age = fc.integer({ min: 10, max: 19 }).map(String);
const octet = fc.integer({ min: 1, max: 254 }).map(String);

/** What people write when they should not. Each is a whole phrase, as it would be pasted into a sentence. */
const IDENTIFIERS: Record<Exclude<HitKind, 'too-long'>, fc.Arbitrary<string>> = {
  ssn: says`${digits(3)}-${digits(2)}-${digits(4)}`,
  'birth-date': says`${of('DOB', 'dob:', 'date of birth', 'Birthdate')} ${day}`,
  'alien-number': says`${of('A', 'A-', 'A#')}${digits(3)}-${digits(3)}-${digits(3)}`,
  passport: fc.oneof(
    says`passport ${of('', 'no. ', 'number ')}${digits(9)}`,
    says`${of('P', 'C')}${digits(8)} passport;`,
  ),
  'medical-record': says`${of('MRN', 'MR#', 'med rec no.')} ${digits(8)}`,
  'case-number': says`${of('case', 'docket', 'Case no.', 'incident #', 'CR', 'FA', 'jv')} ${digits(2)}-${digits(6)}`,
  'student-id': says`student ID ${digits(8)}`,
  'identity-number': says`${of('client ID', 'HMIS no.', 'NYSID')} ${digits(7)}`,
  plate: says`plate ${of('KDR', 'HJK', 'ABC')} ${digits(4)}`,
  'ip-address': says`IP ${octet}.${octet}.${octet}.${octet}`,
  email: says`${of('kay', 'destiny.r', 'big_ace')}${digits(2)}@${of('gmail.com', 'yahoo.com', 'examplemail.com')}`,
  handle: says`her ${of('snapchat', 'IG', 'TikTok')} is lil_kk${digits(2)}`,
  'initials-age': fc.oneof(
    says`${of('J.T.', 'K.W.', 'R. B.', 'J T', 'jt')}, age ${age};`,
    says`${age} ${of('yo', 'year old')} ${of('J.T.', 'JT', 'J T', 'jt')};`,
  ),
  'name-age': fc.oneof(
    says`${of('Keisha', 'Destiny', 'Xochitl')} (${age}) ran`,
    says`${age}-yr-old ${of('Keisha', 'Ashley', 'ashley')}`,
  ),
  'person-age': fc.oneof(
    says`${age}${of(' year old', '-year-old', ' y/o')} ${of('victim', 'girl', 'female runaway')};`,
    says`the ${of('girl', 'boy', 'client')}${of(', ', ' (', ', age ')}${age}, from Ellery`,
  ),
  initials: fc.oneof(
    says`${of('juvenile', 'Client', 'VICTIM')} ${of('J.T.', 'K. W.', 'R.B.')} placement`,
    says`${of('J.T.', 'K. W.', 'R.B.')}, ${of('a juvenile', 'our client', 'the victim')};`,
  ),
  treatment: says`she ${of('started methadone', 'is on suboxone', 'overdosed')}`,
  'criminal-history': says`${of('two priors', 'ran his plate', "suspect's criminal history")}`,
  operation: says`; ${of('raid', 'sting', 'takedown')} planned for ${of('tomorrow', 'Friday', 'tonight')};`,
  address: says`she is staying at ${digits(3)} ${of('Fennel Court', 'Birch Ave', 'Old Mill Road')}`,
  phone: says`her cell ${of('518', '315', '212')}-555-0${digits(3)}`,
};

const fullWidth = (text: string): string =>
  text.replaceAll(/[!-~]/g, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfee0));
const DISGUISES: Record<string, (text: string) => string> = {
  plain: (text) => text,
  'no-break spaces': (text) => text.replaceAll(' ', '\u00a0'),
  'wide spaces': (text) => text.replaceAll(' ', '\u2003 \t'),
  'line breaks': (text) => text.replaceAll(' ', '\n'),
  'zero-width characters': (text) => text.split('').join('\u200b'),
  'full width': fullWidth,
  'long dashes': (text) => text.replaceAll('-', '\u2013'),
  'spaced dashes': (text) => text.replaceAll(/(?<=\d)([-/])(?=\d)/g, ' $1 '),
  'Arabic digits': (text) => text.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit))),
};

describe.each(Object.entries(IDENTIFIERS))('%s', (_kind, identifiers) => {
  test.each(Object.entries(DISGUISES))('is found wherever it stands, with %s', (_name, disguise) => {
    const sentences = fc.constantFrom(...clean.minutes);
    fc.assert(
      fc.property(sentences, fc.nat(40), identifiers.map(disguise), (sentence, place, identifier) => {
        const words = sentence.split(' ');
        const at = place % (words.length + 1);
        const before = words
          .slice(0, at)
          .map((word) => `${word} `)
          .join('');
        const verdict = check(`${before}${identifier} ${words.slice(at).join(' ')}`);
        const [from, to] = [before.length, before.length + identifier.length];
        const found =
          verdict.state === 'blocked' && verdict.hits.some((hit) => hit.start < to && hit.end > from);
        expect(found).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
