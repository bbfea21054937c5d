import { isChair, SEGMENTS, type Reader, type Segment } from '../../kernel/access.ts';
import type { AgendaPhase, agendaItems } from './table.ts';

export type Item = typeof agendaItems.$inferSelect;

/** What a topic counts when nobody said how long it takes (product rule 12). */
export const DEFAULT_MINUTES = 10;
/** The longest a topic may be, in minutes. */
export const MOST_MINUTES = 240;
/** What "Case discussion" holds, until a chair changes it. */
export const CASE_MINUTES = 15;

export const minutesOf = (item: Item): number => item.minutes ?? DEFAULT_MINUTES;

export const sum = (items: readonly Item[]): number =>
  items.reduce((total, item) => total + minutesOf(item), 0);

/** Items of the meeting itself: accepted ones, proposed ones that will be if nobody acts, and what became of them. */
export const counted = (items: readonly Item[]): readonly Item[] =>
  items.filter((item) => ['accepted', 'proposed', 'done', 'carried'].includes(item.state));

/** In running order: open, members, closed, and by position within each. */
export const inOrder = (items: readonly Item[]): readonly Item[] =>
  [...items].sort(
    (a, b) => SEGMENTS.indexOf(a.segment) - SEGMENTS.indexOf(b.segment) || a.position - b.position,
  );

const KEPT: readonly Item['kind'][] = ['standing', 'report', 'closed'];

const mayYield = (item: Item): boolean => !item.carriedOver && !KEPT.includes(item.kind);

/** The last of these, in running order, that must go so that the rest takes no more than `length` minutes. */
function tooMany(items: readonly Item[], length: number): readonly Item[] {
  let over = sum(items) - length;
  const out: Item[] = [];
  for (const item of items.toReversed()) {
    if (over <= 0) break;
    if (!mayYield(item) || minutesOf(item) === 0) continue;
    out.push(item);
    over -= minutesOf(item);
  }
  return out;
}

/**
 * What does not fit, taken from the end of the order: it goes under "If time allows" (product rule 12). The closed part
 * is last, and yields to the others by itself: if it pushed a topic of theirs out, everyone would learn that it exists.
 */
export function overflow(items: readonly Item[], length: number): ReadonlySet<string> {
  const ordered = inOrder(counted(items));
  const others = ordered.filter((item) => item.segment !== 'closed');
  const out = tooMany(others, length);
  const left = Math.max(0, length - (sum(others) - sum(out)));
  const closed = tooMany(
    ordered.filter((item) => item.segment === 'closed'),
    left,
  );
  return new Set([...out, ...closed].map((item) => item.id));
}

/** May it go to another meeting? What a meeting opens and closes with stays, and a report goes with its task. */
export const isDeferrable = ({ kind, task, state }: Item): boolean =>
  kind !== 'standing' && task === null && ['suggested', 'proposed', 'accepted'].includes(state);

/** No room for a topic of the usual length. The closed part does not count: it yields, and nobody learns of it here. */
export const isFull = ({ items, length }: Pick<AgendaState, 'items' | 'length'>): boolean =>
  sum(counted(items).filter((item) => item.segment !== 'closed')) > length - DEFAULT_MINUTES;

export interface Row {
  /** "3", "M2", "C1"; "X1" under "If time allows"; "W1" for what waits for a chair. */
  readonly label: string;
  readonly item: Item;
}

export interface Group {
  readonly segment: Segment;
  readonly startsAt: Date;
  readonly minutes: number;
  readonly rows: readonly Row[];
}

/** An agenda as one reader may see it: nothing here tells of what they may not. */
export interface Layout {
  readonly groups: readonly Group[];
  /** Minutes of the members' part, for a reader who sees only that there is one. */
  readonly untitledMinutes: number;
  readonly ifTimeAllows: readonly Row[];
  /** Suggestions and what else waits for a chair's yes: the chairs' and their writers' only. */
  readonly waiting: readonly Row[];
  /** Minutes this reader can see, and the meeting's length. */
  readonly minutes: number;
  readonly length: number;
}

export interface AgendaState {
  readonly startsAt: Date;
  readonly length: number;
  readonly phase: AgendaPhase;
  readonly items: readonly Item[];
}

const PREFIX: Readonly<Record<Segment, string>> = { open: '', members: 'M', closed: 'C' };

const isMine = (item: Item, reader: Reader): boolean =>
  reader.person !== undefined && item.owner === reader.person.member;

/** What "This may point to a person" takes from sight: its writer and the chairs still see it, until its words are gone. */
export const isConcealed = (item: Item, reader: Reader): boolean =>
  item.hidden === 'removed' ||
  (item.hidden === 'hidden' && !isChair(reader.person?.roles ?? []) && !isMine(item, reader));

/** May this reader hide it? A case's title is ours, and says nothing. */
export const isHideable = (item: Item): boolean => item.kind !== 'case' && item.hidden === null;

