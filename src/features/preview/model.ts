import { mondayOf } from '../../asks/budget.ts';
import { timeText } from '../../kernel/time-text.ts';
import type { MemberId } from '../../kernel/ids.ts';
import { localDateOf } from '../../schedule/recurrence.ts';
import { saidOf } from './words.ts';

/** How far the preview looks ahead. */
export const DAYS_AHEAD = 60;

/** One message to come, with its reader's zone and the place's name as people know it. */
export interface Line {
  readonly at: Date;
  readonly member?: MemberId;
  /** Of whoever reads it: a channel's is the task force's. */
  readonly zone: string;
  /** "Dana Whitlock", "#task-force". */
  readonly where: string;
  /** "Slack", "the web". */
  readonly door: string;
  readonly view: string;
  /** Views of what is asked in it. */
  readonly asks: readonly string[];
}

/** What goes out at one time for one reason, with everyone it goes to. */
export interface Group {
  readonly at: Date;
  /** A local date of the readers', YYYY-MM-DD. */
  readonly date: string;
  /** "Wed 10 Feb", and "10:00", on the readers' own clock. */
  readonly day: string;
  readonly hour: string;
  readonly what: string;
  readonly why: string;
  readonly to: readonly Line[];
}

/** One of each, in their order. */
const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** A note says what it asks for; anything else is what it is. */
function wordsFor({ view, asks }: Line): { readonly what: string; readonly why: string } {
  const said = (asks.length > 0 ? asks : [view]).map(saidOf);
  return {
    what: unique(said.map(({ what }) => what)).join(' · '),
    why: unique(said.map(({ why }) => why)).join(' '),
  };
}

/** In order of time: what goes to many people at one moment of their clocks is told once. Pure. */
export function groupsOf(lines: readonly Line[], home: string): readonly Group[] {
  const groups = new Map<string, Group & { to: Line[] }>();
  for (const line of lines) {
    const { at, zone } = line;
    const clock = { zone, home };
    const hour = timeText({ at, style: 'time' }, clock);
    const date = localDateOf(at, zone);
    const words = wordsFor(line);
    const key = JSON.stringify([at.getTime(), date, hour, words.what]);
    const known = groups.get(key);
    if (known) known.to.push(line);
    else {
      const day = timeText({ at, style: 'date' }, { zone, home: zone });
      groups.set(key, { at, date, day, hour, ...words, to: [line] });
    }
  }
  return [...groups.values()].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

export interface Most {
  readonly member: MemberId;
  /** Its Monday, a local date of theirs. */
  readonly week: string;
  readonly messages: number;
  /** Of these, how many ask for something: two at most (product rule 8). */
  readonly asking: number;
}

/** The week in which one person gets most, Monday to Sunday in their own zone; undefined when nobody gets anything. Pure. */
export function mostInAWeek(lines: readonly Line[]): Most | undefined {
  const weeks = new Map<string, { member: MemberId; week: string; messages: number; asking: number }>();
  for (const { member, at, zone, asks } of lines) {
    if (!member) continue;
    const week = mondayOf(localDateOf(at, zone));
    const key = `${member} ${week}`;
    const counted = weeks.get(key) ?? { member, week, messages: 0, asking: 0 };
    weeks.set(key, {
      ...counted,
      messages: counted.messages + 1,
      asking: counted.asking + (asks.length > 0 ? 1 : 0),
    });
  }
  const [most] = [...weeks.values()].toSorted((a, b) => b.messages - a.messages || b.asking - a.asking);
  return most;
}
