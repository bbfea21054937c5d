import type { Person } from '../../kernel/access.ts';
import type { Option } from '../../kernel/card.ts';
import { shortLabel } from '../../kernel/options.ts';

/** Slack shows at most 100 choices; someone further down is named in the command. */
export const MOST_CHOICES = 100;

/** People to choose from, in their order, each with their agency: the one thing that is said of them. */
export const personOptions = (persons: readonly Person[]): readonly Option[] =>
  persons.slice(0, MOST_CHOICES).map(({ member, name, agencyName }) => ({
    value: member,
    label: shortLabel(`${name}, ${agencyName}`),
  }));