/** Groups, numbers and times as this reader may see them (product rule 3). Numbers run without gaps over what is shown. */
export function layout(state: AgendaState, reader: Reader): Layout {
  const chair = isChair(reader.person?.roles ?? []);
  const yields = state.phase === 'collecting' ? new Set<string>() : overflow(state.items, state.length);
  const readable = inOrder(state.items).filter((item) => reader.segments.includes(item.segment));
  const shown = counted(readable).filter((item) => !yields.has(item.id));
  const hidden = counted(state.items).filter((item) => item.segment === 'members' && !yields.has(item.id));
  const untitledMinutes =
    reader.segments.includes('members') || reader.segments.length === 0 ? 0 : sum(hidden);
  const groups: Group[] = [];
  let minutesBefore = 0;
  for (const segment of SEGMENTS) {
    const items = shown.filter((item) => item.segment === segment);
    const minutes = sum(items);
    if (items.length > 0) {
      const startsAt = new Date(state.startsAt.getTime() + minutesBefore * 60_000);
      groups.push({
        segment,
        startsAt,
        minutes,
        rows: items.map((item, index) => ({ label: `${PREFIX[segment]}${index + 1}`, item })),
      });
    }
    minutesBefore += segment === 'members' ? minutes + untitledMinutes : minutes;
  }
  const waiting = readable.filter((item) => item.state === 'suggested' && (chair || isMine(item, reader)));
  const ifTimeAllows = counted(readable).filter((item) => yields.has(item.id));
  return {
    groups,
    untitledMinutes,
    ifTimeAllows: ifTimeAllows.map((item, index) => ({ label: `X${index + 1}`, item })),
    waiting: waiting.map((item, index) => ({ label: `W${index + 1}`, item })),
    minutes: sum(shown) + sum(ifTimeAllows) + untitledMinutes,
    length: state.length,
  };
}

export const allRows = (of: Layout): readonly Row[] => [
  ...of.groups.flatMap((group) => group.rows),
  ...of.ifTimeAllows,
  ...of.waiting,
];

/** The row a person means by its label, as they see it ("m2" is "M2"), or undefined. */
export const rowByLabel = (of: Layout, label: string): Row | undefined =>
  allRows(of).find((row) => row.label === label.trim().toUpperCase());

/** Minutes of what has its place; the rest stands under "If time allows". */
export const plannedMinutes = (of: Layout): number =>
  of.minutes - sum(of.ifTimeAllows.map((row) => row.item));

/** Minutes this reader sees as free: never more than there are for them to see. */
export const freeMinutes = (of: Layout): number => of.length - plannedMinutes(of);

/** Where a new item goes: after the others, before what closes the meeting. Answers the ids in their new order. */
export function placeNew(items: readonly Item[], id: string): readonly string[] {
  const ordered = [...items].sort((a, b) => a.position - b.position);
  const isTopic = (item: Item): boolean => !['standing', 'closed', 'case'].includes(item.kind);
  const lastTopic = ordered.findLastIndex(isTopic);
  // With no topic yet, only the last of several standing items can be the one that closes.
  const from = lastTopic === -1 ? Math.max(1, ordered.length - 1) : lastTopic + 1;
  const closing = ordered.findIndex((item, index) => index >= from && item.kind === 'standing');
  const at = closing === -1 ? ordered.length : closing;
  return [...ordered.slice(0, at).map((item) => item.id), id, ...ordered.slice(at).map((item) => item.id)];
}

/** These items at places 1..n in the order of the ids. */
export function inPlaces(items: readonly Item[], ids: readonly string[]): readonly Item[] {
  const byId = new Map(items.map((item) => [item.id as string, item]));
  return ids.flatMap((id, index) => {
    const item = byId.get(id);
    return item ? [{ ...item, position: index + 1 }] : [];
  });
}

/** Where what was moved over goes: after the standing items that open the meeting, before every topic. */
export function placeFirst(items: readonly Item[], ids: readonly string[]): readonly string[] {
  const ordered = [...items].sort((a, b) => a.position - b.position);
  const firstTopic = ordered.findIndex((item) => item.kind !== 'standing');
  const at = firstTopic === -1 ? Math.max(0, ordered.length - 1) : firstTopic;
  const before = ordered.slice(0, at).map((item) => item.id as string);
  return [...before, ...ids, ...ordered.slice(at).map((item) => item.id)];
}

/** The ids in their new order after a move within the item's own group; `to` counts from 1 and is brought into range. */
export function moveWithin(items: readonly Item[], id: string, to: number): readonly string[] {
  const ordered = [...items].sort((a, b) => a.position - b.position);
  const moved = ordered.find((item) => item.id === id);
  if (!moved) return ordered.map((item) => item.id);
  const peers = inOrder(counted(ordered)).filter((item) => item.segment === moved.segment && item.id !== id);
  const index = Math.min(Math.max(1, Math.trunc(to)), peers.length + 1) - 1;
  const rest = ordered.filter((item) => item.id !== id).map((item) => item.id as string);
  const next = peers[index];
  const previous = peers[index - 1];
  const at = next ? rest.indexOf(next.id) : previous ? rest.indexOf(previous.id) + 1 : rest.length;
  return [...rest.slice(0, at), id, ...rest.slice(at)];
}

/** "Case discussion 2": made by Convener, since a case has no title of its own (product rule 1). */
export function caseTitle(items: readonly Item[]): string {
  return `Case discussion ${items.filter((item) => item.kind === 'case').length + 1}`;
}
