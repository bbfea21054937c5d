import { describe, expect, it } from 'vitest';
import { parseImport, problemText } from '../../../../src/features/setup/import/index.ts';
import { sample } from './sample.ts';

type File = { agencies: { id: string; contact?: string | null }[] };

const withContact = (contact: string | null | undefined) => {
  const file = sample() as File;
  const harbor = file.agencies.find(({ id }) => id === 'harbor')!;
  return parseImport({
    ...file,
    agencies: file.agencies.map((each) => (each === harbor ? { ...each, contact } : each)),
  });
};

describe('an agency’s contact in a file', () => {
  it.each([
    ['m14', 'm14'],
    [null, null],
    [undefined, null],
  ])('%s is kept as %s', (said, kept) => {
    const parsed = withContact(said);
    if (parsed.state === 'bad') throw new Error(parsed.problems.map(problemText).join('\n'));
    expect(parsed.file.agencies.find(({ id }) => id === 'harbor')?.contact).toBe(kept);
  });

  it('must be someone in it', () => {
    const parsed = withContact('m99');
    expect(parsed.state === 'bad' && parsed.problems.map(problemText)).toEqual([
      expect.stringMatching(/^agencies\[\d+\]\.contact: there is no member 'm99'\./),
    ]);
  });
});
