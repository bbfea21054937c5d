import { howMany } from '../../../kernel/how-many.ts';
import { list, note, text, type Block, type Card, type Form, type FormValues } from '../../../kernel/card.ts';
import { bold, plain, rich, type Rich } from '../../../kernel/rich.ts';
import { ROLE_WORDS } from '../../../kernel/access.ts';
import type { Problem } from '../import/problem.ts';
import type { Columns, Kind, Understood } from './columns.ts';
import type { Bringing } from './compare.ts';
import { listed } from '../../../kernel/listed.ts';

export const LIST_FORM = 'setup.people';
/** What a web page's field takes; chat platforms take less at once. */
const MOST_CHARS = 20_000;
const MOST_ROWS = 20;

/** A list to paste. `mark` names what was shown and is confirmed by sending the form again. */
export const listForm = (
  values: FormValues,
  confirm?: { readonly mark: string; readonly people: number },
): Form => ({
  form: LIST_FORM,
  title: 'Add people',
  intro: confirm
    ? rich`Nothing is saved yet.`
    : rich`Copy the rows from your spreadsheet and paste them here, best with the line of headings. Name, agency and e-mail are enough. You see what it adds before anything is saved.`,
  fields: [
    {
      kind: 'text',
      name: 'people',
      label: 'The list',
      hint: 'One person in each line. A long list? Paste it in parts: who is here already is recognised.',
      multiline: true,
      max: MOST_CHARS,
      required: true,
    },
  ],
  submit: confirm ? `Add ${howMany(confirm.people, 'person', 'people')}` : 'Show what it adds',
  context: confirm ? { mark: confirm.mark } : {},
  values,
});

/** The first rows of many, and how many more there are. */
function first(rows: readonly Rich[], heading?: Rich): Block {
  const more = rows.length - MOST_ROWS;
  const shown = rows.slice(0, more > 0 ? MOST_ROWS : rows.length);
  const all = more > 0 ? [...shown, rich`and ${more} more`] : shown;
  return list(
    all.map((row) => ({ label: '', text: row })),
    heading,
  );
}

/** What to put right, by row, above the list that is still there. */
export const problemsCard = (problems: readonly Problem[]): Card => ({
  title: rich`Nothing was added: ${howMany(problems.length, 'thing', 'things')} to put right`,
  notice: 'Please look once more',
  blocks: [
    first(problems.map(({ path, message }) => rich`${bold(path)}: ${message}`)),
    note(rich`Rows are counted as in your spreadsheet, the headings too.`),
  ],
});

const KINDS: readonly (readonly [Kind, string])[] = [
  ['name', 'names'],
  ['first', 'first names'],
  ['last', 'last names'],
  ['agency', 'agencies'],
  ['email', 'e-mail addresses'],
  ['title', 'job titles'],
  ['role', 'roles'],
];

/** As a spreadsheet names its columns: A to Z, AA and so on. */
const letters = (at: number): string =>
  at < 26 ? String.fromCharCode(65 + at) : letters(Math.floor(at / 26) - 1) + letters(at % 26);

function columnsTold(columns: Columns): Rich {
  const taken = KINDS.flatMap(([kind, words]) => {
    const at = columns[kind];
    return at === undefined ? [] : [`${words} from column ${letters(at)}`];
  });
  return rich`Taken: ${listed(taken)}.`;
}

/** What was left out, and what that means. */
export function leftOut({ columns, unused }: Understood, { people, here }: Bringing): readonly string[] {
  const mailless = people.filter(({ email }) => email === null).length;
  return [
    ...(columns.sector === undefined ? [] : ['A personal sector was left out: people have no sector here.']),
    ...(unused.length === 0
      ? []
      : [`Not needed and left out: column${unused.length > 1 ? 's' : ''} ${listed(unused.map(letters))}.`]),
    ...(here.length === 0
      ? []
      : [
          `Here already, and left as they are: row${here.length > 1 ? 's' : ''} ${listed(here.map(String))}.`,
        ]),
    ...(mailless === 0
      ? []
      : [`Without an e-mail address: ${mailless}. In Slack or Teams you will be asked who they are.`]),
  ];
}

/** "24 people, 18 agencies, 3 already here", and how the list was understood: before anything is written. */
export function confirmCard(understood: Understood, bringing: Bringing): Card {
  const { people, agencies, here } = bringing;
  const counts = [
    howMany(people.length, 'person', 'people'),
    howMany(agencies.length, 'new agency', 'new agencies'),
    ...(here.length === 0 ? [] : [`${here.length} already here`]),
  ];
  return {
    title: rich`Is this right? ${counts.join(', ')}`,
    notice: 'Please look once more',
    blocks: [
      text(columnsTold(understood.columns)),
      first(
        people.map(
          ({ name, agency, title, role }) =>
            rich`${bold(name)}, ${agency}${title === '' ? '' : `, ${title}`}${role === 'member' ? '' : ` (${ROLE_WORDS[role]})`}`,
        ),
        rich`People`,
      ),
      ...(agencies.length === 0
        ? []
        : [
            first(
              agencies.map((agency) => [plain(agency)]),
              rich`New agencies: they may read the open and the members' part`,
            ),
          ]),
      ...leftOut(understood, bringing).map((line) => note([plain(line)])),
    ],
  };
}
