import { isPowerful, type Person } from '../../kernel/access.ts';
import {
  buttons,
  formButton,
  list,
  note,
  press,
  text,
  type Button,
  type Card,
  type ListRow,
} from '../../kernel/card.ts';
import { bold, plain, rich } from '../../kernel/rich.ts';
import { platformName } from './link.ts';
import { idOfAccount, type Stranger } from './strangers.ts';

export interface MatchRow extends Stranger {
  readonly person: Person | undefined;
}

/** More would not fit into one message beside its buttons. */
const MOST_ROWS = 8;

function rowOf(row: MatchRow): ListRow {
  const { person } = row;
  const at = { platform: row.platform, tenant: row.tenant, account: row.account };
  const guess = person
    ? [press(`It is ${person.name}`, 'roster.match', { ...at, member: person.member })]
    : [];
  const more: readonly Button[] = [
    formButton(person ? 'Someone else' : 'Who is it?', 'roster.match', at),
    formButton('Add to the roster', 'roster.add', at),
    press('Not one of us', 'roster.refuse', at, 'quiet'),
  ];
  const power =
    person && isPowerful(person.roles) ? ' Please make sure: this person can read or change most.' : '';
  return {
    label: '',
    text: rich`${bold(row.name)} on ${platformName(row.platform)}`,
    detail: person
      ? [plain(`The e-mail address is that of ${person.name}, ${person.agencyName}.${power}`)]
      : [plain('Nobody on the roster has this e-mail address.')],
    buttons: [...guess, ...more],
  };
}

/** Asks a facilitator whose accounts these are. An e-mail address alone links nobody: it can be set to anything. */
export function matchCard(all: readonly MatchRow[]): Card {
  const shown = all.slice(0, MOST_ROWS);
  const sure = shown.filter((row) => row.person && !isPowerful(row.person.roles));
  const together = sure.map(idOfAccount).join(' ');
  const rest = all.length - shown.length;
  return {
    title: rich`Who is this?`,
    notice: 'Someone new needs your yes',
    blocks: [
      text(
        rich`${all.length} ${all.length === 1 ? 'account is' : 'accounts are'} near the task force and not on the roster. Until you say who they are, they can do nothing, and channels they are in show no titles.`,
      ),
      list(shown.map(rowOf)),
      ...(sure.length > 1
        ? [
            buttons(
              press(`Link the ${sure.length} suggested`, 'roster.match-all', { accounts: together }, 'main'),
            ),
          ]
        : []),
      ...(rest > 0 ? [note(rich`And ${rest} more: they come when these are settled.`)] : []),
    ],
  };
}
