import { isChair, type Segment } from '../../kernel/access.ts';
import { formButton, list, press, text, type Block, type Button, type ListRow } from '../../kernel/card.ts';
import type { TaskId } from '../../kernel/ids.ts';
import { mention, plain, rich, time, type Rich } from '../../kernel/rich.ts';
import type { AgendaFacts } from './facts.ts';
import {
  allRows,
  counted,
  inOrder,
  isConcealed,
  isDeferrable,
  isHideable,
  minutesOf,
  type Item,
  type Layout,
  type Row,
} from './model.ts';

/** A report's line takes no time of its own where nobody gave it any. */
const minutesText = (item: Item): string => (item.minutes ? `${minutesOf(item)} min` : '');

/** Nothing is moved over silently, nor again and again. */
export const carriedText = ({ timesCarried: times }: Pick<Item, 'timesCarried'>): string =>
  times < 2 ? 'moved over from last time' : `moved over ${times === 2 ? 'twice' : `${times} times`}`;

function rowDetail(item: Item, { over, lines }: Pick<AgendaFacts, 'over' | 'lines'>): Rich {
  const parts: Rich[] = [];
  const reported = item.task === null ? undefined : lines.tasks.get(item.task as TaskId);
  if (minutesText(item)) parts.push([plain(minutesText(item))]);
  if (item.owner && reported?.unheard !== true) parts.push([mention(item.owner)]);
  if (item.enteredBy) parts.push(rich`entered by ${mention(item.enteredBy)}`);
  if (item.state === 'proposed') parts.push([plain('proposed')]);
  if (item.state === 'suggested') parts.push([plain(over ? 'suggested' : 'suggested, waits for a chair')]);
  if (item.state === 'carried') parts.push([plain('moved to the next meeting')]);
  if (item.carriedOver) parts.push([plain(carriedText(item))]);
  if (item.hidden === 'hidden') parts.push([plain('hidden from others, until a chair decides')]);
  if (reported) parts.push(reported.text);
  return parts.flatMap((part, index) => (index === 0 ? part : [plain(' · '), ...part]));
}

const SEGMENT_TITLE: Readonly<Record<Segment, string>> = {
  open: 'Open part',
  members: "Members' part",
  closed: 'Closed part',
};

function rowButtons(facts: AgendaFacts, { item }: Row): readonly Button[] {
  const { reader } = facts;
  const value = { item: item.id };
  if (item.hidden === 'hidden' && isChair(reader.person?.roles ?? [])) return decisions(item);
  if (facts.over) return [];
  const edit = formButton('Edit', 'agenda.item', value, 'quiet');
  if (isChair(reader.person?.roles ?? [])) {
    const accept = item.state === 'accepted' ? [] : [press('Accept', 'agenda.accept', value)];
    const out = item.state === 'suggested' || item.state === 'proposed' ? [takeOut(item)] : [];
    const later = isDeferrable(item) ? [press('Next meeting', 'agenda.defer', value, 'quiet')] : [];
    return [...accept, ...moves(item, facts.layout), ...later, edit, ...out];
  }
  return mayEditOwn(item, facts) ? [edit, takeOut(item)] : [];
}

/** What a chair may do with a text that someone hid; after the meeting, too. */
export const decisions = ({ id }: Pick<Item, 'id'>): readonly Button[] => [
  press('Put it back', 'agenda.show-again', { item: id }),
  press('Take it out for good', 'agenda.erase', { item: id }, 'grave'),
];

/** Under every list of topics: any reader may hide any of them (product rule 2). */
export const hideButton = ({ layout, meeting }: Pick<AgendaFacts, 'layout' | 'meeting'>): readonly Button[] =>
  allRows(layout).some(({ item }) => isHideable(item))
    ? [formButton('This may point to a person', 'agenda.hide', { meeting: meeting.id }, 'quiet')]
    : [];

const takeOut = (item: Item): Button => press('Take out', 'agenda.withdraw', { item: item.id }, 'quiet');

/** Beside "Taken out": the way back, to what it was. */
export const putBack = ({ id, state }: Item): Button =>
  press('Put it back', 'agenda.restore', { item: id, was: state });

/** Earlier and later within its own part; no button that would do nothing. */
function moves(item: Item, layout: Layout): readonly Button[] {
  if (item.state === 'suggested') return [];
  const peers = inOrder(counted(allRows(layout).map((row) => row.item))).filter(
    (each) => each.segment === item.segment,
  );
  const value = { item: item.id };
  return [
    ...(peers[0] === item ? [] : [press('Earlier', 'agenda.earlier', value, 'quiet')]),
    ...(peers.at(-1) === item ? [] : [press('Later', 'agenda.later', value, 'quiet')]),
  ];
}

/** Whoever an item belongs to may change it until topics close. */
export const isChangeable = (item: Item, { phase, over }: Pick<AgendaFacts, 'phase' | 'over'>): boolean =>
  !over && phase === 'collecting' && item.kind !== 'case';

const mayEditOwn = (item: Item, facts: AgendaFacts): boolean =>
  item.owner !== null && facts.acts.has(item.owner) && isChangeable(item, facts);

/** In place of what was hidden: that something has its time there, and nothing of whose it is. */
function neutralRow({ label, item }: Row): ListRow {
  const what = item.task === null ? 'A topic' : 'A report-back';
  const gone = item.hidden === 'removed' ? 'its words were taken out' : 'hidden for now';
  const line = { label, text: [plain(`${what}, ${gone}`)] };
  return minutesText(item) ? { ...line, detail: [plain(minutesText(item))] } : line;
}

function listRow(facts: AgendaFacts, row: Row, withButtons: boolean): ListRow {
  if (isConcealed(row.item, facts.reader)) return neutralRow(row);
  const plainRow = {
    label: row.label,
    text: [plain(row.item.title)],
    detail: rowDetail(row.item, facts),
  };
  const actions = withButtons ? rowButtons(facts, row) : [];
  return actions.length > 0 ? { ...plainRow, buttons: actions } : plainRow;
}

/** The parts with their rows, as this reader may see them. */
export function listBlocks(facts: AgendaFacts, withButtons: boolean): readonly Block[] {
  const { groups, ifTimeAllows, waiting, untitledMinutes } = facts.layout;
  const rows = (of: readonly Row[]) => of.map((row) => listRow(facts, row, withButtons));
  const blocks: Block[] = groups.map((group) =>
    list(rows(group.rows), rich`${SEGMENT_TITLE[group.segment]}, ${time(group.startsAt, 'time')}`),
  );
  if (untitledMinutes > 0) blocks.push(text(rich`Members' part, ${untitledMinutes} min.`));
  if (ifTimeAllows.length > 0) blocks.push(list(rows(ifTimeAllows), rich`If time allows`));
  if (waiting.length > 0)
    blocks.push(list(rows(waiting), facts.over ? rich`Not taken up` : rich`Waits for a chair`));
  return blocks;
}
