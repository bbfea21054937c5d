import { describe, expect, it } from 'vitest';
import { parseImport, parseImportText } from '../../../src/features/setup/import/index.ts';
import { changed, SAMPLE_TEXT } from './import/sample.ts';

function fileOf(parsed: ReturnType<typeof parseImport>) {
  if (parsed.state === 'bad') throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

describe('polls of the sample', () => {
  const { file } = fileOf(parseImportText(SAMPLE_TEXT));
  const poll = (id: string) => file.polls.find((each) => each.id === id);

  it('closed feedback has answers that hang together in nothing (p01), or none where too few gave it (p02)', () => {
    const p01 = poll('p01')!;
    expect(p01.questions.map(({ kind }) => kind)).toEqual([
      'scale',
      'scale',
      'yes or no',
      'yes or no',
      'comment',
    ]);
    const of = (question: number) => p01.answers.filter((each) => each.question === question);
    expect([1, 2, 3, 4, 5].map((question) => of(question).length)).toEqual([15, 15, 15, 15, 3]);
    expect(Object.keys(p01.answers[0]!).toSorted()).toEqual(['choice', 'comment', 'question']);
    expect(poll('p02')).toMatchObject({ state: 'closed', answers: [], subcommittee: 'services' });
  });

  it('an open date poll goes on with its ballots (p03); priorities have totals (p04); March is planned (p07)', () => {
    expect(poll('p03')).toMatchObject({ kind: 'date', state: 'open', eligible: 12 });
    expect(poll('p03')!.ballots).toHaveLength(7);
    expect(poll('p04')!.questions).toMatchObject([{ kind: 'many', most: 2 }]);
    expect(poll('p04')!.answers).toHaveLength(36);
    expect(poll('p07')).toMatchObject({ kind: 'feedback', state: 'planned', meeting: 'mtg-2027-03' });
  });

  it('who comes is kept with the meeting (p05); a decision is no poll (p06); what was done is for its agenda', () => {
    expect([poll('p05'), poll('p06')]).toEqual([undefined, undefined]);
    const count = (answer: string) => file.attendance.filter((each) => each.answer === answer).length;
    expect([count('in person'), count('remote'), count('regrets')]).toEqual([7, 5, 2]);
    expect(file.youSaid.map(({ meeting, position }) => `${meeting} ${position}`)).toEqual([
      'mtg-2027-02 1',
      'mtg-2027-02 2',
    ]);
  });

  it('comments pass the guard, or the file is not taken', () => {
    const parsed = parseImport(
      changed({ 'polls[0].questions[4].answers[0]': 'Waiting for J.T., age 14, to sign.' }),
    );
    expect(parsed.state).toBe('bad');
    expect(JSON.stringify(parsed)).toContain('may point to a person');
    expect(JSON.stringify(parsed)).not.toContain('J.T.');
  });
});
