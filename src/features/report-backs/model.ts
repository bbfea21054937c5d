import type { MemberId } from '../../kernel/ids.ts';
import type { reportBacks } from './table.ts';

/** The longest line of a report, in characters. */
export const MOST_LINE = 280;

export type Report = typeof reportBacks.$inferSelect;
/** What a person can say. */
export type Filed = Exclude<Report['state'], 'none'>;

export const FILED: readonly Filed[] = ['on track', 'need help', 'done'];

export const LABELS: Readonly<Record<Filed, string>> = {
  'on track': 'On track',
  'need help': 'Need help',
  done: 'Done',
};

/** "on-track", "help", "Done": as people type them. */
export function filedOf(said: string): Filed | undefined {
  const words = said
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
  return FILED.find((state) => state === words || state.split(' ').some((word) => word === words));
}

/** How many meetings in a row without a report end the notes. */
const MOST_SILENT = 2;

interface Had {
  readonly owner: MemberId | null;
  readonly parkedUntil: string | null;
}

/**
 * Two meetings in a row came without a report by who has the task now, since it is back from being parked: the notes
 * stop. `rows` are the task's, the latest first; a row without a report says in `enteredBy` who had it then.
 */
export function isSilent(
  rows: readonly Pick<Report, 'state' | 'enteredBy' | 'filedAt'>[],
  { owner, parkedUntil }: Had,
): boolean {
  const latest = rows.slice(0, MOST_SILENT);
  const counts = ({ state, enteredBy, filedAt }: (typeof latest)[number]): boolean =>
    state === 'none' &&
    enteredBy === owner &&
    (parkedUntil === null || filedAt.toISOString().slice(0, 10) >= parkedUntil);
  return owner !== null && latest.length === MOST_SILENT && latest.every(counts);
}
