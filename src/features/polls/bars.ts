import { barOf } from '../../kernel/bar.ts';
import { list, note, text, type Block } from '../../kernel/card.ts';
import { plain, rich, type Rich } from '../../kernel/rich.ts';
import { totalOf, type Tally } from './model.ts';
import { listed } from '../../kernel/listed.ts';

/** A bar as long as its part of the longest one; what it means is the number behind it. */
const bar = (count: number, most: number): string => (count === 0 ? '0' : `${barOf(count, most)} ${count}`);

const times = (count: number): string => (count === 1 ? '1 answer' : `${count} answers`);

/** The same in words, for whoever hears it read out. */
export function sentenceOf(tally: Tally): Rich {
  const { question, counts } = tally;
  const total = totalOf(tally);
  if (total === 0) return rich`No answers yet.`;
  switch (question.kind) {
    case 'scale': {
      const of = (from: number, to: number): number =>
        counts.reduce((sum, { value, count }) => (value >= from && value <= to ? sum + count : sum), 0);
      return rich`Of ${total}, ${of(4, 5)} said 4 or 5, ${of(3, 3)} said 3, and ${of(1, 2)} said 1 or 2.`;
    }
    case 'yes or no':
      return rich`Of ${total}, ${counts[0]?.count ?? 0} said yes and ${counts[1]?.count ?? 0} said no.`;
    case 'one':
    case 'many': {
      const most = Math.max(...counts.map(({ count }) => count));
      const first = counts.filter(({ count }) => count === most).map(({ label }) => label);
      return rich`Most often: ${listed(first)}, with ${times(most)}${first.length > 1 ? ' each' : ''}.`;
    }
    case 'comment':
      return [];
    default:
      return question.kind satisfies never;
  }
}

/** The totals of one question: bars, then the same as a sentence. */
export function tallyBlocks(tally: Tally, titled: boolean): readonly Block[] {
  const { question, counts } = tally;
  if (question.kind === 'comment') return [];
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const rows = counts.map(({ label, count }) => ({
    label: '',
    text: rich`${label}: ${bar(count, most)}`,
  }));
  return [list(rows, titled ? [plain(question.text)] : undefined), note(sentenceOf(tally))];
}

/** The same in sentences alone, where there is little room. */
export const inSentences = (tallies: readonly Tally[]): readonly Block[] => {
  const asked = tallies.filter(({ question }) => question.kind !== 'comment');
  const [only, ...others] = asked;
  // A question with options is its poll's title.
  if (only && others.length === 0 && ['one', 'many'].includes(only.question.kind))
    return [text(sentenceOf(only))];
  return asked.map((tally) => text(rich`${[plain(tally.question.text)]}. ${sentenceOf(tally)}`));
};
