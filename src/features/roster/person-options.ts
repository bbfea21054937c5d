import type { Person } from '../../kernel/access.ts';
import type { Option } from '../../kernel/card.ts';

/** Slack shows at most 100 choices of 75 characters; someone further down is named in the command. */
const MOST_CHOICES = 100;
const MOST_LABEL = 75;

/** People to choose from, in their order, each with their agency: the one thing that is said of them. */
export const personOptions = (persons: readonly Person[]): readonly Option[] =>
  persons.slice(0, MOST_CHOICES).map(({ member, name, agencyName }) => ({
    value: member,
    label: `${name}, ${agencyName}`.slice(0, MOST_LABEL),
  }));
