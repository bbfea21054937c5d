import { howMany } from '../../kernel/how-many.ts';
import {
  buttons,
  linkButton,
  list,
  note,
  press,
  text,
  type Block,
  type Button,
  type Card,
  type ListRow,
} from '../../kernel/card.ts';
import type { DigestRow } from '../../kernel/feature.ts';
import { bold, mention, plain, rich, time, type Rich } from '../../kernel/rich.ts';
import type { TaskForce } from '../../kernel/task-force.ts';
import { instantAt } from '../../schedule/recurrence.ts';
import { groupsOf, mostInAWeek, type Group, type Line } from './model.ts';

export interface Preview {
  readonly taskForce: TaskForce;
  readonly lines: readonly Line[];
  readonly until: Date;
  /** Whose it is, where it is one person's; the reader's own is theirs. */
  readonly whose: { readonly name: string; readonly own: boolean } | undefined;
  /** What was missed or could not be delivered. */
  readonly trouble: readonly DigestRow[];
  readonly publicUrl: string;
}

const NEXT_ROWS = 5;

/** Names in full up to so many; more are counted. */
const MOST_NAMED = 40;

const messages = (n: number): string => howMany(n, 'message', 'messages');

/** "Dana Whitlock and 2 more, directly on Slack; #task-force on Slack". */
function toText(to: readonly Line[]): string {
  const doors = Map.groupBy(to, ({ door, member }) => (member ? `, directly on ${door}` : ` on ${door}`));
  return [...doors]
    .map(([door, own]) => {
      const named = own.slice(0, MOST_NAMED).map(({ where }) => where);
      const more = own.length - named.length;
      return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}${door}`;
    })
    .join('; ');
}

const rowOf = ({ hour, what, why, to }: Group, when: string): ListRow => ({
  label: '',
  text: rich`${when}${hour}: ${bold(what)}`,
  detail: rich`To ${toText(to)}. ${why}`,
});

const pausedText = (since: Date | null): Rich =>
  since ? rich`Convener is paused since ${time(since)}.` : rich`Convener is paused.`;

/** Why this is not what is happening now. */
function stateText({ state, pausedAt }: TaskForce): Rich | undefined {
  switch (state) {
    case 'running':
      return undefined;
    case 'setup':
      return rich`Nothing has gone out yet. This is what would go out if you started now.`;
    case 'paused':
      return rich`${pausedText(pausedAt)} This is what would go out if it went on now, with all that is held.`;
    default:
      return state satisfies never;
  }
}

function sumText({ lines, until, whose }: Preview): Rich {
  const who = whose ? (whose.own ? ' you' : ` ${whose.name}`) : '';
  if (lines.length === 0) return rich`Nothing goes out to${who || ' anyone'} until ${time(until, 'date')}.`;
  if (who)
    return rich`Until ${time(until, 'date')},${who === ' you' ? ' you get' : `${who} gets`} ${messages(lines.length)}, if nobody does anything in between.`;
  const direct = lines.filter(({ member }) => member !== undefined).length;
  return rich`Until ${time(until, 'date')}: ${messages(lines.length - direct)} to channels, ${messages(direct)} to people one by one, if nobody does anything in between.`;
}

function mostText({ lines, whose, taskForce }: Preview): Rich | undefined {
  const most = mostInAWeek(lines);
  if (!most) return undefined;
  const week = time(instantAt(most.week, '12:00', taskForce.zone), 'date');
  const { messages: n, asking } = most;
  const asks = rich`of which ${asking} ${asking === 1 ? 'asks' : 'ask'} for something`;
  return whose
    ? rich`The most in one week: ${n}, in that of ${week}, ${asks}.`
    : rich`The most any one person gets: ${n} in a week (that of ${week}), ${asks}. That is ${mention(most.member)}.`;
}

const troubleRow = ({ text: said }: DigestRow): ListRow => ({ label: '', text: said });

const present = (texts: readonly (Rich | undefined)[]): readonly Block[] =>
  texts.flatMap((each) => (each ? [text(each)] : []));

const summary = (preview: Preview): readonly Block[] =>
  present([stateText(preview.taskForce), sumText(preview), mostText(preview)]);

const titleOf = ({ whose }: Preview): Rich =>
  whose
    ? whose.own
      ? rich`What comes to you`
      : rich`What comes to ${whose.name}`
    : rich`What Convener will send`;

/** For every platform: the sums, and what comes next. `more` are buttons that go before the link to the page. */
export function shortCard(preview: Preview, more: readonly Button[]): Card {
  const { lines, taskForce, trouble, publicUrl } = preview;
  const next = groupsOf(lines, taskForce.zone).slice(0, NEXT_ROWS);
  const n = trouble.length;
  return {
    title: titleOf(preview),
    notice: 'What comes next',
    blocks: [
      ...summary(preview),
      ...(next.length > 0
        ? [
            list(
              next.map((group) => rowOf(group, `${group.day}, `)),
              rich`Next`,
            ),
          ]
        : []),
      ...(n > 0 ? [text(rich`Not sent, or not reached, of late: ${n}. The whole list says why.`)] : []),
      buttons(
        ...more,
        press('The whole list', 'preview.list', {}),
        linkButton('On its own page', `${publicUrl}/preview`),
      ),
    ],
  };
}

/** Everything, day by day on the readers' own clocks. */
export function wholeCard(preview: Preview, switches: readonly Button[]): Card {
  const { lines, taskForce, trouble } = preview;
  const days = [...Map.groupBy(groupsOf(lines, taskForce.zone), ({ date }) => date)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return {
    title: titleOf(preview),
    notice: 'What comes next',
    blocks: [
      ...summary(preview),
      ...(switches.length > 0 ? [buttons(...switches)] : []),
      note(
        rich`Each time is on the clock of the person who gets it. Answers to what people do, and changes to what stands already, are not listed.`,
      ),
      ...(trouble.length > 0
        ? [list(trouble.map(troubleRow), rich`Not sent or not reached in the last two weeks`)]
        : [text(rich`Nothing was missed or undelivered in the last two weeks.`)]),
      ...days.map(([, groups]) =>
        list(
          groups.map((group) => rowOf(group, '')),
          [plain(groups[0]!.day)],
        ),
      ),
    ],
  };
}
